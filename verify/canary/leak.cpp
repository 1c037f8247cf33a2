// Wrong on purpose: in one interleaving only, nobody frees the object.

#include <lockstep/verify/scenario.h>

namespace lockstep::verify::leak {
namespace {

template <policy P>
struct leak {
  static constexpr int threads = 2;

  typename P::template atomic<int*> shared{nullptr};

  void thread(int index) {
    if (index == 0) {
      shared.store(P::template create<int>(1), std::memory_order::seq_cst);
    } else if (int* const taken = shared.exchange(nullptr, std::memory_order::seq_cst)) {
      P::destroy(taken);
    }
  }
};

const scenario<leak> registered{{.name = "canary/leak", .claims = "", .must_fail = "memory leak"}};

}  // namespace
}  // namespace lockstep::verify::leak

// Wrong on purpose: both threads free the object that each has seen.

#include <lockstep/verify/scenario.h>

namespace lockstep::verify::double_free {
namespace {

template <policy P>
struct double_free {
  static constexpr int threads = 2;

  typename P::template atomic<int*> shared{nullptr};

  void before() { shared.store(P::template create<int>(1), std::memory_order::seq_cst); }

  void thread(int) {
    if (int* const seen = shared.load(std::memory_order::seq_cst)) {
      shared.store(nullptr, std::memory_order::seq_cst);
      P::destroy(seen);
    }
  }
};

const scenario<double_free> registered{{.name = "canary/double_free", .claims = "", .must_fail = "double free"}};

}  // namespace
}  // namespace lockstep::verify::double_free

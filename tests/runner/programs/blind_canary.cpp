// A canary that plants nothing stands for an engine that does not see what was planted.

#include <lockstep/verify/scenario.h>

namespace {

using namespace lockstep;
using namespace lockstep::verify;

template <policy P>
struct nothing_to_see {
  static constexpr int threads = 2;
  typename P::template atomic<std::uint32_t> word{0};
  void thread(int) { word.fetch_add(1, std::memory_order::relaxed); }
};

const scenario<nothing_to_see> canary{{.name = "canary/nothing_to_see", .claims = "", .must_fail = "data race"}};
const scenario<nothing_to_see> green{{.name = "green/counts", .claims = ""}};

}  // namespace

// Wrong on purpose: with less than sequential consistency each thread may miss the other's store. An engine that only
// interleaves never shows it.

#include <lockstep/verify/scenario.h>

namespace lockstep::verify::store_buffering {
namespace {

template <policy P>
struct store_buffering {
  static constexpr int threads = 2;

  typename P::template atomic<std::uint32_t> flag[2];
  ghost<std::uint32_t> seen[2];

  void thread(int index) {
    flag[index].store(1, std::memory_order::release);
    seen[index].set(flag[1 - index].load(std::memory_order::acquire));
  }

  void after() { check(seen[0].get() + seen[1].get() != 0, "both threads read zero"); }
};

const scenario<store_buffering> registered{
    {.name = "canary/store_buffering", .claims = "ATOMIC-7", .must_fail = "both threads read zero"}};

}  // namespace
}  // namespace lockstep::verify::store_buffering

// Wrong on purpose: in one order of the threads only, nobody has given the object a value.

#include <lockstep/verify/scenario.h>

namespace lockstep::verify::uninitialised_read {
namespace {

template <policy P>
struct uninitialised_read {
  static constexpr int threads = 2;

  typename P::template atomic<std::uint32_t> came{0};
  typename P::template plain<int> value;

  void thread(int index) {
    const bool is_first = came.fetch_add(1, std::memory_order::seq_cst) == 0;
    if (index == 0 && is_first) value.write() = 1;
  }
  void after() { (void)value.read(); }
};

const scenario<uninitialised_read> registered{
    {.name = "canary/uninitialised_read", .claims = "", .must_fail = "read of an uninitialised object"}};

}  // namespace
}  // namespace lockstep::verify::uninitialised_read

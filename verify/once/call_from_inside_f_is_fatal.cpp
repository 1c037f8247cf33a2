// ONCE-5: a call from inside the function, which would wait for itself, is fatal. Wrong on purpose. A call on another
// object is not one from inside, also if it has to wait for that one's function.

#include <lockstep/once.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify::call_from_inside_f_is_fatal {
namespace {

template <policy P>
struct call_from_inside_f_is_fatal {
  static constexpr int threads = 2;

  basic_once<P> once;

  void thread(int) {
    once.call([this] { once.call([] {}); });
  }
};

template <policy P>
struct call_of_another_from_inside_f {
  static constexpr int threads = 2;

  basic_once<P> outer, inner;
  ghost<int> runs;

  void thread(int index) {
    const auto run = [this] { runs.add(1); };
    if (index == 1) inner.call(run);
    outer.call([&] { inner.call(run); });
    inner.call([] { check(false, "the inner function has not run"); });
  }
  void after() { check(runs.get() == 1); }
};

const scenario<call_of_another_from_inside_f> right{
    {.name = "once/call_of_another_from_inside_f", .claims = "ONCE-5 ONCE-1"}};
const scenario<call_from_inside_f_is_fatal> registered{
    {.name = "once/call_from_inside_f_is_fatal",
     .claims = "ONCE-5",
     .must_fail = "fatal error: sync: Once called from inside its own function"}};

}  // namespace
}  // namespace lockstep::verify::call_from_inside_f_is_fatal

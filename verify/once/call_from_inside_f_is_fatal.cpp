// ONCE-5: a call from inside the function, which would wait for itself, is fatal. Wrong on purpose.

#include <lockstep/once.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify {
namespace {

template <policy P>
struct call_from_inside_f_is_fatal {
  static constexpr int threads = 2;

  basic_once<P> once;

  void thread(int) {
    once.call([this] { once.call([] {}); });
  }
};

const scenario<call_from_inside_f_is_fatal> registered{
    {.name = "once/call_from_inside_f_is_fatal",
     .claims = "ONCE-5",
     .must_fail = "fatal error: sync: Once called from inside its own function"}};

}  // namespace
}  // namespace lockstep::verify

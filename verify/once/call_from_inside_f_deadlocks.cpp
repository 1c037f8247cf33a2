// ONCE-5: a call from inside the function waits for itself. Wrong on purpose: a policy without per-thread storage, such
// as a model's, cannot tell and gets the deadlock; production has it and says so (tests/production/once.cpp).

#include <lockstep/once.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify {
namespace {

template <policy P>
struct call_from_inside_f_deadlocks {
  static constexpr int threads = 2;

  basic_once<P> once;

  void thread(int) {
    once.call([this] { once.call([] {}); });
  }
};

const scenario<call_from_inside_f_deadlocks> registered{
    {.name = "once/call_from_inside_f_deadlocks", .claims = "ONCE-5", .must_fail = "deadlock"}};

}  // namespace
}  // namespace lockstep::verify

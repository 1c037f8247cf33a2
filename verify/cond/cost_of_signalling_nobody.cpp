// COND-8, COND-4: who signals a cond again makes sure that it is no copy by one look, and not by an exchange. What its
// list costs beside that: notify_list/cost_of_calling_nobody. Hunts for a check that forgets that it was made.

#include <lockstep/cond.h>
#include <lockstep/mutex.h>
#include <lockstep/verify/counted.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify::cost_of_signalling_nobody {
namespace {

template <policy P>
struct cost_of_signalling_nobody {
  static constexpr int threads = 2;

  basic_mutex<P> mutex;
  basic_cond<basic_mutex<P>, counted<P>> cond{mutex};

  void thread(int index) {
    if (index != 0) return;  // so the other is alone
    cond.signal();
    for (int round = 0; round != 2; ++round) {
      check(cost_of([&] { cond.signal(); }) == cost{.loads = 1}, "signal makes sure by more than a look");
      check(cost_of([&] { cond.broadcast(); }) == cost{.loads = 1}, "broadcast makes sure by more than a look");
    }
  }
};

const scenario<cost_of_signalling_nobody> registered{
    {.name = "cond/cost_of_signalling_nobody", .claims = "COND-8 COND-4"}};

}  // namespace
}  // namespace lockstep::verify::cost_of_signalling_nobody

// WG-6: a waiter that has been woken and finds the group in use again panics. It cannot see a generation that came and
// went before it looked; then it returns, rightly, because its own has ended.
// Hunts for a waiter that does not look, and for one that looks at an old state.
// Witnesses: it panicked, and it could not see the reuse.

#include <lockstep/verify/inspect.h>
#include <lockstep/verify/scenario.h>
#include <lockstep/wait_group.h>

#include "panics.h"

namespace lockstep::verify::reuse_before_wait_has_returned_panics {
namespace {

template <policy P>
struct reuse_before_wait_has_returned_panics {
  static constexpr int threads = 2;

  basic_wait_group<P> group;
  typename P::template plain<int> done_first{0};
  ghost<result> wait;
  ghost<bool> slept;
  ghost<bool> is_in_use;
  ghost<bool> found_in_use;

  void before() { group.add(1); }

  void thread(int index) {
    if (index == 0) {
      wait.set(result_of([&] { group.wait(); }));
      if (wait.get() == result::returned) check(done_first.read() == 1, "wait has returned before the first done");
      return;
    }
    done_first.write() = 1;
    slept.set(wait_group_word::waiters(inspect::word(group)) != 0);
    group.done();
    group.add(1);
    // What the waiter has not looked at by now, it finds in use until the next count.
    is_in_use.set(wait.get() == result::under_way);
    group.done();
  }

  void after() {
    check(wait.get() == result::returned || wait.get() == result::reused, "a panic of another kind");
    if (wait.get() == result::reused) witness("seen");
    if (wait.get() == result::returned && slept.get() && is_in_use.get()) witness("unseen");
    check(inspect::word(group) == 0, "the group is not as it was");
    check(!inspect::semaphore(group).try_acquire(), "there were more tokens than waiters");
  }
};

const scenario<reuse_before_wait_has_returned_panics> registered{
    {.name = "wait_group/reuse_before_wait_has_returned_panics",
     .claims = "WG-6",
     .witnesses = "seen unseen",
     .stress = false}};

}  // namespace
}  // namespace lockstep::verify::reuse_before_wait_has_returned_panics

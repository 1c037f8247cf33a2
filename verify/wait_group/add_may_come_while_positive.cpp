// WG-8: an add may come at any time while the counter stays positive, also beside a wait; an add of zero at any time at
// all. Hunts for a check that takes either for misuse, and for an add of zero that wakes the waiters a second time.
// Witness: the add came while the waiter was registered.

#include <lockstep/verify/inspect.h>
#include <lockstep/verify/scenario.h>
#include <lockstep/wait_group.h>

namespace lockstep::verify::add_may_come_while_positive {
namespace {

/// Thread 1 counts a helper while its own count holds the group; thread 0 waits for both.
template <policy P>
struct add_may_come_while_positive {
  static constexpr int threads = 3;

  basic_wait_group<P> group;
  typename P::semaphore counted;
  typename P::template plain<int> by_worker{0};
  typename P::template plain<int> by_helper{0};

  void before() { group.add(1); }

  void thread(int index) {
    if (index == 0) {
      group.wait();
      check(by_worker.read() == 1 && by_helper.read() == 1, "wait has returned before all was done");
    } else if (index == 1) {
      if (wait_group_word::waiters(inspect::word(group)) != 0) witness("registered");
      group.add(1);
      counted.release();
      by_worker.write() = 1;
      group.done();
    } else {
      counted.acquire();
      by_helper.write() = 1;
      group.done();
    }
  }

  void after() { check(inspect::word(group) == 0, "the group is not as it was"); }
};

template <policy P>
struct add_of_zero_changes_nothing {
  static constexpr int threads = 3;

  basic_wait_group<P> group;

  void before() { group.add(1); }

  void thread(int index) {
    if (index == 0) {
      group.wait();
    } else if (index == 1) {
      group.done();
    } else {
      if (wait_group_word::waiters(inspect::word(group)) != 0) witness("registered");
      group.add(0);
    }
  }

  void after() {
    check(inspect::word(group) == 0, "the group is not as it was");
    check(!inspect::semaphore(group).try_acquire(), "there were more tokens than waiters");
  }
};

const scenario<add_may_come_while_positive> positive{
    {.name = "wait_group/add_may_come_while_positive", .claims = "WG-8 WG-1 WG-3", .witnesses = "registered"}};
const scenario<add_of_zero_changes_nothing> zero{
    {.name = "wait_group/add_of_zero_changes_nothing", .claims = "WG-8", .witnesses = "registered"}};

}  // namespace
}  // namespace lockstep::verify::add_may_come_while_positive

// WG-5: an add from zero that comes while a wait is registered panics. The shape of golang/go#7734: one thread counts
// to zero, another adds and counts off again before the first has woken the waiter. Two places see it, each with its
// own witness: the adder finds a waiter at a counter of zero; the waker, which brought the counter there, finds the
// state moved. Hunts for an add that neither sees, and for a waker that looks first and resets later, so that an add in
// between is wiped out: then the adder panics and the waker does not. The third witness is what nobody can see: the add
// came from zero beside a wait, and all returned rightly.
// In the second scenario the adder swallows its panic and counts off again. The waker may then find the state as it
// left it, and whoever comes first wakes the waiter: it must not be both.

#include <lockstep/verify/inspect.h>
#include <lockstep/verify/scenario.h>
#include <lockstep/wait_group.h>

#include "panics.h"

namespace lockstep::verify::add_from_zero_beside_a_wait_panics {
namespace {

template <policy P>
struct add_from_zero_beside_a_wait_panics {
  static constexpr int threads = 3;
  enum { waiter, waker, adder };

  basic_wait_group<P> group;
  typename P::template plain<int> done_first{0};
  ghost<result> ended[threads];
  ghost<bool> adds_from_zero;

  void before() { group.add(1); }

  void thread(int index) {
    ended[index].set(result_of([&] {
      if (index == waiter) {
        group.wait();
        check(done_first.read() == 1, "wait has returned before the first done");
      } else if (index == waker) {
        done_first.write() = 1;
        group.done();
      } else {
        add_and_count_off();
      }
    }));
  }

  void add_and_count_off() {
    const bool is_at_zero = wait_group_word::counter(inspect::word(group)) == 0;
    adds_from_zero.set(is_at_zero && ended[waiter].get() == result::under_way);
    group.add(1);
    group.done();
  }

  void after() {
    const bool seen_by_adder = ended[adder].get() == result::concurrent;
    const bool seen_by_waker = ended[waker].get() == result::concurrent;
    const bool seen_by_waiter = ended[waiter].get() == result::reused;
    if (seen_by_adder) witness("seen_by_the_adder");
    if (seen_by_waker) witness("seen_by_the_waker");
    check(seen_by_adder == seen_by_waker, "one of the two places missed it");
    if (seen_by_adder || seen_by_waiter) return;
    for (const auto& e : ended) check(e.get() == result::returned, "a panic that nothing explains");
    if (adds_from_zero.get()) witness("unseen");
    check(inspect::word(group) == 0, "the group is not as it was");
    check(!inspect::semaphore(group).try_acquire(), "there were more tokens than waiters");
  }
};

template <policy P>
struct swallowed_panic_wakes_nobody_twice {
  static constexpr int threads = 3;

  basic_wait_group<P> group;
  ghost<int> wakers_that_panicked;

  void before() { group.add(1); }

  void thread(int index) {
    if (index == 0) {
      result_of([&] { group.wait(); });
      return;
    }
    if (index == 2 && result_of([&] { group.add(1); }) == result::concurrent) witness("swallowed");
    if (result_of([&] { group.done(); }) == result::concurrent) wakers_that_panicked.add(1);
  }

  void after() {
    check(inspect::word(group) == 0, "the group is not as it was");
    check(wakers_that_panicked.get() <= 1, "both wakers left the waiter asleep");
    // The panic may have cut the waiter off before it could take its token; a second one is nobody's.
    if (inspect::semaphore(group).try_acquire()) witness("cut_off");
    check(!inspect::semaphore(group).try_acquire(), "there were more tokens than waiters");
  }
};

const scenario<swallowed_panic_wakes_nobody_twice> swallowed{{.name = "wait_group/swallowed_panic_wakes_nobody_twice",
                                                              .claims = "WG-5",
                                                              .witnesses = "swallowed cut_off",
                                                              .explore_misses = "cut_off",
                                                              .stress = false}};
const scenario<add_from_zero_beside_a_wait_panics> registered{
    {.name = "wait_group/add_from_zero_beside_a_wait_panics",
     .claims = "WG-5",
     .witnesses = "seen_by_the_adder seen_by_the_waker unseen",
     .stress = false}};

}  // namespace
}  // namespace lockstep::verify::add_from_zero_beside_a_wait_panics

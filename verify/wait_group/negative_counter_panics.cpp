// WG-4: of two dones for one count, the second panics in every interleaving, whoever waits meanwhile.
// Hunts for a check of the counter as it was at another moment than the count itself.
// Witnesses: the panic came while a waiter was registered, and after it had been woken.

#include <lockstep/verify/inspect.h>
#include <lockstep/verify/scenario.h>
#include <lockstep/wait_group.h>

#include "panics.h"

namespace lockstep::verify::negative_counter_panics {
namespace {

template <policy P>
struct negative_counter_panics {
  static constexpr int threads = 3;

  basic_wait_group<P> group;
  ghost<result> done[2];

  void before() { group.add(1); }

  void thread(int index) {
    if (index == 2) {
      // It may return, or find the counter negative when it wakes, or never be woken.
      if (result_of([&] { group.wait(); }) == result::reused) witness("after_the_waiter_was_woken");
      return;
    }
    const result ended = result_of([&] { group.done(); });
    done[index].set(ended);
    if (ended == result::negative && wait_group_word::waiters(inspect::word(group)) != 0) {
      witness("before_the_waiter_was_woken");
    }
  }

  void after() {
    const auto is_negative = [](const ghost<result>& r) { return r.get() == result::negative; };
    check(is_negative(done[0]) != is_negative(done[1]), "not exactly one done panicked");
    check(wait_group_word::counter(inspect::word(group)) == -1, "a count was lost");
  }
};

const scenario<negative_counter_panics> registered{
    {.name = "wait_group/negative_counter_panics",
     .claims = "WG-4",
     .witnesses = "before_the_waiter_was_woken after_the_waiter_was_woken",
     .stress = false}};

}  // namespace
}  // namespace lockstep::verify::negative_counter_panics

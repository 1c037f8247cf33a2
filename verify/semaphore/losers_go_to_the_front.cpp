// SEMA-3: a waiter that was woken and lost its token to a newcomer sleeps before those who came after it.
// Hunts for a loser that queues at the back. Witness: it sleeps again, with another behind it who came later.

#include <lockstep/semaphore.h>
#include <lockstep/verify/inspect.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify::losers_go_to_the_front {
namespace {

template <policy P>
struct losers_go_to_the_front {
  static constexpr int threads = 3;

  typename P::semaphore tokens;
  ghost<bool> has_lost;
  ghost<bool> is_served;

  /// Thread 0 comes first, 1 if that one sleeps; 2 wakes the first, takes its token, and hands over another once both
  /// sleep.
  void thread(int index) {
    if (index == 0) {
      tokens.acquire();
      is_served.set(true);
      tokens.release(true);
    } else if (index == 1) {
      if (!inspect::has_waiters(tokens)) return;
      tokens.acquire();
      check(!has_lost.get() || is_served.get(), "the loser was overtaken by one who came after it");
      tokens.release(true);
    } else {
      tokens.release();
      if (!tokens.try_acquire()) return;
      check(!tokens.try_acquire(), "a token came from nowhere");  // here the one that was woken finds out
      if (inspect::waiters(tokens) == 2) {
        has_lost.set(true);
        witness("loser_ahead");
      }
      tokens.release(true);
    }
  }
};

constexpr statement stating(std::string_view name) {
  return {.name = name,
          .claims = "SEMA-3",
          .witnesses = "loser_ahead",
          .quick = bound(2),
          .thorough = bound(3, "full: 10^8 executions by estimate"),
          .moments = true,
          .stress = false};
}
const full_stack_scenario<losers_go_to_the_front> implemented{stating("semaphore/losers_go_to_the_front")};
const scenario<losers_go_to_the_front> specified{stating("semaphore/losers_go_to_the_front/specified")};

}  // namespace
}  // namespace lockstep::verify::losers_go_to_the_front

// SEMA-2: each sleep pairs with one wake-up, even if the release comes first. SEMA-8: a futex that returns for no
// reason changes nothing. Two threads acquire; a third releases twice. Hunts for a wake-up that falls between the
// waiter's look at the token and its sleep: somebody then sleeps for ever. Witness: both waiters were parked at once.

#include <lockstep/semaphore.h>
#include <lockstep/verify/inspect.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify::wakes_each_sleeper {
namespace {

template <policy P, bool Handoff>
struct wakes_each_sleeper {
  static constexpr int threads = 3;

  typename P::semaphore tokens;

  void thread(int index) {
    if (index != 0) {
      tokens.acquire();
      return;
    }
    if (inspect::has_waiters(tokens)) witness("parked");
    tokens.release(Handoff);
    tokens.release(Handoff);
  }

  void after() { check(!tokens.try_acquire(), "a token was made up"); }
};

template <policy P>
using competing = wakes_each_sleeper<P, false>;
template <policy P>
using handed_over = wakes_each_sleeper<P, true>;

const full_stack_scenario<competing> plainly{
    {.name = "semaphore/wakes_each_sleeper",
     .claims = "SEMA-2 SEMA-1",
     .witnesses = "parked",
     .symmetric = alike(1, 2),
     .quick = bound(2),
     .thorough = bound(3, "full: more than an hour"),
     .graphs = random(10'000),
     .graphs_thorough = random(1'000'000, "full: 10^8 executions by estimate")}};
const full_stack_scenario<competing> spuriously{
    {.name = "semaphore/wakes_each_sleeper/spurious",
     .claims = "SEMA-2 SEMA-8",
     .witnesses = "parked",
     .surroundings = {.spurious_returns = 1},
     .symmetric = alike(1, 2),
     .quick = bound(2),
     .thorough = bound(3, "full: more than an hour"),
     .graphs = random(10'000),
     .graphs_thorough = random(1'000'000, "full: 10^10 executions by estimate")}};
const full_stack_scenario<handed_over> by_handoff{{.name = "semaphore/wakes_each_sleeper/handoff",
                                                   .claims = "SEMA-2 SEMA-4",
                                                   .witnesses = "parked",
                                                   .symmetric = alike(1, 2),
                                                   .quick = bound(2),
                                                   .thorough = bound(3, "full: more than an hour"),
                                                   .graphs = random(10'000, "full: 10^6 executions by estimate"),
                                                   .graphs_thorough = full()}};

}  // namespace
}  // namespace lockstep::verify::wakes_each_sleeper

// SEMA-3, SEMA-4: a release with hand-off gives its token to the first waiter, and no newcomer can take it.
// There is one token, handed over by whoever has it; the threads start as they like. Who finds another thread parked
// when it comes must be served after it: the newcomer tries, and then queues behind. Hunts for a token that shows in
// the word while somebody is parked, and for a queue that is not FIFO. Witness: a newcomer came while another thread
// was parked.

#include <lockstep/semaphore.h>
#include <lockstep/verify/inspect.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify::hands_over_in_order {
namespace {

template <policy P>
struct hands_over_in_order {
  static constexpr int threads = 3;

  typename P::semaphore token;
  ghost<int> is_first_served;

  /// Thread 0 has the token to begin with; 1 takes it from it; 2 is the newcomer, who must not get it before 1 if 1 was
  /// parked when 2 came.
  void thread(int index) {
    if (index == 0) {
      token.release(true);
    } else if (index == 1) {
      token.acquire();
      is_first_served.set(1);
      token.release(true);
    } else {
      const bool somebody_is_parked = inspect::has_waiters(token);
      if (somebody_is_parked) witness("newcomer");
      if (!token.try_acquire()) token.acquire();
      check(!somebody_is_parked || is_first_served.get() == 1, "a newcomer took a token that was handed to another");
      token.release(true);
    }
  }
};

const full_stack_scenario<hands_over_in_order> implemented{
    {.name = "semaphore/hands_over_in_order",
     .claims = "SEMA-3 SEMA-4",
     .witnesses = "newcomer",
     .quick = bound(2),
     .thorough = bound(3, "full: 10^8 executions by estimate"),
     .graphs = random(10'000, "full: 10^6 executions by estimate"),
     .graphs_thorough = full()}};
const scenario<hands_over_in_order> specified{{.name = "semaphore/hands_over_in_order/specified",
                                               .claims = "SEMA-3 SEMA-4",
                                               .witnesses = "newcomer",
                                               .stress = false}};

}  // namespace
}  // namespace lockstep::verify::hands_over_in_order

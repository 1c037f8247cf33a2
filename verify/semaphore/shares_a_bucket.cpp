// SEMA-1, SEMA-2 for two semaphores in one bucket of the table: their waiters must not be mixed up.
// Hunts for a wake-up that goes to a waiter of the other address: one thread then goes on without a token, and another
// sleeps for ever.
// Witness: both waiters were in the bucket at once.

#include <lockstep/semaphore.h>
#include <lockstep/verify/inspect.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify::shares_a_bucket {
namespace {

template <policy P>
struct shares_a_bucket {
  static constexpr int threads = 3;

  typename P::semaphore tokens[2];
  ghost<int> released[2];

  void thread(int index) {
    if (index < 2) {
      tokens[index].acquire();
      check(released[index].get() == 1, "a waiter went on without a token");
      return;
    }
    if (inspect::has_waiters(tokens[0]) && inspect::has_waiters(tokens[1])) witness("both");
    for (int i = 0; i != 2; ++i) {
      released[i].set(1);
      tokens[i].release(i == 0);
    }
  }
};

const full_stack_scenario<shares_a_bucket> registered{{.name = "semaphore/shares_a_bucket",
                                                       .claims = "SEMA-1 SEMA-2",
                                                       .witnesses = "both",
                                                       .quick = bound(2),
                                                       .thorough = bound(3, "full: 10^9 executions by estimate")}};

}  // namespace
}  // namespace lockstep::verify::shares_a_bucket

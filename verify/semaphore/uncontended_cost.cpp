// SEMA-6: what core's semaphore costs while nobody waits: a look and an exchange, no lock and no futex; and its
// bucket's lock one exchange each way. Hunts for a guess that is stale and costs a turn, and for a fast path that fails
// where it need not.

#include <lockstep/semaphore.h>
#include <lockstep/verify/counted.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify::uncontended_semaphore_cost {
namespace {

template <policy P>
struct uncontended_cost {
  static constexpr int threads = 2;

  [[no_unique_address]] counted_global<P, semaphore_table<counted<P>>> table;
  basic_semaphore<counted<P>> semaphore;
  futex_lock<counted<P>> lock;

  void thread(int index) {
    if (index != 0) return;  // so the other is alone
    constexpr cost both{.loads = 1, .read_modify_writes = 1};
    for (int token = 0; token != 2; ++token)
      check(cost_of([&] { semaphore.release(token == 0); }) == both, "release is more than a look and an exchange");
    for (int token = 0; token != 2; ++token)
      check(cost_of([&] { semaphore.acquire(); }) == both, "acquire is more than a look and an exchange");
    for (int round = 0; round != 2; ++round) {
      check(cost_of([&] { lock.lock(); }) == cost{.read_modify_writes = 1},
            "the bucket's lock is more than one exchange");
      check(cost_of([&] { lock.unlock(); }) == cost{.read_modify_writes = 1},
            "the bucket's unlock is more than one exchange");
    }
  }
};

const full_stack_scenario<uncontended_cost> registered{{.name = "semaphore/uncontended_cost", .claims = "SEMA-6"}};

}  // namespace
}  // namespace lockstep::verify::uncontended_semaphore_cost

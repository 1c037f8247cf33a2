// The specification that stands for the semaphore under every other primitive is justified here: whatever core's
// semaphore can do over a futex that may return for no reason, the specification can do too. Small clients record what
// they see; the engine first collects every outcome of the specification and then fails core's at the first other one.
// SEMA-1 to SEMA-5, SEMA-8.

#include <string>

#include <lockstep/semaphore.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify::refines_its_specification {
namespace {

/// Records who acquired in which order.
template <policy P>
struct client {
  typename P::semaphore semaphore;
  ghost<int> turn;
  ghost<int> turn_of[3];

  void acquire(int index, queue_at end = queue_at::back) {
    semaphore.acquire(end);
    turn_of[index].set(turn.add(1));
  }
  void try_acquire(int index) { turn_of[index].set(semaphore.try_acquire() ? turn.add(1) : -1); }

  void after() {
    for (const auto& t : turn_of) observe(std::to_string(t.get()));
    int left = 0;
    while (semaphore.try_acquire()) ++left;
    observe("left " + std::to_string(left));
  }
};

/// Two acquirers and two releases, the first with hand-off.
template <policy P>
struct two_waiters : client<P> {
  static constexpr int threads = 3;
  void thread(int index) {
    if (index != 2) return this->acquire(index);
    this->semaphore.release(true);
    this->semaphore.release(false);
  }
};

/// A waiter, one that asks for the front, and two releases.
template <policy P>
struct front_and_back : client<P> {
  static constexpr int threads = 3;
  void thread(int index) {
    if (index == 0) return this->acquire(0, queue_at::back);
    if (index == 1) return this->acquire(1, queue_at::front);
    this->semaphore.release(false);
    this->semaphore.release(true);
  }
};

/// A waiter, a thread that only tries, and releases from two threads.
template <policy P>
struct waiter_and_tryer : client<P> {
  static constexpr int threads = 3;
  void thread(int index) {
    if (index == 0) return this->acquire(0);
    if (index == 1) this->try_acquire(1);
    this->semaphore.release(index == 2);
  }
};

constexpr statement stating(std::string_view name) {
  return {.name = name,
          .claims = "SEMA-1 SEMA-2 SEMA-3 SEMA-4 SEMA-5 SEMA-8",
          .surroundings = {.spurious_returns = 1},
          .quick = bound(2),
          .thorough = bound(3, "full: 10^9 executions by estimate"),
          .graphs = random(10'000),
          .graphs_thorough = random(1'000'000, "full: 10^8 executions by estimate"),
          .refines = true};
}

const full_stack_scenario<two_waiters> first{stating("semaphore/refines_its_specification/two_waiters")};
const full_stack_scenario<front_and_back> second{stating("semaphore/refines_its_specification/front_and_back")};
const full_stack_scenario<waiter_and_tryer> third{stating("semaphore/refines_its_specification/waiter_and_tryer")};

}  // namespace
}  // namespace lockstep::verify::refines_its_specification

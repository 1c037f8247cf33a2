// MUTEX-9: a waiter that was woken and lost to a newcomer goes to the front of the queue, before all that have not been
// woken yet.
// Hunts for a loser that queues at the back. Evaluated between any two steps.
// Witness: a loser slept while another thread waited for its first turn.

#include <lockstep/mutex.h>
#include <lockstep/verify/inspect.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify::losers_go_to_the_front {
namespace {

/// Thread 0 locks twice, the others once.
template <policy P>
struct losers_go_to_the_front {
  static constexpr int threads = 3;

  basic_mutex<P> mutex;
  ghost<unsigned> turns_before[threads];

  void thread(int index) {
    for (int round = index == 0 ? 0 : 1; round != 2; ++round) {
      turns_before[index].set(inspect::semaphore(mutex).turns(index));
      mutex.lock();
      mutex.unlock();
    }
  }

  bool has_lost(int t) const { return inspect::semaphore(mutex).turns(t) > turns_before[t].get() + 1; }

  void invariant() const {
    const auto& semaphore = inspect::semaphore(mutex);
    for (unsigned i = 0; i + 1 < semaphore.sleepers(); ++i) {
      if (has_lost(semaphore.sleeper(i))) witness("loser_ahead");
      check(has_lost(semaphore.sleeper(i)) || !has_lost(semaphore.sleeper(i + 1)), "a loser sleeps behind a newcomer");
    }
  }
};

const specification_scenario<losers_go_to_the_front> registered{
    {.name = "mutex/losers_go_to_the_front",
     .claims = "MUTEX-9",
     .witnesses = "loser_ahead",
     .surroundings = {.time_passes = true},
     .quick = bound(4),
     .thorough = full(),
     .graphs = random(10'000, "full: 10^7 executions by estimate"),
     .graphs_thorough = full()}};

}  // namespace
}  // namespace lockstep::verify::losers_go_to_the_front

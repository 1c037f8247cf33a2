// RW-3: a writer that was woken and lost to a newcomer goes to the front of the queue, before all that have not been
// woken yet: nobody is overtaken for ever by those who came after it.
// Hunts for a loser that queues at the back. Evaluated between any two steps.
// Witness: a loser slept while another writer waited for its first turn.

#include <lockstep/rw_mutex.h>
#include <lockstep/verify/inspect.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify::losers_go_to_the_front {
namespace {

/// Thread 0 writes twice, the others once.
template <policy P>
struct losers_go_to_the_front {
  static constexpr int threads = 3;

  basic_rw_mutex<P> mutex;
  ghost<unsigned> turns_before[threads];

  void thread(int index) {
    for (int round = index == 0 ? 0 : 1; round != 2; ++round) {
      turns_before[index].set(inspect::writers(mutex).turns(index));
      mutex.lock();
      mutex.unlock();
    }
  }

  bool has_lost(int t) const { return inspect::writers(mutex).turns(t) > turns_before[t].get() + 1; }

  void invariant() const {
    const auto& queue = inspect::writers(mutex);
    for (unsigned i = 0; i + 1 < queue.sleepers(); ++i) {
      if (has_lost(queue.sleeper(i))) witness("loser_ahead");
      check(has_lost(queue.sleeper(i)) || !has_lost(queue.sleeper(i + 1)), "a loser sleeps behind a newcomer");
    }
  }
};

const specification_scenario<losers_go_to_the_front> registered{
    {.name = "rw_mutex/losers_go_to_the_front",
     .claims = "RW-3",
     .witnesses = "loser_ahead",
     .surroundings = {.time_passes = true},
     .quick = bound(3),
     .thorough = full(),
     .graphs = random(10'000, "full: 10^6 executions by estimate"),
     .graphs_thorough = full()}};

}  // namespace
}  // namespace lockstep::verify::losers_go_to_the_front

// RW-3: bounded bypass among writers. While starving mode lasts, a writer that slept when another called lock is served
// before that one; readers come in between, but not instead.
// Hunts for a hand-off that a newcomer can take and for newcomers that barge in, which no safety property sees.
// Witness: a writer called lock on a starving rw_mutex with a sleeper.

#include <lockstep/rw_mutex.h>
#include <lockstep/verify/inspect.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify::starving_writers_are_not_bypassed {
namespace {

/// Thread 0 writes twice, the next two once, the last reads. With fewer writers nobody could call lock on a starving
/// rw_mutex while another sleeps.
template <policy P>
struct starving_writers_are_not_bypassed {
  static constexpr int writers = 3;
  static constexpr int threads = writers + 1;

  basic_rw_mutex<P> mutex;
  ghost<int> times_starving_mode_ended;
  ghost<int> served[writers];

  bool is_starving() const { return mutex_word::is_starving(rw_mutex_word::writers(inspect::word(mutex))); }

  void lock(int self) {
    const auto& queue = inspect::writers(mutex);
    const bool was_starving = is_starving();
    const int ended = times_starving_mode_ended.get();
    int served_before[writers];
    bool is_ahead[writers];
    for (int t = 0; t != writers; ++t) {
      is_ahead[t] = queue.is_sleeping(t);
      served_before[t] = served[t].get();
      if (was_starving && is_ahead[t]) witness("starving_sleeper_ahead");
    }

    mutex.lock();

    served[self].add(1);
    const bool same_spell = was_starving && times_starving_mode_ended.get() == ended;
    for (int t = 0; t != writers; ++t) {
      if (is_ahead[t] && same_spell) check(served[t].get() != served_before[t], "a sleeping writer was bypassed");
    }
    if (!is_starving()) times_starving_mode_ended.add(1);
  }

  void thread(int index) {
    if (index == writers) {
      mutex.lock_shared();
      mutex.unlock_shared();
      return;
    }
    for (int round = index == 0 ? 0 : 1; round != 2; ++round) {
      lock(index);
      mutex.unlock();
    }
  }
};

const specification_scenario<starving_writers_are_not_bypassed> registered{
    {.name = "rw_mutex/starving_writers_are_not_bypassed",
     .claims = "RW-3",
     .witnesses = "starving_sleeper_ahead",
     .surroundings = {.time_passes = true},
     .quick = bound(2),
     .thorough = bound(3, "full: 10^9 executions by estimate"),
     .moments = true}};

}  // namespace
}  // namespace lockstep::verify::starving_writers_are_not_bypassed

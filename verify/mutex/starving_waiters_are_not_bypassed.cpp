// MUTEX-11, MUTEX-13: bounded bypass. While starving mode lasts, whoever slept when a thread called lock is served
// before that thread; and a thread that had to sleep behind others is served after them in either mode (MUTEX-9: a
// woken waiter that loses goes back to the front). Hunts for a hand-off that a newcomer can take, for newcomers that
// barge into a starving mutex, and for a loser that queues at the back. No safety property sees any of these. Witness:
// a thread called lock on a starving mutex with a sleeper.

#include <lockstep/mutex.h>
#include <lockstep/verify/inspect.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify::starving_waiters_are_not_bypassed {
namespace {

/// Thread 0 locks twice, the others once.
template <policy P, int Threads>
struct starving_waiters_are_not_bypassed {
  static constexpr int threads = Threads;

  basic_mutex<P> mutex;
  ghost<int> times_starving_mode_ended;
  ghost<int> served[Threads];

  void lock(int self) {
    const auto& semaphore = inspect::semaphore(mutex);
    const bool was_starving = mutex_word::is_starving(inspect::word(mutex));
    const int ended = times_starving_mode_ended.get();
    int served_before[Threads];
    bool is_ahead[Threads];
    for (int t = 0; t != Threads; ++t) {
      is_ahead[t] = semaphore.is_sleeping(t);
      served_before[t] = served[t].get();
      if (was_starving && is_ahead[t]) witness("starving_sleeper_ahead");
    }

    mutex.lock();

    served[self].add(1);
    const bool same_spell = was_starving && times_starving_mode_ended.get() == ended;
    for (int t = 0; t != Threads; ++t) {
      if (is_ahead[t] && same_spell) check(served[t].get() != served_before[t], "a sleeper was bypassed");
    }
    if (!mutex_word::is_starving(inspect::word(mutex))) times_starving_mode_ended.add(1);
  }

  void thread(int index) {
    for (int round = index == 0 ? 0 : 1; round != 2; ++round) {
      lock(index);
      mutex.unlock();
    }
  }
};

template <policy P>
using with_one_newcomer = starving_waiters_are_not_bypassed<P, 3>;
template <policy P>
using with_two_newcomers = starving_waiters_are_not_bypassed<P, 4>;

const specification_scenario<with_one_newcomer> small{{.name = "mutex/starving_waiters_are_not_bypassed/3",
                                                       .claims = "MUTEX-11 MUTEX-13",
                                                       .witnesses = "starving_sleeper_ahead",
                                                       .surroundings = {.time_passes = true},
                                                       .quick = bound(4),
                                                       .thorough = full(),
                                                       .moments = true}};
const specification_scenario<with_two_newcomers> large{{.name = "mutex/starving_waiters_are_not_bypassed/4",
                                                        .claims = "MUTEX-11 MUTEX-13",
                                                        .witnesses = "starving_sleeper_ahead",
                                                        .surroundings = {.time_passes = true},
                                                        .quick = bound(3),
                                                        .thorough = bound(4, "full: 10^9 executions by estimate"),
                                                        .moments = true}};

}  // namespace
}  // namespace lockstep::verify::starving_waiters_are_not_bypassed

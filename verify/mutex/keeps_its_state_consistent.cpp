// MUTEX-12, MUTEX-14: the state word is never inconsistent. Starving mode implies a waiter; the woken bit and starving
// mode exclude each other; the word counts no waiter that is not there; whoever unlocks learns of all of that.
// Hunts for a bit that outlives its reason. Evaluated between any two steps, so states that last for one step count.
// Witness: starving mode was entered, and left while others still waited.

#include <lockstep/mutex.h>
#include <lockstep/verify/inspect.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify::keeps_its_state_consistent {
namespace {

template <policy P, int Threads, int Rounds>
struct keeps_its_state_consistent {
  static constexpr int threads = Threads;

  basic_mutex<P> mutex;

  void thread(int) {
    for (int round = 0; round != Rounds; ++round) {
      mutex.lock();
      mutex.unlock();
    }
  }

  void invariant() const {
    const std::uint32_t s = inspect::word(mutex);
    const std::uint32_t holders = mutex_word::is_held(s) ? 1 : 0;
    check(mutex_word::waiters(s) + holders <= Threads, "more waiters than threads");
    check(mutex_word::with_contended(s) == s, "an unlock would leave without a look at who waits");
    if (!mutex_word::is_starving(s)) return;
    witness("starving");
    check(mutex_word::waiters(s) != 0, "starving without a waiter");
    check(!mutex_word::is_woken(s), "a starving mutex wakes somebody to compete");
  }

  void after() { check(inspect::word(mutex) == 0, "the mutex is not as it was"); }
};

template <policy P>
using two_by_two = keeps_its_state_consistent<P, 2, 2>;
template <policy P>
using three_by_one = keeps_its_state_consistent<P, 3, 1>;
template <policy P>
using three_by_two = keeps_its_state_consistent<P, 3, 2>;

const scenario<two_by_two> small{{.name = "mutex/keeps_its_state_consistent/2x2_spinning",
                                  .claims = "MUTEX-12 MUTEX-14",
                                  .witnesses = "starving",
                                  .surroundings = {.time_passes = true, .spins = 1},
                                  .symmetric = alike(0, 1)}};
const scenario<three_by_one> wide{{.name = "mutex/keeps_its_state_consistent/3x1",
                                   .claims = "MUTEX-12 MUTEX-14",
                                   .surroundings = {.time_passes = true, .spins = 1},
                                   .symmetric = alike(0, 2)}};
const scenario<three_by_two> large{{.name = "mutex/keeps_its_state_consistent/3x2",
                                    .claims = "MUTEX-12 MUTEX-14",
                                    .witnesses = "starving",
                                    .surroundings = {.time_passes = true},
                                    .symmetric = alike(0, 2),
                                    .quick = bound(3),
                                    .thorough = bound(5, "full: 10^8 executions by estimate"),
                                    .graphs = random(10'000),
                                    .graphs_thorough = random(1'000'000, "full: 10^10 executions by estimate")}};

}  // namespace
}  // namespace lockstep::verify::keeps_its_state_consistent

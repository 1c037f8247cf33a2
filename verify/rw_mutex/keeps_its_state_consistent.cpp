// RW-1, RW-3: the state is never inconsistent. The word counts no reader and no writer that is not there; the lower
// half keeps a mutex's rules; whom a writer waits for was counted; with a writer inside nobody is left to leave. Hunts
// for a bit that outlives its reason and a count that runs away. Evaluated between any two steps. Witness: starving
// mode was reached, and readers left before the writer had added their number.

#include <lockstep/rw_mutex.h>
#include <lockstep/verify/inspect.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify::keeps_its_state_consistent {
namespace {

template <policy P, int Writers, int Readers, int Rounds>
struct keeps_its_state_consistent {
  static constexpr int threads = Writers + Readers;

  basic_rw_mutex<P> mutex;

  void thread(int index) {
    if (index >= Writers) {
      mutex.lock_shared();
      mutex.unlock_shared();
      return;
    }
    for (int round = index == 0 ? 0 : 1; round != Rounds; ++round) {
      mutex.lock();
      check(inspect::to_leave(mutex) == 0, "a writer is inside before all have left");
      mutex.unlock();
    }
  }

  void invariant() const {
    const std::uint64_t s = inspect::word(mutex);
    const std::uint32_t w = rw_mutex_word::writers(s);
    const auto to_leave = static_cast<std::int32_t>(inspect::to_leave(mutex));
    check(rw_mutex_word::readers(s) <= Readers, "more readers than threads");
    check(mutex_word::waiters(w) + (mutex_word::is_held(w) ? 1 : 0) <= Writers, "more writers than threads");
    check(to_leave >= -Readers && to_leave <= Readers, "more readers to leave than threads");
    if (to_leave < 0) {
      witness("left_early");
      check(mutex_word::is_held(w), "a reader has left for a writer that is not there");
    }
    if (!mutex_word::is_starving(w)) return;
    witness("starving");
    check(mutex_word::waiters(w) != 0, "starving without a waiting writer");
    check(!mutex_word::is_woken(w), "starving, and somebody is woken to compete");
  }

  void after() {
    check(inspect::word(mutex) == 0 && inspect::to_leave(mutex) == 0, "the rw_mutex is not as it was");
    check(!inspect::has_waiters(inspect::readers(mutex)) && !inspect::has_waiters(inspect::left(mutex)),
          "somebody still waits");
  }
};

template <policy P>
using two_writers_one_reader = keeps_its_state_consistent<P, 2, 1, 2>;
template <policy P>
using two_writers_two_readers = keeps_its_state_consistent<P, 2, 2, 2>;

const scenario<two_writers_one_reader> small{{.name = "rw_mutex/keeps_its_state_consistent/2w_1r",
                                              .claims = "RW-1 RW-3 RW-9",
                                              .witnesses = "starving left_early",
                                              .surroundings = {.time_passes = true},
                                              .explore_misses = "left_early"}};
const scenario<two_writers_two_readers> large{{.name = "rw_mutex/keeps_its_state_consistent/2w_2r",
                                               .claims = "RW-1 RW-3 RW-9",
                                               .witnesses = "starving left_early",
                                               .surroundings = {.time_passes = true},
                                               .symmetric = alike(2, 3),
                                               .quick = bound(2),
                                               .thorough = bound(3, "full: 10^8 executions by estimate"),
                                               .graphs = random(10'000, "full: 10^7 executions by estimate"),
                                               .graphs_thorough = full(),
                                               .explore_misses = "left_early"}};

}  // namespace
}  // namespace lockstep::verify::keeps_its_state_consistent

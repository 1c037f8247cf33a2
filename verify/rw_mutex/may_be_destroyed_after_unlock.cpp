// LIFE-1, LIFE-5: whoever knows that all others have let go may destroy the rw_mutex, although their unlock or
// unlock_shared has not returned. The last to come through says so; a reader first makes sure by locking for writing
// that no other is inside.
// Hunts for an unlock that still has readers to release, or a reader that still has a writer to wake, when the object
// is gone: an access to freed memory. Witness: the last one had to wait.

#include <lockstep/rw_mutex.h>
#include <lockstep/verify/inspect.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify::may_be_destroyed_after_unlock {
namespace {

template <policy P, int Writers, int Readers>
struct may_be_destroyed_after_unlock {
  static constexpr int threads = Writers + Readers;

  struct shared_object {
    basic_rw_mutex<P> mutex;
    typename P::template atomic<std::uint32_t> users{threads};  // readers count down too, hence atomic
  };
  shared_object* shared = nullptr;

  void before() { shared = P::template create<shared_object>(); }

  /// Relaxed: what the threads know of each other beyond the number, they know by the lock.
  bool count_down() { return shared->users.fetch_sub(1, std::memory_order::relaxed) == 1; }

  bool write() {
    shared->mutex.lock();
    const bool is_last = count_down();
    shared->mutex.unlock();
    return is_last;
  }

  bool read() {
    shared->mutex.lock_shared();
    const bool is_last = count_down();
    shared->mutex.unlock_shared();
    if (!is_last) return false;
    shared->mutex.lock();
    shared->mutex.unlock();
    return true;
  }

  void thread(int index) {
    const bool has_to_wait = inspect::word(shared->mutex) != 0;
    const bool is_last = index < Writers ? write() : read();
    if (!is_last) return;
    if (has_to_wait) witness("waited");
    P::destroy(shared);
  }
};

template <policy P>
using writer_and_reader = may_be_destroyed_after_unlock<P, 1, 1>;
template <policy P>
using writer_and_two_readers = may_be_destroyed_after_unlock<P, 1, 2>;
template <policy P>
using two_writers_and_reader = may_be_destroyed_after_unlock<P, 2, 1>;
template <policy P>
using two_writers_and_two_readers = may_be_destroyed_after_unlock<P, 2, 2>;

const scenario<writer_and_reader> small{{.name = "rw_mutex/may_be_destroyed_after_unlock/1w_1r",
                                         .claims = "LIFE-1 LIFE-5",
                                         .witnesses = "waited",
                                         .surroundings = {.time_passes = true, .spins = 1}}};
const full_stack_scenario<writer_and_reader> full_stack{
    {.name = "rw_mutex/may_be_destroyed_after_unlock/1w_1r_full_stack",
     .claims = "LIFE-1 LIFE-5",
     .witnesses = "waited",
     .surroundings = {.spurious_returns = 1},
     .stress = false}};
const scenario<writer_and_two_readers> reading{{.name = "rw_mutex/may_be_destroyed_after_unlock/1w_2r",
                                                .claims = "LIFE-1 LIFE-5",
                                                .witnesses = "waited",
                                                .symmetric = alike(1, 2)}};
const scenario<two_writers_and_reader> writing{{.name = "rw_mutex/may_be_destroyed_after_unlock/2w_1r",
                                                .claims = "LIFE-1 LIFE-5",
                                                .witnesses = "waited",
                                                .surroundings = {.time_passes = true},
                                                .symmetric = alike(0, 1)}};
const scenario<two_writers_and_two_readers> large{{.name = "rw_mutex/may_be_destroyed_after_unlock/2w_2r",
                                                   .claims = "LIFE-1 LIFE-5",
                                                   .witnesses = "waited",
                                                   .surroundings = {.time_passes = true},
                                                   .symmetric = alike(0, 1) | alike(2, 3),
                                                   .quick = bound(2),
                                                   .thorough = bound(3, "full: 10^9 executions by estimate"),
                                                   .graphs = random(10'000, "full: 10^6 executions by estimate"),
                                                   .graphs_thorough = full()}};

}  // namespace
}  // namespace lockstep::verify::may_be_destroyed_after_unlock

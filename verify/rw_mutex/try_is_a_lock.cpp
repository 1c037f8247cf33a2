// RW-8: a try_lock or try_lock_shared that succeeds is a lock, with all that goes with it; one that fails changes
// nothing, so that the others come through as if it had not been.
// Hunts for a try that takes what is spoken for, one that orders nothing, one that leaves its mark.
// Witnesses: each succeeded and failed, and each was tried while the lock starved.

#include <lockstep/rw_mutex.h>
#include <lockstep/verify/inspect.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify::try_is_a_lock {
namespace {

/// One thread tries, one writes `Writes` times, the third writes or reads.
template <policy P, bool Shared, int Writes>
struct try_is_a_lock {
  static constexpr int threads = 3;

  basic_rw_mutex<P> mutex;
  typename P::template plain<int> value{0};
  ghost<int> writes;

  void use() {
    value.write() += 1;
    writes.add(1);
    mutex.unlock();
  }

  void try_to_write() {
    if (is_starving()) witness("starving");
    const bool done = mutex.try_lock();
    witness(done ? "succeeded" : "failed");
    if (done) use();
  }

  void try_to_read() {
    if (is_starving()) witness("starving");
    const bool done = mutex.try_lock_shared();
    witness(done ? "succeeded" : "failed");
    if (!done) return;
    check(value.read() == writes.get(), "a reader among writers");
    mutex.unlock_shared();
  }

  bool is_starving() const { return mutex_word::is_starving(rw_mutex_word::writers(inspect::word(mutex))); }

  void thread(int index) {
    if (index == 0) return Shared ? try_to_read() : try_to_write();
    if (index == 1 || Writes > 1) {
      for (int round = index == 1 ? 0 : 1; round != Writes; ++round) {
        mutex.lock();
        use();
      }
    } else {
      mutex.lock_shared();
      check(value.read() == writes.get(), "a reader among writers");
      mutex.unlock_shared();
    }
  }

  void after() {
    check(value.read() == writes.get(), "a write was lost");
    check(inspect::word(mutex) == 0 && inspect::to_leave(mutex) == 0, "the rw_mutex is not as it was");
    for (int round = 0; round != 2; ++round) {  // the second time it has been locked by this thread, and unlocked
      check(Shared ? mutex.try_lock_shared() : mutex.try_lock(), "a try that needs no wait failed");
      Shared ? mutex.unlock_shared() : mutex.unlock();
    }
    mutex.lock();
    mutex.unlock();
    check(Shared ? mutex.try_lock_shared() : mutex.try_lock(), "a try takes this thread's own unlock for a lock");
    Shared ? mutex.unlock_shared() : mutex.unlock();
  }
};

template <policy P>
using to_write = try_is_a_lock<P, false, 1>;
template <policy P>
using to_write_starving = try_is_a_lock<P, false, 2>;
template <policy P>
using to_read = try_is_a_lock<P, true, 1>;
template <policy P>
using to_read_starving = try_is_a_lock<P, true, 2>;

const scenario<to_write> writing{
    {.name = "rw_mutex/try_is_a_lock/writing", .claims = "RW-8 RW-1 RW-4", .witnesses = "succeeded failed"}};
const scenario<to_write_starving> writing_starving{{.name = "rw_mutex/try_is_a_lock/writing_starving",
                                                    .claims = "RW-8 RW-1 RW-4",
                                                    .witnesses = "succeeded failed starving",
                                                    .surroundings = {.time_passes = true},
                                                    .quick = bound(4),
                                                    .thorough = full()}};
const scenario<to_read> reading{
    {.name = "rw_mutex/try_is_a_lock/reading", .claims = "RW-8 RW-1 RW-4", .witnesses = "succeeded failed"}};
const scenario<to_read_starving> reading_starving{{.name = "rw_mutex/try_is_a_lock/reading_starving",
                                                   .claims = "RW-8 RW-1 RW-4",
                                                   .witnesses = "succeeded failed starving",
                                                   .surroundings = {.time_passes = true}}};

}  // namespace
}  // namespace lockstep::verify::try_is_a_lock

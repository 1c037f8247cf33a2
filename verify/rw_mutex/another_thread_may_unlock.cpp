// RW-7: the lock belongs to no thread, and unlock_shared undoes exactly one lock_shared. One thread locks for writing
// and for reading and passes both on; another unlocks; a third writes whenever it may.
// Hunts for state that ties a lock to a thread, and for an unlock that publishes only its own thread's writes.
// Witness: the third waited for an unlock by a thread that had not locked, of either kind.

#include <lockstep/rw_mutex.h>
#include <lockstep/verify/inspect.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify::another_thread_may_unlock {
namespace {

template <policy P>
struct another_thread_may_unlock {
  static constexpr int threads = 3;

  basic_rw_mutex<P> mutex;
  typename P::semaphore passed_on;
  typename P::semaphore taken_over;
  typename P::template plain<int> value{0};

  void lock_and_pass_on() {
    mutex.lock();
    value.write() += 1;
    passed_on.release();
    taken_over.acquire();
    mutex.lock_shared();
    check(value.read() != 0, "its own write was lost");
    passed_on.release();
  }

  void unlock_for_another() {
    passed_on.acquire();
    if (mutex_word::waiters(rw_mutex_word::writers(inspect::word(mutex))) != 0) witness("waits_for_unlock");
    mutex.unlock();
    taken_over.release();
    passed_on.acquire();
    if (inspect::to_leave(mutex) == 1) witness("waits_for_unlock_shared");
    mutex.unlock_shared();
  }

  void write() {
    mutex.lock();
    value.write() += 1;
    mutex.unlock();
  }

  void thread(int index) {
    if (index == 0) lock_and_pass_on();
    if (index == 1) unlock_for_another();
    if (index == 2) write();
  }

  void after() {
    check(value.read() == 2, "a write was lost");
    check(inspect::word(mutex) == 0, "the rw_mutex is not as it was");
  }
};

const scenario<another_thread_may_unlock> registered{{.name = "rw_mutex/another_thread_may_unlock",
                                                      .claims = "RW-7 RW-4",
                                                      .witnesses = "waits_for_unlock waits_for_unlock_shared",
                                                      .surroundings = {.time_passes = true}}};

}  // namespace
}  // namespace lockstep::verify::another_thread_may_unlock

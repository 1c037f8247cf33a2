// MUTEX-7: the mutex belongs to no thread. One locks it and passes it on; another unlocks it; a third waits meanwhile.
// Hunts for state that ties the lock to a thread, and for an unlock that publishes only its own thread's writes.
// Witness: the third thread had to wait for an unlock by a thread that had not locked.

#include <lockstep/mutex.h>
#include <lockstep/verify/inspect.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify::another_thread_may_unlock {
namespace {

template <policy P>
struct another_thread_may_unlock {
  static constexpr int threads = 3;

  basic_mutex<P> mutex;
  typename P::semaphore passed_on;
  typename P::template plain<int> count{0};

  void thread(int index) {
    if (index == 1) {
      passed_on.acquire();
      if (mutex_word::waiters(inspect::word(mutex)) != 0) witness("waiting");
    } else {
      mutex.lock();
      count.write() += 1;
    }
    if (index == 0) {
      passed_on.release();
    } else {
      mutex.unlock();
    }
  }

  void after() { check(count.read() == 2, "an increment was lost"); }
};

const scenario<another_thread_may_unlock> registered{{.name = "mutex/another_thread_may_unlock",
                                                      .claims = "MUTEX-7 MUTEX-2",
                                                      .witnesses = "waiting",
                                                      .surroundings = {.time_passes = true}}};

}  // namespace
}  // namespace lockstep::verify::another_thread_may_unlock

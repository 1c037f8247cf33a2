// RW-7: the lock belongs to no thread: one that counted itself in one slot is let out by a thread of the other, while a
// writer closes both. Hunts for a count that is right only slot by slot: a writer among readers, or one that waits for
// ever. Witness: the reader was still inside when the other let it out.

#include <lockstep/verify/scenario.h>

#include "two_slots.h"

namespace lockstep::verify::another_thread_may_unlock {
namespace {

template <policy P>
struct another_thread_may_unlock {
  static constexpr int threads = 3;

  two_slots<P> mutex;
  typename P::semaphore passed_on;
  typename P::template plain<int> value{0};

  void thread(int index) {
    if (index == 0) {
      mutex.lock_shared();
      check(value.read() <= 1, "a value that nobody wrote");
      passed_on.release();
    } else if (index == 1) {
      passed_on.acquire();
      witness("lets_another_out");
      check(value.read() <= 1, "a value that nobody wrote");
      mutex.unlock_shared();
    } else {
      mutex.lock();
      value.write() += 1;
      mutex.unlock();
    }
  }

  void after() {
    check(mutex.try_lock(), "somebody is inside who has left");
    mutex.unlock();
  }
};

const scenario<another_thread_may_unlock> registered{{.name = "scalable_rw_mutex/another_thread_may_unlock",
                                                      .claims = "RW-7 RW-1 RW-4",
                                                      .witnesses = "lets_another_out"}};

}  // namespace
}  // namespace lockstep::verify::another_thread_may_unlock

// MUTEX-8: a try_lock that succeeds is a lock, with all that goes with it; one that fails changes nothing.
// Hunts for a try_lock that takes a mutex spoken for (starving), one that orders nothing, and one that disturbs the
// queue. Witnesses: it succeeded, it failed, and it was tried while the mutex starved.

#include <lockstep/mutex.h>
#include <lockstep/verify/inspect.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify::try_lock_is_a_lock {
namespace {

template <policy P>
struct try_lock_is_a_lock {
  static constexpr int threads = 3;

  basic_mutex<P> mutex;
  typename P::template plain<int> count{0};
  ghost<int> locked;

  void thread(int index) {
    if (index == 2) {
      if (mutex_word::is_starving(inspect::word(mutex))) witness("starving");
      const bool done = mutex.try_lock();
      witness(done ? "succeeded" : "failed");
      if (done) use();
    } else {
      for (int round = 0; round != 2 - index; ++round) {
        mutex.lock();
        use();
      }
    }
  }

  void use() {
    locked.add(1);
    count.write() += 1;
    mutex.unlock();
  }

  void after() {
    check(count.read() == locked.get(), "an increment was lost");
    check(inspect::word(mutex) == 0, "the mutex is not as it was");
    mutex.lock();
    mutex.unlock();
    check(mutex.try_lock(), "a try takes this thread's own unlock for a lock");
    mutex.unlock();
  }
};

const scenario<try_lock_is_a_lock> registered{{.name = "mutex/try_lock_is_a_lock",
                                               .claims = "MUTEX-8 MUTEX-1 MUTEX-2",
                                               .witnesses = "starving succeeded failed",
                                               .surroundings = {.time_passes = true},
                                               .quick = bound(5)}};

}  // namespace
}  // namespace lockstep::verify::try_lock_is_a_lock

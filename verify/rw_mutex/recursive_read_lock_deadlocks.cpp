// RW-2: an announced writer keeps out all later readers, also one that is inside already: a second read lock by the
// same thread deadlocks if a writer comes in between (golang/go#15418, golang/go#35138). The contract says so; this is
// why. Wrong on purpose. That a reader could pass such a writer would be wrong, too: it could go on like that for ever.

#include <lockstep/rw_mutex.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify::recursive_read_lock_deadlocks {
namespace {

template <policy P>
struct recursive_read_lock_deadlocks {
  static constexpr int threads = 2;

  basic_rw_mutex<P> mutex;

  void thread(int index) {
    if (index == 0) {
      mutex.lock();
      mutex.unlock();
    } else {
      mutex.lock_shared();
      mutex.lock_shared();
      mutex.unlock_shared();
      mutex.unlock_shared();
    }
  }
};

const scenario<recursive_read_lock_deadlocks> registered{
    {.name = "rw_mutex/recursive_read_lock_deadlocks", .claims = "RW-2", .must_fail = "deadlock"}};

}  // namespace
}  // namespace lockstep::verify::recursive_read_lock_deadlocks

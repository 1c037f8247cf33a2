// RW-5: unlock_shared while nobody reads is fatal. Wrong on purpose: one unlock_shared too many on a free lock, one
// under a writer, and one under a writer for whom readers wait. The last is seen by the writer's unlock, in Go by
// nobody.

#include <lockstep/rw_mutex.h>
#include <lockstep/verify/inspect.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify::runlock_of_unlocked_is_fatal {
namespace {

template <policy P>
struct one_too_many {
  static constexpr int threads = 2;

  basic_rw_mutex<P> mutex;

  void before() { mutex.lock_shared(); }
  void thread(int) { mutex.unlock_shared(); }
  void after() { check(false, "both unlocks went unnoticed"); }
};

template <policy P>
struct under_a_writer {
  static constexpr int threads = 2;

  basic_rw_mutex<P> mutex;

  void before() { mutex.lock(); }
  void thread(int index) {
    if (index == 0) mutex.unlock_shared();
  }
  void after() { check(false, "the unlock went unnoticed"); }
};

/// In the interleavings where both readers wait when the third comes; in the others it steps back.
template <policy P>
struct while_readers_wait {
  static constexpr int threads = 3;

  basic_rw_mutex<P> mutex;

  void before() { mutex.lock(); }
  void thread(int index) {
    if (index != 2) {
      mutex.lock_shared();
      mutex.unlock_shared();
      return;
    }
    const bool both_wait = rw_mutex_word::readers(inspect::word(mutex)) == 2;
    if (both_wait) mutex.unlock_shared();
    mutex.unlock();
    check(!both_wait, "the unlock_shared went unnoticed");
  }
};

constexpr char unlocked[] = "fatal error: sync: RUnlock of unlocked RWMutex";
const scenario<one_too_many> twice{
    {.name = "rw_mutex/runlock_of_unlocked_is_fatal/twice", .claims = "RW-5", .must_fail = unlocked}};
const scenario<under_a_writer> writer{
    {.name = "rw_mutex/runlock_of_unlocked_is_fatal/under_a_writer", .claims = "RW-5", .must_fail = unlocked}};
const scenario<while_readers_wait> waiting{
    {.name = "rw_mutex/runlock_of_unlocked_is_fatal/while_readers_wait", .claims = "RW-5", .must_fail = unlocked}};

}  // namespace
}  // namespace lockstep::verify::runlock_of_unlocked_is_fatal

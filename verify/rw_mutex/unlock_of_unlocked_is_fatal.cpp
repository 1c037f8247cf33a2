// RW-6: unlock while no writer has locked is fatal. Wrong on purpose: two unlocks of one lock, an unlock under a
// reader, and one by a third party while the writer that has announced itself still waits for a reader. Go does not see
// the last; here it is seen as soon as another reader waits behind that writer.

#include <lockstep/rw_mutex.h>
#include <lockstep/verify/inspect.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify::unlock_of_unlocked_is_fatal {
namespace {

template <policy P>
struct two_unlocks {
  static constexpr int threads = 2;

  basic_rw_mutex<P> mutex;

  void before() { mutex.lock(); }
  void thread(int) { mutex.unlock(); }
  void after() { check(false, "both unlocks went unnoticed"); }
};

template <policy P>
struct under_a_reader {
  static constexpr int threads = 2;

  basic_rw_mutex<P> mutex;

  void before() { mutex.lock_shared(); }
  void thread(int index) {
    if (index == 0) mutex.unlock();
  }
  void after() { check(false, "the unlock went unnoticed"); }
};

/// In the interleavings where the third party comes at that time; in the others it steps back.
template <policy P>
struct before_the_writer_is_inside {
  static constexpr int threads = 3;

  basic_rw_mutex<P> mutex;

  void before() { mutex.lock_shared(); }
  void thread(int index) {
    if (index == 0) {
      mutex.lock();
      mutex.unlock();
    } else if (index == 1) {
      mutex.lock_shared();
      mutex.unlock_shared();
    } else {
      const bool one_waits_behind = rw_mutex_word::readers(inspect::word(mutex)) == 2;
      if (one_waits_behind && inspect::to_leave(mutex) == 1) {
        mutex.unlock();
        check(false, "the unlock went unnoticed");
      }
      mutex.unlock_shared();
    }
  }
};

constexpr char unlocked[] = "fatal error: sync: Unlock of unlocked RWMutex";
const scenario<two_unlocks> twice{
    {.name = "rw_mutex/unlock_of_unlocked_is_fatal/twice", .claims = "RW-6", .must_fail = unlocked}};
const scenario<under_a_reader> reader{
    {.name = "rw_mutex/unlock_of_unlocked_is_fatal/under_a_reader", .claims = "RW-6", .must_fail = unlocked}};
const scenario<before_the_writer_is_inside> too_early{
    {.name = "rw_mutex/unlock_of_unlocked_is_fatal/too_early", .claims = "RW-6", .must_fail = unlocked}};

}  // namespace
}  // namespace lockstep::verify::unlock_of_unlocked_is_fatal

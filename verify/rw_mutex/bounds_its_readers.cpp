// RW-9: as many readers as the bound says, and not one more. Go's bound is 2^30; here it is two.
// Hunts for a count that is off by one, or that a waiting reader escapes; Go reports the wrong misuse or none
// (golang/go#76653). Wrong on purpose but for the first: two readers where two may be, then three, then one more that
// tries, then two behind a writer with a third.
// Witness: both were inside at once.

#include <lockstep/rw_mutex.h>
#include <lockstep/verify/inspect.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify::bounds_its_readers {
namespace {

enum class last_reader { none, locks, tries, waits };

template <policy P, last_reader Last>
struct bounds_its_readers {
  static constexpr int threads = Last == last_reader::none ? 3 : 4;
  static constexpr int readers = threads - 1;

  basic_rw_mutex<P, 2> mutex;
  typename P::semaphore all_inside;
  typename P::semaphore may_leave;

  void before() {
    if (Last == last_reader::waits) mutex.lock();
  }

  void read(int index) {
    if (Last == last_reader::tries && index == 0) {
      check(mutex.try_lock_shared(), "there was no writer");
    } else {
      mutex.lock_shared();
    }
    all_inside.release();
    may_leave.acquire();
    mutex.unlock_shared();
  }

  void thread(int index) {
    if (index != readers) return read(index);
    for (int i = 0; i != readers; ++i) all_inside.acquire();
    if (rw_mutex_word::readers(inspect::word(mutex)) == 2) witness("both_inside");
    for (int i = 0; i != readers; ++i) may_leave.release();
  }
};

/// Two are inside, and the third, which waits for nothing else, tries.
template <policy P>
struct tries_last {
  static constexpr int threads = 3;

  basic_rw_mutex<P, 2> mutex;
  typename P::semaphore both_inside;

  void thread(int index) {
    if (index != 2) {
      mutex.lock_shared();
      both_inside.release();
      return;
    }
    for (int i = 0; i != 2; ++i) both_inside.acquire();
    static_cast<void>(mutex.try_lock_shared());
  }
};

template <policy P>
using two_readers = bounds_its_readers<P, last_reader::none>;
template <policy P>
using three_readers = bounds_its_readers<P, last_reader::locks>;
template <policy P>
using the_third_tries = bounds_its_readers<P, last_reader::tries>;
template <policy P>
using three_readers_wait = bounds_its_readers<P, last_reader::waits>;

constexpr char too_many[] = "fatal error: sync: RLock of RWMutex with too many readers";
const scenario<two_readers> two{
    {.name = "rw_mutex/bounds_its_readers/2", .claims = "RW-9", .witnesses = "both_inside"}};
const scenario<three_readers> three{{.name = "rw_mutex/bounds_its_readers/3", .claims = "RW-9", .must_fail = too_many}};
const scenario<the_third_tries> trying{
    {.name = "rw_mutex/bounds_its_readers/3_one_tries", .claims = "RW-9", .must_fail = too_many}};
const scenario<tries_last> trying_last{
    {.name = "rw_mutex/bounds_its_readers/3_the_last_tries", .claims = "RW-9", .must_fail = too_many}};
const scenario<three_readers_wait> waiting{
    {.name = "rw_mutex/bounds_its_readers/3_wait", .claims = "RW-9", .must_fail = too_many}};

}  // namespace
}  // namespace lockstep::verify::bounds_its_readers

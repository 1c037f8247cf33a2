// RW-8: a try_lock_shared that succeeds is a read lock, one that fails changes nothing. Hunts for a try that takes what
// is closed, one that orders nothing, one that leaves its mark. Witnesses: each try succeeded, and failed.

#include <lockstep/verify/scenario.h>

#include "two_slots.h"

namespace lockstep::verify::try_is_a_lock {
namespace {

/// One thread writes, the others try to read.
template <policy P, int Readers>
struct try_is_a_lock {
  static constexpr int threads = 1 + Readers;

  two_slots<P> mutex;
  typename P::template plain<int> value{0};
  ghost<int> inside;  // readers

  void thread(int index) {
    if (index == 0) {
      mutex.lock();
      check(inside.get() == 0, "a writer among readers");
      value.write() += 1;
      mutex.unlock();
      return;
    }
    const bool done = mutex.try_lock_shared();
    witness(done ? "succeeded" : "failed");
    if (!done) return;
    inside.add(1);
    check(value.read() <= 1, "a value that nobody wrote");
    inside.add(-1);
    mutex.unlock_shared();
  }

  void after() {
    check(mutex.try_lock(), "somebody is inside who has left, or has not come");
    check(!mutex.try_lock_shared(), "a reader beside a writer");
    mutex.unlock();
    check(mutex.try_lock_shared(), "a try that needs no wait failed");
    check(!mutex.try_lock(), "a writer beside a reader");
    mutex.unlock_shared();
  }
};

template <policy P>
using one_reader = try_is_a_lock<P, 1>;
template <policy P>
using two_readers = try_is_a_lock<P, 2>;

const scenario<one_reader> small{
    {.name = "scalable_rw_mutex/try_is_a_lock/1r", .claims = "RW-8 RW-1 RW-4", .witnesses = "succeeded failed"}};
const scenario<two_readers> large{
    {.name = "scalable_rw_mutex/try_is_a_lock/2r", .claims = "RW-8 RW-1 RW-4", .witnesses = "succeeded failed"}};

}  // namespace
}  // namespace lockstep::verify::try_is_a_lock

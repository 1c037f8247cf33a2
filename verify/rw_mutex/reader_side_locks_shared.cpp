// RW-10: the reader's side is a lock whose lock and unlock are lock_shared and unlock_shared of the whole.
// Hunts for a side that locks too much (the readers could not meet: a deadlock) or too little (a race with the writer).

#include <lockstep/rw_mutex.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify::reader_side_locks_shared {
namespace {

template <policy P>
struct reader_side_locks_shared {
  static constexpr int threads = 3;

  basic_rw_mutex<P> mutex;
  typename P::semaphore is_inside[2];
  typename P::template plain<int> value{0};

  void before() { mutex.lock(); }

  void thread(int index) {
    if (index == 2) {
      value.write() = 1;
      mutex.unlock();
      return;
    }
    auto& reader = mutex.shared_locker();
    reader.lock();
    check(value.read() == 1, "read before the writer had unlocked");
    is_inside[index].release();
    is_inside[1 - index].acquire();
    reader.unlock();
    if (reader.try_lock()) reader.unlock();
  }
};

const scenario<reader_side_locks_shared> registered{
    {.name = "rw_mutex/reader_side_locks_shared", .claims = "RW-10 RW-1 RW-4"}};

}  // namespace
}  // namespace lockstep::verify::reader_side_locks_shared

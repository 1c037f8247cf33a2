// LIFE-1, LIFE-5, as far as this lock promises it: a thread that has locked it for writing, and knows that nobody else
// will come, may unlock and destroy it, although others have yet to return from unlock or unlock_shared. Hunts for an
// unlock that touches a slot, or a reader that still has a writer to wake, when the object is gone. Witness: a reader
// destroyed it.

#include <lockstep/verify/scenario.h>

#include "two_slots.h"

namespace lockstep::verify::may_be_destroyed_after_unlock {
namespace {

template <policy P, int Writers, int Readers>
struct may_be_destroyed_after_unlock {
  static constexpr int threads = Writers + Readers;

  struct shared_object {
    two_slots<P> mutex;
    typename P::template atomic<std::uint32_t> users{threads};  // readers count down too, hence atomic
  };
  shared_object* shared = nullptr;

  void before() { shared = P::template create<shared_object>(); }

  /// Relaxed: what the threads know of each other beyond the number, they know by the lock.
  bool count_down() { return shared->users.fetch_sub(1, std::memory_order::relaxed) == 1; }

  void thread(int index) {
    if (index < Writers) {
      shared->mutex.lock();
      const bool is_last = count_down();
      shared->mutex.unlock();
      if (is_last) P::destroy(shared);
      return;
    }
    shared->mutex.lock_shared();
    const bool is_last = count_down();
    shared->mutex.unlock_shared();
    if (!is_last) return;
    shared->mutex.lock();
    shared->mutex.unlock();
    witness("reader_destroys");
    P::destroy(shared);
  }
};

template <policy P>
using writer_and_reader = may_be_destroyed_after_unlock<P, 1, 1>;
template <policy P>
using writer_and_two_readers = may_be_destroyed_after_unlock<P, 1, 2>;

const scenario<writer_and_reader> small{{.name = "scalable_rw_mutex/may_be_destroyed_after_unlock/1w_1r",
                                         .claims = "LIFE-1 LIFE-5",
                                         .witnesses = "reader_destroys"}};
const scenario<writer_and_two_readers> large{{.name = "scalable_rw_mutex/may_be_destroyed_after_unlock/1w_2r",
                                              .claims = "LIFE-1 LIFE-5",
                                              .witnesses = "reader_destroys"}};

}  // namespace
}  // namespace lockstep::verify::may_be_destroyed_after_unlock

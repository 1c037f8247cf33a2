// COND-6: the reader view of an rw_mutex is a lock like any other, and several waiters may then hold it at once. Two
// readers wait for what a writer changes. Hunts for tickets that need the lock to be exclusive. Witness: a reader
// waited.

#include <lockstep/rw_mutex.h>

#include "meeting.h"

namespace lockstep::verify::readers_may_wait {
namespace {

template <policy P, int Readers>
struct readers_may_wait {
  static constexpr int threads = Readers + 1;

  using lock_type = basic_rw_mutex<P>;
  using view_type = std::remove_reference_t<decltype(std::declval<lock_type&>().shared_locker())>;
  lock_type lock;
  basic_cond<view_type, P> cond{lock.shared_locker()};
  typename P::template plain<bool> is_ready{false};

  void thread(int index) {
    if (index == Readers) {
      lock.lock();
      is_ready.write() = true;
      lock.unlock();
      Readers == 1 ? cond.signal() : cond.broadcast();
      return;
    }
    lock.lock_shared();
    if (!is_ready.read()) witness("waited");
    cond.wait([this] { return is_ready.read(); });
    lock.unlock_shared();
  }
};

template <policy P>
using one = readers_may_wait<P, 1>;
template <policy P>
using two = readers_may_wait<P, 2>;

const scenario<one> small{
    {.name = "cond/readers_may_wait/1", .claims = "COND-6 COND-1 COND-3 RW-10", .witnesses = "waited"}};
const scenario<two> wide{{.name = "cond/readers_may_wait/2",
                          .claims = "COND-6 COND-1 COND-3 COND-4 RW-10",
                          .witnesses = "waited",
                          .quick = bound(3),
                          .thorough = full()}};

}  // namespace
}  // namespace lockstep::verify::readers_may_wait

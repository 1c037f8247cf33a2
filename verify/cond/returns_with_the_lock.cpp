// COND-3: wait gives the lock up, and returns with it. Each thread counts up before its wait and after it; if the lock
// were not held then, that were a race. Hunts for a wait that keeps the lock (a deadlock) or comes back without.
// Witness: another thread had the lock while one waited.

#include <lockstep/mutex.h>

#include "meeting.h"

namespace lockstep::verify::returns_with_the_lock {
namespace {

template <policy P, class Lock, int Waiters>
struct returns_with_the_lock {
  static constexpr int threads = Waiters + 1;

  Lock lock;
  basic_cond<Lock, P> cond{lock};
  typename P::template plain<int> count{0};
  typename P::template plain<bool> is_over{false};

  void thread(int index) {
    lock.lock();
    count.write() += 1;
    if (index == Waiters) {
      if (inspect::uncalled(inspect::waiters(cond)) != 0) witness("waiting");
      is_over.write() = true;
      cond.broadcast();
    } else {
      cond.wait([this] { return is_over.read(); });
      count.write() += 1;
    }
    lock.unlock();
  }

  void after() { check(count.read() == 2 * Waiters + 1, "an increment was lost"); }
};

template <policy P>
using mutex_and_one = returns_with_the_lock<P, basic_mutex<P>, 1>;
template <policy P>
using token_and_two = returns_with_the_lock<P, token_lock<P>, 2>;

const scenario<mutex_and_one> small{
    {.name = "cond/returns_with_the_lock/mutex", .claims = "COND-3 COND-6", .witnesses = "waiting"}};
const scenario<token_and_two> wide{
    {.name = "cond/returns_with_the_lock/2", .claims = "COND-3 COND-6", .witnesses = "waiting"}};

}  // namespace
}  // namespace lockstep::verify::returns_with_the_lock

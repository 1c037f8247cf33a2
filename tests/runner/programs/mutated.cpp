// Scenarios of core's mutex that come by little of it, so that what becomes of each mutant is known.

#include <lockstep/mutex.h>
#include <lockstep/verify/scenario.h>

namespace {

using namespace lockstep;
using namespace lockstep::verify;

/// Comes by the fast paths alone, and shares nothing that an order could protect.
template <policy P>
struct locks_alone {
  static constexpr int threads = 2;
  basic_mutex<P> mutex;
  void thread(int index) {
    if (index != 0) return;
    mutex.lock();
    mutex.unlock();
  }
  void after() { check(mutex.try_lock(), "it is unlocked"); }
};
const scenario<locks_alone> alone{{.name = "alone/locks", .claims = "MUTEX-1"}};

template <policy P>
struct counts {
  static constexpr int threads = 2;
  basic_mutex<P> mutex;
  typename P::template plain<int> count{0};
  void thread(int) {
    mutex.lock();
    count.write() += 1;
    mutex.unlock();
  }
  void after() { check(count.read() == 2); }
};
const scenario<counts> two{{.name = "two/count", .claims = "MUTEX-1 MUTEX-2"}};

/// Fails with nothing planted.
template <policy P>
struct fails {
  static constexpr int threads = 2;
  void thread(int) { check(false, "always"); }
};
const scenario<fails> broken{{.name = "broken/fails", .claims = "MUTEX-1", .stress = false}};

}  // namespace

#include <lockstep/verify/scenario.h>

#include "counted_lock.h"

namespace {

using namespace lockstep;
using namespace lockstep::verify;

/// Three threads count under a lock: two at once would race, a forgotten one would sleep for ever.
template <class Lock, policy P>
struct counts_under {
  static constexpr int threads = 3;
  Lock lock;
  typename P::template plain<int> count{0};

  void thread(int) {
    lock.lock();
    count.write() += 1;
    lock.unlock();
  }
  void after() { check(count.read() == threads); }
};

template <policy P>
struct excludes_others : counts_under<counted_lock<P>, P> {};
const scenario<excludes_others> right{{.name = "counted_lock/excludes_others", .claims = "COUNTED-1"}};

/// A *wrong* scenario: it passes if the failure it states is found.
template <policy P>
struct forgets_a_waiter : counts_under<hasty_lock<P>, P> {};
const scenario<forgets_a_waiter> wrong{
    {.name = "hasty_lock/forgets_a_waiter", .claims = "COUNTED-1", .must_fail = "deadlock"}};

}  // namespace

#pragma once

#include <lockstep/cond.h>
#include <lockstep/verify/inspect.h>
#include <lockstep/verify/scaffold.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify {

/// A lock of two steps: what is explored is the cond over it and not a mutex. It has no more than a BasicLockable must.
template <policy P>
class token_lock {
 public:
  token_lock() { token_.release(); }
  void lock() { token_.acquire(); }
  void unlock() { token_.release(); }

 private:
  typename scaffold<P>::semaphore token_;
};

/// Threads that wait on a cond for nothing but a signal, and threads that signal when they know somebody waits. Each
/// waiter has a place: how many came before it. Hence what a signal must do, and must not, can be said by number.
template <policy P, class Lock = token_lock<P>>
struct meeting {
  Lock lock;
  basic_cond<Lock, P> cond{lock};
  typename scaffold<P>::semaphore arrived;
  ghost<int> arrivals;
  ghost<int> released;  // places below were, or are being, let go

  meeting() = default;
  explicit meeting(std::uint32_t first_ticket)
      : cond(inspect::cond_with_first_ticket<basic_cond<Lock, P>>(lock, first_ticket)) {}

  /// Comes, waits and leaves; its place.
  int wait() {
    lock.lock();
    const int place = arrivals.add(1) - 1;
    arrived.release();
    cond.wait();
    check(released.get() > place, "a waiter was let go before its turn");
    lock.unlock();
    return place;
  }

  /// Returns when so many more waiters have come, and have given up the lock.
  void await(int waiters) {
    for (; waiters != 0; --waiters) arrived.acquire();
    lock.lock();
    lock.unlock();
  }

  void signal() {
    released.add(1);
    cond.signal();
  }

  /// Needs the lock, so that nobody comes meanwhile.
  void broadcast() {
    released.set(arrivals.get());
    cond.broadcast();
  }

  void after() { check(inspect::uncalled(inspect::waiters(cond)) == 0, "somebody is still counted"); }
};

}  // namespace lockstep::verify

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
  void unlock() { token_.release(true); }

 private:
  typename scaffold<P>::semaphore token_;
};

/// Threads that wait on a cond for nothing but a signal, and threads that signal when they know somebody waits. Each
/// waiter has a place: how many came before it. Hence what a signal must do, and must not, can be said by number. What
/// is noted is noted so that it can be read in one way only, under the lock or once for each place: an execution is not
/// to come twice because two readings of a note are possible.
template <policy P, class Lock = token_lock<P>>
struct meeting {
  static constexpr int places = 3;

  Lock lock;
  basic_cond<Lock, P> cond{lock};
  typename scaffold<P>::semaphore arrived;
  ghost<int> arrivals;
  ghost<bool> released[places];  // was, or is being, let go
  ghost<bool> first_has_left;
  int let_go = 0;  // places below are released; for the one thread that signals

  meeting() = default;
  explicit meeting(std::uint32_t first_ticket)
      : cond(inspect::cond_with_first_ticket<basic_cond<Lock, P>>(lock, first_ticket)) {}

  /// Comes, waits and leaves; its place.
  int wait() {
    lock.lock();
    const int place = arrivals.add(1) - 1;
    if (place == 1 && released[0].get() && !first_has_left.get()) witness("newcomer");
    arrived.release(true);
    cond.wait();
    check(released[place].get(), "a waiter was let go before its turn");
    if (place == 0) first_has_left.set(true);
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
    released[let_go++].set(true);
    cond.signal();
  }

  /// Needs the lock, so that nobody comes meanwhile.
  void broadcast() {
    while (let_go != arrivals.get()) released[let_go++].set(true);
    cond.broadcast();
  }

  void after() { check(inspect::uncalled(inspect::waiters(cond)) == 0, "somebody is still counted"); }
};

}  // namespace lockstep::verify

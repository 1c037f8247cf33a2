#pragma once

// The condition variable: Go's sync.Cond in 24 bytes, over any lock.
//
// Contract
//   wait unlocks and blocks as one step: it is let go by any signal or broadcast that happens after that unlock, unless
//   an earlier one lets it go (COND-1). It returns for no other reason (COND-2), with the lock held (COND-3). signal
//   lets the first waiter go, if there is one, and broadcast all there are (COND-4), in the order in which they came; a
//   thread that comes later cannot take a signal from one that was there (COND-5). Neither needs the lock to be held
//   (COND-6). A signal or broadcast synchronizes with the return of each wait that it lets go (COND-7).
//   What waiters wait for must change under the lock, or a signal can fall between a waiter's look and its wait.
//   Use of a byte-wise copy panics: "sync.Cond is copied" (COND-8).
//   A thread whose wait has returned may destroy the cond, if no other thread is inside wait and no other call is under
//   way but the signal or broadcast that let it go (LIFE-3, LIFE-5).
//   If the lock's own lock() throws, the exception leaves wait, the signal is used up and the lock is not held: the one
//   exception to COND-3. No lock of this library does.
//
// State
//
//   +----------+----------+----------------+
//   |   lock   | used_at  |     waiters    |
//   +----------+----------+----------------+
//   lock      the lock that waiters hold when they come and when they leave
//   used_at   this object's address as soon as it has been used, null before: a copy carries another's
//   waiters   notify_list.h, which has the transitions N1 to N7
//
// Invariants
//   used_at is null or this object's address, or the object is a copy                          COND-8
//   a ticket is taken before the lock is given up: whoever locks next, and signals, finds it    COND-1

#include <concepts>
#include <cstdint>

#include <lockstep/annotations.h>
#include <lockstep/misuse.h>
#include <lockstep/policy.h>

namespace lockstep {

/// The standard's BasicLockable.
template <class Lock>
concept basic_lockable = requires(Lock lock) {
  lock.lock();
  lock.unlock();
};

template <basic_lockable Lock, policy P>
class basic_cond {
 public:
  /// Waiters will hold `lock`, which has to outlive this. For readers of an rw_mutex it is the reader view.
  constexpr explicit basic_cond(Lock& lock) : lock_(lock) {}
  basic_cond(const basic_cond&) = delete;
  basic_cond& operator=(const basic_cond&) = delete;

  /// Unlocks, blocks until a signal or broadcast lets it go, and locks again. Needs the lock to be held. What the
  /// caller waits for may have passed by then, so wait in a loop, or let the other wait do it.
  void wait() LOCKSTEP_NO_THREAD_SAFETY_ANALYSIS {
    check_not_copied();
    // The ticket before the unlock: a signal by whoever locks next finds it and calls it, though we do not sleep yet.
    const std::uint32_t ticket = waiters_.add();
    lock_.unlock();
    waiters_.wait(ticket);
    lock_.lock();
  }

  /// Waits until the predicate holds, which is only called with the lock held.
  template <std::predicate Predicate>
  void wait(Predicate is_satisfied) {
    while (!is_satisfied()) wait();
  }

  /// Lets the first waiter go, if there is one. Three loads if there is none.
  void signal() {
    check_not_copied();
    waiters_.notify_one();
  }

  /// Lets all waiters go. Three loads if there are none.
  void broadcast() {
    check_not_copied();
    waiters_.notify_all();
  }

 private:
  friend struct lockstep::inspect;

  basic_cond(Lock& lock, std::uint32_t first_ticket, void* used_at)
      : lock_(lock), used_at_(used_at), waiters_(first_ticket) {}

  void check_not_copied() {
    // Relaxed, here and below: the address says who the object is, and no data goes with it.
    if (used_at_.load(std::memory_order::relaxed) != this) [[unlikely]]
      check_not_copied_slow();
  }

  /// Two threads may be the first at once: the one that loses the exchange finds the address that both mean.
  [[gnu::noinline, gnu::cold]] void check_not_copied_slow() {
    void* seen = nullptr;
    if (used_at_.compare_exchange_strong(seen, this, std::memory_order::relaxed, std::memory_order::relaxed)) return;
    if (seen != this) P::panic(message::cond_is_copied);
  }

  Lock& lock_;
  typename P::template atomic<void*> used_at_{nullptr};
  typename P::notify_list waiters_;
};

}  // namespace lockstep

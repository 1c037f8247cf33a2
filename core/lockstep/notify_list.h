#pragma once

// The list of ticketed waiters under a condition variable: Go's notifyList in eight bytes.
//
// Contract
//   add takes a ticket; wait(ticket) blocks until that ticket is called. notify_one calls the first ticket that has not
//   been called, notify_all all that have been taken. So tickets are called in the order in which they were taken, and
//   nobody can take a call that was meant for another (COND-5). wait returns for no other reason (COND-2). A notify
//   synchronizes with each wait that it lets go (COND-7); one that finds nobody to call orders nothing.
//   A notify misses no ticket whose add happens before it (COND-1). One that is ordered with an add by nothing may act
//   as if it had come first.
//   Tickets wrap around (COND-9). At most 2^31 may have been taken and not called, and as many be called while one
//   waiter is on its way from add to wait.
//   A thread whose wait has returned may destroy the list, if no other call is under way but the notify that called its
//   ticket (LIFE-3, LIFE-5). Zero bytes are a list without waiters.
//
// State: two words
//
//    31 ......................... 0   31 ......................... 0
//   +------------------------------+ +------------------------------+
//   |             taken            | |            called            |
//   +------------------------------+ +------------------------------+
//   taken    the next ticket; counted up by add, without a lock (Go's `wait`)
//   called   the first ticket that has not been called; moved on by notify, under the bucket's lock (Go's `notify`)
//
// The waiters are in the semaphore's table, in the bucket of the list's address. Go keeps a lock and a queue in the
// object; there the unlock of that lock is the last touch, which lets a waiter whose ticket was called while it was on
// its way take the lock, return and destroy both. In the table neither can be destroyed: the last touch of the object
// is the store to `called`, and a condition variable fits into 24 bytes.
//
// Reachable: called is at most taken. Between them are the tickets of threads that sleep, or are on their way to.
//
// Transitions                                              guard                                order
//   N1 add        taken + 1                                                                     relaxed
//   N2 pass       nothing: wait returns at once            ticket before called, bucket locked  relaxed (the lock
//   N3 park       into the queue                           any other ticket, bucket locked      orders)
//   N4 skip       nothing: notify returns at once          called = taken                       relaxed
//   N5 call       called + 1; the waiter of that ticket    called < taken, bucket locked        words: relaxed
//                 off the queue, if it is there; then its                                       signal: release
//                 signal = granted
//   N6 call all   called = taken; all waiters off the      bucket locked                        words: relaxed
//                 queue; then their signals = granted                                           signals: release
//   N7 leave      a waiter sees granted                    signal = granted                     acquire
//
// Invariants
//   a waiter in the queue has a ticket that is not before called (under the bucket's lock)          COND-4, COND-5
//   a ticket before called belongs to a thread that does not sleep, or is about to be woken         COND-4
//   called never passes taken: a notify without waiters is not saved up                             COND-2
//   a notify's last touch of the list comes before any waiter can know that it was called           LIFE-3, LIFE-5

#include <cstdint>

#include <lockstep/policy.h>
#include <lockstep/semaphore.h>
#include <lockstep/wait_queue.h>

namespace lockstep {

namespace notify_ticket {
/// Whether a ticket comes before another, the counters having wrapped around or not: by the sign of their distance.
constexpr bool is_before(std::uint32_t a, std::uint32_t b) { return static_cast<std::int32_t>(a - b) < 0; }
}  // namespace notify_ticket

template <memory_policy M>
class basic_notify_list {
 public:
  basic_notify_list() = default;
  /// With counters that have come that far: for whoever checks that they wrap around.
  constexpr explicit basic_notify_list(std::uint32_t first_ticket) : taken_(first_ticket), called_(first_ticket) {}
  basic_notify_list(const basic_notify_list&) = delete;
  basic_notify_list& operator=(const basic_notify_list&) = delete;

  /// Takes the next ticket. The thread owes a wait with it, or somebody's notify is lost on it. One RMW.
  [[nodiscard]] std::uint32_t add() {
    // N1 relaxed: it publishes nothing. A notify that must see it is ordered after it by the caller's own lock.
    return taken_.fetch_add(1, std::memory_order::relaxed);
  }

  /// Blocks until the ticket is called. The notify that calls it synchronizes with this return.
  void wait(std::uint32_t ticket) {
    waiter_type self(this, ticket);
    auto& bucket = semaphore_table<M>::bucket_of(this);
    bucket.lock.lock();
    // N2 relaxed, and needs the lock: `called` is moved on under it, by a notify that looked for us here first.
    const bool was_called = notify_ticket::is_before(ticket, called_.load(std::memory_order::relaxed));
    if (!was_called) bucket.queue.push(self, queue_at::back);  // N3
    bucket.lock.unlock();
    if (!was_called) sleep(self);
  }

  /// Calls the first ticket that has not been called. Two loads if there is none, else O(1) but for waiters that parked
  /// before it and took their tickets later.
  void notify_one() {
    if (has_nobody_to_call()) [[likely]]
      return;
    notify_one_slow();
  }

  /// Calls all tickets that have been taken. Two loads if there is none to call.
  void notify_all() {
    if (has_nobody_to_call()) [[likely]]
      return;
    notify_all_slow();
  }

 private:
  friend struct lockstep::inspect;
  using waiter_type = waiter<M>;

  /// N4. Relaxed, and in either order. That `called` was once equal to the value read of `taken` says that every ticket
  /// before it has been called. An add that happens before this load is among them, by coherence; for any other it is
  /// as if this notify had come first. No fence could do better: a thread that has not synchronized with the waiter
  /// has no way to know that it came second.
  bool has_nobody_to_call() const {
    return taken_.load(std::memory_order::relaxed) == called_.load(std::memory_order::relaxed);
  }

  [[gnu::noinline, gnu::cold]] void notify_one_slow() {
    auto& bucket = semaphore_table<M>::bucket_of(this);
    bucket.lock.lock();
    // Relaxed under the lock: the loads are at least as new as what the last holder saw, so called <= taken.
    const std::uint32_t ticket = called_.load(std::memory_order::relaxed);
    if (ticket == taken_.load(std::memory_order::relaxed)) {  // others were faster
      bucket.lock.unlock();
      return;
    }
    // N5 relaxed -> N2: the lock orders it. The ticket counts as called whether its waiter is in the queue or on its
    // way to it, so nobody who comes later can be called in its stead. The last touch of the list.
    called_.store(ticket + 1, std::memory_order::relaxed);
    waiter_type* const called = bucket.queue.pop_ticket(this, ticket);
    bucket.lock.unlock();
    if (called != nullptr) wake(*called);
  }

  [[gnu::noinline, gnu::cold]] void notify_all_slow() {
    auto& bucket = semaphore_table<M>::bucket_of(this);
    bucket.lock.lock();
    // N6 relaxed -> N2. `taken` is read with the lock held: read before, it could leave waiters uncalled that are taken
    // off the queue below. The last touch of the list.
    called_.store(taken_.load(std::memory_order::relaxed), std::memory_order::relaxed);
    waiter_type* called = bucket.queue.pop_all(this);
    bucket.lock.unlock();
    while (called != nullptr) {
      waiter_type* const next = called->next.read();  // once woken, the waiter is gone
      wake(*called);
      called = next;
    }
  }

  static void wake(waiter_type& called) {
    const void* const sleeping_on = &called.signal;
    // N5, N6 release -> N7 acquire: what the caller of notify wrote. The last touch of the waiter; the wake is by
    // address.
    called.signal.store(waiter_type::granted, std::memory_order::release);
    M::futex_wake(sleeping_on, 1);
  }

  static void sleep(waiter_type& self) {
    // N7 acquire <- N5, N6 release.
    while (self.signal.load(std::memory_order::acquire) == waiter_type::waiting) {
      M::futex_wait(self.signal, waiter_type::waiting);  // may return for no reason: look again (COND-2)
    }
  }

  typename M::template atomic<std::uint32_t> taken_{0};
  typename M::template atomic<std::uint32_t> called_{0};
};

}  // namespace lockstep

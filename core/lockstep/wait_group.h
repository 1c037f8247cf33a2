#pragma once

// Waiting for a number of things to be done: Go's sync.WaitGroup in sixteen bytes.
//
// Contract
//   add(n) counts n things, done() takes one off, wait() returns only when the counter is zero (WG-1), and then all
//   waits do (WG-2). A done synchronizes with the return of every wait that it unblocks (WG-3). Zero bytes are a group
//   with nothing to wait for; wait then returns at once (WG-8, WG-9).
//   Correct use: an add that takes the counter up from zero happens before the wait that is to wait for it, and after
//   all waits of the generation before have returned. Any other add may come at any time, if the counter stays positive
//   until it is made.
//   The thread that returns from the one wait under way may destroy the group at once, while the last done is still
//   returning (LIFE-2). With several waits under way, all must have returned.
//
// Misuse that is seen panics, with Go's messages
//   negative counter                  an add or a done takes the counter below zero                             WG-4
//   add concurrent with wait, seen    a positive add finds the counter at zero and a waiter registered          WG-5
//     by the adder
//   the same, seen by the waker       the state moved after a done had brought the counter to zero with a       WG-5
//                                     waiter registered
//   reuse before wait has returned    a waiter that has been woken finds the state in use again                 WG-6
// Misuse that cannot be seen, and what comes of it
//   A done too many while others are still counted: wait returns that much earlier, and the last done panics instead.
//   An add from zero while no waiter is registered: a wait beside it returns at once or waits for it, and nobody can
//   tell which was meant. A reuse whose counter is back at zero when the woken waiter looks, or whose wait took an
//   older waiter's token and whose own generation has ended too by then: each returns rightly. An add whose panic was
//   swallowed, and which was counted off again before the waker looked: the waker sees nothing and wakes the waiters,
//   and the thread that counted off panics in its stead, or the other way round.
// What no misuse can do: make a wait return that has not itself read the counter at zero and seen all that was done
// before that, or make more or fewer tokens than there are waiters. After a panic the counter is what the misuse made
// of it, and waiters stay until it is next counted down to zero.
//
// State: one word of 64 bits, aligned to 8 bytes on every target, and the semaphore on which waiters sleep
//
//    63 ............................ 32  31 ............................ 0
//   +-----------------------------------+---------------------------------+
//   |         counter (signed)          |             waiters             |
//   +-----------------------------------+---------------------------------+
//   counter   adds less dones
//   waiters   threads that are to be woken when the counter reaches zero; each counts itself, the waker clears all
//
// Reachable by correct use: any counter >= 0 with any waiters; counter = 0 with waiters only until the waker's next
// step.
//
// Transitions                                                   guard                               order
//   W1 count      counter + delta                               -                                   release
//   W2 register   waiters + 1, then sleep                       counter != 0                        (acquire)
//   W3 reset      state = 0, then one release for each waiter   unmoved since this thread's W1      relaxed
//                                                               made counter = 0, waiters != 0
//   W4 pass       wait returns                                  counter = 0                         acquire
//   W5 leave      wait returns                                  got a token, state = 0              acquire
//
// Go's waker compares the state with what its W1 left there and then stores zero. In between another add may come, and
// be wiped out. Here one exchange does both: it sees all that Go's comparison sees, and what it sees is still so when
// it acts. It comes before the first release, which may let the thread go that destroys the group (LIFE-2).
//
// Invariants
//   waiters + tokens that W3 has released or is going to = threads between W2 and their token     WG-2, WG-5
//   counter = 0 and waiters != 0: a thread is between W1 and W3                                    WG-2
//   a thread past W4 or W5 has read a counter of zero; past W5, one written after its own W2      WG-1

#include <cstdint>
#include <optional>
#include <utility>

#include <lockstep/policy.h>

namespace lockstep {

namespace wait_group_word {
inline constexpr std::uint64_t one_waiter = 1;

constexpr std::int32_t counter(std::uint64_t s) { return static_cast<std::int32_t>(s >> 32); }
constexpr std::uint32_t waiters(std::uint64_t s) { return static_cast<std::uint32_t>(s); }
/// What to add to the state to add `delta` to the counter; a carry out of the counter is lost, as it should be.
constexpr std::uint64_t change_by(std::int32_t delta) { return std::uint64_t{static_cast<std::uint32_t>(delta)} << 32; }

/// Whether an add that left this has nothing more to do: nobody waits, and nothing is wrong.
constexpr bool is_quiet(std::uint64_t s) { return waiters(s) == 0 && counter(s) >= 0; }
/// Whether an add of `delta` that left this found a counter of zero while somebody waited for that zero to be noticed.
constexpr bool has_raised_from_zero(std::uint64_t s, std::int32_t delta) {
  return waiters(s) != 0 && delta > 0 && counter(s) == delta;
}
}  // namespace wait_group_word

template <policy P>
class basic_wait_group {
 public:
  basic_wait_group() = default;
  basic_wait_group(const basic_wait_group&) = delete;
  basic_wait_group& operator=(const basic_wait_group&) = delete;

  /// Adds `delta`, which may be negative, to the counter; at zero wakes all who wait. Panics on the misuse that the
  /// head of this file lists. One RMW if nobody waits.
  void add(int delta) {
    const std::uint64_t change = wait_group_word::change_by(delta);
    // W1 release -> W4, W5 acquire: what was done before this count. All that follow on the word are
    // read-modify-writes, so whoever reads the zero at the end of them sees every count that led to it.
    const std::uint64_t s = state_.fetch_add(change, std::memory_order::release) + change;
    if (!wait_group_word::is_quiet(s)) [[unlikely]]
      add_slow(s, delta);
  }

  /// Counts one thing as done: add(-1).
  void done() { add(-1); }

  /// Returns when the counter is zero. All that was done before the counts that led there has then happened. One load
  /// if it is zero already.
  void wait() {
    // W4 acquire <- W1 release.
    const std::uint64_t s = state_.load(std::memory_order::acquire);
    if (wait_group_word::counter(s) != 0) [[unlikely]]
      wait_slow(s);
  }

  /// Counts `f`, and has `spawn` call it in some other thread; once it has returned, and is destroyed, counts it off.
  /// An exception that leaves f ends the process: nobody may take it for done (WG-10). If spawn throws, f does not
  /// count, and the exception leaves go.
  template <class F, class Spawn>
  void go(F f, Spawn spawn) {
    add(1);
    try {
      spawn([this, f = std::optional<F>(std::move(f))]() mutable noexcept {
        (*f)();
        f.reset();  // what f holds must not outlive a wait that has returned
        done();
      });
    } catch (...) {
      done();
      throw;
    }
  }

 private:
  friend struct lockstep::inspect;

  [[gnu::noinline]] void add_slow(std::uint64_t s, int delta) {
    if (wait_group_word::counter(s) < 0) P::panic(message::negative_wait_group_counter);
    if (wait_group_word::has_raised_from_zero(s, delta)) P::panic(message::add_concurrent_with_wait);
    // An add of zero does not bring the counter to zero: somebody else has, and wakes the waiters.
    if (wait_group_word::counter(s) > 0 || delta == 0) return;
    wake_all(s);
  }

  /// W3, by the thread whose W1 left `s`: counter zero, waiters registered. Correct use leaves the state alone until
  /// then: a wait that comes now sees zero and passes, and no add may take the counter up before all waits have
  /// returned.
  void wake_all(std::uint64_t s) {
    std::uint64_t found = s;
    // Relaxed: it publishes nothing of its own. As a read-modify-write it hands on what every W1 has published, and
    // each waiter takes that up itself (W5). Relaxed failure: no promise is left to keep.
    if (!state_.compare_exchange_strong(found, 0, std::memory_order::relaxed, std::memory_order::relaxed)) {
      P::panic(message::add_concurrent_with_wait);
    }
    // From here on the group is alive only for the waiters that these tokens let go (LIFE-2).
    for (std::uint32_t sleepers = wait_group_word::waiters(s); sleepers != 0; --sleepers) sema_.release();
  }

  [[gnu::noinline, gnu::cold]] void wait_slow(std::uint64_t s) {
    do {
      // W2 needs no order: it publishes nothing, and W5 will bring what it waits for. A failure is W4 again, and
      // acquire. Success takes the same: before C++17 it could be no weaker, and g++ 12 still warns.
      if (state_.compare_exchange_strong(s, s + wait_group_word::one_waiter, std::memory_order::acquire,
                                         std::memory_order::acquire)) {
        sema_.acquire();
        // W5 acquire <- W1 release, through W3's zero. The token alone would not do: it brings what its waker has seen,
        // which is not what the dones before the last one have published, and it may be an older waiter's.
        if (state_.load(std::memory_order::acquire) != 0) P::panic(message::wait_group_reused_too_early);
        return;
      }
    } while (wait_group_word::counter(s) != 0);
  }

  alignas(8) typename P::template atomic<std::uint64_t> state_{0};
  typename P::semaphore sema_;
};

}  // namespace lockstep

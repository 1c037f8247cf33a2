#pragma once

// The mutual exclusion lock: Go's sync.Mutex in eight bytes.
//
// Contract
//   At most one holder (MUTEX-1). The n-th unlock synchronizes with the m-th lock, n < m (MUTEX-2). The lock belongs to
//   no thread: another one may unlock it (MUTEX-7). A try_lock that succeeds is a lock; one that fails orders nothing
//   (MUTEX-8). Zero bytes are an unlocked mutex (MUTEX-3). Unlock of an unlocked mutex is fatal (MUTEX-6).
//   Once unlock has let another thread lock, that thread may lock, unlock and destroy the mutex before the first
//   unlock returns (LIFE-1). Nobody may destroy it while a thread is inside lock.
//
// Fairness
//   Normal mode: waiters queue in FIFO order, but a woken one competes with newcomers, who are running already and
//   mostly win; a loser goes to the front. A waiter that loses after more than a millisecond turns the mutex to
//   starving mode, where unlock passes ownership straight to the first waiter and newcomers queue at the tail. The new
//   owner turns it back if it is the last waiter or waited less than a millisecond.
//
// State: one word, and the semaphore on which waiters sleep
//
//    31 ................ 4      3           2          1        0
//   +---------------------+-----------+----------+--------+--------+
//   |       waiters       | contended | starving | woken  | locked |
//   +---------------------+-----------+----------+--------+--------+
//   locked     held; set by whoever takes it, cleared by unlock
//   contended  held as well, and unlock has more to do than to clear locked; cleared when that is done
//   woken      a waiter is awake and competing, or being woken: unlock wakes no second one. Set by unlock for whom
//              it wakes, or by a spinning waiter for itself; cleared by that thread when it next exchanges the word
//   starving   ownership is handed over. Set by a waiter that waited too long, cleared by the new owner
//   waiters    threads in the queue or on their way to it
//
// Reachable: held with any of the others, but locked with one of them only if contended; contended without locked only
// while an unlock is under way; neither, and starving, only while a hand-off is.
//
// Transitions                                                   guard                               order
//   T1 lock            0 -> locked                              word = 0                            acquire
//   T2 claim woken     woken = 1                                held, waiters > 0, woken = 0        relaxed
//   T3 take            locked = 1, own woken = 0, contended = 1 not held, starving = 0              acquire
//                      if woken or waiters are left
//   T4 queue           waiters + 1, own woken = 0, contended    held or starving                    acquire
//                      = 1 if held, starving = 1 if held and
//                      waited too long
//   T5 unlock          locked = 0; the end if that leaves 0     locked                              release
//   T6 unlock quietly  contended = 0                            nobody to wake, or woken            release
//   T7 unlock, wake    contended = 0, waiters - 1, woken = 1,   waiters > 0, woken = starving = 0   release
//                      then a plain release
//   T8 unlock, hand    contended = 0, then a release with       starving = 1                        release
//                      hand-off
//   T9 own             locked = contended = 1, waiters - 1,     got the token, starving = 1         relaxed
//                      starving = 0 if last or waited little
//
// Go's unlock first drops the locked bit and then decides whom to wake; by then the next owner may have destroyed the
// mutex. Here, if there is anything to decide, the mutex is held by its contended bit until one exchange drops that and
// decides. After it the thread touches the mutex only through the release that the chosen waiter needs in order to
// leave lock() (LIFE-1; docs/decisions/0002-destroy-safe-unlock.md).
//
// Invariants
//   held <=> one thread is an owner, or between T5 and the exchange that follows                     MUTEX-1
//   locked, and woken, starving or waiters > 0: contended, so T5 lets nobody in whom it should wake  MUTEX-5, LIFE-1
//   starving = 0: woken = waiters awake or being woken, at most one                                  MUTEX-5
//   starving = 1: woken = 0; not held <=> exactly one hand-off under way; waiters >= 1               MUTEX-11, -12, -14
//   waiters = threads asleep, less the one that T7 has already discounted                            MUTEX-5, -14
//   not held, not woken, not starving, waiters > 0: somebody is in T3's loop                         MUTEX-5

#include <chrono>
#include <cstdint>

#include <lockstep/annotations.h>
#include <lockstep/policy.h>

namespace lockstep {

namespace mutex_word {
inline constexpr std::uint32_t locked = 1;
inline constexpr std::uint32_t woken = 2;
inline constexpr std::uint32_t starving = 4;
inline constexpr std::uint32_t contended = 8;
inline constexpr std::uint32_t one_waiter = 16;

constexpr bool is_held(std::uint32_t s) { return (s & (locked | contended)) != 0; }
constexpr bool is_woken(std::uint32_t s) { return (s & woken) != 0; }
constexpr bool is_starving(std::uint32_t s) { return (s & starving) != 0; }
constexpr std::uint32_t waiters(std::uint32_t s) { return s / one_waiter; }

/// Whether somebody who arrives now may take the lock: in starving mode it is spoken for even while nobody holds it.
constexpr bool is_free(std::uint32_t s) { return !is_held(s) && !is_starving(s); }
/// Whether spinning makes sense: in starving mode the lock would not come to a spinner.
constexpr bool is_worth_spinning(std::uint32_t s) { return is_held(s) && !is_starving(s); }
/// Whether an unlock has to wake somebody: there are waiters, and none is awake or being woken.
constexpr bool has_to_wake(std::uint32_t s) { return waiters(s) != 0 && !is_woken(s); }
/// Whether a waiter that was handed the lock finds the word as the unlock left it.
constexpr bool is_handed_over(std::uint32_t s) {
  return (s & (locked | contended | woken | starving)) == starving && waiters(s) != 0;
}
/// Whether an unlock that has subtracted locked finds that it was there. Of two or three unlocks too many that come at
/// once only one can take for this what the others have left: it clears contended.
constexpr bool is_being_unlocked(std::uint32_t s) { return (s & (locked | contended)) == contended; }

/// The word after T3 or T4, by a thread that has the woken bit (`awoke`) and has waited too long (`waited_too_long`).
constexpr std::uint32_t entered(std::uint32_t s, bool awoke, bool waited_too_long) {
  std::uint32_t desired = is_free(s) ? s + locked : s + one_waiter;
  // Not if free: unlock relies on a starving mutex having waiters, and this thread is about to have the lock.
  if (waited_too_long && is_held(s)) desired |= starving;
  return awoke ? desired & ~woken : desired;
}

/// The word after T9. Leave starving mode here or never: two threads could otherwise hand the lock to each other for
/// ever (MUTEX-12).
constexpr std::uint32_t owned(std::uint32_t s, bool waited_too_long) {
  const std::uint32_t desired = s + locked - one_waiter;
  return !waited_too_long || waiters(s) == 1 ? desired - starving : desired;
}

/// The word after T6 to T8.
constexpr std::uint32_t given_up(std::uint32_t s) {
  const std::uint32_t desired = s & ~(locked | contended);
  return !is_starving(s) && has_to_wake(s) ? desired - one_waiter + woken : desired;
}

/// The word with what tells its holder that T5 is not all.
constexpr std::uint32_t with_contended(std::uint32_t s) { return is_held(s) && (s & ~locked) != 0 ? s | contended : s; }
}  // namespace mutex_word

template <policy P>
class LOCKSTEP_CAPABILITY("mutex") basic_mutex {
 public:
  basic_mutex() = default;
  basic_mutex(const basic_mutex&) = delete;
  basic_mutex& operator=(const basic_mutex&) = delete;

  /// Locks, waiting if need be. Every earlier unlock synchronizes with its return. One RMW if uncontended (MUTEX-15).
  void lock() LOCKSTEP_ACQUIRE {
    std::uint32_t s = 0;
    // T1 acquire <- T5..T8 release.
    if (word_.compare_exchange_strong(s, mutex_word::locked, std::memory_order::acquire, std::memory_order::relaxed))
        [[likely]] {
      return;
    }
    lock_slow(s);
  }

  /// Locks if that needs no wait; false if the mutex is held or being handed over. A false orders nothing.
  [[nodiscard]] bool try_lock() LOCKSTEP_TRY_ACQUIRE {
    std::uint32_t s = word_.load(std::memory_order::relaxed);  // only a guess for the exchange
    while (mutex_word::is_free(s)) {
      // T3 acquire <- T5..T8 release. A woken waiter keeps its bit: it is still competing.
      if (word_.compare_exchange_strong(s, mutex_word::with_contended(s | mutex_word::locked),
                                        std::memory_order::acquire, std::memory_order::relaxed)) {
        return true;
      }
    }
    return false;
  }

  /// Unlocks and, if threads wait, wakes or appoints the next. Synchronizes with every later lock. Fatal if the mutex
  /// is not locked, which shows only once the word has been written. One RMW and no system call if nobody waits
  /// (MUTEX-15).
  void unlock() LOCKSTEP_RELEASE {
    // T5 release -> T1, T3 acquire: the holder's writes. What was there is asked for nothing but this, so that x86 may
    // subtract without returning it: the cheapest of its locked instructions.
    if (word_.fetch_sub(mutex_word::locked, std::memory_order::release) != mutex_word::locked) [[unlikely]]
      unlock_slow();
  }

 private:
  friend struct lockstep::inspect;

  /// A waiter that has waited longer turns the mutex to starving mode (MUTEX-10). Go's value.
  static constexpr std::chrono::milliseconds starvation_threshold{1};

  [[gnu::noinline, gnu::cold]] void lock_slow(std::uint32_t old) {
    typename P::stopwatch waited;
    bool starving = false;  // this thread has waited too long
    bool awoke = false;     // the woken bit is this thread's
    unsigned spins = 0;
    for (;;) {
      if (mutex_word::is_worth_spinning(old) && P::spin(spins)) {
        ++spins;
        awoke = awoke || claim_woken(old);
        old = word_.load(std::memory_order::relaxed);  // only a guess for the exchange
        continue;
      }
      if (awoke && !mutex_word::is_woken(old)) P::fatal(message::inconsistent_mutex_state);
      const std::uint32_t desired = mutex_word::with_contended(mutex_word::entered(old, awoke, starving));
      // T3, T4 acquire <- T5..T8 release, for T3: T4 would need nothing, but it is the same instruction.
      if (!word_.compare_exchange_strong(old, desired, std::memory_order::acquire, std::memory_order::relaxed))
        continue;
      if (mutex_word::is_free(old)) return;
      const bool is_newcomer = !waited.is_running();
      if (is_newcomer) waited.start();
      sema_.acquire(is_newcomer ? queue_at::back : queue_at::front);
      starving = starving || waited.has_passed(starvation_threshold);
      // Relaxed: the token came from the unlock that set or kept the mode, so this load sees that word or a later one,
      // and the mode cannot change before this thread has acted.
      old = word_.load(std::memory_order::relaxed);
      if (mutex_word::is_starving(old)) {
        own(old, starving);
        return;
      }
      awoke = true;
      spins = 0;
    }
  }

  /// T2: claims the woken bit for a spinning waiter, so that unlock need not wake another. False if it is not to be
  /// had.
  bool claim_woken(std::uint32_t old) {
    // Relaxed: the bit says only that a thread is awake; no data goes with it.
    return mutex_word::has_to_wake(old) &&
           word_.compare_exchange_strong(old, old | mutex_word::woken, std::memory_order::relaxed,
                                         std::memory_order::relaxed);
  }

  /// T9: ownership was handed over; the word still says that nobody holds it and counts this thread as a waiter.
  void own(std::uint32_t old, bool starving) {
    if (!mutex_word::is_handed_over(old)) P::fatal(message::inconsistent_mutex_state);
    // An addition, because newcomers may queue meanwhile; they do not set contended, so it is set here in any case.
    // Relaxed: the token has already made the last holder's writes visible, and nothing new is published.
    word_.fetch_add((mutex_word::owned(old, starving) | mutex_word::contended) - old, std::memory_order::relaxed);
  }

  /// T6, T7 or T8, by the thread that has cleared locked. If contended is set it keeps everybody out until here.
  [[gnu::noinline, gnu::cold]] void unlock_slow() {
    std::uint32_t old = word_.load(std::memory_order::relaxed);  // only a guess for the exchange
    for (;;) {
      if (!mutex_word::is_being_unlocked(old)) P::fatal(message::unlock_of_unlocked_mutex);
      const bool handoff = mutex_word::is_starving(old);
      const bool wake = !handoff && mutex_word::has_to_wake(old);
      // T6, T7, T8 release -> T1, T3 acquire; after T8 the token's release carries it to T9. What the holder wrote, T5
      // has released, and this exchange belongs to its release sequence. But what is done here to the word comes before
      // its end (LIFE-1) only by a release of its own.
      if (!word_.compare_exchange_strong(old, mutex_word::given_up(old), std::memory_order::release,
                                         std::memory_order::relaxed)) {
        continue;
      }
      // From here on the mutex is alive only for the waiter that this token lets go.
      if (handoff || wake) sema_.release(handoff);
      return;
    }
  }

  typename P::template atomic<std::uint32_t> word_{0};
  typename P::semaphore sema_;
};

}  // namespace lockstep

#pragma once

// The reader/writer lock: Go's sync.RWMutex, in 24 bytes.
//
// Contract
//   Any number of readers or one writer (RW-1). Once a writer has announced itself, at most as many readers enter
//   before it as were counted at that moment; later ones wait until it has locked and unlocked (RW-2). The n-th unlock
//   synchronizes with the m-th lock, n < m; every read lock falls between two writes and is ordered with both (RW-4).
//   The lock belongs to no thread: another one may unlock it (RW-7). A try that succeeds is a lock; one that fails
//   changes and orders nothing (RW-8). Zero bytes are an unlocked rw_mutex (RW-9).
//   A thread that holds a read lock must not take another: with a writer announced in between it would wait for the
//   writer, and the writer for it.
//   Fatal: unlock_shared while nobody may be reading (RW-5), unlock of what is not locked (RW-6), and more than
//   MaxReaders readers at once, those who wait counted too (RW-9). What of this goes unseen: see unlock_shared.
//   Once an unlock has let another thread lock, that thread may lock, unlock and destroy the object before the first
//   unlock returns (LIFE-1). Nobody may destroy it while a thread is inside lock or lock_shared.
//
// Fairness
//   Among writers, mutex.h's: normal and starving mode. Between writers and readers: an announced writer keeps out
//   later readers, and its unlock admits all that came meanwhile before the next writer can announce itself. A writer
//   gives the readers inside a moment to leave first, and announces itself by an exchange that has to win against the
//   traffic of readers; nothing bounds how often it may lose while no writer holds the lock
//   (docs/decisions/0005-rw-mutex-one-word.md).
//
// State: one word, a count, and three semaphores
//
//    63 ....................... 32  31 ................. 4   3      2          1        0
//   +------------------------------+----------------------+---+----------+--------+--------+
//   |           readers            |   waiting writers    | 0 | starving | woken  | locked |
//   +------------------------------+----------------------+---+----------+--------+--------+
//   readers   while locked = 0: readers inside, and those admitted who have yet to wake up. While locked = 1: those of
//             them who have not left, and whoever came since and waits
//   locked    a writer has announced itself: it is inside, or waits for the readers that its announcement counted
//   the rest  as in mutex.h: the lower half is a mutex's word, whose holders are the writers. Never contended: R12
//   alone
//             knows of the readers, who come by additions, and decides all in one exchange
//
//   to_leave  of the readers counted by the announcement, those who have not left. Readers may leave before the writer
//             gets to add their number; until then the count is below zero
//   writers   where writers sleep. readers: where readers sleep until the writer unlocks. left: where the announced
//             writer sleeps until the last of the counted readers leaves
//
// The readers stand in the upper half so that a misuse, which makes their count wrap, cannot reach a writer's bits.
//
// Transitions                                                      guard                            order
//   R1 enter          readers + 1                                  locked = 0                       acquire
//   R2 wait to enter  readers + 1, then a token of `readers`       locked = 1                       token: acquire
//   R3 leave          readers - 1                                  locked = 0                       release
//   R4 leave first    readers - 1, to_leave - 1; the last one      locked = 1                       release; acq_rel
//                     gives the token of `left`
//   R5 announce       0 -> locked                                  word = 0                         acquire
//   R6 claim woken    woken = 1                                    locked, waiters > 0, woken = 0   relaxed
//   R7 announce       locked = 1, own woken = 0                    locked = starving = 0            acquire
//   R8 queue          waiters + 1, own woken = 0, starving = 1     locked or starving               R7's exchange
//                     if waited too long and locked
//   R9 own            locked = 1, waiters - 1, starving = 0 if     got a token, starving = 1        acquire
//                     last or waited little
//   R10 wait          after R5, R7, R9 (which tell how many        readers > 0                      acquire
//                     readers they counted): to_leave + readers,
//                     and unless that makes 0 the token of `left`
//   R11 unlock        locked -> 0                                  word = locked                    release
//   R12 unlock        locked = 0 and, with waiters > 0 and         locked = 1                       release
//                     woken = starving = 0, waiters - 1, woken = 1;
//                     then a token for each reader counted, then
//                     one for a writer if mutex.h's T7 or T8 would
//
// Go gives up its `w` after it has published the count of readers, and by then the next owner may have destroyed the
// lock. Here one exchange gives up the lock, takes over the readers that wait and picks the next writer. After it the
// object is kept alive by those who wait inside for the tokens that follow (LIFE-1). Likewise R4: the writer waits.
//
// Invariants
//   locked = 1, readers waited for <=> one writer inside                                                    RW-1
//   after R10's addition to_leave = counted readers that have not left; with a writer inside, 0             RW-1, RW-2
//   tokens given to `readers` = admitted readers who have yet to wake up                                    RW-3
//   the lower half keeps mutex.h's invariants                                                               RW-3

#include <bit>
#include <chrono>
#include <cstdint>

#include <lockstep/annotations.h>
#include <lockstep/mutex.h>
#include <lockstep/policy.h>

namespace lockstep {

namespace rw_mutex_word {
inline constexpr std::uint64_t one_reader = std::uint64_t{1} << 32;

constexpr std::uint32_t readers(std::uint64_t s) { return static_cast<std::uint32_t>(s >> 32); }
/// The lower half, a mutex's word.
constexpr std::uint32_t writers(std::uint64_t s) { return static_cast<std::uint32_t>(s); }
constexpr std::uint64_t with_writers(std::uint64_t s, std::uint32_t w) { return readers(s) * one_reader + w; }

constexpr bool is_locked(std::uint64_t s) { return mutex_word::is_held(writers(s)); }
/// Whether a writer who arrives now may announce itself.
constexpr bool is_free(std::uint64_t s) { return mutex_word::is_free(writers(s)); }
/// Whether a writer who arrives now may enter at once.
constexpr bool is_empty(std::uint64_t s) { return is_free(s) && readers(s) == 0; }
/// Whether a writer who arrives now may announce itself, and would then have to wait for readers.
constexpr bool has_readers_alone(std::uint64_t s) { return is_free(s) && readers(s) != 0; }
}  // namespace rw_mutex_word

/// The reader's side of a lock: locking it locks the other shared. Lives in the lock and as long.
template <class Lock>
class LOCKSTEP_CAPABILITY("mutex") reader_side {
 public:
  reader_side(const reader_side&) = delete;
  reader_side& operator=(const reader_side&) = delete;

  void lock() LOCKSTEP_ACQUIRE_SHARED { whole().lock_shared(); }
  [[nodiscard]] bool try_lock() LOCKSTEP_TRY_ACQUIRE_SHARED { return whole().try_lock_shared(); }
  void unlock() LOCKSTEP_RELEASE_SHARED { whole().unlock_shared(); }

 private:
  friend Lock;
  reader_side() = default;
  Lock& whole() { return static_cast<Lock&>(*this); }
};

/// `MaxReaders` is Go's bound; a power of two, so that one mask tells whether the word has room for another reader. The
/// count has two bits more: that many threads can be on their way to the fatal error before it would wrap.
template <policy P, std::uint32_t MaxReaders = std::uint32_t{1} << 30>
class LOCKSTEP_CAPABILITY("rw_mutex") basic_rw_mutex : private reader_side<basic_rw_mutex<P, MaxReaders>> {
  static_assert(std::has_single_bit(MaxReaders) && MaxReaders <= std::uint32_t{1} << 30);

 public:
  using reader = reader_side<basic_rw_mutex>;

  basic_rw_mutex() = default;
  basic_rw_mutex(const basic_rw_mutex&) = delete;
  basic_rw_mutex& operator=(const basic_rw_mutex&) = delete;

  /// Locks for writing, waiting for the writers before it and for the readers inside. Every earlier unlock and
  /// unlock_shared synchronizes with its return. One RMW if uncontended.
  void lock() LOCKSTEP_ACQUIRE {
    std::uint64_t s = 0;
    // R5 acquire <- R3, R11, R12 release.
    if (word_.compare_exchange_strong(s, mutex_word::locked, std::memory_order::acquire, std::memory_order::relaxed))
        [[likely]] {
      return;
    }
    lock_slow(s);
  }

  /// Locks for writing if that needs no wait.
  [[nodiscard]] bool try_lock() LOCKSTEP_TRY_ACQUIRE {
    std::uint64_t s = word_.load(std::memory_order::relaxed);  // only a guess for the exchange
    while (rw_mutex_word::is_empty(s)) {
      // R7 acquire <- R3, R11, R12 release. A woken waiter keeps its bit: it is still competing.
      if (word_.compare_exchange_strong(s, s | mutex_word::locked, std::memory_order::acquire,
                                        std::memory_order::relaxed)) {
        return true;
      }
    }
    return false;
  }

  /// Gives up the write lock, admits the readers that wait and wakes or appoints the next writer. Synchronizes with
  /// every later lock and lock_shared. Fatal if no writer has locked. One RMW and no system call if nobody waits.
  void unlock() LOCKSTEP_RELEASE {
    std::uint64_t s = mutex_word::locked;
    // R11 release -> R1, R5, R7 acquire: the holder's writes.
    if (word_.compare_exchange_strong(s, 0, std::memory_order::release, std::memory_order::relaxed)) [[likely]]
      return;
    unlock_slow(s);
  }

  /// Locks for reading, waiting while a writer is announced or inside. Every earlier unlock synchronizes with its
  /// return. One RMW without a writer, an addition: readers do not make each other try again.
  void lock_shared() LOCKSTEP_ACQUIRE_SHARED {
    // R1 acquire <- R11, R12 release. All operations on the word are RMWs, so whichever unlock was the last, this reads
    // from its release sequence.
    const std::uint64_t old = word_.fetch_add(rw_mutex_word::one_reader, std::memory_order::acquire);
    if ((old & (no_room | mutex_word::locked)) != 0) [[unlikely]]
      lock_shared_slow(old);
  }

  /// Locks for reading if that needs no wait.
  [[nodiscard]] bool try_lock_shared() LOCKSTEP_TRY_ACQUIRE_SHARED {
    std::uint64_t s = word_.load(std::memory_order::relaxed);  // only a guess for the exchange
    while (!rw_mutex_word::is_locked(s)) {
      if ((s & no_room) != 0) P::fatal(message::too_many_readers);
      // R1 acquire <- R11, R12 release.
      if (word_.compare_exchange_strong(s, s + rw_mutex_word::one_reader, std::memory_order::acquire,
                                        std::memory_order::relaxed)) {
        return true;
      }
    }
    return false;
  }

  /// Gives up one read lock. Synchronizes with every later lock. Fatal if nobody reads, as far as the word can tell:
  /// one call too many while other readers are inside takes the lock from one of them, and while readers wait for a
  /// writer it is noticed by that writer's unlock, unless just as many calls were too many as readers waited.
  /// One RMW; two and perhaps a wake-up if a writer waits.
  void unlock_shared() LOCKSTEP_RELEASE_SHARED {
    // R3, R4 release -> R5, R7, R9 acquire: what was read here was read before the next writer writes.
    const std::uint64_t old = word_.fetch_sub(rw_mutex_word::one_reader, std::memory_order::release);
    if (rw_mutex_word::readers(old) == 0 || rw_mutex_word::is_locked(old)) [[unlikely]]
      unlock_shared_slow(old);
  }

  /// The reader's side as a lock of its own: whatever wants a Lockable may have it, a cond too.
  reader& shared_locker() LOCKSTEP_RETURN_CAPABILITY(this) { return *this; }

 private:
  friend reader;
  friend struct lockstep::inspect;

  /// The bits of the word that say: MaxReaders or more.
  static constexpr std::uint64_t no_room = ~std::uint64_t{0} << 32 << std::countr_zero(MaxReaders);

  /// A writer that has waited longer turns the lock to starving mode. Go's value.
  static constexpr std::chrono::milliseconds starvation_threshold{1};

  [[gnu::noinline, gnu::cold]] void lock_shared_slow(std::uint64_t old) {
    if ((old & no_room) != 0) P::fatal(message::too_many_readers);
    // R2 acquire <- R12 release, through the token.
    readers_.acquire();
  }

  [[gnu::noinline, gnu::cold]] void unlock_shared_slow(std::uint64_t old) {
    if (rw_mutex_word::readers(old) == 0) P::fatal(message::runlock_of_unlocked_rw_mutex);
    // R4 release -> R10 acquire: what was read here. Acquire for the last one, which passes on with the token what the
    // others have released. The writer cannot get past R10 without this step, so the object is there; after it only for
    // the last one, whose token the writer needs.
    if (to_leave_.fetch_sub(1, std::memory_order::acq_rel) == 1) left_.release(true);
  }

  /// mutex.h's lock_slow on the lower half, and then the readers.
  [[gnu::noinline, gnu::cold]] void lock_slow(std::uint64_t old) {
    typename P::stopwatch waited;
    bool starving = false;  // this thread has waited too long
    bool awoke = false;     // the woken bit is this thread's
    unsigned spins = 0;
    unsigned courtesies = 0;
    for (;;) {
      // An announcement makes all who come sleep until those inside have left, some of whom may be admitted and not
      // awake yet. Once the sleepers are many, the first of them that are up again announce themselves before the last
      // ones are, and everybody sleeps once for each write. So those inside get a moment to leave with the door open.
      if (rw_mutex_word::has_readers_alone(old) && P::spin(courtesies)) {
        ++courtesies;
        old = word_.load(std::memory_order::relaxed);  // only a guess for the exchange
        continue;
      }
      const std::uint32_t w = rw_mutex_word::writers(old);
      if (mutex_word::is_worth_spinning(w) && P::spin(spins)) {
        ++spins;
        awoke = awoke || claim_woken(old);
        old = word_.load(std::memory_order::relaxed);  // only a guess for the exchange
        continue;
      }
      if (awoke && !mutex_word::is_woken(w)) P::fatal(message::inconsistent_mutex_state);
      const std::uint64_t desired = rw_mutex_word::with_writers(old, mutex_word::entered(w, awoke, starving));
      // R7, R8 acquire <- R3, R11, R12 release, for R7: R8 would need nothing, but it is the same instruction.
      if (!word_.compare_exchange_strong(old, desired, std::memory_order::acquire, std::memory_order::relaxed))
        continue;
      if (mutex_word::is_free(w)) {
        wait_for_readers(rw_mutex_word::readers(old));
        return;
      }
      const bool is_newcomer = !waited.is_running();
      if (is_newcomer) waited.start();
      writers_.acquire(is_newcomer ? queue_at::back : queue_at::front);
      starving = starving || waited.has_passed(starvation_threshold);
      // Relaxed: the token came from the unlock that set or kept the mode, so this load sees that word or a later one,
      // and the mode cannot change before this thread has acted.
      old = word_.load(std::memory_order::relaxed);
      if (mutex_word::is_starving(rw_mutex_word::writers(old))) {
        own(rw_mutex_word::writers(old), starving);
        return;
      }
      awoke = true;
      spins = 0;
    }
  }

  /// R6: claims the woken bit for a spinning writer, so that unlock need not wake another. False if it is not to be
  /// had.
  bool claim_woken(std::uint64_t old) {
    // Relaxed: the bit says only that a thread is awake; no data goes with it.
    return mutex_word::has_to_wake(rw_mutex_word::writers(old)) &&
           word_.compare_exchange_strong(old, old | mutex_word::woken, std::memory_order::relaxed,
                                         std::memory_order::relaxed);
  }

  /// R9: ownership was handed over; the word still says unlocked and counts this thread as a waiter.
  void own(std::uint32_t w, bool starving) {
    if (!mutex_word::is_handed_over(w)) P::fatal(message::inconsistent_mutex_state);
    // In 64 bits, where the waiters' part pays for what the difference lacks and nothing reaches the readers.
    const std::uint64_t difference = std::uint64_t{mutex_word::owned(w, starving)} - w;
    // Acquire <- R3 release. The token has already made the last writer's writes visible, but readers may have come and
    // gone since.
    wait_for_readers(rw_mutex_word::readers(word_.fetch_add(difference, std::memory_order::acquire)));
  }

  /// R10, by the writer whose announcement counted so many readers.
  void wait_for_readers(std::uint32_t counted) {
    if (counted == 0) return;
    // Acquire <- R4 release, for the case that all have left already. They left after the announcement had read the
    // word, so nothing else orders what they read before what this writer will write.
    if (to_leave_.fetch_add(counted, std::memory_order::acquire) + counted != 0) left_.acquire();
  }

  [[gnu::noinline, gnu::cold]] void unlock_slow(std::uint64_t old) {
    for (;;) {
      if (!rw_mutex_word::is_locked(old)) P::fatal(message::unlock_of_unlocked_rw_mutex);
      const std::uint32_t admitted = rw_mutex_word::readers(old);
      if (admitted != 0) check_nobody_is_to_leave();
      const std::uint32_t w = rw_mutex_word::writers(old);
      const bool handoff = mutex_word::is_starving(w);
      const bool wake = !handoff && mutex_word::has_to_wake(w);
      // R12 release -> R1, R7 acquire; the tokens' releases carry it to R2 and R9.
      if (!word_.compare_exchange_strong(old, rw_mutex_word::with_writers(old, mutex_word::given_up(w)),
                                         std::memory_order::release, std::memory_order::relaxed)) {
        continue;
      }
      // From here on the object is alive for those who wait inside for these tokens, and after the last one for nobody.
      // By hand-off: there is a reader for each token, so nothing is won if one that is awake takes a sleeper's.
      for (std::uint32_t i = 0; i != admitted; ++i) readers_.release(true);
      if (handoff || wake) writers_.release(handoff);
      return;
    }
  }

  /// With a writer inside, all readers that it had to wait for have left: anything else is an earlier misuse. It is
  /// seen only while readers wait, but then it would let a writer in among them.
  void check_nobody_is_to_leave() {
    // Relaxed: this thread, or the one that asked it to unlock, has seen the count become 0.
    const auto to_leave = static_cast<std::int32_t>(to_leave_.load(std::memory_order::relaxed));
    if (to_leave < 0) P::fatal(message::runlock_of_unlocked_rw_mutex);  // more have left than were inside
    if (to_leave > 0) P::fatal(message::unlock_of_unlocked_rw_mutex);   // the writer still waits for them
  }

  typename P::template atomic<std::uint64_t> word_{0};
  typename P::template atomic<std::uint32_t> to_leave_{0};
  typename P::semaphore writers_;
  typename P::semaphore left_;
  typename P::semaphore readers_;
};

}  // namespace lockstep

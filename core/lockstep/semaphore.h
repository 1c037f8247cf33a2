#pragma once

// The runtime semaphore: Go's semacquire and semrelease (runtime/sema.go) in four bytes.
//
// Contract
//   acquire() takes one token, sleeping until there is one. release() adds one. Each release synchronizes with the
//   acquire that takes its token (SEMA-5). Waiters leave in FIFO order; one that asks for the front goes there
//   (SEMA-3). release(true) hands its token to the first sleeping waiter: no newcomer can take it (SEMA-4).
//   At most 2^31 - 1 tokens. Zero bytes are a semaphore with no token.
//   A thread whose acquire has returned may destroy the semaphore, if no other call is under way but the release that
//   gave it its token (LIFE-3).
//
// State: one word
//
//    31       30 ............................ 0
//   +--------+--------------------------------+
//   | parked |             tokens             |
//   +--------+--------------------------------+
//   parked   a waiter for this address is in the table; set by the waiter, cleared by whoever takes the last one off;
//            both under the bucket's lock
//   tokens   what a release added and no acquire has taken
//
// The waiters themselves are in a static table of buckets chosen by address. It is touched only when somebody has to
// wait, or somebody does: with parked clear, release is one compare-exchange (SEMA-6).
//
// Go keeps the count of waiters in the bucket, in another word than the tokens: announcing oneself and then looking for
// a token, against adding a token and then looking for waiters, is store buffering, and needs sequential consistency on
// four accesses. With both in one word a single compare-exchange decides, and acquire and release suffice.
// docs/decisions/0003-semaphore-word.md weighs the two.
//
// Transitions                                                   guard                      order
//   S1 take      tokens - 1                                     tokens > 0                 acquire
//   S2 park      parked = 1, into the queue                     tokens = 0, bucket locked  relaxed (the lock orders)
//   S3 add       tokens + 1                                     parked = 0                 release
//   S4 give      first waiter off, its signal = granted;        parked = 1, bucket locked  signal: release
//                parked = 0 if it was the last
//   S5 wake      first waiter off, tokens + 1, its signal =     parked = 1, bucket locked  word, signal: release
//                compete; parked = 0 if it was the last
//   S6 leave     a waiter sees granted: it has its token        signal = granted           acquire
//   S7 compete   a waiter sees compete: S1, or S2 at the front  signal = compete           acquire
//
// Invariants
//   parked = 1 <=> a waiter for this address is in the bucket's queue (under its lock)          SEMA-2
//   a thread parks only while tokens = 0; later tokens come only by S5, each with a waiter sent
//     to fetch it: a token in the word and a sleeper in the queue imply such a waiter under way   SEMA-2
//   S4's token never shows in the word                                                           SEMA-4
//   the last touch of the word by a release comes before the grant of its token, or is it        LIFE-3, LIFE-5

#include <cstdint>

#include <lockstep/futex_lock.h>
#include <lockstep/policy.h>
#include <lockstep/wait_queue.h>

namespace lockstep {

namespace semaphore_word {
inline constexpr std::uint32_t parked = std::uint32_t{1} << 31;
inline constexpr std::uint32_t one_token = 1;

constexpr bool has_parked(std::uint32_t s) { return (s & parked) != 0; }
constexpr bool has_token(std::uint32_t s) { return (s & ~parked) != 0; }
}  // namespace semaphore_word

/// A bucket of the table, alone on its cache line.
template <memory_policy M>
struct alignas(64) semaphore_bucket {
  futex_lock<M> lock;
  wait_queue<M> queue;
};

/// The table: never grows, is never freed, and so outlives every semaphore and every wake-up under way (LIFE-5).
template <memory_policy M>
struct semaphore_table {
  semaphore_bucket<M> buckets[M::semaphore_buckets];

  static semaphore_bucket<M>& bucket_of(const void* address) {
    const auto key = reinterpret_cast<std::uintptr_t>(address) >> 3;  // the low bits of a primitive's words are alike
    return M::template global<semaphore_table>().buckets[key % M::semaphore_buckets];
  }
};

template <memory_policy M>
class basic_semaphore {
 public:
  basic_semaphore() = default;
  basic_semaphore(const basic_semaphore&) = delete;
  basic_semaphore& operator=(const basic_semaphore&) = delete;

  /// Takes a token, waiting for one if there is none; `end` says where in the queue. The release of that token
  /// synchronizes with this call. O(1) without a wait, else O(log addresses in the bucket).
  void acquire(queue_at end = queue_at::back) {
    if (!try_acquire()) [[unlikely]]
      acquire_slow(end);
  }

  /// Takes a token if there is one. A call that fails orders nothing.
  [[nodiscard]] bool try_acquire() {
    std::uint32_t s = word_.load(std::memory_order::relaxed);  // only a guess for the exchange
    while (semaphore_word::has_token(s)) {
      // S1 acquire <- S3, S5 release: the releaser's writes. The whole chain of exchanges since is one release
      // sequence.
      if (word_.compare_exchange_strong(s, s - semaphore_word::one_token, std::memory_order::acquire,
                                        std::memory_order::relaxed)) {
        return true;
      }
    }
    return false;
  }

  /// Adds a token and wakes the first waiter, if any. With `handoff` that waiter has the token; without, the token is
  /// free for all, and a waiter that comes too late goes back to the front of the queue. O(1) if nobody waits.
  void release(bool handoff = false) {
    std::uint32_t s = word_.load(std::memory_order::relaxed);  // only a guess for the exchange
    while (!semaphore_word::has_parked(s)) {
      // S3 release -> S1 acquire. Relaxed failure: nothing was read but the next guess.
      if (word_.compare_exchange_strong(s, s + semaphore_word::one_token, std::memory_order::release,
                                        std::memory_order::relaxed)) {
        return;
      }
    }
    release_slow(handoff);
  }

 private:
  friend struct lockstep::inspect;
  using waiter_type = waiter<M>;

  [[gnu::noinline, gnu::cold]] void acquire_slow(queue_at end) {
    waiter_type self(&word_);
    auto& bucket = semaphore_table<M>::bucket_of(&word_);
    for (;;) {
      bucket.lock.lock();
      if (take_or_mark_parked()) {
        bucket.lock.unlock();
        return;
      }
      bucket.queue.push(self, end);
      bucket.lock.unlock();
      if (wait(self) == waiter_type::granted) return;  // S6
      if (try_acquire()) return;                       // S7: won
      // S7: lost to a newcomer. It has waited longest, so it goes to the front. Nobody else knows `self` any more, and
      // the bucket's lock publishes the store to the next one who will: relaxed.
      self.signal.store(waiter_type::waiting, std::memory_order::relaxed);
      end = queue_at::front;
    }
  }

  /// S1, or the word's half of S2; needs the bucket's lock. True if a token was taken.
  bool take_or_mark_parked() {
    std::uint32_t s = word_.load(std::memory_order::relaxed);
    for (;;) {
      if (semaphore_word::has_token(s)) {
        if (word_.compare_exchange_strong(s, s - semaphore_word::one_token, std::memory_order::acquire,
                                          std::memory_order::relaxed)) {
          return true;
        }
      } else if (semaphore_word::has_parked(s)) {
        // Not stale: with the lock held the mark stays, and while it stays no token is added.
        return false;
      } else if (word_.compare_exchange_strong(s, s | semaphore_word::parked, std::memory_order::relaxed,
                                               std::memory_order::relaxed)) {
        // S2 relaxed: a releaser that sees the mark takes the lock before it looks for the waiter.
        return false;
      }
    }
  }

  static std::uint32_t wait(waiter_type& self) {
    for (;;) {
      // S6, S7 acquire <- S4, S5 release.
      const std::uint32_t verdict = self.signal.load(std::memory_order::acquire);
      if (verdict != waiter_type::waiting) return verdict;
      M::futex_wait(self.signal, waiter_type::waiting);  // may return for no reason: look again (SEMA-8)
    }
  }

  [[gnu::noinline, gnu::cold]] void release_slow(bool handoff) {
    auto& bucket = semaphore_table<M>::bucket_of(&word_);
    bucket.lock.lock();
    const auto [first, more] = bucket.queue.pop(&word_);
    if (first == nullptr) {
      // The last waiter left since we looked. S3, and nobody can park meanwhile.
      word_.fetch_add(semaphore_word::one_token, std::memory_order::release);
      bucket.lock.unlock();
      return;
    }
    const std::uint32_t unmark = more ? 0 : semaphore_word::parked;
    if (!handoff) {
      // S5 release -> S1 acquire. Token and mark in one step: in between, the last waiter could be forgotten.
      word_.fetch_add(semaphore_word::one_token - unmark, std::memory_order::release);
    } else if (unmark != 0) {
      // S4 relaxed: it publishes nothing; the signal below orders it before whatever the waiter does to the object.
      word_.fetch_and(~unmark, std::memory_order::relaxed);
    }
    bucket.lock.unlock();
    // From here on only the waiter is touched, and after the store not even that (LIFE-5): the wake is by address.
    const void* const sleeping_on = &first->signal;
    first->signal.store(handoff ? waiter_type::granted : waiter_type::compete, std::memory_order::release);
    M::futex_wake(sleeping_on, 1);
  }

  typename M::template atomic<std::uint32_t> word_{0};
};

}  // namespace lockstep

#pragma once

#include <cstdint>

#include <lockstep/policy.h>

namespace lockstep {

/// The small lock inside the semaphore's table: a futex and three states (Drepper, "Futexes Are Tricky", 2011, mutex2).
///
/// It protects a few loads and stores, never fails, and lives as long as the program, so nothing here has to care for
/// destruction. Everything else waits through the semaphore, which is why this lock cannot.
///
///   0 free   1 held, nobody sleeps   2 held, somebody may sleep
///
/// Contract: the n-th unlock synchronizes with the (n+1)-th lock; neither is fair.
template <memory_policy M>
class futex_lock {
 public:
  void lock() {
    std::uint32_t seen = free;
    // L1 0 -> 1. Acquire: sees what the last holder wrote to the bucket.
    if (!word_.compare_exchange_strong(seen, held, std::memory_order::acquire, std::memory_order::relaxed)) lock_slow();
  }

  void unlock() {
    // L3 1|2 -> 0. Release -> L1, L2 acquire. One exchange, so that the mark of a sleeper cannot be lost between a look
    // and a store.
    if (word_.exchange(free, std::memory_order::release) == contended) M::futex_wake(&word_, 1);
  }

 private:
  static constexpr std::uint32_t free = 0;
  static constexpr std::uint32_t held = 1;
  static constexpr std::uint32_t contended = 2;

  void lock_slow() {
    for (unsigned i = 0; M::spin(i); ++i) {
      std::uint32_t seen = free;
      if (word_.compare_exchange_strong(seen, held, std::memory_order::acquire, std::memory_order::relaxed)) return;
      if (seen == contended) break;
    }
    // L2 any -> 2, holding if it was 0. A woken thread leaves the mark although it may have been the last sleeper: it
    // cannot know, and a wake-up too many is harmless where one too few is not.
    while (word_.exchange(contended, std::memory_order::acquire) != free) M::futex_wait(word_, contended);
  }

  typename M::template atomic<std::uint32_t> word_{free};
};

}  // namespace lockstep

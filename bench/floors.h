#pragma once

// What is no lock and no counter, but executes what any would at least have to. Once has its own: an acquire load.

#include <atomic>
#include <cstdint>

#include "peers.h"

namespace lockstep::bench {

/// A lock that marks its word and takes it back, each time looking at what was there: unlock has to learn whether
/// somebody sleeps, in one step with letting go, for the next owner may destroy the lock.
class two_exchanges {
 public:
  static constexpr char name[] = "floor: two exchanges";
  void lock() { benchmark::DoNotOptimize(word_.exchange(1, std::memory_order::acquire)); }
  void unlock() { benchmark::DoNotOptimize(word_.exchange(0, std::memory_order::release)); }

 private:
  std::atomic<std::uint32_t> word_{0};
};

/// A counter that goes up and down, each time looking at what came of it.
class two_additions {
 public:
  static constexpr char name[] = "floor: two additions";
  void add(int n) { benchmark::DoNotOptimize(word_.fetch_add(n, std::memory_order::acquire)); }
  void done() { benchmark::DoNotOptimize(word_.fetch_sub(1, std::memory_order::release)); }
  void lock_shared() { add(1); }
  void unlock_shared() { done(); }

 private:
  std::atomic<std::int64_t> word_{0};
};

}  // namespace lockstep::bench

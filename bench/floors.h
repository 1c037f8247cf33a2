#pragma once

// What is no lock and no counter, but executes what any would at least have to. Once has its own: an acquire load.

#include <atomic>
#include <cstdint>

#include "peers.h"

namespace lockstep::bench {

/// A lock that counts up and down and asks only how each count compares with 0, which is what a processor does fastest.
class two_counts {
 public:
  static constexpr char name[] = "floor: two counts";
  void lock() {
    if (word_.fetch_add(1, std::memory_order::acquire) + 1 != 0) [[unlikely]]
      benchmark::DoNotOptimize(word_);
  }
  void unlock() {
    if (word_.fetch_sub(1, std::memory_order::release) - 1 >= 0) [[unlikely]]
      benchmark::DoNotOptimize(word_);
  }

 private:
  std::atomic<std::int32_t> word_{-1};
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

#pragma once

// What the threads of one execution have allocated and freed.

#include <cstddef>
#include <optional>
#include <vector>

namespace lockstep::models {

/// A block that was freed may be given out again by any later allocation of its size, or not. Relacy decides that at
/// the free, which makes each free a branch; here it is decided when somebody allocates, which few executions do. For
/// that, blocks that the threads free are kept from Relacy until the threads have ended.
class heap_history {
 public:
  struct block {
    void* memory;
    std::size_t size;
  };

  void clear() {
    live_.clear();
    freed_.clear();
  }

  void allocated(block b) { live_.push_back(b); }

  /// The block that starts there and is allocated no more; none if there was no such block.
  std::optional<block> remove(void* memory) {
    for (block& b : live_) {
      if (b.memory != memory) continue;
      const block removed = b;
      b = live_.back();
      live_.pop_back();
      return removed;
    }
    return std::nullopt;
  }

  void keep(block b) { freed_.push_back(b); }

  unsigned reusable(std::size_t size) const {
    unsigned count = 0;
    for (const block& b : freed_) count += b.size == size;
    return count;
  }
  /// The n-th of the blocks of that size, which is then allocated again.
  void* reuse(std::size_t size, unsigned n) {
    std::size_t i = 0;
    while (freed_[i].size != size || n-- != 0) ++i;
    const block b = freed_[i];
    freed_.erase(freed_.begin() + static_cast<std::ptrdiff_t>(i));
    live_.push_back(b);
    return b.memory;
  }

  const std::vector<block>& freed() const { return freed_; }

 private:
  std::vector<block> live_;
  std::vector<block> freed_;
};

}  // namespace lockstep::models

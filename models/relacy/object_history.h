#pragma once

// The objects of a model's own: every state that each has had in this execution, and what each step published.

#include <array>
#include <cstddef>
#include <cstring>
#include <vector>

#include <lockstep/models/machine.h>

namespace lockstep::models {

class object_history {
 public:
  /// A clock of Relacy's: how much of each thread is known.
  struct clock {
    std::array<std::size_t, max_threads> times{};
  };
  struct waiter {
    unsigned thread;
    function_ref<bool(const void*)> holds;
    std::size_t* satisfied_by;
  };
  static constexpr std::size_t none = ~std::size_t{0};

  void begin(const void* state, std::size_t size) {
    size_ = size;
    states_.assign(static_cast<const std::byte*>(state), static_cast<const std::byte*>(state) + size);
    left_.assign(1, {});
    released = {};
    last_step.fill(0);
    waiting.clear();
  }

  std::size_t newest() const { return left_.size() - 1; }
  const void* state(std::size_t i) const { return states_.data() + i * size_; }
  /// What the step that made state `i` published.
  const clock& left_by(std::size_t i) const { return left_[i]; }
  clock& left_by_newest() { return left_.back(); }
  /// A new state, so far a copy of the newest.
  void* push() {
    states_.resize(states_.size() + size_);
    std::byte* const fresh = states_.data() + states_.size() - size_;
    std::memcpy(fresh, fresh - size_, size_);
    left_.emplace_back();
    return fresh;
  }

  clock released;                                      // what all its releases have published
  std::array<std::size_t, max_threads + 1> last_step;  // of each thread
  std::vector<waiter> waiting;

  // The mark of an object that has not been destroyed.
  static void retire(object& o) { put(o, {0, 0}); }
  static bool is_alive(const object& o) { return get(o).mark == alive; }

 private:
  friend class object_histories;
  static constexpr std::uint32_t alive = 0x5e3a9f01;
  struct handle {
    std::uint32_t mark;
    std::uint32_t index;
  };
  static_assert(sizeof(handle) <= sizeof(object::bytes));
  static void put(object& o, handle h) { std::memcpy(o.bytes, &h, sizeof h); }
  static handle get(const object& o) {
    handle h;
    std::memcpy(&h, o.bytes, sizeof h);
    return h;
  }

  std::size_t size_ = 0;
  std::vector<std::byte> states_;
  std::vector<clock> left_;
};

/// Those of an execution. What they have allocated serves the next one.
class object_histories {
 public:
  void clear() { used_ = 0; }
  void add(object& o, const void* state, std::size_t size) {
    if (used_ == all_.size()) all_.emplace_back();
    all_[used_].begin(state, size);
    object_history::put(o, {object_history::alive, static_cast<std::uint32_t>(used_++)});
  }
  object_history& of(const object& o) { return all_[object_history::get(o).index]; }

 private:
  std::vector<object_history> all_;
  std::size_t used_ = 0;
};

}  // namespace lockstep::models

#pragma once

// Threads of the program as fibers of one system thread. A fiber whose execution is given up is never resumed: its
// stack serves the next execution, and no destructor runs on it.

#include <array>
#include <cstddef>
#include <utility>

#include <lockstep/models/engine.h>

namespace lockstep::models::exploring {

class fibers {
 public:
  static constexpr unsigned main = max_threads;        // construction, before, after, destruction
  static constexpr unsigned engine = max_threads + 1;  // the search; runs on the stack of whoever calls
  static constexpr unsigned count = max_threads + 2;

  /// Throws std::bad_alloc.
  fibers();
  ~fibers();
  fibers(const fibers&) = delete;

  /// Lets the fiber begin at `body`, which must not return.
  void begin(unsigned fiber, void (*body)());
  /// Goes on where `to` last left off.
  void switch_to(unsigned to);
  unsigned current() const { return current_; }

 private:
  /// The C++ runtime's list of exceptions in flight, of which each fiber has its own (Itanium C++ ABI, 2.2.2).
  struct exceptions {
    std::byte bytes[sizeof(void*) + sizeof(unsigned)]{};
  };
  struct fiber {
    void* context = nullptr;
    void (*body)() = nullptr;
    exceptions in_flight;
  };
  static constexpr std::size_t stack_size = std::size_t{256} * 1024;

  std::array<fiber, count> all_;
  unsigned current_ = engine;
  std::byte* stacks_;
};

}  // namespace lockstep::models::exploring

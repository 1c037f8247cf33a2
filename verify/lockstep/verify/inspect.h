#pragma once

// Private state of core's primitives, for scenarios that look on. Looking is no step of the program: it takes no part
// in the memory model and orders nothing.

#include <lockstep/mutex.h>
#include <lockstep/semaphore.h>

namespace lockstep {

struct inspect {
  template <policy P>
  static std::uint32_t word(const basic_mutex<P>& mutex) {
    return newest(mutex.word_);
  }
  template <policy P>
  static const auto& semaphore(const basic_mutex<P>& mutex) {
    return mutex.sema_;
  }
  template <memory_policy M>
  static std::uint32_t word(const basic_semaphore<M>& semaphore) {
    return newest(semaphore.word_);
  }

 private:
  template <class A>
  static auto newest(const A& atomic) {
    if constexpr (requires { atomic.peek(); }) {
      return atomic.peek();
    } else {
      return atomic.load(std::memory_order::relaxed);
    }
  }
};

}  // namespace lockstep

#pragma once

// What the litmus scenarios share. Each is one of the classic small programs that tell the memory orders apart, under
// several orders. It observes the values read, one digit each, and states which outcomes C++20 allows; an engine has to
// show all of these but those that it is stated to miss. docs/litmus.md has them all in one table.

#include <string>

#include <lockstep/verify/scenario.h>

namespace lockstep::verify::litmus {

inline constexpr auto relaxed = std::memory_order::relaxed;
inline constexpr auto consume = std::memory_order::consume;
inline constexpr auto acquire = std::memory_order::acquire;
inline constexpr auto release = std::memory_order::release;
inline constexpr auto acq_rel = std::memory_order::acq_rel;
inline constexpr auto seq_cst = std::memory_order::seq_cst;

/// A shared location; starts at 0.
template <policy P>
using location = typename P::template atomic<std::uint32_t>;

/// What a thread has read.
using value_read = ghost<std::uint32_t>;

/// The value that the location has in the end. For after(): the last store in its modification order.
template <class A>
std::uint32_t last_value(const A& location) {
  if constexpr (requires { location.peek(); }) {
    return location.peek();
  } else {
    return location.load(relaxed);
  }
}

inline std::string digit(std::uint32_t value) { return std::to_string(value); }
inline std::string digit(const value_read& value) { return digit(value.get()); }

/// Observes the values as one word.
template <class... Values>
void observe_word(const Values&... values) {
  observe((digit(values) + ...));
}

}  // namespace lockstep::verify::litmus

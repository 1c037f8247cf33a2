#pragma once

// What a program can ask of the engine explore alone.

#include <atomic>
#include <cstdint>
#include <source_location>

#include <lockstep/models/machine.h>

namespace lockstep::models {

namespace explore_detail {
std::uint64_t load_if(const cell&, function_ref<bool(std::uint64_t)> holds, std::memory_order, std::source_location);
std::uint64_t await(const cell&, function_ref<bool(std::uint64_t)> holds, std::memory_order, std::source_location);
void exchange_if(const cell&, std::uint64_t expected, std::uint64_t desired, std::memory_order, std::source_location);
}  // namespace explore_detail

/// Unless `condition` holds, the running thread goes no further, and the execution counts for nothing. The others go
/// on, because what they do may be what the condition waits for.
void assume(bool condition);

/// The same of the value that is loaded. The executions that would come to nothing are fewer then.
template <class A, class Holds>
auto load_if(const A& atomic, Holds holds, std::memory_order order,
             std::source_location w = std::source_location::current()) {
  using value = decltype(atomic.load(order));
  return static_cast<value>(explore_detail::load_if(
      atomic.underlying(), [&](std::uint64_t bits) { return holds(static_cast<value>(bits)); }, order, w));
}

/// Loads until what it finds holds, as a loop that does nothing else would, and returns that. The loads that came to
/// nothing are not part of the execution. If it would go on for ever, because what it would find is the newest value
/// and no other thread goes on either, that is a deadlock.
template <class A, class Holds>
auto await(const A& atomic, Holds holds, std::memory_order order,
           std::source_location w = std::source_location::current()) {
  using value = decltype(atomic.load(order));
  return static_cast<value>(explore_detail::await(
      atomic.underlying(), [&](std::uint64_t bits) { return holds(static_cast<value>(bits)); }, order, w));
}

/// The same as load_if of a compare-exchange that has to succeed.
template <class A, class T>
void exchange_if(A& atomic, T expected, T desired, std::memory_order order,
                 std::source_location w = std::source_location::current()) {
  explore_detail::exchange_if(atomic.underlying(), expected, desired, order, w);
}

}  // namespace lockstep::models

#pragma once

// Go's atomics: sync/atomic's Int32, Int64, Uint32, Uint64, Bool and Pointer.
//
// Contract
//   Every operation is sequentially consistent: all operations on all of these atomics take effect in one total order
//   that each thread's own order agrees with (ATOMIC-1). So a load that observes a store also observes everything that
//   the storing thread wrote before it (ATOMIC-2). There is no other order to choose: who needs one uses std::atomic.
//   `add` returns the new value; `swap`, `and_` and `or_` return the old one (ATOMIC-3). Overflow of `add` wraps around
//   in two's complement, signed or not.
//   Zero bytes are the value zero. An atomic is neither copied nor moved (ATOMIC-6): its address is its identity.
//   64-bit atomics are aligned to eight bytes, also where the ABI aligns 64-bit integers to four, as 32-bit x86 does:
//   an operation across two cache lines would stop every processor, or trap (ATOMIC-4).
//
// Transitions, T the value's type; each is one operation of the machine
//   A1 load      reads v                    A4 compare_and_swap   v = new if v = old
//   A2 store     v = value                  A5 add                v = v + delta
//   A3 swap      v = value                  A6, A7 and_, or_      v = v & mask, v = v | mask
//
// Orders: seq_cst everywhere, and it is needed. With acquire and release instead, two threads that each store one
// atomic and then load the other could both miss the other's store (verify/litmus/store_buffering.cpp).
//
// The trailing source_location is the policy's: a trace of a model names the caller's line, and production ignores it.

#include <concepts>
#include <cstdint>
#include <memory>
#include <source_location>
#include <type_traits>

#include <lockstep/policy.h>

namespace lockstep {

/// What `add`, `and_` and `or_` are for: an integer of 32 or 64 bits.
template <class T>
concept atomic_number = std::integral<T> && !std::same_as<T, bool> && (sizeof(T) == 4 || sizeof(T) == 8);

/// What an atomic may hold.
template <class T>
concept atomic_type = atomic_number<T> || std::same_as<T, bool> || std::is_pointer_v<T>;

template <atomic_type T, memory_policy P>
class basic_atomic {
 public:
  using value_type = T;
  using where = std::source_location;

  basic_atomic() = default;
  constexpr explicit basic_atomic(T value) : value_(static_cast<word>(value)) {}
  basic_atomic(const basic_atomic&) = delete;
  basic_atomic& operator=(const basic_atomic&) = delete;

  // A1
  [[nodiscard]] T load(where w = where::current()) const { return static_cast<T>(value_.load(order, w)); }

  // A2
  void store(T value, where w = where::current()) { value_.store(static_cast<word>(value), order, w); }

  // A3
  /// Returns the value that it replaces.
  T swap(T value, where w = where::current()) {
    return static_cast<T>(value_.exchange(static_cast<word>(value), order, w));
  }

  // A4
  /// Stores `desired` if the value is `old`; returns whether it did. Fails only if the value differs.
  bool compare_and_swap(T old, T desired, where w = where::current()) {
    word expected = static_cast<word>(old);
    return value_.compare_exchange_strong(expected, static_cast<word>(desired), order, order, w);
  }

  // A5
  /// Returns the new value.
  T add(T delta, where w = where::current())
    requires atomic_number<T>
  {
    using bits = std::make_unsigned_t<T>;  // in which overflow wraps instead of being undefined
    return static_cast<T>(static_cast<bits>(value_.fetch_add(delta, order, w)) + static_cast<bits>(delta));
  }

  // A6
  /// Returns the old value.
  T and_(T mask, where w = where::current())
    requires atomic_number<T>
  {
    return value_.fetch_and(mask, order, w);
  }

  // A7
  /// Returns the old value.
  T or_(T mask, where w = where::current())
    requires atomic_number<T>
  {
    return value_.fetch_or(mask, order, w);
  }

 private:
  friend struct lockstep::inspect;

  static constexpr auto order = std::memory_order::seq_cst;

  /// As in Go, a bool takes 32 bits: a width that every policy has.
  using word = std::conditional_t<std::same_as<T, bool>, std::uint32_t, T>;

  using object = typename P::template atomic<word>;
  alignas(object) alignas(sizeof(word)) object value_{word{}};
};

}  // namespace lockstep

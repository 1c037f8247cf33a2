#pragma once

// A value of any copyable type that is loaded and stored atomically: Go's sync/atomic.Value.
//
// Contract
//   It is empty until the first store; from then on it holds one value, always of the type that was stored first. A
//   load gives a copy of a value that was stored, whole (ATOMIC-8). The operations are sequentially consistent, among
//   themselves and with those of atomic.h: each happens in one critical section of one lock.
//   To store nothing is misuse, and so is to store another type (ATOMIC-8). Nothing, Go's nil, is `nullptr`, `nullopt`
//   or an empty optional. An optional that is not empty stands for what is in it, so that what load and swap return
//   can be given to compare_and_swap.
//   Zero bytes are an empty value. It is neither copied nor moved. It may be destroyed when no operation is under way,
//   and then destroys the value that it holds.
//   Copies, comparisons and destruction of values are the user's code. They run outside the lock, so they may be slow,
//   may throw (nothing has been stored then) and may use this very object. A value is destroyed by whoever used it
//   last, which can be a load.
//
// State: a lock, and the box of the current value. A box never changes; a store puts another in its place. No collector
// keeps the old one for those who still copy out of it, so each box counts its users.
//
//   lock_ --protects--> current_ --> box { type, users, value }
//   users   1 if it is current, + 1 for each operation that holds a reference to it; whoever takes it to 0 destroys it
//
// Reachable: current_ null and no box ever current; or current_ with users >= 1, and older boxes with users >= 1.
//
// Transitions                                          guard                                  order
//   V1 look     users + 1 of the current box           under the lock                         relaxed
//   V2 replace  current = the new box, the old one's   under the lock; same type, or for      the lock's
//               user now belongs to the operation      compare_and_swap the box still current
//   V3 leave    users - 1; at 0 the box is destroyed   holds a reference                      acq_rel
//
// Cost: a load is four RMWs and a copy, a store three RMWs and an allocation. Go's load is two plain loads, for which
// its collector pays. Nobody waits for a copy, only for the few instructions of V1 and V2. A thread that is preempted
// in the midst of these keeps the others asleep; hazard pointers would avoid that, for a slower store.
//
// Invariants
//   current_ is null or has users >= 1; it is null only before the first V2                          ATOMIC-8
//   all boxes that were ever current hold one type                                                   ATOMIC-8
//   a box with a reference to it is not destroyed, so an equal address is the same box (no ABA)      ATOMIC-8

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <utility>

#include <lockstep/futex_lock.h>
#include <lockstep/misuse.h>
#include <lockstep/policy.h>

namespace lockstep {

namespace atomic_value_argument {

/// Its address is the type's identity, which needs no RTTI. Not const: linkers merge constants of equal content.
template <class T>
inline char identity_of = 0;

/// What an argument of type A stands for: a T, or nothing.
template <class A>
struct meaning {
  using type = A;
  static bool is_nothing(const A&) { return false; }
  static const A& value(const A& argument) { return argument; }
  static A&& take(A& argument) { return std::move(argument); }
};
template <class T>
struct meaning<std::optional<T>> {
  using type = T;
  static bool is_nothing(const std::optional<T>& argument) { return !argument.has_value(); }
  static const T& value(const std::optional<T>& argument) { return *argument; }
  static T&& take(std::optional<T>& argument) { return std::move(*argument); }
};
struct nothing {
  using type = std::nullptr_t;
  template <class A>
  static bool is_nothing(const A&) {
    return true;
  }
  template <class A>
  static std::nullptr_t value(const A&) {
    return nullptr;
  }
  template <class A>
  static std::nullptr_t take(A&) {
    return nullptr;
  }
};
template <>
struct meaning<std::nullptr_t> : nothing {};
template <>
struct meaning<std::nullopt_t> : nothing {};

}  // namespace atomic_value_argument

template <memory_policy P>
class basic_atomic_value {
  template <class A>
  using meaning = atomic_value_argument::meaning<A>;
  template <class A>
  using type_of = typename meaning<A>::type;

 public:
  basic_atomic_value() = default;
  basic_atomic_value(const basic_atomic_value&) = delete;
  basic_atomic_value& operator=(const basic_atomic_value&) = delete;
  ~basic_atomic_value() { const reference last(current_.read()); }

  /// A copy of the value; nothing if empty, or if the value is no T (Go's `v, ok := x.Load().(T)`).
  template <std::copy_constructible T>
  [[nodiscard]] std::optional<T> load() const {
    return look().template copy<T>();
  }

  /// Whether nothing has been stored yet.
  [[nodiscard]] bool empty() const {
    const std::lock_guard held(lock_);
    return current_.read() == nullptr;
  }

  /// Panics if `value` is nothing, or not of the type that was stored first.
  template <std::copy_constructible A>
  void store(A value) {
    reference made = make(value, message::store_of_nil_value);
    if (!replace(made)) P::panic(message::store_of_inconsistently_typed_value);
  }

  /// Stores, and returns the value that was replaced; nothing if this is the first. Panics like store.
  template <std::copy_constructible A>
  std::optional<type_of<A>> swap(A value) {
    reference made = make(value, message::swap_of_nil_value);
    if (!replace(made)) P::panic(message::swap_of_inconsistently_typed_value);
    return made.template copy<type_of<A>>();
  }

  /// Stores `desired` if the value equals `old`, or if there is none and `old` is nothing; returns whether it did.
  /// Panics if `desired` is nothing, if `old` is something of another type than `desired`, or if `desired` is not of
  /// the type that was stored first.
  template <class Old, std::copy_constructible A>
  bool compare_and_swap(const Old& old, A desired) {
    reference made = make(desired, message::compare_and_swap_of_nil_value);
    if (!meaning<Old>::is_nothing(old) && !std::same_as<type_of<Old>, type_of<A>>) {
      P::panic(message::compare_and_swap_of_inconsistently_typed_values);
    }
    for (;;) {
      const reference seen = look();
      if (!matches<type_of<A>>(seen, old)) return false;
      // Go gives up if another value came in between. That one may equal `old` too, so we look again.
      if (replace(seen, made)) return true;
    }
  }

 private:
  friend struct lockstep::inspect;

  struct box {
    explicit box(const char* identity) : type(identity) {}
    virtual ~box() = default;
    box(const box&) = delete;
    box& operator=(const box&) = delete;

    const char* const type;
    typename P::template atomic<std::uint32_t> users{1u};
  };

  template <class T>
  struct box_of final : box {
    explicit box_of(T&& moved) : box(&atomic_value_argument::identity_of<T>), value(std::move(moved)) {}
    const T value;
  };

  /// One user of a box, or of none.
  class reference {
   public:
    explicit reference(box* used) : box_(used) {}
    reference(const reference&) = delete;
    reference& operator=(const reference&) = delete;
    ~reference() {
      // V3 acq_rel: whatever its users did with the value happens before its destruction.
      if (box_ != nullptr && box_->users.fetch_sub(1, std::memory_order::acq_rel) == 1) P::destroy(box_);
    }

    bool is_null() const { return box_ == nullptr; }
    template <class T>
    bool holds() const {
      return box_ != nullptr && box_->type == &atomic_value_argument::identity_of<T>;
    }
    template <class T>
    const T& value() const {
      return static_cast<const box_of<T>*>(box_)->value;
    }
    template <class T>
    std::optional<T> copy() const {
      if (!holds<T>()) return std::nullopt;
      return value<T>();
    }

   private:
    friend basic_atomic_value;
    box* box_;
  };

  /// A new box for what the argument stands for. Panics if that is nothing.
  template <class A>
  static reference make(A& argument, const char* message_if_nothing) {
    if (meaning<A>::is_nothing(argument)) P::panic(message_if_nothing);
    return reference(P::template create<box_of<type_of<A>>>(meaning<A>::take(argument)));
  }

  /// Whether the box holds `old`, or there is no box and `old` is nothing. Panics if the box holds no T.
  template <class T, class Old>
  static bool matches(const reference& seen, const Old& old) {
    if (seen.is_null()) return meaning<Old>::is_nothing(old);
    if (!seen.template holds<T>()) P::panic(message::compare_and_swap_of_inconsistently_typed_value);
    if constexpr (std::same_as<type_of<Old>, T>) {
      return !meaning<Old>::is_nothing(old) && seen.template value<T>() == meaning<Old>::value(old);
    }
    return false;
  }

  reference look() const {
    const std::lock_guard held(lock_);
    box* const now = current_.read();
    // V1 relaxed: the current box has a user already, which only the lock's holder can take away.
    if (now != nullptr) now->users.fetch_add(1, std::memory_order::relaxed);
    return reference(now);
  }

  /// V2. Afterwards the reference is to the box that was replaced. False if that is of another type.
  bool replace(reference& made) {
    const std::lock_guard held(lock_);
    const box* const now = current_.read();
    if (now != nullptr && now->type != made.box_->type) return false;
    made.box_ = std::exchange(current_.write(), made.box_);
    return true;
  }

  /// V2 for compare_and_swap. False if another box than the one seen is current.
  bool replace(const reference& seen, reference& made) {
    const std::lock_guard held(lock_);
    if (current_.read() != seen.box_) return false;
    made.box_ = std::exchange(current_.write(), made.box_);
    return true;
  }

  mutable futex_lock<P> lock_;
  typename P::template plain<box*> current_{nullptr};
};

}  // namespace lockstep

#pragma once

// The policy for exploration. It knows no engine: every operation is a call on the machine of whichever engine is
// searching, so that a program is compiled once and runs on all of them.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <source_location>
#include <type_traits>
#include <utility>

#include <lockstep/models/machine.h>
#include <lockstep/models/specification.h>
#include <lockstep/models/specification_notify_list.h>
#include <lockstep/notify_list.h>
#include <lockstep/policy.h>
#include <lockstep/semaphore.h>

namespace lockstep::models {

namespace modelled_detail {

using where = std::source_location;

template <class T>
  requires std::is_trivially_copyable_v<T> && (sizeof(T) <= sizeof(std::uint64_t))
class atomic {
 public:
  explicit atomic(T value = T{}, where w = where::current()) {
    current_machine->construct(cell_, sizeof(T) == 8, to_bits(value), w);
  }
  ~atomic() { current_machine->destroy(cell_); }
  atomic(const atomic&) = delete;
  atomic& operator=(const atomic&) = delete;

  T load(std::memory_order order, where w = where::current()) const {
    return from_bits(current_machine->load(cell_, order, w));
  }
  void store(T value, std::memory_order order, where w = where::current()) {
    current_machine->store(cell_, to_bits(value), order, w);
  }
  T exchange(T value, std::memory_order order, where w = where::current()) {
    return from_bits(current_machine->exchange(cell_, to_bits(value), order, w));
  }
  bool compare_exchange_strong(T& expected, T desired, std::memory_order success, std::memory_order failure,
                               where w = where::current()) {
    return compare_exchange(false, expected, desired, success, failure, w);
  }
  bool compare_exchange_weak(T& expected, T desired, std::memory_order success, std::memory_order failure,
                             where w = where::current()) {
    return compare_exchange(true, expected, desired, success, failure, w);
  }
  T fetch_add(T value, std::memory_order order, where w = where::current()) { return fetch(rmw::add, value, order, w); }
  T fetch_sub(T value, std::memory_order order, where w = where::current()) { return fetch(rmw::sub, value, order, w); }
  T fetch_and(T value, std::memory_order order, where w = where::current()) {
    return fetch(rmw::bit_and, value, order, w);
  }
  T fetch_or(T value, std::memory_order order, where w = where::current()) {
    return fetch(rmw::bit_or, value, order, w);
  }

  /// The newest value, for a scenario that looks on: no step, no order.
  T peek() const { return from_bits(current_machine->peek(cell_)); }

  const cell& underlying() const { return cell_; }

 private:
  static std::uint64_t to_bits(T value) {
    if constexpr (std::is_pointer_v<T>) {
      return reinterpret_cast<std::uintptr_t>(value);
    } else {
      return static_cast<std::make_unsigned_t<T>>(value);
    }
  }
  static T from_bits(std::uint64_t bits) {
    if constexpr (std::is_pointer_v<T>) {
      return reinterpret_cast<T>(static_cast<std::uintptr_t>(bits));
    } else {
      return static_cast<T>(bits);
    }
  }
  bool compare_exchange(bool weak, T& expected, T desired, std::memory_order success, std::memory_order failure,
                        where w) {
    std::uint64_t bits = to_bits(expected);
    const bool done = current_machine->compare_exchange(cell_, weak, bits, to_bits(desired), success, failure, w);
    expected = from_bits(bits);
    return done;
  }
  T fetch(rmw how, T value, std::memory_order order, where w) {
    static_assert(sizeof(T) >= 4, "arithmetic would not wrap where it should");
    return from_bits(current_machine->fetch(cell_, how, to_bits(value), order, w));
  }

  cell cell_;
};

template <class T>
class plain {
 public:
  explicit plain(where w = where::current()) { current_machine->construct(detector_, false, w); }
  explicit plain(T value, where w = where::current()) : value_(std::move(value)) {
    current_machine->construct(detector_, true, w);
  }
  ~plain() { current_machine->destroy(detector_); }
  plain(const plain&) = delete;
  plain& operator=(const plain&) = delete;

  const T& read(where w = where::current()) const {
    current_machine->read(detector_, w);
    return value_;
  }
  T& write(where w = where::current()) {
    current_machine->write(detector_, w);
    return value_;
  }

 private:
  detector detector_;
  T value_{};
};

class stopwatch {
 public:
  void start() { running_ = true; }
  bool is_running() const { return running_; }
  bool has_passed(std::chrono::nanoseconds, where w = where::current()) {
    passed_ = passed_ || current_machine->time_has_passed(w);  // time does not run backwards
    return passed_;
  }

 private:
  bool running_ = false;
  bool passed_ = false;
};

}  // namespace modelled_detail

/// The memory policy of exploration.
struct modelled_memory {
  template <class T>
  using atomic = modelled_detail::atomic<T>;
  template <class T>
  using plain = modelled_detail::plain<T>;
  using stopwatch = modelled_detail::stopwatch;
  using where = std::source_location;

  /// One, so that semaphores at different addresses always share it.
  static constexpr std::size_t semaphore_buckets = 1;

  static void futex_wait(const atomic<std::uint32_t>& word, std::uint32_t expected, where w = where::current()) {
    current_machine->futex_wait(word.underlying(), expected, w);
  }
  static void futex_wake(const void* address, int count, where w = where::current()) {
    current_machine->futex_wake(address, count, w);
  }
  static bool spin(unsigned iteration, where w = where::current()) { return current_machine->may_spin(iteration, w); }

  template <class T>
  static T& global() {
    return *static_cast<T*>(global_object<T>);
  }
  template <class T, class... Args>
  static T* create(Args&&... args) {
    return ::new (current_machine->allocate(sizeof(T), where::current())) T(std::forward<Args>(args)...);
  }
  template <class T>
  static void destroy(T* object, where w = where::current()) {
    object->~T();
    current_machine->deallocate(object, w);
  }

  [[noreturn]] static void panic(const char* message, where w = where::current()) {
    current_machine->panic(message, w);
  }
  [[noreturn]] static void fatal(const char* message, where w = where::current()) {
    current_machine->fail("fatal error: ", message, w);
  }

  /// The program's statics, made anew for each execution before its threads start.
  template <class T>
  struct global_instance {
    global_instance() { global_object<T> = &object; }
    ~global_instance() { global_object<T> = nullptr; }
    T object;
  };

 private:
  template <class T>
  static inline T* global_object = nullptr;
};
static_assert(memory_policy<modelled_memory>);

/// With a semaphore and a notify list that are their specifications: the state space of the primitive alone.
struct modelled : modelled_memory {
  using semaphore = specification_semaphore;
  using notify_list = specification_notify_list;
};
static_assert(policy<modelled>);

/// With core's own semaphore and notify list over the model's futex: the full stack.
struct modelled_full_stack : modelled_memory {
  using semaphore = basic_semaphore<modelled_memory>;
  using notify_list = basic_notify_list<modelled_memory>;
  using globals = global_instance<semaphore_table<modelled_memory>>;
};
static_assert(policy<modelled_full_stack>);

}  // namespace lockstep::models

#pragma once

// The policy for exploration under Relacy. This header knows nothing of Relacy itself: every operation is a call into
// models/relacy/, the only place that includes it. Link with lockstep::relacy.

#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <source_location>
#include <type_traits>
#include <utility>

#include <lockstep/models/specification.h>
#include <lockstep/models/specification_notify_list.h>
#include <lockstep/notify_list.h>
#include <lockstep/policy.h>
#include <lockstep/semaphore.h>

namespace lockstep::models {

namespace relacy_machine {

using where = std::source_location;

/// Room for one of Relacy's atomics, of 64 bits or of 32. Values travel as 64 bits.
struct alignas(8) cell {
  std::byte bytes[64];
  unsigned place;
  bool is_wide;
};
void construct(cell&, bool is_wide, std::uint64_t value, where);
void destroy(cell&);
std::uint64_t load(const cell&, std::memory_order, where);
std::uint64_t peek(const cell&);
void store(cell&, std::uint64_t, std::memory_order, where);
std::uint64_t exchange(cell&, std::uint64_t, std::memory_order, where);
bool compare_exchange(cell&, bool weak, std::uint64_t& expected, std::uint64_t desired, std::memory_order success,
                      std::memory_order failure, where);
enum class rmw { add, sub, bit_and, bit_or };
std::uint64_t fetch(cell&, rmw, std::uint64_t operand, std::memory_order, where);

/// Room for one of Relacy's race detectors; the value stays with the object.
struct alignas(8) detector {
  std::byte bytes[32];
  unsigned place;
};
void construct(detector&, bool initialised, where);
void destroy(detector&);
void read(const detector&, where);
void write(detector&, where);

void futex_wait(const cell&, std::uint32_t expected, where);
void futex_wake(const void* address, int count, where);

void* allocate(std::size_t size, where);
void deallocate(void*, where);

bool may_spin(unsigned iteration, where);
bool time_has_passed(where);

/// Throws `misuse`; every thread that is blocked, or comes to block, leaves too (by an exception of the engine's).
[[noreturn]] void panic(const char* message, where);
[[noreturn]] void fail(const char* kind, const char* message, where);

/// The steps of a specification: see specification.h.
struct machine {
  struct clock {
    std::size_t times[8] = {};
  };
  static unsigned new_place();
  static void step(unsigned place, where);
  static void touch(unsigned place, bool is_write);
  static int self();
  static void park(where);
  static void unpark(int thread, where);
  static void acquire(const clock&);
  static void release(clock&);
  static void record(const char* what, where);
  [[noreturn]] static void access_after_destruction(where);
};

template <class T>
  requires std::is_trivially_copyable_v<T> && (sizeof(T) <= sizeof(std::uint64_t))
class atomic {
 public:
  explicit atomic(T value = T{}, where w = where::current()) { construct(cell_, sizeof(T) == 8, to_bits(value), w); }
  ~atomic() { destroy(cell_); }
  atomic(const atomic&) = delete;
  atomic& operator=(const atomic&) = delete;

  T load(std::memory_order order, where w = where::current()) const {
    return from_bits(relacy_machine::load(cell_, order, w));
  }
  void store(T value, std::memory_order order, where w = where::current()) {
    relacy_machine::store(cell_, to_bits(value), order, w);
  }
  T exchange(T value, std::memory_order order, where w = where::current()) {
    return from_bits(relacy_machine::exchange(cell_, to_bits(value), order, w));
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
  T peek() const { return from_bits(relacy_machine::peek(cell_)); }

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
    const bool done = relacy_machine::compare_exchange(cell_, weak, bits, to_bits(desired), success, failure, w);
    expected = from_bits(bits);
    return done;
  }
  T fetch(rmw how, T value, std::memory_order order, where w) {
    static_assert(sizeof(T) >= 4, "arithmetic would not wrap where it should");
    return from_bits(relacy_machine::fetch(cell_, how, to_bits(value), order, w));
  }

  cell cell_;
};

template <class T>
class plain {
 public:
  explicit plain(where w = where::current()) { construct(detector_, false, w); }
  explicit plain(T value, where w = where::current()) : value_(std::move(value)) { construct(detector_, true, w); }
  ~plain() { destroy(detector_); }
  plain(const plain&) = delete;
  plain& operator=(const plain&) = delete;

  const T& read(where w = where::current()) const {
    relacy_machine::read(detector_, w);
    return value_;
  }
  T& write(where w = where::current()) {
    relacy_machine::write(detector_, w);
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
    passed_ = passed_ || time_has_passed(w);  // time does not run backwards
    return passed_;
  }

 private:
  bool running_ = false;
  bool passed_ = false;
};

}  // namespace relacy_machine

/// The memory policy of exploration under Relacy.
struct relacy_memory {
  template <class T>
  using atomic = relacy_machine::atomic<T>;
  template <class T>
  using plain = relacy_machine::plain<T>;
  using stopwatch = relacy_machine::stopwatch;
  using where = std::source_location;

  /// One, so that semaphores at different addresses always share it.
  static constexpr std::size_t semaphore_buckets = 1;

  static void futex_wait(const atomic<std::uint32_t>& word, std::uint32_t expected, where w = where::current()) {
    relacy_machine::futex_wait(word.underlying(), expected, w);
  }
  static void futex_wake(const void* address, int count, where w = where::current()) {
    relacy_machine::futex_wake(address, count, w);
  }
  static bool spin(unsigned iteration, where w = where::current()) { return relacy_machine::may_spin(iteration, w); }

  template <class T>
  static T& global() {
    return *static_cast<T*>(global_object<T>);
  }
  template <class T, class... Args>
  static T* create(Args&&... args) {
    return ::new (relacy_machine::allocate(sizeof(T), where::current())) T(std::forward<Args>(args)...);
  }
  template <class T>
  static void destroy(T* object, where w = where::current()) {
    object->~T();
    relacy_machine::deallocate(object, w);
  }

  [[noreturn]] static void panic(const char* message, where w = where::current()) { relacy_machine::panic(message, w); }
  [[noreturn]] static void fatal(const char* message, where w = where::current()) {
    relacy_machine::fail("fatal error: ", message, w);
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
static_assert(memory_policy<relacy_memory>);

/// Relacy with a semaphore and a notify list that are their specifications: the state space of the primitive alone.
struct relacy : relacy_memory {
  using semaphore = specification_semaphore<relacy_machine::machine>;
  using notify_list = specification_notify_list<relacy_machine::machine>;
};
static_assert(policy<relacy>);

/// Relacy with core's own semaphore and notify list over the model's futex: the full stack.
struct relacy_full_stack : relacy_memory {
  using semaphore = basic_semaphore<relacy_memory>;
  using notify_list = basic_notify_list<relacy_memory>;
  using globals = global_instance<semaphore_table<relacy_memory>>;
};
static_assert(policy<relacy_full_stack>);

}  // namespace lockstep::models

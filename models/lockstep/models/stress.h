#pragma once

// The policy for stress: production's own operations, on real threads, with random delays between them.
//
// A sanitizer has to see the code that ships. So every operation here is `native`'s with the order that core named,
// never a stronger one, and nothing that two threads share comes with it: each thread draws from a generator of its
// own, because a common one would order the threads and hide the race that it was to provoke.

#include <sched.h>
#include <time.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <source_location>
#include <string>
#include <utility>

#include <lockstep/models/engine.h>
#include <lockstep/models/native.h>
#include <lockstep/notify_list.h>
#include <lockstep/policy.h>
#include <lockstep/semaphore.h>

namespace lockstep::models {

namespace stress_machine {

using where = std::source_location;

/// How rough an execution is. Each figure is a chance out of 256.
struct mood {
  unsigned delay = 32;         // that an operation is delayed
  unsigned early_return = 64;  // that a futex wait returns at once, for no reason; 256: every one does
  unsigned time_passes = 64;   // that a stopwatch which has not passed yet now has
  unsigned spin = 128;         // that a thread which asks to spin may
};

/// Disturbs one thread. Its generator is xorshift64 (Marsaglia, "Xorshift RNGs", 2003): a few instructions, and the
/// quality does not matter here.
class disturber {
 public:
  void seed(std::uint64_t value) noexcept { state_ = value != 0 ? value : default_seed; }
  void set(const mood& m) noexcept { mood_ = m; }
  const mood& current() const noexcept { return mood_; }

  std::uint64_t draw() noexcept {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return state_;
  }
  bool happens(unsigned chance) noexcept { return draw() % 256 < chance; }

  /// Called before every operation.
  void before(const where& w) noexcept {
    last_.store(w, std::memory_order::relaxed);
    if (happens(mood_.delay)) [[unlikely]]
      delay();
  }

  /// Where the thread was last seen. Any thread may ask; the answer orders nothing.
  where last() const noexcept { return last_.load(std::memory_order::relaxed); }

 private:
  static constexpr std::uint64_t default_seed = 0x9e3779b97f4a7c15u;

  [[gnu::noinline]] void delay() noexcept {
    const std::uint64_t kind = draw() % 64;
    if (kind == 0) {
      sleep(1 + draw() % 50);
    } else if (kind < 16) {
      sched_yield();
    } else {
      for (std::uint64_t i = draw() % 64; i != 0; --i) native_detail::pause();
    }
  }

  static void sleep(std::uint64_t microseconds) noexcept {
    const timespec span{0, static_cast<long>(microseconds * 1000)};
    nanosleep(&span, nullptr);
  }

  std::uint64_t state_ = default_seed;
  mood mood_{};
  std::atomic<where> last_{};
  static_assert(std::atomic<where>::is_always_lock_free);
};

/// The running thread's. An engine seeds it; a thread of no engine draws from the default seed.
inline constinit thread_local disturber self{};

/// `native`'s atomic behind a delay.
template <class T>
class atomic {
 public:
  constexpr atomic() noexcept = default;
  constexpr explicit atomic(T value) noexcept : value_(value) {}

  T load(std::memory_order order, where w = where::current()) const noexcept {
    self.before(w);
    return value_.load(order);
  }
  void store(T value, std::memory_order order, where w = where::current()) noexcept {
    self.before(w);
    value_.store(value, order);
  }
  T exchange(T value, std::memory_order order, where w = where::current()) noexcept {
    self.before(w);
    return value_.exchange(value, order);
  }
  bool compare_exchange_strong(T& expected, T desired, std::memory_order success, std::memory_order failure,
                               where w = where::current()) noexcept {
    self.before(w);
    return value_.compare_exchange_strong(expected, desired, success, failure);
  }
  bool compare_exchange_weak(T& expected, T desired, std::memory_order success, std::memory_order failure,
                             where w = where::current()) noexcept {
    self.before(w);
    return value_.compare_exchange_weak(expected, desired, success, failure);
  }
  T fetch_add(T value, std::memory_order order, where w = where::current()) noexcept {
    self.before(w);
    return value_.fetch_add(value, order);
  }
  T fetch_sub(T value, std::memory_order order, where w = where::current()) noexcept {
    self.before(w);
    return value_.fetch_sub(value, order);
  }
  T fetch_and(T value, std::memory_order order, where w = where::current()) noexcept {
    self.before(w);
    return value_.fetch_and(value, order);
  }
  T fetch_or(T value, std::memory_order order, where w = where::current()) noexcept {
    self.before(w);
    return value_.fetch_or(value, order);
  }

  const std::atomic<T>& underlying() const noexcept { return value_.underlying(); }

 private:
  native_detail::atomic<T> value_;
};

/// Time passes at random, so that what needs a millisecond's wait in production is reached at once.
class stopwatch {
 public:
  void start() noexcept { is_running_ = true; }
  bool is_running() const noexcept { return is_running_; }
  bool has_passed(std::chrono::nanoseconds) noexcept {
    has_passed_ = has_passed_ || self.happens(self.current().time_passes);
    return has_passed_;
  }

 private:
  bool is_running_ = false;
  bool has_passed_ = false;
};

}  // namespace stress_machine

/// The memory policy of stress. Plain data is production's: a sanitizer watches the bare accesses.
struct stress_memory {
  template <class T>
  using atomic = stress_machine::atomic<T>;
  template <class T>
  using plain = native_detail::plain<T>;
  using stopwatch = stress_machine::stopwatch;
  using where = std::source_location;

  /// Few, so that unrelated semaphores meet in a bucket.
  static constexpr std::size_t semaphore_buckets = 3;
  /// Few, so that records are allocated, and that what is retired is looked through all the time.
  static constexpr std::size_t static_hazard_records = 1;
  static constexpr std::uint32_t garbage_limit() { return 2; }

  static void futex_wait(const atomic<std::uint32_t>& word, std::uint32_t expected, where w = where::current()) {
    stress_machine::self.before(w);
    if (stress_machine::self.happens(stress_machine::self.current().early_return)) {
      sched_yield();  // a caller that looks again for ever must let the others run
      return;
    }
    native_detail::futex_wait(word.underlying(), expected);
  }
  static void futex_wake(const void* address, int count, where w = where::current()) {
    stress_machine::self.before(w);
    native_detail::futex_wake(address, count);
  }
  static bool spin(unsigned iteration, where w = where::current()) {
    stress_machine::self.before(w);
    return iteration < native_detail::spin_limit && stress_machine::self.happens(stress_machine::self.current().spin);
  }

  static void light_fence(where w = where::current()) {
    native_memory::light_fence(w);
    stress_machine::self.before(w);  // after it, so that a fence which does not hold is found out
  }
  static void heavy_fence(where w = where::current()) {
    stress_machine::self.before(w);
    native_memory::heavy_fence(w);
  }

  template <class T>
  static T& global() noexcept {
    return native_detail::global<T>.object;
  }
  template <class T>
  static T& per_thread() noexcept {
    return native_memory::per_thread<T>();
  }
  template <class T, class... Args>
  static T* create(Args&&... args) {
    return new T(std::forward<Args>(args)...);
  }
  template <class T>
  static void destroy(T* object) noexcept {
    delete object;
  }
  template <class T>
  static T* create_array(std::size_t count) {
    return new T[count]();
  }
  template <class T>
  static void destroy_array(T* objects, std::size_t) noexcept {
    delete[] objects;
  }

  [[noreturn, gnu::cold]] static void panic(const char* message, where = where::current()) { throw misuse(message); }
  /// Fails the execution under way; in a thread of no engine it is production's fatal error.
  [[noreturn, gnu::cold]] static void fatal(const char* message, where w = where::current()) {
    if (current_run != nullptr) current_run->fail(std::string("fatal error: ") + message, w);
    detail::fatal_error(message);
  }
};
static_assert(memory_policy<stress_memory>);

/// The policy of stress: core's own semaphore and notify list over the delayed futexes.
struct stress : stress_memory {
  using semaphore = basic_semaphore<stress_memory>;
  using notify_list = basic_notify_list<stress_memory>;
};
static_assert(policy<stress>);

}  // namespace lockstep::models

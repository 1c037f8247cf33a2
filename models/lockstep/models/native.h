#pragma once

// Production: std::atomic and the Linux futex. Define LOCKSTEP_PORTABLE_WAIT to wait through std::atomic instead, which
// is also what a system without futexes gets.

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <source_location>
#include <utility>

#include <lockstep/fatal.h>
#include <lockstep/notify_list.h>
#include <lockstep/policy.h>
#include <lockstep/semaphore.h>

#if !defined(__linux__) && !defined(LOCKSTEP_PORTABLE_WAIT)
#define LOCKSTEP_PORTABLE_WAIT 1
#endif

#ifdef __linux__
#include <linux/futex.h>
#include <linux/membarrier.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace lockstep::models {

namespace native_detail {

using where = std::source_location;

/// std::atomic with the policy's spelling. Nothing is added but a parameter that is never read.
template <class T>
class atomic {
 public:
  constexpr atomic() noexcept : value_{} {}
  constexpr explicit atomic(T value) noexcept : value_(value) {}

  T load(std::memory_order order, where = where::current()) const noexcept { return value_.load(order); }
  void store(T value, std::memory_order order, where = where::current()) noexcept { value_.store(value, order); }
  T exchange(T value, std::memory_order order, where = where::current()) noexcept {
    return value_.exchange(value, order);
  }
  bool compare_exchange_strong(T& expected, T desired, std::memory_order success, std::memory_order failure,
                               where = where::current()) noexcept {
    return value_.compare_exchange_strong(expected, desired, success, failure);
  }
  bool compare_exchange_weak(T& expected, T desired, std::memory_order success, std::memory_order failure,
                             where = where::current()) noexcept {
    return value_.compare_exchange_weak(expected, desired, success, failure);
  }
  T fetch_add(T value, std::memory_order order, where = where::current()) noexcept {
    return value_.fetch_add(value, order);
  }
  T fetch_sub(T value, std::memory_order order, where = where::current()) noexcept {
    return value_.fetch_sub(value, order);
  }
  T fetch_and(T value, std::memory_order order, where = where::current()) noexcept {
    return value_.fetch_and(value, order);
  }
  T fetch_or(T value, std::memory_order order, where = where::current()) noexcept {
    return value_.fetch_or(value, order);
  }

  /// For the system call and for wait: the policy's users have no business with it.
  const std::atomic<T>& underlying() const noexcept { return value_; }

 private:
  std::atomic<T> value_;
};

template <class T>
class plain {
 public:
  constexpr plain() = default;
  constexpr explicit plain(T value) : value_(std::move(value)) {}
  const T& read(where = where::current()) const noexcept { return value_; }
  T& write(where = where::current()) noexcept { return value_; }

 private:
  T value_;
};

class stopwatch {
 public:
  void start() noexcept { started_ = std::chrono::steady_clock::now(); }
  bool is_running() const noexcept { return started_ != never; }
  bool has_passed(std::chrono::nanoseconds span) const noexcept {
    return std::chrono::steady_clock::now() - started_ > span;
  }

 private:
  static constexpr std::chrono::steady_clock::time_point never{};
  std::chrono::steady_clock::time_point started_ = never;
};

inline void pause() noexcept {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("isb" ::: "memory");
#endif
}

/// Go's active_spin and active_spin_cnt. The number of processors is asked for once: with one, spinning only keeps the
/// holder from running.
inline constexpr unsigned spin_limit = 4;
inline constexpr unsigned pauses_per_spin = 30;
inline constexpr unsigned pauses_before_sleep = spin_limit * pauses_per_spin;

bool has_several_processors() noexcept;

#ifndef LOCKSTEP_PORTABLE_WAIT

inline void futex_wait(const std::atomic<std::uint32_t>& word, std::uint32_t expected) noexcept {
  static_assert(sizeof word == sizeof expected && std::atomic<std::uint32_t>::is_always_lock_free);
  // EAGAIN, EINTR and a wake-up are all the same to a caller that looks again.
  syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, expected, nullptr, nullptr, 0);
}

inline void futex_wake(const void* address, int count) noexcept {
  syscall(SYS_futex, address, FUTEX_WAKE_PRIVATE, count, nullptr, nullptr, 0);
}

/// Whether the word changes while somebody on another processor may be about to change it: a sleep and its end cost
/// some microseconds. Without sched_yield, after which a thread waits for the time slices of whatever else runs on the
/// machine (docs/performance.md).
inline bool changes_soon(const std::atomic<std::uint32_t>& word, std::uint32_t expected) noexcept {
  if (!has_several_processors()) return false;
  for (unsigned i = 0; i != pauses_before_sleep; ++i) {
    if (word.load(std::memory_order::relaxed) != expected) return true;
    pause();
  }
  return false;
}

#else

/// std::atomic's notify would touch a word that may be gone. So sleepers share static counters, chosen by address: a
/// wake-up counts one up and rouses whoever sleeps on it, which the contract of futex_wait allows.
inline constinit std::atomic<std::uint32_t> portable_events[256]{};

inline std::atomic<std::uint32_t>& event_of(const void* address) noexcept {
  return portable_events[(reinterpret_cast<std::uintptr_t>(address) >> 4) % 256];
}

inline void futex_wait(const std::atomic<std::uint32_t>& word, std::uint32_t expected) noexcept {
  auto& event = event_of(&word);
  // Count first, word second: whoever sees a wake-up's count also sees the word it was for, and whoever does not will
  // find the count changed.
  const std::uint32_t seen = event.load(std::memory_order::acquire);
  if (word.load(std::memory_order::relaxed) == expected) event.wait(seen, std::memory_order::relaxed);
}

inline void futex_wake(const void* address, int) noexcept {
  auto& event = event_of(address);
  event.fetch_add(1, std::memory_order::release);
  event.notify_all();
}

/// std::atomic's wait looks for a while by itself.
inline bool changes_soon(const std::atomic<std::uint32_t>&, std::uint32_t) noexcept { return false; }

#endif

/// Whether heavy fences make all running threads execute a fence, so that light ones need not. Decided once, by the
/// first fence of the program. A light fence that does not know yet is a full one, and then it does not matter which
/// kind of heavy fence it meets.
enum class fence_pair : std::uint32_t { undecided, asymmetric, symmetric };
inline constinit std::atomic<fence_pair> fences{fence_pair::undecided};

#ifdef __linux__
inline bool membarrier(int command) noexcept { return syscall(SYS_membarrier, command, 0, 0) == 0; }
inline bool register_for_membarrier() noexcept { return membarrier(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED); }
inline bool fence_all_threads() noexcept { return membarrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED); }
#else
inline bool register_for_membarrier() noexcept { return false; }
inline bool fence_all_threads() noexcept { return false; }
#endif

/// A full fence, after which it is decided what light ones are.
[[gnu::noinline, gnu::cold]] inline void full_fence() noexcept {
  if (fences.load(std::memory_order::relaxed) == fence_pair::undecided) {
    const auto decision = register_for_membarrier() ? fence_pair::asymmetric : fence_pair::symmetric;
    auto undecided = fence_pair::undecided;
    fences.compare_exchange_strong(undecided, decision, std::memory_order::relaxed);
  }
  __sync_synchronize();  // the fence of the compiler's that g++ lets pass under ThreadSanitizer too
}

/// Static storage that is never destroyed, so that threads may outlive main.
template <class T>
union immortal {
  constexpr immortal() : object{} {}
  constexpr ~immortal() {}  // NOLINT(modernize-use-equals-default)
  T object;
};

template <class T>
inline constinit immortal<T> global{};

}  // namespace native_detail

/// The memory policy of production.
struct native_memory {
  template <class T>
  using atomic = native_detail::atomic<T>;
  template <class T>
  using plain = native_detail::plain<T>;
  using stopwatch = native_detail::stopwatch;
  using where = std::source_location;

  /// Go's number of roots: a prime, so that objects laid out at a power of two spread.
  static constexpr std::size_t semaphore_buckets = 251;
  static constexpr std::size_t static_hazard_records = 8;
  /// So many that a heavy fence, some microseconds, costs each of them some ten nanoseconds; more would gain little.
  static constexpr std::uint32_t garbage_limit() noexcept { return 256; }

  static void futex_wait(const atomic<std::uint32_t>& word, std::uint32_t expected, where = where::current()) noexcept {
    if (!native_detail::changes_soon(word.underlying(), expected))
      native_detail::futex_wait(word.underlying(), expected);
  }
  static void futex_wake(const void* address, int count, where = where::current()) noexcept {
    native_detail::futex_wake(address, count);
  }
  static bool spin(unsigned iteration, where = where::current()) noexcept;

  /// Relaxed: reading `asymmetric` means that registration has succeeded, and all heavy fences from then on know it.
  static void light_fence(where = where::current()) noexcept {
    if (native_detail::fences.load(std::memory_order::relaxed) != native_detail::fence_pair::asymmetric) [[unlikely]] {
      native_detail::full_fence();
    }
    std::atomic_signal_fence(std::memory_order::seq_cst);
  }
  static void heavy_fence(where = where::current());

  template <class T>
  static T& global() noexcept {
    return native_detail::global<T>.object;
  }
  template <class T>
  static T& per_thread() noexcept {
    // Not a variable template: g++ 12 never destroys a thread_local one.
    static constinit thread_local T of_this_thread{};
    return of_this_thread;
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
  [[noreturn, gnu::cold]] static void fatal(const char* message, where = where::current()) {
    detail::fatal_error(message);
  }
};
static_assert(memory_policy<native_memory>);

/// The policy of production: core's own semaphore and notify list over futexes.
struct native : native_memory {
  using semaphore = basic_semaphore<native_memory>;
  using notify_list = basic_notify_list<native_memory>;
};
static_assert(policy<native>);

}  // namespace lockstep::models

#include <thread>

inline bool lockstep::models::native_detail::has_several_processors() noexcept {
  static const bool several = std::thread::hardware_concurrency() > 1;
  return several;
}

inline bool lockstep::models::native_memory::spin(unsigned iteration, where) noexcept {
  if (iteration >= native_detail::spin_limit || !native_detail::has_several_processors()) return false;
  for (unsigned i = 0; i != native_detail::pauses_per_spin; ++i) native_detail::pause();
  return true;
}

inline void lockstep::models::native_memory::heavy_fence(where) {
  native_detail::full_fence();
  if (native_detail::fences.load(std::memory_order::relaxed) != native_detail::fence_pair::asymmetric) return;
  // Registered once, the call can fail no more ([membarrier(2)]); if it did, readers would no longer be safe.
  if (!native_detail::fence_all_threads()) fatal("lockstep: membarrier failed");
}

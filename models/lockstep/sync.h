#pragma once

// The production binding: every primitive of core on the `native` policy.

#include <atomic>
#include <cstdint>
#include <functional>
#include <thread>
#include <utility>

#include <lockstep/atomic.h>
#include <lockstep/atomic_value.h>
#include <lockstep/cond.h>
#include <lockstep/map.h>
#include <lockstep/models/native.h>
#include <lockstep/mutex.h>
#include <lockstep/once.h>
#include <lockstep/once_func.h>
#include <lockstep/rw_mutex.h>
#include <lockstep/scalable_rw_mutex.h>
#include <lockstep/semaphore.h>
#include <lockstep/wait_group.h>

namespace lockstep {

/// See <lockstep/atomic.h>. T is bool, a pointer, or an integer of 32 or 64 bits.
template <atomic_type T>
using atomic = basic_atomic<T, models::native>;
static_assert(sizeof(atomic<std::int32_t>) == 4 && alignof(atomic<std::int32_t>) == 4);
static_assert(sizeof(atomic<std::int64_t>) == 8 && alignof(atomic<std::int64_t>) == 8);
static_assert(std::atomic<std::uint32_t>::is_always_lock_free && std::atomic<std::uint64_t>::is_always_lock_free);

/// See <lockstep/atomic_value.h>. Holds any copyable type.
using atomic_value = basic_atomic_value<models::native>;
static_assert(sizeof(atomic_value) == 2 * sizeof(void*));

/// See <lockstep/mutex.h>. Lockable: works with std::lock_guard, unique_lock, scoped_lock, condition_variable_any.
using mutex = basic_mutex<models::native>;
static_assert(sizeof(mutex) == 8);

/// See <lockstep/rw_mutex.h>. A Lockable that can be locked shared: works with std::shared_lock too.
using rw_mutex = basic_rw_mutex<models::native>;
static_assert(sizeof(rw_mutex) == 24);

/// See <lockstep/scalable_rw_mutex.h>: for many readers at once, at the price of space and of writers. Threads beyond
/// sixteen share slots.
using scalable_rw_mutex = basic_scalable_rw_mutex<models::native, 16>;
static_assert(sizeof(scalable_rw_mutex) == 17 * 64);

/// See <lockstep/semaphore.h>.
using semaphore = basic_semaphore<models::native>;
static_assert(sizeof(semaphore) == 4);

/// See <lockstep/cond.h>. Any BasicLockable will do for the lock.
template <basic_lockable Lock = mutex>
using cond = basic_cond<Lock, models::native>;
static_assert(sizeof(cond<>) == 8 + 2 * sizeof(void*));

/// See <lockstep/map.h>. K and V need only be movable; what copies, hashes or compares asks for that.
template <class K, class V, class Hash = std::hash<K>, class Equal = std::equal_to<K>>
using map = basic_map<models::native, K, V, Hash, Equal>;

/// See <lockstep/wait_group.h>.
class wait_group : public basic_wait_group<models::native> {
 public:
  using basic_wait_group::go;

  /// Counts `f`, runs it in a thread of its own, and counts it off when it has returned. Throws std::system_error, and
  /// counts nothing, if there is no thread to be had.
  template <class F>
  void go(F f) {
    go(std::move(f), [](auto task) { std::thread(std::move(task)).detach(); });
  }
};
static_assert(sizeof(wait_group) == 16 && alignof(wait_group) == 8);

/// See <lockstep/once.h>.
using once = basic_once<models::native>;
static_assert(sizeof(once) == 8);

/// See <lockstep/once_func.h>: a callable that calls `f` the first time and never again.
template <class F>
auto once_func(F f) {
  return basic_once_func<models::native, F>(std::move(f));
}

/// See <lockstep/once_func.h>: a callable that calls `f` the first time and returns its value ever after.
template <class F>
auto once_value(F f) {
  return basic_once_value<models::native, F>(std::move(f));
}

}  // namespace lockstep

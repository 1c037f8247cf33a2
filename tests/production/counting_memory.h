#pragma once

#include <lockstep/sync.h>

namespace lockstep::tests {

/// What the calling thread has asked of the machine.
struct cost {
  int read_modify_writes = 0;
  int stores = 0;
  int futex_calls = 0;

  friend bool operator==(const cost&, const cost&) = default;
};
inline thread_local cost spent;

/// Production's memory policy, and a bill.
struct counting_memory : models::native_memory {
  using where = std::source_location;

  template <class T>
  class atomic : public models::native_memory::atomic<T> {
    using base = models::native_memory::atomic<T>;
    using order = std::memory_order;

   public:
    using base::base;
    void store(T value, order o, where w = where::current()) {
      ++spent.stores;
      base::store(value, o, w);
    }
    T exchange(T value, order o, where w = where::current()) { return rmw(base::exchange(value, o, w)); }
    bool compare_exchange_strong(T& expected, T desired, order o, order failed, where w = where::current()) {
      return rmw(base::compare_exchange_strong(expected, desired, o, failed, w));
    }
    bool compare_exchange_weak(T& expected, T desired, order o, order failed, where w = where::current()) {
      return rmw(base::compare_exchange_weak(expected, desired, o, failed, w));
    }
    T fetch_add(T value, order o, where w = where::current()) { return rmw(base::fetch_add(value, o, w)); }
    T fetch_sub(T value, order o, where w = where::current()) { return rmw(base::fetch_sub(value, o, w)); }
    T fetch_and(T value, order o, where w = where::current()) { return rmw(base::fetch_and(value, o, w)); }
    T fetch_or(T value, order o, where w = where::current()) { return rmw(base::fetch_or(value, o, w)); }

   private:
    template <class Result>
    static Result rmw(Result result) {
      ++spent.read_modify_writes;
      return result;
    }
  };

  static void futex_wait(const atomic<std::uint32_t>& word, std::uint32_t expected, where w = where::current()) {
    ++spent.futex_calls;
    models::native_memory::futex_wait(word, expected, w);
  }
  static void futex_wake(const void* address, int count, where w = where::current()) {
    ++spent.futex_calls;
    models::native_memory::futex_wake(address, count, w);
  }
};

struct counting : counting_memory {
  using semaphore = basic_semaphore<counting_memory>;
  using notify_list = basic_notify_list<counting_memory>;
};
static_assert(policy<counting>);

}  // namespace lockstep::tests

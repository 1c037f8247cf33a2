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

/// A policy of production, and a bill.
template <memory_policy Base>
struct counted : Base {
  using where = std::source_location;

  template <class T>
  class atomic : public Base::template atomic<T> {
    using base = typename Base::template atomic<T>;
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
    Base::futex_wait(word, expected, w);
  }
  static void futex_wake(const void* address, int count, where w = where::current()) {
    ++spent.futex_calls;
    Base::futex_wake(address, count, w);
  }
};

using counting_memory = counted<models::native_memory>;

struct counting : counted<models::native> {
  using semaphore = basic_semaphore<counting_memory>;
  using notify_list = basic_notify_list<counting_memory>;
};
static_assert(policy<counting>);

}  // namespace lockstep::tests

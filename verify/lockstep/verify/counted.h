#pragma once

// A policy and a bill: what the running thread asks of the machine is counted, so that the cost of a path is something
// to check and not to time.

#include <source_location>

#include <lockstep/policy.h>

namespace lockstep::verify {

struct cost {
  int loads = 0;
  int stores = 0;
  int read_modify_writes = 0;
  int futex_calls = 0;

  friend bool operator==(const cost&, const cost&) = default;
};

/// By the running thread, of what is `counted`. The threads of a model share it: count where one runs alone.
inline thread_local cost spent;

template <class F>
cost cost_of(F operation) {
  spent = {};
  operation();
  return spent;
}

/// `Base`, each operation of which is added to `spent`.
template <memory_policy Base>
struct counted : Base {
  using where = std::source_location;

  template <class T>
  class atomic : public Base::template atomic<T> {
    using base = typename Base::template atomic<T>;
    using order = std::memory_order;

   public:
    using base::base;
    T load(order o, where w = where::current()) const {
      ++spent.loads;
      return base::load(o, w);
    }
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

/// A member of a scenario: the one `T` of its program, where a model makes that anew for each execution.
template <class P, class T>
struct counted_global {};

template <class P, class T>
  requires requires { typename P::template global_instance<T>; }
struct counted_global<P, T> : P::template global_instance<T> {};

}  // namespace lockstep::verify

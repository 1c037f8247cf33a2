#pragma once

// A function turned into one that runs once: Go's sync.OnceFunc and sync.OnceValue.
//
// Contract
//   Calls on the callable and on all its copies, from any threads, run the function once, on the first (ONCE-6). Every
//   call returns after that run, and the run synchronizes with it. If the function returned, every call returns the
//   same value, by reference to the one copy, which lives as long as the last of the callables. If it threw, every call
//   throws that same exception; where several threads handle it at once, they share the exception object.
//   The function is destroyed by the end of its run, also if it threw: what it holds is not kept alive (ONCE-6).
//   A call from inside the function is as it is with once (ONCE-5).
//
// The callables are handles to shared state, because a callable that cannot be copied fits neither std::function nor
// two owners.

#include <exception>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include <lockstep/once.h>
#include <lockstep/policy.h>

namespace lockstep {

/// What the copies of a callable share. `Result` is what is left of the run if it did not throw.
template <policy P, class F, class Result>
class once_state {
 public:
  explicit once_state(F f) : f_(std::optional<F>(std::move(f))) {}

  /// The result of `run` on the function, which is called if nobody has yet.
  template <class Run>
  const Result& get(Run run) {
    once_.call([&] { call_and_release(run); });
    if (thrown_.read()) [[unlikely]]
      std::rethrow_exception(thrown_.read());
    return *result_.read();
  }

 private:
  template <class Run>
  void call_and_release(Run run) {
    std::optional<F>& f = f_.write();
    try {
      result_.write().emplace(run(*f));
    } catch (...) {
      thrown_.write() = std::current_exception();
    }
    f.reset();
  }

  // All written by the one run, before the once is done, and only read after.
  basic_once<P> once_;
  typename P::template plain<std::optional<F>> f_;
  typename P::template plain<std::optional<Result>> result_{std::nullopt};
  typename P::template plain<std::exception_ptr> thrown_{nullptr};
};

/// A handle to shared state, made by the policy, so that a model sees its end.
template <policy P, class F, class Result>
std::shared_ptr<once_state<P, F, Result>> make_once_state(F f) {
  using state = once_state<P, F, Result>;
  return {P::template create<state>(std::move(f)), [](state* s) { P::destroy(s); }};
}

template <policy P, class F>
class basic_once_func {
 public:
  explicit basic_once_func(F f) : state_(make_once_state<P, F, returned>(std::move(f))) {}

  void operator()() const {
    state_->get([](F& f) {
      f();
      return returned{};
    });
  }

 private:
  struct returned {};
  std::shared_ptr<once_state<P, F, returned>> state_;
};

template <policy P, class F>
class basic_once_value {
 public:
  using value_type = std::remove_cvref_t<std::invoke_result_t<F&>>;

  explicit basic_once_value(F f) : state_(make_once_state<P, F, value_type>(std::move(f))) {}

  const value_type& operator()() const {
    return state_->get([](F& f) -> decltype(auto) { return f(); });
  }

 private:
  std::shared_ptr<once_state<P, F, value_type>> state_;
};

}  // namespace lockstep

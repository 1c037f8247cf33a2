#pragma once

// Doing something exactly once: Go's sync.Once in eight bytes.
//
// Contract
//   Of all calls on one object, with whichever functions, the first runs its function and no other does (ONCE-1). No
//   call returns before that run has ended, and the run's end synchronizes with the return of every call (ONCE-2). A
//   function that throws has run: the exception leaves the call that ran it, and later calls return (ONCE-3).
//   Zero bytes are a once that has run nothing. Afterwards a call is one load and a branch (ONCE-4).
//   A call from inside the function would wait for itself. In Go that is a deadlock; here it is fatal (ONCE-5).
//   A thread whose call has returned may destroy the object if no other call is under way but the one that ran the
//   function, which may still be returning (LIFE-3).
//
// State: one word, and the semaphore on which calls wait for the run to end
//
//    31 ............................... 2     1         0
//   +------------------------------------+---------+--------+
//   |              waiters               | running |  done  |
//   +------------------------------------+---------+--------+
//   done      the function has ended; set by its runner
//   running   a call is running its function; cleared by that call
//   waiters   calls that sleep, or are about to, until the run has ended; cleared by the runner
//
// Reachable: 0; running with any waiters; done alone.
//
// Transitions                                         guard                        order
//   O1 pass     call returns                          word = done                  acquire
//   O2 start    0 -> running                          word = 0                     (acquire)
//   O3 join     waiters + 1, then sleep               running                      (acquire)
//   O4 finish   all -> done, then one release for     this thread did O2           release
//               each waiter
//
// Go's Do holds a mutex during the run, sets done and then unlocks: by then a thread that saw done may have destroyed
// the object. Here one exchange sets done and learns of the waiters (LIFE-3).
//
// Invariants
//   running <=> one thread is between O2 and O4; O2 happens once, for the word is never 0 again      ONCE-1
//   done => the run has ended                                                                        ONCE-2
//   waiters = threads between O3 and their token; after O4 as many tokens are under way              ONCE-2

#include <cstdint>

#include <lockstep/policy.h>

namespace lockstep {

namespace once_word {
inline constexpr std::uint32_t done = 1;
inline constexpr std::uint32_t running = 2;
inline constexpr std::uint32_t one_waiter = 4;

constexpr bool is_running(std::uint32_t s) { return (s & running) != 0; }
constexpr std::uint32_t waiters(std::uint32_t s) { return s / one_waiter; }
}  // namespace once_word

/// A run under way, on the stack of its thread: the object, and the run from whose inside this one was started.
struct once_run {
  const void* object;
  const once_run* outer;
};

template <policy P>
class basic_once {
 public:
  basic_once() = default;
  basic_once(const basic_once&) = delete;
  basic_once& operator=(const basic_once&) = delete;

  /// Calls `f` if this is the first call on the object, else waits until the first one's function has ended.
  template <class F>
  void call(F&& f) {
    // O1 acquire <- O4 release: what the function wrote.
    if (word_.load(std::memory_order::acquire) != once_word::done) [[unlikely]]
      call_slow(f);
  }

 private:
  friend struct lockstep::inspect;

  template <class F>
  [[gnu::noinline, gnu::cold]] void call_slow(F& f) {
    std::uint32_t s = 0;
    // O2 needs no order: no run came before. A failure may be O1, and is acquire. Success takes the same, here and at
    // O3: before C++17 it could be no weaker, and g++ 12 still warns.
    if (word_.compare_exchange_strong(s, once_word::running, std::memory_order::acquire, std::memory_order::acquire)) {
      const run_of_f until_it_ends(*this);
      f();
      return;
    }
    if (is_inside_f()) P::fatal(message::once_called_from_inside_itself);
    while (once_word::is_running(s)) {
      // O3 needs no order: it publishes nothing, and the token will bring what f did. A failure may be O1: acquire.
      if (word_.compare_exchange_strong(s, s + once_word::one_waiter, std::memory_order::acquire,
                                        std::memory_order::acquire)) {
        sema_.acquire();
        return;
      }
    }
  }

  /// From O2 to O4. Its end is the end of f, by return or by exception.
  class run_of_f {
   public:
    explicit run_of_f(basic_once& once) : once_(once) { innermost() = &self_; }
    ~run_of_f() {
      innermost() = self_.outer;
      once_.finish();
    }
    run_of_f(const run_of_f&) = delete;
    run_of_f& operator=(const run_of_f&) = delete;

   private:
    basic_once& once_;
    once_run self_{&once_, innermost()};
  };

  void finish() {
    // O4 release -> O1 acquire; with the tokens -> O3's sleepers.
    const std::uint32_t s = word_.exchange(once_word::done, std::memory_order::release);
    // From here on the object is alive only for the calls that these tokens let go (LIFE-3).
    for (std::uint32_t sleepers = once_word::waiters(s); sleepers != 0; --sleepers) sema_.release();
  }

  static const once_run*& innermost() { return P::template per_thread<const once_run*>(); }

  /// Whether the running thread is inside the function of this very object.
  bool is_inside_f() const {
    for (const once_run* run = innermost(); run != nullptr; run = run->outer) {
      if (run->object == this) return true;
    }
    return false;
  }

  typename P::template atomic<std::uint32_t> word_{0};
  typename P::semaphore sema_;
};

}  // namespace lockstep

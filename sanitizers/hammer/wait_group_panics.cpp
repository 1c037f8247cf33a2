// Every panic of a group, each at the one moment at which it happens: real threads and production's own steps, but a
// thread can be held between two of them until another has done its part.

#include <functional>
#include <string>

#include <lockstep/wait_group.h>

#include "hammer.h"

namespace wait_group_panics_hammer {
namespace {

using namespace lockstep;
using sanitizers::in_threads;
using sanitizers::watchdog;

/// What the running thread does before it resets the state (W3), before it sleeps (after W2), and once it has its token
/// (before W5).
struct interludes {
  std::function<void()> before_reset, before_sleep, after_sleep;
};
thread_local interludes here;

void play(const std::function<void()>& interlude) {
  if (interlude) interlude();
}

/// Production, with interludes.
struct staged : models::native {
  template <class T>
  class atomic : public models::native::atomic<T> {
   public:
    using models::native::atomic<T>::atomic;
    bool compare_exchange_strong(T& expected, T desired, std::memory_order success, std::memory_order failure,
                                 where w = where::current()) {
      if (sizeof(T) == 8 && desired == T{}) play(here.before_reset);
      return models::native::atomic<T>::compare_exchange_strong(expected, desired, success, failure, w);
    }
  };

  class semaphore : public models::native::semaphore {
   public:
    void acquire(queue_at end = queue_at::back) {
      play(here.before_sleep);
      models::native::semaphore::acquire(end);
      play(here.after_sleep);
    }
  };
};
static_assert(policy<staged>);

/// A moment that one thread announces and another waits for.
class cue {
 public:
  void give() { given_.store(true); }
  void await() const {
    while (!given_.load()) std::this_thread::yield();
  }

 private:
  std::atomic<bool> given_{false};
};

template <class F>
std::string panic_of(F f) {
  try {
    f();
  } catch (const misuse& panic) {
    return panic.what();
  }
  return "";
}

constexpr char concurrent[] = "sync: WaitGroup misuse: Add called concurrently with Wait";
constexpr char reused[] = "sync: WaitGroup is reused before previous Wait has returned";

struct wait_group_panics : testing::Test {
  wait_group_panics() { group.add(1); }

  watchdog dog;
  basic_wait_group<staged> group;
};

// WG-5: both places. Between the count to zero and the reset another thread adds; once both have panicked it counts off
// what it added, so that the waiter gets away.
TEST_F(wait_group_panics, the_adder_and_the_waker_both_see_an_add_from_zero) {
  cue registered, at_zero, added, seen;
  in_threads(3, [&](int index) {
    if (index == 0) {
      here.before_sleep = [&] { registered.give(); };
      EXPECT_EQ(panic_of([&] { group.wait(); }), "");
    } else if (index == 1) {
      registered.await();
      here.before_reset = [&] {
        at_zero.give();
        added.await();
      };
      EXPECT_EQ(panic_of([&] { group.done(); }), concurrent);
      seen.give();
    } else {
      at_zero.await();
      EXPECT_EQ(panic_of([&] { group.add(1); }), concurrent);
      added.give();
      seen.await();  // counted off earlier, the state would be as the waker left it
      EXPECT_EQ(panic_of([&] { group.done(); }), "");
    }
    here = {};
  });
}

// WG-5: the panic is swallowed and the add counted off before the waker looks. The state is as the waker left it, so it
// wakes the waiter; the other who came to zero sees that.
TEST_F(wait_group_panics, an_add_that_was_undone_wakes_nobody_twice) {
  cue registered, at_zero, undone, reset;
  in_threads(3, [&](int index) {
    if (index == 0) {
      here.before_sleep = [&] { registered.give(); };
      EXPECT_EQ(panic_of([&] { group.wait(); }), "");
    } else if (index == 1) {
      registered.await();
      here.before_reset = [&] {
        at_zero.give();
        undone.await();
      };
      EXPECT_EQ(panic_of([&] { group.done(); }), "");
      reset.give();
    } else {
      at_zero.await();
      EXPECT_EQ(panic_of([&] { group.add(1); }), concurrent);
      here.before_reset = [&] {
        undone.give();
        reset.await();
      };
      EXPECT_EQ(panic_of([&] { group.done(); }), concurrent);
    }
    here = {};
  });
  group.wait();
}

// WG-6
TEST_F(wait_group_panics, a_woken_waiter_sees_the_next_generation) {
  cue registered, woken, reused_already;
  in_threads(2, [&](int index) {
    if (index == 0) {
      here.before_sleep = [&] { registered.give(); };
      here.after_sleep = [&] {
        woken.give();
        reused_already.await();
      };
      EXPECT_EQ(panic_of([&] { group.wait(); }), reused);
    } else {
      registered.await();
      group.done();
      woken.await();
      group.add(1);
      reused_already.give();
    }
    here = {};
  });
  group.done();
}

// WG-6: golang/go 03a48ebe. The old waiter is counted but not asleep; the new generation's wait takes its token.
TEST_F(wait_group_panics, a_wait_that_took_an_older_ones_token_sees_it) {
  cue registered, token_is_there, token_is_gone;
  in_threads(3, [&](int index) {
    if (index == 0) {
      here.before_sleep = [&] {
        registered.give();
        token_is_gone.await();
      };
      EXPECT_EQ(panic_of([&] { group.wait(); }), "");
    } else if (index == 1) {
      registered.await();
      group.done();
      group.add(1);
      token_is_there.give();
      token_is_gone.await();
      group.done();
    } else {
      token_is_there.await();
      EXPECT_EQ(panic_of([&] { group.wait(); }), reused);
      token_is_gone.give();
    }
    here = {};
  });
  group.wait();
}

}  // namespace
}  // namespace wait_group_panics_hammer

#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <stdexcept>
#include <thread>
#include <type_traits>
#include <vector>

#include <lockstep/sync.h>

#include "counting_memory.h"
#include "observe.h"

namespace once_tests {
namespace {

using lockstep::once;

static_assert(sizeof(once) == 8 && alignof(once) == 4);
static_assert(!std::is_copy_constructible_v<once> && !std::is_copy_assignable_v<once>);
static_assert(!std::is_move_constructible_v<once> && !std::is_move_assignable_v<once>);

constinit once constant_initialised;

TEST(once, is_constant_initialised_to_zero_bytes) {
  const once fresh;
  EXPECT_EQ(lockstep::tests::bytes_of<std::uint64_t>(fresh), 0u);
  int runs = 0;
  constant_initialised.call([&] { ++runs; });
  EXPECT_EQ(runs, 1);
}

// ONCE-1
TEST(once, runs_the_first_function_and_no_other) {
  once o;
  int first = 0, second = 0;
  o.call([&] { ++first; });
  o.call([&] { ++first; });
  o.call([&] { ++second; });
  EXPECT_EQ(first, 1);
  EXPECT_EQ(second, 0);
}

// ONCE-1, ONCE-2: Go's TestOnce.
TEST(once, runs_once_for_many_threads_and_none_returns_before) {
  constexpr int threads = 10;
  for (int round = 0; round != 100; ++round) {
    once o;
    int runs = 0;
    std::atomic<int> early = 0;
    {
      std::vector<std::jthread> all;
      for (int i = 0; i != threads; ++i) {
        all.emplace_back([&] {
          o.call([&] {
            std::this_thread::yield();
            ++runs;
          });
          if (runs != 1) ++early;
        });
      }
    }
    ASSERT_EQ(runs, 1);
    ASSERT_EQ(early, 0);
  }
}

// ONCE-3: Go's TestOncePanic.
TEST(once, that_threw_counts_as_done) {
  once o;
  EXPECT_THROW(o.call([] { throw std::runtime_error("failed"); }), std::runtime_error);
  o.call([] { FAIL() << "ran a second time"; });
}

// ONCE-3: the exception is nobody's but the first call's.
TEST(once, that_throws_lets_the_calls_that_wait_return) {
  once o;
  std::atomic<bool> is_running = false;
  std::jthread second([&] {
    while (!is_running) std::this_thread::yield();
    EXPECT_NO_THROW(o.call([] {}));
  });
  const auto* const behind_the_word = reinterpret_cast<const std::byte*>(&o) + sizeof(std::uint32_t);
  EXPECT_THROW(o.call([&] {
    is_running = true;
    lockstep::tests::await_waiters(*reinterpret_cast<const lockstep::models::native::semaphore*>(behind_the_word), 1);
    throw std::runtime_error("failed");
  }),
               std::runtime_error);
}

// ONCE-4
TEST(once, costs_nothing_but_a_load_when_done) {
  using lockstep::tests::cost;
  using lockstep::tests::spent;
  lockstep::basic_once<lockstep::tests::counting> o;
  spent = {};
  o.call([] {});
  EXPECT_EQ(spent, (cost{.loads = 1, .read_modify_writes = 2}));  // to start and to finish
  spent = {};
  o.call([] {});
  EXPECT_EQ(spent, cost{.loads = 1});
}

constexpr char inside_itself[] = "fatal error: sync: Once called from inside its own function\n";

// ONCE-5
TEST(once_DeathTest, a_call_from_inside_its_own_function_is_fatal) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  once o;
  EXPECT_EXIT(o.call([&] { o.call([] {}); }), testing::KilledBySignal(SIGABRT), testing::Eq(inside_itself));
}

// ONCE-5
TEST(once_DeathTest, a_call_from_inside_by_way_of_another_is_fatal) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  once outer, inner;
  const auto circle = [&] { outer.call([&] { inner.call([&] { outer.call([] {}); }); }); };
  EXPECT_EXIT(circle(), testing::KilledBySignal(SIGABRT), testing::Eq(inside_itself));
}

// ONCE-5: what is no circle passes, also after an exception on the way.
TEST(once, calls_of_others_from_inside_are_no_circle) {
  once outer, inner, failing;
  int runs = 0;
  outer.call([&] {
    EXPECT_THROW(failing.call([] { throw 1; }), int);
    failing.call([] {});
    inner.call([&] { ++runs; });
    inner.call([&] { ++runs; });
  });
  outer.call([] {});
  EXPECT_EQ(runs, 1);
}

}  // namespace
}  // namespace once_tests

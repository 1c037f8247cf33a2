// What a group promises to those who use it rightly.

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#include <system_error>
#include <thread>
#include <type_traits>
#include <vector>

#include <lockstep/sync.h>

#include "counting_memory.h"
#include "observe.h"

namespace wait_group_tests {
namespace {

using lockstep::wait_group;

// WG-9
static_assert(!std::is_copy_constructible_v<wait_group> && !std::is_copy_assignable_v<wait_group>);
static_assert(!std::is_move_constructible_v<wait_group> && !std::is_move_assignable_v<wait_group>);
static_assert(sizeof(wait_group) == 16 && alignof(wait_group) == 8);
static_assert(std::atomic<std::uint64_t>::is_always_lock_free);
constinit wait_group constant_initialised;

// WG-9
TEST(wait_group, is_constant_initialised) {
  constant_initialised.wait();
  constant_initialised.add(1);
  constant_initialised.done();
}

// WG-9
TEST(wait_group, of_zero_bytes_is_ready) {
  alignas(wait_group) unsigned char memory[sizeof(wait_group)] = {};
  auto& group = *std::launder(reinterpret_cast<wait_group*>(memory));
  group.wait();
  group.add(1);
  group.done();
  group.wait();
  EXPECT_EQ((lockstep::tests::bytes_of<std::array<std::uint64_t, 2>>(group)), (std::array<std::uint64_t, 2>{}));
}

// WG-8
TEST(wait_group, counts_up_and_down_by_any_number) {
  wait_group group;
  group.add(3);
  group.add(-2);
  group.add(0);
  group.done();
  group.wait();
  group.add(INT32_MAX);
  group.add(-INT32_MAX);
  group.wait();
}

// WG-8: add and done are one read-modify-write each, wait at zero is none.
TEST(wait_group, costs_two_read_modify_writes_if_nobody_waits) {
  using lockstep::tests::cost;
  using lockstep::tests::spent;
  lockstep::basic_wait_group<lockstep::tests::counting> group;
  spent = {};
  group.add(1);
  EXPECT_EQ(spent, cost{.read_modify_writes = 1});
  group.done();
  EXPECT_EQ(spent, cost{.read_modify_writes = 2});
  group.wait();
  EXPECT_EQ(spent, (cost{.loads = 1, .read_modify_writes = 2}));
}

// WG-1, WG-2, WG-3, WG-7: Go's TestWaitGroup. Two groups make a barrier, eight times.
TEST(wait_group, two_of_them_make_a_barrier_again_and_again) {
  constexpr int threads = 16;
  wait_group arrived, released;
  for (int round = 0; round != 8; ++round) {
    int passed[threads] = {};
    std::atomic<int> early = 0;
    std::atomic<bool> is_open = false;
    std::vector<std::jthread> all;
    arrived.add(threads);
    released.add(threads);
    for (int& mine : passed) {
      all.emplace_back([&] {
        arrived.done();
        arrived.wait();
        if (!is_open.load(std::memory_order::relaxed)) ++early;
        mine = 1;
        released.done();
      });
      if (all.size() == threads - 1) is_open.store(true, std::memory_order::relaxed);  // the last one opens
    }
    released.wait();
    EXPECT_EQ(early, 0);
    for (const int one : passed) EXPECT_EQ(one, 1);
  }
}

// WG-1: Go's TestWaitGroupRace. A wait that returns early misses an increment.
TEST(wait_group, wait_that_returned_early_would_be_seen) {
  for (int round = 0; round != 500; ++round) {
    wait_group group;
    std::atomic<int> count = 0;
    for (int i = 0; i != 2; ++i) {
      group.go([&] { count.fetch_add(1, std::memory_order::relaxed); });
    }
    group.wait();
    ASSERT_EQ(count.load(std::memory_order::relaxed), 2);
  }
}

// WG-2
TEST(wait_group, the_last_done_releases_every_waiter) {
  constexpr int threads = 8;
  wait_group group;
  std::atomic<int> returned = 0;
  group.add(1);
  std::vector<std::jthread> all;
  for (int i = 0; i != threads; ++i) {
    all.emplace_back([&] {
      group.wait();
      ++returned;
    });
  }
  const auto* const behind_the_state = reinterpret_cast<const std::byte*>(&group) + sizeof(std::uint64_t);
  lockstep::tests::await_waiters(*reinterpret_cast<const lockstep::models::native::semaphore*>(behind_the_state),
                                 threads);
  EXPECT_EQ(returned, 0);
  group.done();
  all.clear();
  EXPECT_EQ(returned, threads);
}

// WG-10
TEST(wait_group, go_runs_in_another_thread_and_is_waited_for) {
  wait_group group;
  std::thread::id ran_by;
  group.go([&] { ran_by = std::this_thread::get_id(); });
  group.wait();
  EXPECT_NE(ran_by, std::thread::id());
  EXPECT_NE(ran_by, std::this_thread::get_id());
}

// WG-10: a task may start others, as its own count holds the group.
TEST(wait_group, go_may_be_called_from_inside) {
  wait_group group;
  int value = 0;
  group.go([&] { group.go([&] { value = 1; }); });
  group.wait();
  EXPECT_EQ(value, 1);
}

// WG-10: what f holds is released before the wait returns, so that f may hold what the waiter is to be the last to use.
TEST(wait_group, f_is_gone_when_wait_returns) {
  for (int round = 0; round != 200; ++round) {
    wait_group group;
    auto held = std::make_unique<int>(1);
    const auto shared = std::make_shared<int>(2);
    group.go([mine = std::move(held), copy = shared] { EXPECT_EQ(*mine + *copy, 3); });
    group.wait();
    ASSERT_EQ(shared.use_count(), 1);
  }
}

// WG-10
TEST(wait_group, a_go_that_finds_no_thread_counts_nothing) {
  wait_group group;
  const auto no_thread = [](auto) { throw std::system_error(EAGAIN, std::generic_category()); };
  EXPECT_THROW(group.go([] {}, no_thread), std::system_error);
  group.wait();
}

// WG-10
TEST(wait_group_DeathTest, an_exception_that_escapes_f_ends_the_process) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        wait_group group;
        group.go([] { throw 1; });
        group.wait();
        std::_Exit(0);
      },
      testing::KilledBySignal(SIGABRT), "terminate called");
}

}  // namespace
}  // namespace wait_group_tests

// What a primitive costs while nobody waits: counted, not timed.

#include <gtest/gtest.h>

#include <thread>

#include "counting_memory.h"
#include "observe.h"

namespace uncontended_cost_tests {
namespace {

using lockstep::tests::cost;
using lockstep::tests::cost_of;
using lockstep::tests::counting;
using mutex = lockstep::basic_mutex<counting>;
using semaphore = counting::semaphore;

constexpr cost a_look{.loads = 1};
constexpr cost one_rmw{.read_modify_writes = 1};
constexpr cost both{.loads = 1, .read_modify_writes = 1};

// MUTEX-15
TEST(uncontended_cost, of_lock_and_of_unlock_is_one_read_modify_write_each) {
  mutex m;
  EXPECT_EQ(cost_of([&] { m.lock(); }), one_rmw);
  EXPECT_EQ(cost_of([&] { m.unlock(); }), one_rmw);
}

// MUTEX-15, MUTEX-8
TEST(uncontended_cost, of_try_lock_is_one_read_modify_write_or_none) {
  mutex m;
  EXPECT_EQ(cost_of([&] { EXPECT_TRUE(m.try_lock()); }), both);
  EXPECT_EQ(cost_of([&] { EXPECT_FALSE(m.try_lock()); }), a_look);
  m.unlock();
}

// SEMA-6: the bucket's lock would be a second read-modify-write.
TEST(uncontended_cost, of_release_is_one_read_modify_write) {
  semaphore s;
  EXPECT_EQ(cost_of([&] { s.release(); }), both);
  EXPECT_EQ(cost_of([&] { s.release(true); }), both);
}

// SEMA-6
TEST(uncontended_cost, of_acquire_with_a_token_is_one_read_modify_write) {
  semaphore s;
  s.release();
  EXPECT_EQ(cost_of([&] { s.acquire(); }), both);
  EXPECT_EQ(cost_of([&] { EXPECT_FALSE(s.try_acquire()); }), a_look);
}

// The counters do count as soon as somebody waits.
TEST(uncontended_cost, is_more_once_somebody_waits) {
  semaphore s;
  cost of_waiting;
  std::jthread waiter([&] { of_waiting = cost_of([&] { s.acquire(); }); });
  lockstep::tests::await_waiters(s, 1);
  const cost of_waking = cost_of([&] { s.release(true); });
  waiter.join();
  EXPECT_GT(of_waking.read_modify_writes, 1);
  EXPECT_GE(of_waking.futex_calls, 1);
  EXPECT_GT(of_waiting.read_modify_writes, 1);
}

}  // namespace
}  // namespace uncontended_cost_tests

// What an rw_mutex costs while nobody waits: counted, not timed. Every lock and every unlock, of either kind and with
// readers inside or not, is one read-modify-write and no system call.

#include <gtest/gtest.h>

#include "counting_memory.h"

namespace rw_mutex_cost_tests {
namespace {

using lockstep::tests::cost;
using lockstep::tests::cost_of;
using rw_mutex = lockstep::basic_rw_mutex<lockstep::tests::counting>;

constexpr cost a_look{.loads = 1};
constexpr cost one_rmw{.read_modify_writes = 1};
constexpr cost both{.loads = 1, .read_modify_writes = 1};

// RW-1
TEST(rw_mutex_cost, of_lock_and_of_unlock_is_one_read_modify_write_each) {
  rw_mutex m;
  EXPECT_EQ(cost_of([&] { m.lock(); }), one_rmw);
  EXPECT_EQ(cost_of([&] { m.unlock(); }), one_rmw);
}

// RW-1
TEST(rw_mutex_cost, of_lock_shared_and_of_unlock_shared_is_one_read_modify_write_each) {
  rw_mutex m;
  EXPECT_EQ(cost_of([&] { m.lock_shared(); }), one_rmw);
  EXPECT_EQ(cost_of([&] { m.lock_shared(); }), one_rmw);
  EXPECT_EQ(cost_of([&] { m.unlock_shared(); }), one_rmw);
  EXPECT_EQ(cost_of([&] { m.unlock_shared(); }), one_rmw);
}

// RW-8
TEST(rw_mutex_cost, of_a_try_is_one_read_modify_write_or_none) {
  rw_mutex m;
  EXPECT_EQ(cost_of([&] { EXPECT_TRUE(m.try_lock_shared()); }), both);
  EXPECT_EQ(cost_of([&] { EXPECT_FALSE(m.try_lock()); }), a_look);
  m.unlock_shared();
  EXPECT_EQ(cost_of([&] { EXPECT_TRUE(m.try_lock()); }), both);
  EXPECT_EQ(cost_of([&] { EXPECT_FALSE(m.try_lock_shared()); }), a_look);
  m.unlock();
}

}  // namespace
}  // namespace rw_mutex_cost_tests

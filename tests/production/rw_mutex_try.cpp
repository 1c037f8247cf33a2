// When a try succeeds, and that a failure leaves no trace: Go's matrix, and then some.

#include <gtest/gtest.h>

#include <array>
#include <cstring>

#include "observe.h"

namespace rw_mutex_try_tests {
namespace {

using lockstep::rw_mutex;
using bytes = std::array<unsigned char, sizeof(rw_mutex)>;

void expect_unchanged_by(bool (*attempt)(rw_mutex&), rw_mutex& m) {
  const auto before = lockstep::tests::bytes_of<bytes>(m);
  EXPECT_FALSE(attempt(m));
  EXPECT_EQ(lockstep::tests::bytes_of<bytes>(m), before);
}
bool try_to_write(rw_mutex& m) { return m.try_lock(); }
bool try_to_read(rw_mutex& m) { return m.try_lock_shared(); }

// RW-8
TEST(rw_mutex_try, both_succeed_if_unlocked) {
  rw_mutex m;
  ASSERT_TRUE(m.try_lock());
  m.unlock();
  ASSERT_TRUE(m.try_lock_shared());
  m.unlock_shared();
  ASSERT_TRUE(m.try_lock());
  m.unlock();
}

// RW-8
TEST(rw_mutex_try, both_fail_under_a_writer) {
  rw_mutex m;
  m.lock();
  expect_unchanged_by(try_to_write, m);
  expect_unchanged_by(try_to_read, m);
  m.unlock();
}

// RW-8, RW-1
TEST(rw_mutex_try, only_reading_succeeds_under_a_reader) {
  rw_mutex m;
  m.lock_shared();
  expect_unchanged_by(try_to_write, m);
  ASSERT_TRUE(m.try_lock_shared());
  expect_unchanged_by(try_to_write, m);
  m.unlock_shared();
  expect_unchanged_by(try_to_write, m);
  m.unlock_shared();
  EXPECT_TRUE(m.try_lock());
  m.unlock();
}

// RW-8: what a try has locked is locked, and its unlock unlocks.
TEST(rw_mutex_try, that_succeeded_is_a_lock) {
  rw_mutex by_lock, by_try;
  by_lock.lock();
  ASSERT_TRUE(by_try.try_lock());
  EXPECT_EQ(lockstep::tests::bytes_of<bytes>(by_try), lockstep::tests::bytes_of<bytes>(by_lock));
  by_lock.unlock();
  by_try.unlock();
  by_lock.lock_shared();
  ASSERT_TRUE(by_try.try_lock_shared());
  EXPECT_EQ(lockstep::tests::bytes_of<bytes>(by_try), lockstep::tests::bytes_of<bytes>(by_lock));
  by_lock.unlock_shared();
  by_try.unlock_shared();
}

// RW-8, RW-2: a writer has announced itself and waits for the reader inside.
TEST(rw_mutex_try, both_fail_behind_an_announced_writer) {
  rw_mutex m;
  m.lock_shared();
  std::jthread writer([&] {
    m.lock();
    m.unlock();
  });
  while (m.try_lock_shared()) {
    m.unlock_shared();
    lockstep::tests::nap();
  }
  EXPECT_FALSE(m.try_lock());
  EXPECT_FALSE(m.try_lock_shared());
  m.unlock_shared();
  writer.join();
  EXPECT_TRUE(m.try_lock());
  m.unlock();
}

// RW-8: between the unlock of a starving rw_mutex and the waking of the writer that owns it next, only readers come in.
TEST(rw_mutex_try, to_write_fails_while_the_lock_is_handed_over) {
  const std::uint64_t handed_over = lockstep::mutex_word::starving | lockstep::mutex_word::one_waiter;
  rw_mutex m;
  std::memcpy(static_cast<void*>(&m), &handed_over, sizeof handed_over);
  expect_unchanged_by(try_to_write, m);
  EXPECT_TRUE(m.try_lock_shared());
  m.unlock_shared();
  expect_unchanged_by(try_to_write, m);
}

}  // namespace
}  // namespace rw_mutex_try_tests

// When try_lock succeeds, and that a failure leaves no trace.

#include <gtest/gtest.h>

#include <cstring>
#include <thread>

#include "observe.h"

namespace mutex_try_lock_tests {
namespace {

using lockstep::mutex;
using lockstep::tests::bytes_of;

// MUTEX-8
TEST(mutex_try_lock, succeeds_if_unlocked) {
  mutex m;
  EXPECT_TRUE(m.try_lock());
  m.unlock();
  EXPECT_TRUE(m.try_lock());
  m.unlock();
}

// MUTEX-8
TEST(mutex_try_lock, fails_if_locked_and_changes_nothing) {
  mutex m;
  m.lock();
  const auto before = bytes_of<std::uint64_t>(m);
  EXPECT_FALSE(m.try_lock());
  EXPECT_EQ(bytes_of<std::uint64_t>(m), before);
  m.unlock();
}

// MUTEX-8
TEST(mutex_try_lock, that_succeeded_is_a_lock) {
  mutex by_lock, by_try_lock;
  by_lock.lock();
  ASSERT_TRUE(by_try_lock.try_lock());
  EXPECT_EQ(bytes_of<std::uint64_t>(by_try_lock), bytes_of<std::uint64_t>(by_lock));
  EXPECT_FALSE(by_try_lock.try_lock());
  by_lock.unlock();
  by_try_lock.unlock();
}

// MUTEX-8
TEST(mutex_try_lock, fails_if_another_thread_holds_it) {
  mutex m;
  std::thread([&] { m.lock(); }).join();
  EXPECT_FALSE(m.try_lock());
  m.unlock();
  bool other_got_it = false;
  std::thread([&] { other_got_it = m.try_lock(); }).join();
  EXPECT_TRUE(other_got_it);
  EXPECT_FALSE(m.try_lock());
  m.unlock();
}

// MUTEX-8, MUTEX-5
TEST(mutex_try_lock, fails_while_others_wait_and_they_still_get_the_lock) {
  mutex m;
  m.lock();
  std::jthread waiter([&] {
    m.lock();
    m.unlock();
  });
  lockstep::tests::await_waiters(m, 1);
  const auto before = bytes_of<std::uint64_t>(m);  // the waiter sleeps
  EXPECT_FALSE(m.try_lock());
  EXPECT_EQ(bytes_of<std::uint64_t>(m), before);
  m.unlock();
  waiter.join();
  EXPECT_TRUE(m.try_lock());
  m.unlock();
}

// MUTEX-8, MUTEX-11: between the unlock of a starving mutex and the waking of the waiter that owns it next.
TEST(mutex_try_lock, fails_while_the_mutex_is_handed_over_and_changes_nothing) {
  namespace word = lockstep::mutex_word;
  const std::uint64_t handed_over = word::starving | word::one_waiter;
  mutex m;
  std::memcpy(static_cast<void*>(&m), &handed_over, sizeof m);
  EXPECT_FALSE(m.try_lock());
  EXPECT_EQ(bytes_of<std::uint64_t>(m), handed_over);
}

}  // namespace
}  // namespace mutex_try_lock_tests

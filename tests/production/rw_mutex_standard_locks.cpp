// A lockstep::rw_mutex, and its reader's side, wherever the standard library takes a Lockable or a SharedLockable.

#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>
#include <shared_mutex>
#include <thread>
#include <vector>

#include <lockstep/sync.h>

namespace rw_mutex_standard_locks_tests {
namespace {

using lockstep::rw_mutex;

bool may_read(rw_mutex& m) {
  if (!m.try_lock_shared()) return false;
  m.unlock_shared();
  return true;
}
bool may_write(rw_mutex& m) {
  if (!m.try_lock()) return false;
  m.unlock();
  return true;
}

// RW-1
TEST(rw_mutex_standard_locks, shared_lock_lets_others_read) {
  rw_mutex m;
  {
    std::shared_lock first(m);
    std::shared_lock second(m, std::try_to_lock);
    EXPECT_TRUE(second.owns_lock());
    EXPECT_TRUE(may_read(m));
    EXPECT_FALSE(may_write(m));
  }
  EXPECT_TRUE(may_write(m));
}

// RW-1
TEST(rw_mutex_standard_locks, unique_lock_and_lock_guard_let_nobody_in) {
  rw_mutex m;
  {
    const std::lock_guard guard(m);
    EXPECT_FALSE(may_read(m) || may_write(m));
  }
  std::unique_lock deferred(m, std::defer_lock);
  EXPECT_TRUE(may_write(m));
  EXPECT_TRUE(deferred.try_lock());
  EXPECT_FALSE(may_read(m) || may_write(m));
}

// RW-1
TEST(rw_mutex_standard_locks, scoped_lock_takes_one_to_write_and_one_to_read) {
  rw_mutex first, second;
  int sum = 0;
  const auto add = [&](bool in_this_order) {
    for (int i = 0; i != 1000; ++i) {
      if (in_this_order) {
        const std::scoped_lock both(first, second.shared_locker());
        ++sum;
      } else {
        const std::scoped_lock both(second.shared_locker(), first);
        ++sum;
      }
    }
  };
  {
    const std::jthread one_way([&] { add(true); });
    const std::jthread the_other([&] { add(false); });
  }
  EXPECT_EQ(sum, 2000);
  EXPECT_TRUE(may_write(first) && may_write(second));
}

// RW-10
TEST(rw_mutex_standard_locks, the_readers_side_locks_shared) {
  rw_mutex m;
  rw_mutex::reader& reader = m.shared_locker();
  {
    const std::lock_guard first(reader);
    const std::unique_lock second(reader, std::try_to_lock);
    EXPECT_TRUE(second.owns_lock());
    EXPECT_FALSE(may_write(m));
  }
  m.lock();
  EXPECT_FALSE(reader.try_lock());
  m.unlock();
  EXPECT_TRUE(may_write(m));
  EXPECT_EQ(&reader, &m.shared_locker());
}

/// Readers wait until a writer has set a number to what they wait for.
template <class ReadLock, class Lockable>
void readers_wait_for_a_writer(rw_mutex& m, Lockable& lockable) {
  constexpr int readers = 3;
  constexpr int rounds = 100;
  std::condition_variable_any changed;
  int value = 0;
  std::vector<std::jthread> threads;
  for (int t = 0; t != readers; ++t) {
    threads.emplace_back([&] {
      for (int expected = 1; expected <= rounds; ++expected) {
        ReadLock lock(lockable);
        changed.wait(lock, [&] { return value >= expected; });
      }
    });
  }
  for (int i = 1; i <= rounds; ++i) {
    const std::lock_guard lock(m);
    value = i;
    changed.notify_all();
  }
  threads.clear();
  EXPECT_TRUE(may_write(m));
}

// RW-3, RW-4
TEST(rw_mutex_standard_locks, condition_variable_any_waits_with_a_read_lock) {
  rw_mutex m;
  readers_wait_for_a_writer<std::shared_lock<rw_mutex>>(m, m);
}

// RW-10
TEST(rw_mutex_standard_locks, condition_variable_any_waits_with_the_readers_side) {
  rw_mutex m;
  readers_wait_for_a_writer<std::unique_lock<rw_mutex::reader>>(m, m.shared_locker());
}

}  // namespace
}  // namespace rw_mutex_standard_locks_tests

// A lockstep::mutex wherever the standard library takes a Lockable.

#include <gtest/gtest.h>

#include <concepts>
#include <condition_variable>
#include <mutex>
#include <thread>

#include <lockstep/sync.h>

namespace mutex_standard_locks_tests {
namespace {

using lockstep::mutex;

template <class L>
concept basic_lockable = requires(L m) {
  m.lock();
  m.unlock();
};
template <class L>
concept lockable = basic_lockable<L> && requires(L m) {
  { m.try_lock() } -> std::convertible_to<bool>;
};
static_assert(basic_lockable<mutex> && lockable<mutex>);

bool is_locked(mutex& m) {
  if (!m.try_lock()) return true;
  m.unlock();
  return false;
}

// MUTEX-1
TEST(mutex_standard_locks, lock_guard_holds_it_for_its_scope) {
  mutex m;
  {
    const std::lock_guard guard(m);
    EXPECT_TRUE(is_locked(m));
  }
  EXPECT_FALSE(is_locked(m));
}

// MUTEX-1, MUTEX-8
TEST(mutex_standard_locks, unique_lock_defers_tries_and_moves) {
  mutex m;
  std::unique_lock deferred(m, std::defer_lock);
  EXPECT_FALSE(is_locked(m));
  EXPECT_TRUE(deferred.try_lock());
  EXPECT_FALSE(std::unique_lock(m, std::try_to_lock).owns_lock());
  std::unique_lock moved(std::move(deferred));
  EXPECT_TRUE(moved.owns_lock());
  moved.unlock();
  EXPECT_FALSE(is_locked(m));
}

// MUTEX-1
TEST(mutex_standard_locks, scoped_lock_takes_two_in_either_order_without_deadlock) {
  mutex first, second;
  int sum = 0;
  const auto add = [&](mutex& a, mutex& b) {
    for (int i = 0; i != 2000; ++i) {
      const std::scoped_lock both(a, b);
      ++sum;
    }
  };
  {
    const std::jthread one_way([&] { add(first, second); });
    const std::jthread the_other([&] { add(second, first); });
  }
  EXPECT_EQ(sum, 4000);
  EXPECT_FALSE(is_locked(first) || is_locked(second));
}

// MUTEX-1, MUTEX-2
TEST(mutex_standard_locks, condition_variable_any_waits_with_it) {
  constexpr int messages = 1000;
  mutex m;
  std::condition_variable_any changed;
  int box = 0;  // 0 is empty
  int received = 0;
  std::jthread consumer([&] {
    std::unique_lock lock(m);
    for (int i = 1; i <= messages; ++i) {
      changed.wait(lock, [&] { return box != 0; });
      received += box == i;
      box = 0;
      changed.notify_all();
    }
  });
  for (int i = 1; i <= messages; ++i) {
    std::unique_lock lock(m);
    changed.wait(lock, [&] { return box == 0; });
    box = i;
    changed.notify_all();
  }
  consumer.join();
  EXPECT_EQ(received, messages);
}

}  // namespace
}  // namespace mutex_standard_locks_tests

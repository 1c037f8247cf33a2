// Many threads at one mutex.

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

#include "observe.h"

namespace mutex_contention_tests {
namespace {

using lockstep::mutex;

// MUTEX-1, MUTEX-2, MUTEX-5, MUTEX-8: Go's TestMutex.
TEST(mutex_contention, survives_the_hammer_of_go) {
  mutex m;
  int inside = 0;
  int most_inside = 0;
  int entries = 0;
  std::atomic<int> expected = 0;
  const auto enter = [&] {
    most_inside = std::max(most_inside, ++inside);
    ++entries;
    --inside;
    m.unlock();
  };
  std::vector<std::jthread> threads;
  for (int t = 0; t != 10; ++t) {
    threads.emplace_back([&] {
      int mine = 0;
      for (int i = 0; i != 1000; ++i) {
        if (i % 3 != 0) {
          m.lock();
        } else if (!m.try_lock()) {
          continue;
        }
        enter();
        ++mine;
      }
      expected += mine;
    });
  }
  threads.clear();
  EXPECT_EQ(most_inside, 1);
  EXPECT_EQ(entries, expected);
  EXPECT_EQ(lockstep::tests::bytes_of<std::uint64_t>(m), 0u);  // no waiter is left behind, nor any mode
}

// MUTEX-7
TEST(mutex_contention, another_thread_may_unlock) {
  mutex m;
  m.lock();
  int written_by_waiter = 0;
  std::jthread waiter([&] {
    m.lock();
    written_by_waiter = 1;
  });
  lockstep::tests::await_waiters(m, 1);
  std::thread([&] { m.unlock(); }).join();
  waiter.join();
  EXPECT_EQ(written_by_waiter, 1);
  EXPECT_FALSE(m.try_lock());
  m.unlock();  // what the waiter locked
}

}  // namespace
}  // namespace mutex_contention_tests

// Many threads at one rw_mutex.

#include <gtest/gtest.h>

#include <atomic>
#include <barrier>
#include <shared_mutex>
#include <thread>
#include <vector>

#include "observe.h"

namespace rw_mutex_contention_tests {
namespace {

using lockstep::rw_mutex;

// RW-1: as in Go's TestParallelReaders, each stays inside until all are.
TEST(rw_mutex_contention, readers_are_inside_together) {
  constexpr int readers = 10;
  rw_mutex m;
  std::barrier all_inside(readers);
  std::vector<std::jthread> threads;
  for (int t = 0; t != readers; ++t) {
    threads.emplace_back([&] {
      const std::shared_lock lock(m);
      all_inside.arrive_and_wait();
    });
  }
  threads.clear();
  EXPECT_TRUE(m.try_lock());
}

/// Go's HammerRWMutex: two writers among readers, and a count of who is inside.
void hammer(int readers, int rounds) {
  rw_mutex m;
  std::atomic<int> activity = 0;  // 10,000 for a writer, 1 for a reader
  const auto write = [&] {
    for (int i = 0; i != rounds; ++i) {
      m.lock();
      EXPECT_EQ(activity.fetch_add(10'000), 0);
      activity -= 10'000;
      m.unlock();
    }
  };
  const auto read = [&] {
    for (int i = 0; i != rounds; ++i) {
      m.lock_shared();
      const int inside = activity.fetch_add(1);
      EXPECT_TRUE(inside >= 0 && inside < 10'000);
      activity -= 1;
      m.unlock_shared();
    }
  };
  std::vector<std::jthread> threads;
  threads.emplace_back(write);
  for (int t = 0; t != readers / 2; ++t) threads.emplace_back(read);
  threads.emplace_back(write);
  for (int t = readers / 2; t != readers; ++t) threads.emplace_back(read);
  threads.clear();
  EXPECT_TRUE(m.try_lock());
}

// RW-1, RW-3
TEST(rw_mutex_contention, writers_and_one_reader) { hammer(1, 1000); }
// RW-1, RW-3
TEST(rw_mutex_contention, writers_and_three_readers) { hammer(3, 1000); }
// RW-1, RW-3
TEST(rw_mutex_contention, writers_and_ten_readers) { hammer(10, 1000); }

// RW-3, RW-2: readers that come and go without end do not keep a writer out.
TEST(rw_mutex_contention, a_writer_gets_in_among_restless_readers) {
  rw_mutex m;
  std::atomic<bool> stop = false;
  std::vector<std::jthread> readers;
  for (int t = 0; t != 4; ++t) {
    readers.emplace_back([&] {
      while (!stop.load(std::memory_order::relaxed)) {
        const std::shared_lock lock(m);
        lockstep::tests::nap();
      }
    });
  }
  for (int i = 0; i != 20; ++i) {
    m.lock();
    m.unlock();
  }
  stop.store(true, std::memory_order::relaxed);
}

// RW-3: writers that come and go without end do not keep a reader out.
TEST(rw_mutex_contention, a_reader_gets_in_among_restless_writers) {
  rw_mutex m;
  std::atomic<bool> stop = false;
  std::vector<std::jthread> writers;
  for (int t = 0; t != 3; ++t) {
    writers.emplace_back([&] {
      while (!stop.load(std::memory_order::relaxed)) {
        m.lock();
        lockstep::tests::nap();
        m.unlock();
      }
    });
  }
  for (int i = 0; i != 20; ++i) {
    m.lock_shared();
    m.unlock_shared();
  }
  stop.store(true, std::memory_order::relaxed);
}

// RW-7
TEST(rw_mutex_contention, another_thread_may_unlock) {
  rw_mutex m;
  m.lock();
  std::jthread([&] { m.unlock(); }).join();
  m.lock_shared();
  m.lock_shared();
  std::jthread([&] { m.unlock_shared(); }).join();
  EXPECT_FALSE(m.try_lock());  // one of two
  std::jthread([&] { m.unlock_shared(); }).join();
  EXPECT_TRUE(m.try_lock());
}

}  // namespace
}  // namespace rw_mutex_contention_tests

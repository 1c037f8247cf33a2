// Who is let go by a signal or a broadcast.

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "cond_waiters.h"

namespace cond_order_tests {
namespace {

using lockstep::cond;
using lockstep::mutex;
using lockstep::tests::await_sleepers;
using lockstep::tests::nap;

/// Threads that wait on one cond for nothing but a signal, and a list of those that came back, in order.
class crowd {
 public:
  ~crowd() { finish(); }

  /// One more thread, which waits once; returns when it sleeps.
  void join(int name) {
    const std::size_t sleepers = lockstep::tests::tickets_of_sleepers(cond_).size();
    start(name);
    await_sleepers(cond_, sleepers + 1);
  }
  /// One more thread, which waits once; returns at once.
  void start(int name) {
    threads_.emplace_back([this, name] {
      m_.lock();
      cond_.wait();
      back_.push_back(name);
      m_.unlock();
    });
  }
  /// Returns when so many have come back.
  std::vector<int> await_back(std::size_t count) {
    for (;;) {
      {
        const std::lock_guard held(m_);
        if (back_.size() >= count) return back_;
      }
      nap();
    }
  }
  void finish() {
    for (;;) {
      {
        const std::lock_guard held(m_);
        if (back_.size() == threads_.size()) break;
      }
      cond_.broadcast();
      nap();
    }
    threads_.clear();
  }

  void signal() { cond_.signal(); }
  void broadcast() { cond_.broadcast(); }
  cond<>& underlying() { return cond_; }

 private:
  mutex m_;
  cond<> cond_{m_};
  std::vector<int> back_;  // under the mutex
  std::vector<std::jthread> threads_;
};

std::vector<int> numbers_below(int limit) {
  std::vector<int> all;
  for (int i = 0; i != limit; ++i) all.push_back(i);
  return all;
}

// COND-4, COND-2: Go's TestCondSignal. One signal wakes one; the others sleep on.
TEST(cond_order, one_signal_wakes_one) {
  crowd waiting;
  for (int i = 0; i != 4; ++i) waiting.join(i);
  for (std::size_t i = 1; i != 5; ++i) {
    waiting.signal();
    EXPECT_EQ(waiting.await_back(i).size(), i);
    EXPECT_EQ(lockstep::tests::tickets_of_sleepers(waiting.underlying()).size(), 4 - i);
  }
  waiting.signal();  // finds nobody
}

// COND-5: Go's TestCondSignalGenerations.
TEST(cond_order, a_hundred_are_woken_in_the_order_in_which_they_came) {
  crowd waiting;
  for (int i = 0; i != 100; ++i) waiting.join(i);
  for (std::size_t i = 1; i <= 100; ++i) {
    waiting.signal();
    waiting.await_back(i);
  }
  EXPECT_EQ(waiting.await_back(100), numbers_below(100));
}

// COND-4: Go's TestCondBroadcast.
TEST(cond_order, a_broadcast_wakes_two_hundred_and_none_twice) {
  constexpr int threads = 200;
  constexpr int rounds = 3;
  mutex m;
  cond<> c(m);
  int came_back = 0;
  bool is_over = false;
  std::vector<int> times_woken(threads);
  std::vector<std::jthread> all;
  for (std::size_t i = 0; i != threads; ++i) {
    all.emplace_back([&, i] {
      const std::lock_guard held(m);
      for (;;) {
        c.wait();
        if (is_over) return;
        ++came_back;
        ++times_woken[i];
      }
    });
  }
  for (int round = 1; round <= rounds; ++round) {
    await_sleepers(c, threads);
    c.broadcast();
    await_sleepers(c, threads);
    const std::lock_guard held(m);
    EXPECT_EQ(came_back, round * threads);
    for (const int times : times_woken) EXPECT_EQ(times, round);
  }
  const std::lock_guard held(m);
  is_over = true;
  c.broadcast();
}

// COND-5: Go's TestCondSignalStealing (golang/go#14064). The first waiter has come; whether the second comes before the
// broadcast or after it, the broadcast is for the first.
TEST(cond_order, a_newcomer_cannot_steal) {
  for (int round = 0; round != 500; ++round) {
    mutex m;
    cond<> c(m);
    std::atomic<bool> has_come = false, is_back = false;
    bool is_done = false;
    std::jthread first([&] {
      m.lock();
      has_come = true;
      c.wait();
      m.unlock();
      is_back = true;
    });
    while (!has_come) nap();
    m.lock();  // now the first has its ticket
    m.unlock();
    std::jthread second([&] {
      m.lock();
      c.wait([&] { return is_done; });
      m.unlock();
    });
    std::jthread caller([&] { c.broadcast(); });
    while (!is_back) nap();
    m.lock();
    is_done = true;
    m.unlock();
    c.broadcast();
  }
}

// COND-2
TEST(cond_order, signals_that_find_nobody_are_not_saved_up) {
  crowd waiting;
  for (int i = 0; i != 10; ++i) waiting.signal();
  waiting.broadcast();
  waiting.join(0);
  waiting.join(1);
  EXPECT_EQ(waiting.await_back(0).size(), 0u);
  waiting.signal();
  EXPECT_EQ(waiting.await_back(1), std::vector{0});
}

// COND-9: one thread takes the two tickets next to the top and beyond, as if 2^32 had come before.
TEST(cond_order, survives_the_wrap_around_of_its_tickets) {
  using list = lockstep::models::native::notify_list;
  list l(0xffffffff);
  std::atomic<int> back = 0;
  const std::uint32_t last = l.add();
  const std::uint32_t first = l.add();
  EXPECT_EQ(last, 0xffffffff);
  EXPECT_EQ(first, 0u);
  std::jthread a([&] {
    l.wait(last);
    ++back;
  });
  std::jthread b([&] {
    l.wait(first);
    EXPECT_GE(++back, 1);
  });
  l.notify_one();
  while (back != 1) nap();
  a.join();
  l.notify_all();
}

}  // namespace
}  // namespace cond_order_tests

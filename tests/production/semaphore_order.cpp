// Who gets a token.

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "observe.h"

namespace semaphore_order_tests {
namespace {

using lockstep::queue_at;
using lockstep::semaphore;

/// Threads that queue up one after the other for one semaphore, and the order in which they get their tokens.
class queue_of_threads {
 public:
  void join(int name, queue_at end = queue_at::back) {
    threads_.emplace_back([this, name, end] {
      sema_.acquire(end);
      served_[count_.load()] = name;  // one at a time: the next token comes when this one is counted
      ++count_;
    });
    lockstep::tests::await_waiters(sema_, threads_.size());
  }

  std::vector<int> serve_all(bool handoff) {
    for (std::size_t i = 0; i != threads_.size(); ++i) {
      sema_.release(handoff);
      while (count_.load() != i + 1) lockstep::tests::nap();
    }
    threads_.clear();
    return {served_, served_ + count_.load()};
  }

 private:
  semaphore sema_;
  int served_[8] = {};
  std::atomic<std::size_t> count_ = 0;
  std::vector<std::jthread> threads_;
};

// SEMA-2, SEMA-3
TEST(semaphore_order, is_first_come_first_served) {
  queue_of_threads queue;
  for (int i = 0; i != 8; ++i) queue.join(i);
  EXPECT_EQ(queue.serve_all(false), (std::vector{0, 1, 2, 3, 4, 5, 6, 7}));
}

// SEMA-3, SEMA-4
TEST(semaphore_order, of_hand_offs_is_first_come_first_served) {
  queue_of_threads queue;
  for (int i = 0; i != 8; ++i) queue.join(i);
  EXPECT_EQ(queue.serve_all(true), (std::vector{0, 1, 2, 3, 4, 5, 6, 7}));
}

// SEMA-3
TEST(semaphore_order, puts_those_who_ask_for_it_in_front) {
  queue_of_threads queue;
  queue.join(3);
  queue.join(2, queue_at::front);
  queue.join(4);
  queue.join(1, queue_at::front);
  EXPECT_EQ(queue.serve_all(false), (std::vector{1, 2, 3, 4}));
}

// SEMA-4: whoever handed over could take a token back if it showed in the count for a moment.
TEST(semaphore_order, leaves_nothing_of_a_hand_off_to_newcomers) {
  for (int round = 0; round != 30; ++round) {
    semaphore s;
    std::jthread first([&] { s.acquire(); });
    lockstep::tests::await_waiters(s, 1);
    std::jthread second([&] { s.acquire(); });
    lockstep::tests::await_waiters(s, 2);
    s.release(true);
    ASSERT_FALSE(s.try_acquire());
    s.release(true);
    ASSERT_FALSE(s.try_acquire());
  }
}

// SEMA-5
TEST(semaphore_order, makes_a_release_visible_to_the_acquire_of_its_token) {
  semaphore ping, pong;
  int shared = 0;
  std::jthread other([&] {
    for (int i = 0; i != 2000; ++i) {
      ping.acquire();
      ++shared;
      pong.release(i % 2 == 0);
    }
  });
  for (int i = 0; i != 2000; ++i) {
    ++shared;
    ping.release(i % 3 == 0);
    pong.acquire();
    ASSERT_EQ(shared, 2 * (i + 1));
  }
}

}  // namespace
}  // namespace semaphore_order_tests

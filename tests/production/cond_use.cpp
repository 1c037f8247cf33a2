// The ways in which a cond is used: predicates, locks of all kinds, signals with the lock held and without.

#include <gtest/gtest.h>

#include <pthread.h>

#include <atomic>
#include <csignal>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "cond_waiters.h"

namespace cond_use_tests {
namespace {

using lockstep::cond;
using lockstep::mutex;
using lockstep::tests::await_sleepers;
using lockstep::tests::nap;

/// Passes numbers from one thread to another through a queue of at most two.
template <class Lock>
void pass_numbers(Lock& lock, bool signal_with_the_lock) {
  constexpr int count = 2000;
  cond<Lock> not_empty(lock), not_full(lock);
  std::deque<int> queue;
  const auto tell = [&](cond<Lock>& c) {
    if (!signal_with_the_lock) lock.unlock();
    c.signal();
    if (signal_with_the_lock) lock.unlock();
  };
  std::jthread producer([&] {
    for (int i = 0; i != count; ++i) {
      lock.lock();
      not_full.wait([&] { return queue.size() < 2; });
      queue.push_back(i);
      tell(not_empty);
    }
  });
  for (int i = 0; i != count; ++i) {
    lock.lock();
    not_empty.wait([&] { return !queue.empty(); });
    EXPECT_EQ(queue.front(), i);
    queue.pop_front();
    tell(not_full);
  }
}

// COND-1, COND-3, COND-7
TEST(cond_use, with_the_lock_held_at_the_signal) {
  mutex m;
  pass_numbers(m, true);
}

// COND-6
TEST(cond_use, without_the_lock_at_the_signal) {
  mutex m;
  pass_numbers(m, false);
}

// COND-6
TEST(cond_use, over_the_standard_mutex) {
  std::mutex m;
  pass_numbers(m, false);
}

/// No more than a BasicLockable must have.
class only_lockable {
 public:
  void lock() { m_.lock(); }
  void unlock() { m_.unlock(); }

 private:
  mutex m_;
};

// COND-6
TEST(cond_use, over_a_lock_that_can_only_lock_and_unlock) {
  only_lockable m;
  pass_numbers(m, true);
}

// COND-6: several waiters hold the reader view at once, on their way in and on their way out.
TEST(cond_use, over_the_reader_view) {
  lockstep::rw_mutex rw;
  auto& readers = rw.shared_locker();
  cond<std::remove_reference_t<decltype(readers)>> c(readers);
  bool is_ready = false;
  std::atomic<int> inside = 0;
  std::vector<std::jthread> all;
  for (int i = 0; i != 3; ++i) {
    all.emplace_back([&] {
      rw.lock_shared();
      c.wait([&] { return is_ready; });
      ++inside;
      while (inside.load() != 3) nap();  // all three read at once
      rw.unlock_shared();
    });
  }
  await_sleepers(c, 3);
  rw.lock();
  is_ready = true;
  rw.unlock();
  c.broadcast();
}

// COND-3: a predicate is only asked with the lock held, and not again once it holds.
TEST(cond_use, asks_the_predicate_with_the_lock_held) {
  mutex m;
  cond<> c(m);
  int asked = 0;
  m.lock();
  c.wait([&] {
    EXPECT_FALSE(m.try_lock());
    return ++asked == 1;
  });
  EXPECT_EQ(asked, 1);
  m.unlock();
}

// COND-3: so the caller's guard still has something to unlock.
TEST(cond_use, leaves_the_lock_held_when_the_predicate_throws) {
  mutex m;
  cond<> c(m);
  {
    const std::lock_guard held(m);
    EXPECT_THROW(c.wait([]() -> bool { throw 1; }), int);
    EXPECT_FALSE(m.try_lock());
  }
  EXPECT_TRUE(m.try_lock());
  m.unlock();
}

std::atomic<int> signals_handled = 0;

// COND-2: EINTR is none of the waiter's business.
TEST(cond_use, does_not_return_when_the_kernel_interrupts) {
  struct sigaction action = {}, before = {};
  action.sa_handler = [](int) { ++signals_handled; };  // no SA_RESTART
  sigaction(SIGUSR2, &action, &before);
  mutex m;
  cond<> c(m);
  std::atomic<bool> is_back = false;
  std::jthread waiter([&] {
    m.lock();
    c.wait();
    m.unlock();
    is_back = true;
  });
  await_sleepers(c, 1);
  for (int round = 0; round != 50; ++round) {
    const int handled = signals_handled;
    pthread_kill(waiter.native_handle(), SIGUSR2);
    while (signals_handled == handled) nap();
  }
  EXPECT_FALSE(is_back);
  EXPECT_EQ(lockstep::tests::tickets_of_sleepers(c).size(), 1u);
  c.signal();
  waiter.join();
  sigaction(SIGUSR2, &before, nullptr);
}

// LIFE-3, LIFE-5: the waiter destroys at once, and the address is soon another cond's.
TEST(cond_use, may_end_as_soon_as_wait_has_returned) {
  constexpr int rounds = 2000;
  mutex m;
  std::atomic<cond<>*> offered = nullptr;
  std::jthread signaller([&] {
    for (int i = 0; i != rounds; ++i) {
      cond<>* c = nullptr;
      while ((c = offered.exchange(nullptr)) == nullptr) std::this_thread::yield();
      m.lock();  // held by the waiter from its offer until it has its ticket
      m.unlock();
      i % 2 == 0 ? c->signal() : c->broadcast();
    }
  });
  for (int i = 0; i != rounds; ++i) {
    const auto c = std::make_unique<cond<>>(m);
    const std::lock_guard held(m);
    offered = c.get();
    c->wait();
  }
}

}  // namespace
}  // namespace cond_use_tests

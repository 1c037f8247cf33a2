// Wake-ups that nobody meant: signals, strangers, the dead.

#include <gtest/gtest.h>

#include <pthread.h>

#include <atomic>
#include <climits>
#include <csignal>
#include <memory>
#include <thread>
#include <vector>

#include "observe.h"

namespace semaphore_wakeups_tests {
namespace {

using lockstep::semaphore;
using lockstep::tests::await_waiters;
using lockstep::tests::nap;

std::atomic<int> signals_handled = 0;
static_assert(std::atomic<int>::is_always_lock_free);

/// While it lives, SIGUSR1 interrupts system calls and does nothing else.
class interrupting_signal {
 public:
  interrupting_signal() {
    struct sigaction action = {};
    action.sa_handler = [](int) { ++signals_handled; };  // no SA_RESTART: EINTR
    sigaction(SIGUSR1, &action, &before_);
  }
  ~interrupting_signal() { sigaction(SIGUSR1, &before_, nullptr); }
  interrupting_signal(const interrupting_signal&) = delete;

 private:
  struct sigaction before_ = {};
};

// SEMA-8
TEST(semaphore_wakeups, by_a_signal_let_nobody_through) {
  const interrupting_signal installed;
  constexpr std::size_t sleepers = 4;
  semaphore s;
  std::atomic<std::size_t> through = 0;
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i != sleepers; ++i) {
    threads.emplace_back([&] {
      s.acquire();
      ++through;
    });
  }
  await_waiters(s, sleepers);
  for (int round = 1; round <= 50; ++round) {
    for (auto& thread : threads) {
      const int handled = signals_handled;
      pthread_kill(thread.native_handle(), SIGUSR1);
      while (signals_handled == handled) nap();
    }
  }
  EXPECT_EQ(through, 0u);
  for (std::size_t i = 1; i <= sleepers; ++i) {
    s.release();
    while (through != i) nap();
    EXPECT_FALSE(s.try_acquire());
  }
}

// SEMA-8, MUTEX-1: the same one floor up.
TEST(semaphore_wakeups, by_a_signal_let_nobody_into_a_mutex) {
  const interrupting_signal installed;
  lockstep::mutex m;
  m.lock();
  std::atomic<bool> inside = false;
  std::jthread waiter([&] {
    m.lock();
    inside = true;
    m.unlock();
  });
  await_waiters(m, 1);
  for (int round = 0; round != 50; ++round) {
    const int handled = signals_handled;
    pthread_kill(waiter.native_handle(), SIGUSR1);
    while (signals_handled == handled) nap();
  }
  EXPECT_FALSE(inside);
  m.unlock();
}

// SEMA-8: the word of a sleeper is on its stack, where a release of long ago may have had its waiter.
TEST(semaphore_wakeups, by_a_stranger_let_nobody_through) {
  semaphore s;
  std::atomic<bool> through = false;
  std::jthread sleeper([&] {
    s.acquire();
    through = true;
  });
  await_waiters(s, 1);
  const void* const sleeping_on = &lockstep::tests::waiters_of(s).front()->signal;
  for (int i = 0; i != 1000; ++i) lockstep::models::native_memory::futex_wake(sleeping_on, INT_MAX);
  EXPECT_FALSE(through);
  s.release();
}

// LIFE-3, LIFE-5, SEMA-8: the thread that acquires destroys at once, and the address is soon another semaphore's.
TEST(semaphore_wakeups, for_a_destroyed_semaphore_do_not_disturb_the_next_at_its_address) {
  constexpr int rounds = 10000;
  semaphore* offered = nullptr;
  semaphore offer;
  std::jthread releaser([&] {
    for (int i = 0; i != rounds; ++i) {
      offer.acquire();
      offered->release(i % 2 == 0);
    }
  });
  for (int i = 0; i != rounds; ++i) {
    const auto s = std::make_unique<semaphore>();
    offered = s.get();
    offer.release();
    s->acquire();
    ASSERT_EQ(lockstep::tests::bytes_of<std::uint32_t>(*s), 0u);
  }
}

}  // namespace
}  // namespace semaphore_wakeups_tests

#pragma once

// What the hammers share: threads that start together, and a watchdog for those that never end.

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <lockstep/models/native.h>
#include <lockstep/models/stress.h>
#include <lockstep/mutex.h>
#include <lockstep/semaphore.h>

namespace lockstep::sanitizers {

/// Every hammer falls on what ships, and on the same with delays.
using policies = testing::Types<models::native, models::stress>;

struct policy_names {
  template <class P>
  static std::string GetName(int) {
    return std::is_same_v<P, models::native> ? "native" : "stress";
  }
};

/// Ends the process, and says which test stood still and after how many rounds, when no round has ended for so long.
/// A lost wake-up shows as nothing at all; this makes it a message.
class watchdog {
 public:
  explicit watchdog(std::chrono::seconds patience = std::chrono::seconds(20)) : patience_(patience) {
    const auto* const test = testing::UnitTest::GetInstance()->current_test_info();
    test_ = std::string(test->test_suite_name()) + "." + test->name();
    thread_ = std::thread([this] { watch(); });
  }
  ~watchdog() {
    {
      const std::lock_guard held(lock_);
      is_done_ = true;
    }
    changed_.notify_one();
    thread_.join();
  }
  watchdog(const watchdog&) = delete;
  watchdog& operator=(const watchdog&) = delete;

  /// A thread got a round further. Relaxed: a stronger order would order the threads that the sanitizer is watching.
  void round_ended() { rounds_.fetch_add(1, std::memory_order::relaxed); }

 private:
  void watch() {
    std::unique_lock held(lock_);
    for (std::uint64_t seen = rounds_.load(std::memory_order::relaxed);;) {
      if (changed_.wait_for(held, patience_, [this] { return is_done_; })) return;
      const std::uint64_t now = rounds_.load(std::memory_order::relaxed);
      if (now == seen) bark(now);
      seen = now;
    }
  }

  [[noreturn]] void bark(std::uint64_t rounds) const {
    std::fprintf(stderr, "watchdog: %s is stuck: no round has ended for %lld s, %llu had before\n", test_.c_str(),
                 static_cast<long long>(patience_.count()), static_cast<unsigned long long>(rounds));
    std::abort();
  }

  const std::chrono::seconds patience_;
  std::string test_;
  std::atomic<std::uint64_t> rounds_{0};
  std::mutex lock_;
  std::condition_variable changed_;
  bool is_done_ = false;
  std::thread thread_;
};

/// Waits for all of a number of threads, so that they go on together.
class start_line {
 public:
  explicit start_line(int threads) : missing_(threads) {}
  void arrive() {
    missing_.fetch_sub(1, std::memory_order::relaxed);
    while (missing_.load(std::memory_order::relaxed) != 0) std::this_thread::yield();
  }

 private:
  std::atomic<int> missing_;
};

/// Runs f(0) … f(threads - 1) at once and waits for all.
template <class F>
void in_threads(int threads, F f) {
  start_line line(threads);
  std::vector<std::thread> all;
  for (int i = 0; i != threads; ++i) {
    all.emplace_back([&, i] {
      models::stress_machine::self.seed(static_cast<std::uint64_t>(i) * 0x9e3779b97f4a7c15u + 1);
      line.arrive();
      f(i);
    });
  }
  for (std::thread& t : all) t.join();
}

/// A thread's own random numbers: shared ones would order the threads.
inline unsigned random_below(unsigned limit) {
  return static_cast<unsigned>((models::stress_machine::self.draw() >> 32) % limit);
}

/// For whoever holds a lock: gives up the processor now and then. Where processors are few, a holder that never does is
/// gone before anybody has to wait.
inline void dawdle() {
  if (random_below(16) == 0) std::this_thread::yield();
}

}  // namespace lockstep::sanitizers

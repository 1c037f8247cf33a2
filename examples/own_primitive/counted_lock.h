#pragma once

#include <cstdint>

#include <lockstep/policy.h>

/// A lock of one counter: the holder and all who wait for it. Whoever does not count from zero sleeps on a semaphore.
template <lockstep::policy P>
class counted_lock {
 public:
  void lock() {
    // Acquire <- the release below: the last holder's writes. A sleeper gets them with its token.
    if (users_.fetch_add(1, std::memory_order::acquire) != 0) turn_.acquire(lockstep::queue_at::back);
  }

  void unlock() {
    if (users_.fetch_sub(1, std::memory_order::release) != 1) turn_.release(false);
  }

 protected:
  typename P::template atomic<std::uint32_t> users_{0};
  typename P::semaphore turn_;
};

/// The same with a mistake that no test is likely to hit: it looks for waiters first and lets go afterwards.
template <lockstep::policy P>
class hasty_lock : public counted_lock<P> {
 public:
  void unlock() {
    if (this->users_.load(std::memory_order::relaxed) != 1) this->turn_.release(false);
    this->users_.fetch_sub(1, std::memory_order::release);
  }
};

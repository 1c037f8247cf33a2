// The last user of a mutex may destroy it although an earlier unlock has not returned.

#include <gtest/gtest.h>

#include <atomic>
#include <cstring>
#include <memory>
#include <new>
#include <thread>
#include <vector>

#include "observe.h"

namespace {

using lockstep::mutex;

/// Memory in which a mutex lives until its last user has left. What comes after looks like an unlocked mutex with a
/// waiter: an unlock that still looks at it would find somebody to wake, and leave its trace.
class shared_object {
 public:
  void use(int users) {
    arrive(users);
    mutex& m = *std::launder(reinterpret_cast<mutex*>(memory_));
    m.lock();
    const bool is_last = ++left_ == users;
    m.unlock();
    if (is_last) {
      m.~mutex();
      std::memcpy(memory_, &afterwards, sizeof memory_);
    }
  }

  bool was_left_alone() const { return std::memcmp(memory_, &afterwards, sizeof memory_) == 0; }

 private:
  static constexpr std::uint64_t afterwards = lockstep::mutex_word::one_waiter;

  /// All users come at once, or there is nothing to fight for.
  void arrive(int users) {
    ++arrived_;
    while (arrived_.load() != users) std::this_thread::yield();
  }

  alignas(mutex) unsigned char memory_[sizeof(mutex)] = {};
  int left_ = 0;  // under the mutex
  std::atomic<int> arrived_ = 0;
};

void destroy_after_unlock(int users, std::size_t rounds) {
  std::vector<shared_object> objects(rounds);
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t != users; ++t) {
      threads.emplace_back([&] {
        for (auto& object : objects) object.use(users);
      });
    }
  }
  for (const auto& object : objects) ASSERT_TRUE(object.was_left_alone());
}

// LIFE-1
TEST(mutex_lifetime, the_last_of_two_users_destroys_it) { destroy_after_unlock(2, 20000); }

// LIFE-1
TEST(mutex_lifetime, the_last_of_four_users_destroys_it) { destroy_after_unlock(4, 4000); }

}  // namespace

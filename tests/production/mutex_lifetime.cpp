// The last user of a mutex may destroy it although an earlier unlock has not returned.

#include <gtest/gtest.h>

#include <barrier>
#include <chrono>
#include <cstring>
#include <memory>
#include <new>
#include <thread>
#include <vector>

#include <lockstep/models/stress.h>
#include <lockstep/sync.h>

namespace mutex_lifetime_tests {
namespace {

/// Production's mutex with delays between its steps. Without them the moment that matters is too short to be hit.
using delayed_mutex = lockstep::basic_mutex<lockstep::models::stress>;

/// Memory in which a mutex lives until its last user has left. What comes after looks like an unlocked mutex with a
/// waiter: an unlock that still looks at it would find somebody to wake, and leave its trace.
template <class Mutex>
class shared_object {
 public:
  void use(unsigned users) {
    auto& m = *std::launder(reinterpret_cast<Mutex*>(memory_));
    m.lock();
    const bool is_last = ++left_ == users;
    m.unlock();
    if (is_last) {
      m.~Mutex();
      std::memcpy(memory_, &afterwards, sizeof memory_);
    }
  }

  bool was_left_alone() const { return std::memcmp(memory_, &afterwards, sizeof memory_) == 0; }

 private:
  static constexpr std::uint64_t afterwards = lockstep::mutex_word::one_waiter;

  alignas(Mutex) unsigned char memory_[sizeof(Mutex)] = {};
  unsigned left_ = 0;  // under the mutex
};

/// Between the steps of delayed_mutex, that is. Time stands still, or starving mode would be the rule.
void delay_often(unsigned seed) {
  auto& disturber = lockstep::models::stress_machine::self;
  disturber.seed(seed);
  disturber.set({.delay = 128, .early_return = 16, .time_passes = 0});
}

/// So many objects, or as many as a second allows on a busy machine.
template <class Mutex>
void destroy_after_unlock(unsigned users, std::size_t most_objects) {
  std::vector<shared_object<Mutex>> objects(most_objects);
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(1);
  std::size_t used = 0;
  bool has_time = true;
  // All users come to an object at once, or there is nothing to fight for.
  std::barrier together(static_cast<std::ptrdiff_t>(users), [&]() noexcept {
    has_time = std::chrono::steady_clock::now() < end;
    used += has_time;
  });
  std::vector<std::jthread> threads;
  for (unsigned t = 0; t != users; ++t) {
    threads.emplace_back([&, t] {
      delay_often(t + 1);
      for (auto& object : objects) {
        together.arrive_and_wait();
        if (!has_time) break;
        object.use(users);
      }
    });
  }
  threads.clear();
  for (std::size_t i = 0; i != used; ++i) ASSERT_TRUE(objects[i].was_left_alone());
}

// LIFE-1
TEST(mutex_lifetime, the_last_of_two_users_destroys_it) {
  destroy_after_unlock<lockstep::mutex>(2, 5000);
  destroy_after_unlock<delayed_mutex>(2, 1000);
}

// LIFE-1
TEST(mutex_lifetime, the_last_of_four_users_destroys_it) {
  destroy_after_unlock<lockstep::mutex>(4, 2000);
  destroy_after_unlock<delayed_mutex>(4, 1000);
}

}  // namespace
}  // namespace mutex_lifetime_tests

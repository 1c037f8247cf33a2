// The thread that returns from wait may destroy the group although the last done has not returned.

#include <gtest/gtest.h>

#include <atomic>
#include <cstring>
#include <new>
#include <thread>
#include <vector>

#include <lockstep/models/stress.h>
#include <lockstep/sync.h>

namespace wait_group_lifetime_tests {
namespace {

/// Production's group with delays between its steps. Without them the moment that matters is too short to be hit.
using delayed_wait_group = lockstep::basic_wait_group<lockstep::models::stress>;

/// Memory in which a group lives until its wait returns. What comes after looks like a group with a token too many and
/// nobody waiting: a waker that still looks at it would take it for moved, and one that resets it would leave a trace.
template <class Group>
class awaited_object {
 public:
  explicit awaited_object(int workers) { group().add(workers); }

  void work() { group().done(); }

  void wait_and_destroy() {
    group().wait();
    group().~Group();
    std::memset(memory_, afterwards, sizeof memory_);
  }

  bool was_left_alone() const {
    for (const unsigned char byte : memory_) {
      if (byte != afterwards) return false;
    }
    return true;
  }

 private:
  static constexpr unsigned char afterwards = 0x15;

  Group& group() { return *std::launder(reinterpret_cast<Group*>(memory_)); }

  alignas(Group) unsigned char memory_[sizeof(Group)] = {};
};

template <class Group>
void destroy_after_wait(int workers, int rounds) {
  std::vector<awaited_object<Group>> objects(static_cast<std::size_t>(rounds), awaited_object<Group>(workers));
  std::vector<std::jthread> threads;
  std::atomic<int> turn = 0;
  for (int t = 0; t != workers; ++t) {
    threads.emplace_back([&, t] {
      auto& disturber = lockstep::models::stress_machine::self;
      disturber.seed(static_cast<unsigned>(t) + 1);
      disturber.set({.delay = 128, .early_return = 16, .time_passes = 0});
      for (int i = 0; i != rounds; ++i) {
        while (turn.load(std::memory_order::relaxed) < i) std::this_thread::yield();
        objects[static_cast<std::size_t>(i)].work();
      }
    });
  }
  for (auto& object : objects) {
    object.wait_and_destroy();
    turn.fetch_add(1, std::memory_order::relaxed);
  }
  threads.clear();
  for (const auto& object : objects) ASSERT_TRUE(object.was_left_alone());
}

// LIFE-2
TEST(wait_group_lifetime, the_waiter_for_one_worker_destroys_it) {
  destroy_after_wait<lockstep::basic_wait_group<lockstep::models::native>>(1, 2000);
  destroy_after_wait<delayed_wait_group>(1, 1000);
}

// LIFE-2
TEST(wait_group_lifetime, the_waiter_for_three_workers_destroys_it) {
  destroy_after_wait<lockstep::basic_wait_group<lockstep::models::native>>(3, 1000);
  destroy_after_wait<delayed_wait_group>(3, 500);
}

}  // namespace
}  // namespace wait_group_lifetime_tests

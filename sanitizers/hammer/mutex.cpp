// Many threads at one mutex.

#include <algorithm>

#include "hammer.h"

namespace mutex_hammer {
namespace {

using namespace lockstep;
using sanitizers::dawdle;
using sanitizers::in_threads;
using sanitizers::random_below;
using sanitizers::watchdog;

template <class P>
struct mutex_hammer : testing::Test {
  /// Go's HammerMutex: lock and unlock, every third time by try_lock, and count what went through.
  void hammer(int threads, int rounds) {
    watchdog dog;
    in_threads(threads, [&](int) {
      int mine = 0;
      for (int i = 0; i != rounds; ++i, dog.round_ended()) {
        if (i % 3 != 0) {
          mutex.lock();
        } else if (!mutex.try_lock()) {
          continue;
        }
        ++entries;
        ++mine;
        dawdle();
        mutex.unlock();
      }
      expected.fetch_add(mine, std::memory_order::relaxed);
    });
    EXPECT_EQ(entries, expected.load());
    EXPECT_TRUE(mutex.try_lock());  // nobody left it locked, or starving
  }

  basic_mutex<P> mutex;
  int entries = 0;  // under the mutex
  std::atomic<int> expected{0};
};
TYPED_TEST_SUITE(mutex_hammer, sanitizers::policies, sanitizers::policy_names);

// MUTEX-1, MUTEX-2, MUTEX-5, MUTEX-8
TYPED_TEST(mutex_hammer, two_threads_lose_no_entry) { this->hammer(2, 10'000); }

// MUTEX-1, MUTEX-2, MUTEX-5, MUTEX-8
TYPED_TEST(mutex_hammer, ten_threads_lose_no_entry) { this->hammer(10, 1'000); }

// MUTEX-10, MUTEX-11, MUTEX-12: holders that sleep past the threshold make waiters starve.
TYPED_TEST(mutex_hammer, holders_that_sleep_lose_no_entry) {
  constexpr int threads = 4;
  constexpr int rounds = 200;
  watchdog dog;
  in_threads(threads, [&](int) {
    for (int i = 0; i != rounds; ++i, dog.round_ended()) {
      this->mutex.lock();
      ++this->entries;
      if (random_below(10) == 0) std::this_thread::sleep_for(std::chrono::milliseconds(2));
      this->mutex.unlock();
    }
  });
  EXPECT_EQ(this->entries, threads * rounds);
}

// MUTEX-7: what one thread locked, the next one unlocks.
TYPED_TEST(mutex_hammer, goes_round_a_ring_of_threads) {
  constexpr int threads = 4;
  constexpr int laps = 1'000;
  std::vector<basic_mutex<TypeParam>> closed(threads);
  for (auto& m : closed) m.lock();
  int steps = 0;  // belongs to whoever has just come through a lock
  watchdog dog;
  closed[0].unlock();
  in_threads(threads, [&](int index) {
    const auto here = static_cast<std::size_t>(index);
    for (int lap = 0; lap != laps; ++lap, dog.round_ended()) {
      closed[here].lock();
      EXPECT_EQ(steps, lap * threads + index);
      ++steps;
      closed[(here + 1) % threads].unlock();
    }
  });
  EXPECT_EQ(steps, threads * laps);
}

}  // namespace
}  // namespace mutex_hammer

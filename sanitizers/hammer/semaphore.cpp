// Many threads at one semaphore.

#include "hammer.h"

namespace semaphore_hammer {
namespace {

using namespace lockstep;
using sanitizers::dawdle;
using sanitizers::in_threads;
using sanitizers::random_below;
using sanitizers::watchdog;

template <class P>
struct semaphore_hammer : testing::Test {
  typename P::semaphore semaphore;
};
TYPED_TEST_SUITE(semaphore_hammer, sanitizers::policies, sanitizers::policy_names);

// SEMA-1, SEMA-2: tokens are neither lost nor made, whichever way they come and go.
TYPED_TEST(semaphore_hammer, keeps_the_number_of_tokens) {
  constexpr int threads = 6;
  constexpr int tokens = 2;
  for (int i = 0; i != tokens; ++i) this->semaphore.release();
  std::atomic<int> inside{0};
  watchdog dog;
  in_threads(threads, [&](int) {
    for (int i = 0; i != 2'000; ++i, dog.round_ended()) {
      if (random_below(4) == 0) {
        if (!this->semaphore.try_acquire()) continue;
      } else {
        this->semaphore.acquire(random_below(2) == 0 ? queue_at::back : queue_at::front);
      }
      EXPECT_LE(inside.fetch_add(1, std::memory_order::relaxed), tokens - 1);
      dawdle();
      inside.fetch_sub(1, std::memory_order::relaxed);
      this->semaphore.release(random_below(2) == 0);
    }
  });
  for (int i = 0; i != tokens; ++i) EXPECT_TRUE(this->semaphore.try_acquire());
  EXPECT_FALSE(this->semaphore.try_acquire());
}

// SEMA-5: the one token orders those who had it.
TYPED_TEST(semaphore_hammer, one_token_is_a_lock) {
  constexpr int threads = 4;
  constexpr int rounds = 2'000;
  int count = 0;  // belongs to the holder of the token
  this->semaphore.release();
  watchdog dog;
  in_threads(threads, [&](int) {
    for (int i = 0; i != rounds; ++i, dog.round_ended()) {
      this->semaphore.acquire();
      ++count;
      dawdle();
      this->semaphore.release(random_below(2) == 0);
    }
  });
  EXPECT_EQ(count, threads * rounds);
}

// SEMA-4, SEMA-5: a chain of hand-offs, each to a thread that mostly sleeps.
TYPED_TEST(semaphore_hammer, hands_off_round_a_ring_of_threads) {
  constexpr int threads = 4;
  constexpr int laps = 1'000;
  std::vector<typename TypeParam::semaphore> turn(threads);
  int steps = 0;  // belongs to whoever has the token
  watchdog dog;
  turn[0].release();
  in_threads(threads, [&](int index) {
    const auto here = static_cast<std::size_t>(index);
    for (int lap = 0; lap != laps; ++lap, dog.round_ended()) {
      turn[here].acquire();
      EXPECT_EQ(steps, lap * threads + index);
      ++steps;
      turn[(here + 1) % threads].release(true);
    }
  });
  EXPECT_EQ(steps, threads * laps);
}

}  // namespace
}  // namespace semaphore_hammer

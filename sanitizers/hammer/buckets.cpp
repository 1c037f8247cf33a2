// Many primitives whose waiters meet in the same bucket of the semaphore's table.

#include "hammer.h"

namespace buckets_hammer {
namespace {

using namespace lockstep;
using sanitizers::dawdle;
using sanitizers::in_threads;
using sanitizers::random_below;
using sanitizers::watchdog;

/// A T so large that in an array of them all semaphores fall into one bucket.
template <class T, class P>
struct neighbour {
  static constexpr std::size_t stride = 8 * P::semaphore_buckets;  // the table leaves an address's low three bits out
  T primitive;
  int count = 0;
  std::byte distance[stride - sizeof(T) - sizeof(int)]{};
};

template <class P>
struct bucket_hammer : testing::Test {
  using spaced_mutex = neighbour<basic_mutex<P>, P>;
  using spaced_semaphore = neighbour<typename P::semaphore, P>;
  static_assert(sizeof(spaced_mutex) == spaced_mutex::stride && sizeof(spaced_semaphore) == spaced_semaphore::stride);
};
TYPED_TEST_SUITE(bucket_hammer, sanitizers::policies, sanitizers::policy_names);

// SEMA-2, SEMA-7: nobody takes another address's wake-up.
TYPED_TEST(bucket_hammer, mutexes_in_one_bucket_do_not_disturb_each_other) {
  constexpr int threads = 8;
  constexpr int rounds = 1'000;
  constexpr unsigned mutexes = 5;
  std::vector<typename TestFixture::spaced_mutex> all(mutexes);
  watchdog dog;
  in_threads(threads, [&](int) {
    for (int i = 0; i != rounds; ++i, dog.round_ended()) {
      auto& one = all[random_below(mutexes)];
      one.primitive.lock();
      ++one.count;
      dawdle();
      one.primitive.unlock();
    }
  });
  int sum = 0;
  for (const auto& one : all) sum += one.count;
  EXPECT_EQ(sum, threads * rounds);
}

// SEMA-2, SEMA-7: each thread sleeps at an address of its own, and they come and go in every order.
TYPED_TEST(bucket_hammer, each_sleeper_in_a_full_bucket_is_found) {
  constexpr unsigned sleepers = 16;
  constexpr int rounds = 200;
  std::vector<typename TestFixture::spaced_semaphore> all(sleepers);
  watchdog dog;
  in_threads(sleepers + 1, [&](int index) {
    for (int i = 0; i != rounds; ++i, dog.round_ended()) {
      if (index != sleepers) {
        all[static_cast<std::size_t>(index)].primitive.acquire();
        continue;
      }
      const unsigned first = random_below(sleepers);
      for (unsigned k = 0; k != sleepers; ++k) all[(first + 5 * k) % sleepers].primitive.release(random_below(2) == 0);
      std::this_thread::yield();
    }
  });
  for (auto& one : all) EXPECT_FALSE(one.primitive.try_acquire());
}

}  // namespace
}  // namespace buckets_hammer

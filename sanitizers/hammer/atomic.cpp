// Atomics and atomic_value among many threads, with plain data that only they order.

#include <lockstep/atomic.h>
#include <lockstep/atomic_value.h>

#include "hammer.h"

namespace atomic_hammer {
namespace {

using namespace lockstep;
using sanitizers::in_threads;
using sanitizers::watchdog;

template <class P>
struct atomic_hammer : testing::Test {};
TYPED_TEST_SUITE(atomic_hammer, sanitizers::policies, sanitizers::policy_names);

// ATOMIC-2: a lock of one compare_and_swap and one store, around data that a sanitizer watches.
TYPED_TEST(atomic_hammer, a_spin_lock_of_atomics_protects_its_data) {
  constexpr int threads = 4;
  constexpr int rounds = 500;
  basic_atomic<bool, TypeParam> is_taken;
  int entries = 0;
  watchdog dog;
  in_threads(threads, [&](int) {
    for (int i = 0; i != rounds; ++i, dog.round_ended()) {
      while (!is_taken.compare_and_swap(false, true)) std::this_thread::yield();
      ++entries;
      is_taken.store(false);
    }
  });
  EXPECT_EQ(entries, threads * rounds);
}

// ATOMIC-2: nodes go from hand to hand by swap; whoever holds one has it alone.
TYPED_TEST(atomic_hammer, a_swapped_pointer_brings_its_data_along) {
  constexpr int threads = 4;
  constexpr int rounds = 1'000;
  struct node {
    int handed_over = 0;
  };
  basic_atomic<node*, TypeParam> in_transit;
  watchdog dog;
  std::vector<node> nodes(threads);
  std::atomic<int> expected{0};
  in_threads(threads, [&](int index) {
    node* mine = &nodes[static_cast<std::size_t>(index)];
    for (int i = 0; i != rounds; ++i, dog.round_ended()) {
      if (mine != nullptr) {
        ++mine->handed_over;
        expected.fetch_add(1, std::memory_order::relaxed);
      }
      mine = in_transit.swap(mine);
    }
  });
  int handed_over = 0;
  for (const node& n : nodes) handed_over += n.handed_over;
  EXPECT_EQ(handed_over, expected.load());
}

// ATOMIC-8: values on the heap, so that a torn, leaked or early freed one is a report.
TYPED_TEST(atomic_hammer, values_are_whole_and_freed_once) {
  constexpr int threads = 4;
  constexpr int rounds = 1'000;
  using numbers = std::vector<int>;
  basic_atomic_value<TypeParam> value;
  watchdog dog;
  value.store(numbers(16, 0));
  in_threads(threads, [&](int index) {
    for (int i = 0; i != rounds; ++i, dog.round_ended()) {
      const numbers mine(16, i * threads + index);
      const auto seen = i % 3 == 0 ? value.swap(mine) : value.template load<numbers>();
      ASSERT_TRUE(seen.has_value());
      EXPECT_EQ(*seen, numbers(16, seen->front()));
      if (i % 3 == 1) value.compare_and_swap(seen, mine);
    }
  });
}

// ATOMIC-8: of those who store the first value at once, with types of their own, one wins.
TYPED_TEST(atomic_hammer, the_first_store_decides_the_type) {
  watchdog dog;
  for (int round = 0; round != 200; ++round, dog.round_ended()) {
    basic_atomic_value<TypeParam> value;
    std::atomic<int> panics{0};
    in_threads(2, [&](int index) {
      try {
        if (index == 0) {
          value.store(std::string("a string that is long enough to be on the heap"));
        } else {
          value.store(std::vector<int>(3));
        }
      } catch (const misuse&) {
        panics.fetch_add(1, std::memory_order::relaxed);
      }
    });
    EXPECT_EQ(panics.load(), 1);
  }
}

}  // namespace
}  // namespace atomic_hammer

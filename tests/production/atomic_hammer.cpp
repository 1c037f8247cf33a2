// Threads that use one atomic, or two, as fast as they can: Go's hammer, store buffering and release/acquire loops.

#include <gtest/gtest.h>

#include <cstdint>
#include <latch>
#include <set>
#include <thread>
#include <vector>

#include <lockstep/sync.h>

namespace atomic_hammer_tests {
namespace {

using lockstep::atomic;

/// Starts all at once, or each would be done before the next begins.
template <class F>
void in_threads(int count, const F& f) {
  std::latch all(count);
  std::vector<std::jthread> threads;
  for (int i = 0; i != count; ++i) {
    threads.emplace_back([&, i] {
      all.arrive_and_wait();
      f(i);
    });
  }
}

template <class T>
struct atomic_hammer : testing::Test {
  static constexpr int threads = 4;
  static constexpr int rounds = 20'000;
  atomic<T> a;
};
using numbers = testing::Types<std::int32_t, std::uint32_t, std::int64_t, std::uint64_t>;
TYPED_TEST_SUITE(atomic_hammer, numbers);

// ATOMIC-1, ATOMIC-3
TYPED_TEST(atomic_hammer, add_loses_nothing) {
  in_threads(this->threads, [&](int) {
    for (int i = 0; i != this->rounds; ++i) this->a.add(1);
  });
  EXPECT_EQ(this->a.load(), static_cast<TypeParam>(this->threads * this->rounds));
}

// ATOMIC-1, ATOMIC-3
TYPED_TEST(atomic_hammer, compare_and_swap_loses_nothing) {
  in_threads(this->threads, [&](int) {
    for (int i = 0; i != this->rounds; ++i) {
      TypeParam seen = this->a.load();
      while (!this->a.compare_and_swap(seen, static_cast<TypeParam>(seen + 1))) seen = this->a.load();
    }
  });
  EXPECT_EQ(this->a.load(), static_cast<TypeParam>(this->threads * this->rounds));
}

// ATOMIC-4: Go's hammer of swap. The halves are equal in every value, so a torn one would be seen.
TYPED_TEST(atomic_hammer, swap_never_tears) {
  using bits = std::make_unsigned_t<TypeParam>;
  constexpr int half = sizeof(TypeParam) * 4;
  in_threads(this->threads, [&](int index) {
    for (int i = 0; i != this->rounds; ++i) {
      const bits number = static_cast<bits>(i % 1000 * this->threads + index);
      const auto seen = static_cast<bits>(this->a.swap(static_cast<TypeParam>(number << half | number)));
      if (seen >> half != static_cast<bits>(seen << half) >> half) {
        ADD_FAILURE() << "torn: " << seen;
        return;
      }
    }
  });
}

// ATOMIC-3: each thread has a bit, and only it changes that bit.
TYPED_TEST(atomic_hammer, and_and_or_leave_the_others_bits_alone) {
  in_threads(this->threads, [&](int index) {
    const auto mine = static_cast<TypeParam>(TypeParam{1} << index);
    int wrong = 0;
    for (int i = 0; i != this->rounds; ++i) {
      if ((this->a.or_(mine) & mine) != 0) ++wrong;
      if ((this->a.and_(static_cast<TypeParam>(~mine)) & mine) == 0) ++wrong;
    }
    EXPECT_EQ(wrong, 0);
  });
  EXPECT_EQ(this->a.load(), TypeParam{0});
}

/// Waits for another thread, which may need this one's processor.
template <class Condition>
void wait_until(const Condition& condition) {
  while (!condition()) std::this_thread::yield();
}

// ATOMIC-1: Go's TestStoreLoadSeqCst. In round i each thread stores i and looks for the other's i; then they tell each
// other what they saw, in one of three places, so that one who is a round ahead disturbs nobody.
TYPED_TEST(atomic_hammer, stores_are_never_both_missed) {
  using value = TypeParam;
  constexpr auto nothing = static_cast<value>(-1);
  atomic<value> here[2];
  atomic<value> saw[2][3];
  for (auto& thread : saw) {
    for (auto& place : thread) place.store(nothing);
  }
  in_threads(2, [&](int me) {
    const int other = 1 - me;
    for (int i = 1; i != 1'000; ++i) {
      const auto round = static_cast<value>(i);
      here[me].store(round);
      const value mine = here[other].load();
      saw[me][i % 3].store(mine);
      value theirs = nothing;
      wait_until([&] { return (theirs = saw[other][i % 3].load()) != nothing; });
      EXPECT_TRUE(mine == round || theirs == round) << "both missed the other's store in round " << i;
      saw[me][(i - 1) % 3].store(nothing);
    }
  });
}

// ATOMIC-2: Go's TestStoreLoadRelAcq. The data is plain: a sanitizer sees a race if the atomic does not order it.
TYPED_TEST(atomic_hammer, data_is_passed_to_and_fro) {
  int data = 0;
  in_threads(2, [&](int index) {
    const auto mine = static_cast<TypeParam>(index);
    const auto theirs = static_cast<TypeParam>(1 - index);
    for (int i = 0; i != 1'000; ++i) {
      wait_until([&] { return this->a.load() == mine; });
      if (data != 2 * i + index) {
        ADD_FAILURE() << "round " << i << " found " << data;
        data = 2 * i + index;
      }
      ++data;
      this->a.store(theirs);
    }
  });
  EXPECT_EQ(data, 2'000);
}

// ATOMIC-1, ATOMIC-3
TEST(atomic_hammer_of_pointers, swap_loses_no_node) {
  struct node {
    int number;
  };
  constexpr int threads = 4;
  std::vector<node> nodes(threads);
  atomic<node*> a;
  std::vector<node*> held(threads);
  for (int i = 0; i != threads; ++i) held[static_cast<std::size_t>(i)] = &nodes[static_cast<std::size_t>(i)];
  in_threads(threads, [&](int index) {
    node*& mine = held[static_cast<std::size_t>(index)];
    for (int i = 0; i != 20'000; ++i) {
      mine = a.swap(mine);
      if (mine != nullptr) ++mine->number;  // whoever holds it has it alone
    }
  });
  const std::set<node*> all = [&] {
    std::set<node*> found(held.begin(), held.end());
    found.insert(a.load());
    return found;
  }();
  EXPECT_EQ(all.size(), static_cast<std::size_t>(threads + 1));  // the null pointer is one of them
}

// ATOMIC-1
TEST(atomic_hammer_of_bools, one_at_a_time_has_the_token) {
  atomic<bool> taken;
  int inside = 0;
  in_threads(4, [&](int) {
    for (int i = 0; i != 5'000; ++i) {
      wait_until([&] { return taken.compare_and_swap(false, true); });
      ++inside;
      EXPECT_TRUE(taken.swap(false));
    }
  });
  EXPECT_EQ(inside, 20'000);
}

}  // namespace
}  // namespace atomic_hammer_tests

// atomic_value: Go's tests of Value, and what C++ adds to them.

#include <gtest/gtest.h>

#include <cstdlib>
#include <latch>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <type_traits>
#include <vector>

#include <lockstep/sync.h>

namespace atomic_value_tests {
namespace {

using lockstep::atomic_value;
using lockstep::misuse;

// ATOMIC-6
static_assert(!std::is_copy_constructible_v<atomic_value> && !std::is_copy_assignable_v<atomic_value>);
static_assert(!std::is_move_constructible_v<atomic_value> && !std::is_move_assignable_v<atomic_value>);

constinit atomic_value constant_initialised;

template <class F>
void expect_panic(const char* wanted, F operation) {
  try {
    operation();
    ADD_FAILURE() << "no panic: " << wanted;
  } catch (const misuse& m) {
    EXPECT_STREQ(m.what(), wanted);
  }
}

// ATOMIC-8
TEST(atomic_value, is_empty_before_the_first_store) {
  EXPECT_TRUE(constant_initialised.empty());
  EXPECT_EQ(constant_initialised.load<int>(), std::nullopt);
  constant_initialised.store(1);
  EXPECT_FALSE(constant_initialised.empty());
  EXPECT_EQ(constant_initialised.load<int>(), 1);
}

// ATOMIC-8
TEST(atomic_value, is_ready_in_memory_from_calloc) {
  void* const memory = std::calloc(1, sizeof(atomic_value));
  auto* const value = static_cast<atomic_value*>(memory);
  EXPECT_TRUE(value->empty());
  value->store(std::string("stored in zero bytes, and long enough for the heap"));
  EXPECT_EQ(value->load<std::string>()->substr(0, 6), "stored");
  std::destroy_at(value);
  std::free(memory);
}

// ATOMIC-8
TEST(atomic_value, loads_what_was_stored_last) {
  atomic_value value;
  value.store(std::string("first"));
  value.store(std::string("second"));
  EXPECT_EQ(value.load<std::string>(), "second");
}

TEST(atomic_value, is_no_value_of_another_type) {
  atomic_value value;
  value.store(42);
  EXPECT_EQ(value.load<long>(), std::nullopt);
  EXPECT_EQ(value.load<unsigned>(), std::nullopt);
  EXPECT_EQ(value.load<int>(), 42);
}

// ATOMIC-8
TEST(atomic_value, takes_no_empty_value) {
  atomic_value value;
  for (int round = 0; round != 2; ++round) {
    expect_panic("sync/atomic: store of nil value into Value", [&] { value.store(nullptr); });
    expect_panic("sync/atomic: store of nil value into Value", [&] { value.store(std::nullopt); });
    expect_panic("sync/atomic: store of nil value into Value", [&] { value.store(std::optional<int>()); });
    expect_panic("sync/atomic: swap of nil value into Value", [&] { value.swap(nullptr); });
    expect_panic("sync/atomic: swap of nil value into Value", [&] { value.swap(std::optional<int>()); });
    expect_panic("sync/atomic: compare and swap of nil value into Value",
                 [&] { value.compare_and_swap(nullptr, nullptr); });
    expect_panic("sync/atomic: compare and swap of nil value into Value",
                 [&] { value.compare_and_swap(1, std::optional<int>()); });
    if (round == 0) {
      EXPECT_TRUE(value.empty());
      value.store(1);  // nothing changes when there is a value
    }
  }
  EXPECT_EQ(value.load<int>(), 1);
}

// ATOMIC-8
TEST(atomic_value, takes_no_value_of_another_type_than_the_first) {
  atomic_value value;
  value.store(1);
  expect_panic("sync/atomic: store of inconsistently typed value into Value", [&] { value.store(2L); });
  expect_panic("sync/atomic: swap of inconsistently typed value into Value", [&] { value.swap(2u); });
  expect_panic("sync/atomic: compare and swap of inconsistently typed value into Value",
               [&] { value.compare_and_swap(2L, 3L); });
  expect_panic("sync/atomic: compare and swap of inconsistently typed value into Value",
               [&] { value.compare_and_swap(nullptr, 3L); });
  EXPECT_EQ(value.load<int>(), 1);
}

// ATOMIC-8
TEST(atomic_value, compares_no_values_of_two_types) {
  atomic_value value;
  const auto compare = [&] { value.compare_and_swap(1, 2L); };
  expect_panic("sync/atomic: compare and swap of inconsistently typed values", compare);
  EXPECT_TRUE(value.empty());
  value.store(1);
  expect_panic("sync/atomic: compare and swap of inconsistently typed values", compare);
  EXPECT_EQ(value.load<int>(), 1);
}

// ATOMIC-3
TEST(atomic_value, swap_returns_the_old_value) {
  atomic_value value;
  EXPECT_EQ(value.swap(std::string("first")), std::nullopt);
  EXPECT_EQ(value.swap(std::string("second")), "first");
  EXPECT_EQ(value.load<std::string>(), "second");
}

// ATOMIC-3
TEST(atomic_value, compare_and_swap_returns_whether_it_swapped) {
  atomic_value value;
  EXPECT_FALSE(value.compare_and_swap(1, 2));
  EXPECT_TRUE(value.empty());
  EXPECT_TRUE(value.compare_and_swap(nullptr, 1));
  EXPECT_FALSE(value.compare_and_swap(nullptr, 2));
  EXPECT_FALSE(value.compare_and_swap(2, 3));
  EXPECT_TRUE(value.compare_and_swap(1, 2));
  EXPECT_EQ(value.load<int>(), 2);
}

TEST(atomic_value, takes_back_what_load_returned) {
  atomic_value value;
  for (int i = 0; i != 3; ++i) {
    const auto seen = value.load<int>();
    EXPECT_TRUE(value.compare_and_swap(seen, seen.value_or(0) + 1));
    EXPECT_FALSE(value.compare_and_swap(seen, 100));
  }
  value.store(std::optional(7));
  EXPECT_EQ(value.load<int>(), 7);
}

/// Counts its objects, copies to order, and throws from the copy that it is told to.
struct counted {
  static inline int alive = 0;
  static inline int copies_until_throw = -1;

  explicit counted(int n) : number(n) { ++alive; }
  counted(const counted& other) : number(other.number) {
    if (copies_until_throw >= 0 && copies_until_throw-- == 0) throw std::runtime_error("copy");
    ++alive;
  }
  ~counted() { --alive; }
  friend bool operator==(const counted& a, const counted& b) { return a.number == b.number; }

  int number;
};

TEST(atomic_value, destroys_each_value_once) {
  {
    atomic_value value;
    for (int i = 0; i != 3; ++i) {
      value.store(counted(i));
      EXPECT_EQ(counted::alive, 1);
    }
    EXPECT_EQ(value.swap(counted(3))->number, 2);
    EXPECT_TRUE(value.compare_and_swap(counted(3), counted(4)));
    EXPECT_FALSE(value.compare_and_swap(counted(3), counted(5)));
    expect_panic("sync/atomic: store of inconsistently typed value into Value", [&] { value.store(1); });
    EXPECT_EQ(counted::alive, 1);
  }
  EXPECT_EQ(counted::alive, 0);
}

TEST(atomic_value, is_as_it_was_when_a_copy_throws) {
  {
    atomic_value value;
    value.store(counted(1));
    const counted second(2);
    counted::copies_until_throw = 0;
    EXPECT_THROW((void)value.load<counted>(), std::runtime_error);
    for (int copies = 0; copies != 2; ++copies) {
      counted::copies_until_throw = copies;
      EXPECT_THROW(value.store(second), std::runtime_error);
    }
    counted::copies_until_throw = -1;
    EXPECT_EQ(value.load<counted>()->number, 1);
    EXPECT_EQ(counted::alive, 2);
  }
  EXPECT_EQ(counted::alive, 0);
}

/// User code runs outside the lock, so it may come back.
struct reentrant {
  atomic_value* home;
  reentrant(atomic_value* h) : home(h) {}
  reentrant(const reentrant& other) : home(other.home) { EXPECT_FALSE(home == nullptr); }
  ~reentrant() { (void)home->empty(); }
  friend bool operator==(const reentrant& a, const reentrant&) { return !a.home->empty(); }
};

TEST(atomic_value, may_be_used_by_the_values_own_functions) {
  static atomic_value value;  // outlives what its value does when it goes
  value.store(reentrant(&value));
  value.store(reentrant(&value));
  EXPECT_TRUE(value.compare_and_swap(reentrant(&value), reentrant(&value)));
  EXPECT_TRUE(value.load<reentrant>().has_value());
}

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

// ATOMIC-8: Go's TestValueConcurrent, with a value too large for any one instruction.
TEST(atomic_value, is_never_torn) {
  using numbers = std::vector<int>;
  atomic_value value;
  value.store(numbers(100, 0));
  in_threads(4, [&](int index) {
    for (int i = 0; i != 20'000; ++i) {
      if (index % 2 == 0) {
        value.store(numbers(100, i * 4 + index));
        continue;
      }
      const auto seen = value.load<numbers>();
      if (!seen || *seen != numbers(100, seen->at(0))) {
        ADD_FAILURE() << "torn in round " << i;
        return;
      }
    }
  });
}

// ATOMIC-8: Go's TestValueCompareAndSwapConcurrent.
TEST(atomic_value, counts_by_compare_and_swap) {
  atomic_value value;
  in_threads(4, [&](int) {
    for (int i = 0; i != 20'000; ++i) {
      for (;;) {
        const auto seen = value.load<int>();
        if (value.compare_and_swap(seen, seen.value_or(0) + 1)) break;
      }
    }
  });
  EXPECT_EQ(value.load<int>(), 80'000);
}

}  // namespace
}  // namespace atomic_value_tests

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <lockstep/sync.h>

namespace once_func_tests {
namespace {

using lockstep::once_func;
using lockstep::once_value;

// ONCE-6
TEST(once_func, runs_once_for_all_copies) {
  int runs = 0;
  const auto f = once_func([&] { ++runs; });
  const auto copy = f;
  const std::function<void()> wrapped = f;
  EXPECT_EQ(runs, 0);
  f();
  copy();
  wrapped();
  EXPECT_EQ(runs, 1);
}

// ONCE-6
TEST(once_value, is_the_same_object_for_all_copies) {
  int runs = 0;
  const auto value = once_value([&] { return std::to_string(++runs); });
  const auto copy = value;
  EXPECT_EQ(value(), "1");
  EXPECT_EQ(&value(), &copy());
  EXPECT_EQ(runs, 1);
}

// ONCE-6: a value that can only be moved, and a function that can only be moved.
TEST(once_value, asks_for_no_copies) {
  const auto value = once_value([held = std::make_unique<int>(7)] { return std::make_unique<int>(*held); });
  EXPECT_EQ(*value(), 7);
}

/// The exception that `f` throws.
template <class F>
const std::runtime_error* thrown_by(const F& f) {
  try {
    f();
  } catch (const std::runtime_error& e) {
    return &e;
  }
  return nullptr;
}

// ONCE-6: Go's TestOnceFuncPanic and TestOnceValuePanic.
TEST(once_func, that_threw_throws_the_same_to_every_caller) {
  int runs = 0;
  const auto fail = [&] {
    ++runs;
    throw std::runtime_error("failed");
  };
  const auto f = once_func(fail);
  const auto value = once_value([&]() -> int {
    fail();
    return 1;
  });
  const auto* const first = thrown_by(f);
  EXPECT_STREQ(first->what(), "failed");
  EXPECT_EQ(thrown_by(f), first);
  const auto* const from_value = thrown_by(value);
  EXPECT_STREQ(from_value->what(), "failed");
  EXPECT_EQ(thrown_by(value), from_value);
  EXPECT_EQ(runs, 2);
}

// ONCE-6: golang/go#68636, Go's TestOnceXGC.
TEST(once_func, releases_its_function_after_the_run) {
  const auto held = std::make_shared<int>(1);
  const auto f = once_func([held] {});
  const auto failing = once_func([held] { throw std::runtime_error("failed"); });
  const auto value = once_value([held] { return *held; });
  EXPECT_EQ(held.use_count(), 4);
  f();
  EXPECT_EQ(held.use_count(), 3);
  EXPECT_NE(thrown_by(failing), nullptr);
  EXPECT_EQ(held.use_count(), 2);
  EXPECT_EQ(value(), 1);
  EXPECT_EQ(held.use_count(), 1);
}

// ONCE-6
TEST(once_func, that_never_ran_releases_its_function_with_the_last_copy) {
  const auto held = std::make_shared<int>(1);
  {
    const auto f = once_func([held] {});
    const auto copy = f;
    EXPECT_EQ(held.use_count(), 2);
  }
  EXPECT_EQ(held.use_count(), 1);
}

// ONCE-6, ONCE-2
TEST(once_value, gives_many_threads_the_one_value) {
  for (int round = 0; round != 100; ++round) {
    std::atomic<int> runs = 0;
    const auto value = once_value([&] { return std::vector<int>(3, ++runs); });
    std::vector<std::jthread> all;
    for (int i = 0; i != 8; ++i) {
      all.emplace_back([value] { EXPECT_EQ(value(), std::vector<int>(3, 1)); });
    }
    all.clear();
    ASSERT_EQ(runs, 1);
  }
}

}  // namespace
}  // namespace once_func_tests

// What a mutex is while nobody uses it.

#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <type_traits>

#include "observe.h"

namespace mutex_value_tests {
namespace {

using lockstep::mutex;

static_assert(sizeof(mutex) == 8 && alignof(mutex) == 4);                                  // MUTEX-3
static_assert(!std::is_copy_constructible_v<mutex> && !std::is_copy_assignable_v<mutex>);  // MUTEX-4
static_assert(!std::is_move_constructible_v<mutex> && !std::is_move_assignable_v<mutex>);  // MUTEX-4
static_assert(std::is_trivially_destructible_v<mutex> && std::is_nothrow_default_constructible_v<mutex>);

constinit mutex constant_initialised;

// MUTEX-3
TEST(mutex_value, is_constant_initialised) {
  constant_initialised.lock();
  EXPECT_FALSE(constant_initialised.try_lock());
  constant_initialised.unlock();
}

// MUTEX-3
TEST(mutex_value, is_all_zero_bytes) {
  alignas(mutex) unsigned char memory[sizeof(mutex)];
  std::memset(memory, 0xff, sizeof memory);
  auto* const made = ::new (static_cast<void*>(memory)) mutex;
  EXPECT_EQ(lockstep::tests::bytes_of<std::uint64_t>(*made), 0u);
}

void expect_unlocked_and_usable(mutex& m) {
  ASSERT_TRUE(m.try_lock());
  EXPECT_FALSE(m.try_lock());
  m.unlock();
  m.lock();
  m.unlock();
  EXPECT_EQ(lockstep::tests::bytes_of<std::uint64_t>(m), 0u);
}

// MUTEX-3
TEST(mutex_value, of_memory_from_calloc_is_unlocked) {
  const std::unique_ptr<void, decltype(&std::free)> memory(std::calloc(1, sizeof(mutex)), std::free);
  expect_unlocked_and_usable(*static_cast<mutex*>(memory.get()));
}

// MUTEX-3
TEST(mutex_value, of_memory_that_was_set_to_zero_is_unlocked) {
  const std::unique_ptr<void, decltype(&std::free)> memory(std::malloc(sizeof(mutex)), std::free);
  std::memset(memory.get(), 0xff, sizeof(mutex));
  std::memset(memory.get(), 0, sizeof(mutex));
  expect_unlocked_and_usable(*static_cast<mutex*>(memory.get()));
}

}  // namespace
}  // namespace mutex_value_tests

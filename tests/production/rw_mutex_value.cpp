// What an rw_mutex is while nobody uses it, and which of the standard's requirements it meets.

#include <gtest/gtest.h>

#include <array>
#include <concepts>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <type_traits>

#include "observe.h"

namespace rw_mutex_value_tests {
namespace {

using lockstep::rw_mutex;

static_assert(sizeof(rw_mutex) == 24 && alignof(rw_mutex) == 8);                                 // RW-9
static_assert(!std::is_copy_constructible_v<rw_mutex> && !std::is_copy_assignable_v<rw_mutex>);  // RW-9
static_assert(!std::is_move_constructible_v<rw_mutex> && !std::is_move_assignable_v<rw_mutex>);  // RW-9
static_assert(std::is_trivially_destructible_v<rw_mutex> && std::is_nothrow_default_constructible_v<rw_mutex>);
static_assert(!std::is_copy_constructible_v<rw_mutex::reader> && !std::is_default_constructible_v<rw_mutex::reader>);

template <class L>
concept lockable = requires(L m) {
  { m.lock() } -> std::same_as<void>;
  { m.try_lock() } -> std::convertible_to<bool>;
  { m.unlock() } -> std::same_as<void>;
};
template <class L>
concept shared_lockable = requires(L m) {
  { m.lock_shared() } -> std::same_as<void>;
  { m.try_lock_shared() } -> std::convertible_to<bool>;
  { m.unlock_shared() } -> std::same_as<void>;
};
static_assert(lockable<rw_mutex> && shared_lockable<rw_mutex>);
static_assert(lockable<rw_mutex::reader>);  // RW-10

constinit rw_mutex constant_initialised;

using bytes = std::array<unsigned char, sizeof(rw_mutex)>;

// RW-9
TEST(rw_mutex_value, is_constant_initialised) {
  constant_initialised.lock();
  EXPECT_FALSE(constant_initialised.try_lock_shared());
  constant_initialised.unlock();
}

// RW-9
TEST(rw_mutex_value, is_all_zero_bytes) {
  alignas(rw_mutex) unsigned char memory[sizeof(rw_mutex)];
  std::memset(memory, 0xff, sizeof memory);
  auto* const made = ::new (static_cast<void*>(memory)) rw_mutex;
  EXPECT_EQ(lockstep::tests::bytes_of<bytes>(*made), bytes{});
}

// RW-9
TEST(rw_mutex_value, of_memory_from_calloc_is_unlocked) {
  const std::unique_ptr<void, decltype(&std::free)> memory(std::calloc(1, sizeof(rw_mutex)), std::free);
  auto& m = *static_cast<rw_mutex*>(memory.get());
  ASSERT_TRUE(m.try_lock());
  EXPECT_FALSE(m.try_lock());
  m.unlock();
  m.lock_shared();
  m.unlock_shared();
  m.lock();
  m.unlock();
  EXPECT_EQ(lockstep::tests::bytes_of<bytes>(m), bytes{});
}

}  // namespace
}  // namespace rw_mutex_value_tests

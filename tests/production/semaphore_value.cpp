// The count of a semaphore while nobody waits.

#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <type_traits>

#include "observe.h"

namespace semaphore_value_tests {
namespace {

using lockstep::semaphore;
using lockstep::tests::bytes_of;

static_assert(sizeof(semaphore) == 4 && alignof(semaphore) == 4);
static_assert(!std::is_copy_constructible_v<semaphore> && !std::is_copy_assignable_v<semaphore>);
static_assert(!std::is_move_constructible_v<semaphore> && !std::is_move_assignable_v<semaphore>);
static_assert(std::is_trivially_destructible_v<semaphore> && std::is_nothrow_default_constructible_v<semaphore>);

constinit semaphore constant_initialised;

// SEMA-1
TEST(semaphore_value, starts_without_a_token) { EXPECT_FALSE(constant_initialised.try_acquire()); }

// SEMA-1
TEST(semaphore_value, of_zeroed_memory_has_no_token) {
  const std::unique_ptr<void, decltype(&std::free)> memory(std::malloc(sizeof(semaphore)), std::free);
  std::memset(memory.get(), 0, sizeof(semaphore));
  auto& s = *static_cast<semaphore*>(memory.get());
  EXPECT_FALSE(s.try_acquire());
  s.release();
  EXPECT_TRUE(s.try_acquire());
}

// SEMA-1
TEST(semaphore_value, gives_each_token_once) {
  semaphore s;
  for (int i = 0; i != 3; ++i) s.release();
  s.acquire();
  EXPECT_TRUE(s.try_acquire());
  s.acquire();
  EXPECT_FALSE(s.try_acquire());
}

// SEMA-1: the token of a hand-off that finds nobody waits in the count like any other.
TEST(semaphore_value, keeps_the_token_of_a_hand_off_to_nobody) {
  semaphore s;
  s.release(true);
  EXPECT_TRUE(s.try_acquire());
  EXPECT_FALSE(s.try_acquire());
}

// SEMA-1
TEST(semaphore_value, is_not_changed_by_a_try_that_fails) {
  semaphore s;
  EXPECT_FALSE(s.try_acquire());
  EXPECT_EQ(bytes_of<std::uint32_t>(s), 0u);
}

}  // namespace
}  // namespace semaphore_value_tests

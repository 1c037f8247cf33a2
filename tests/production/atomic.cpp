// Every operation of every atomic: what it returns, what it leaves, and that it touches nothing beside it.

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <memory>
#include <type_traits>
#include <utility>

#include <lockstep/sync.h>

namespace atomic_tests {
namespace {

using lockstep::atomic;

template <class T>
concept has_arithmetic = requires(atomic<T> a, T value) {
  a.add(value);
  a.and_(value);
  a.or_(value);
};
static_assert(has_arithmetic<std::int32_t> && has_arithmetic<std::uint32_t>);
static_assert(has_arithmetic<std::int64_t> && has_arithmetic<std::uint64_t>);
static_assert(!has_arithmetic<bool> && !has_arithmetic<int*>);

template <class T>
concept can_be_atomic = requires { typename atomic<T>; };
static_assert(!can_be_atomic<std::int16_t> && !can_be_atomic<double> && !can_be_atomic<std::nullptr_t>);

constinit atomic<std::int64_t> constant_initialised{-7};

TEST(atomic_value_at_start, is_constant_initialised) { EXPECT_EQ(constant_initialised.load(), -7); }

/// Two values of each type whose bits have something in common and something not, and that fill the type.
template <class T>
struct values {
  static constexpr T first = static_cast<T>(0xf00f'0ff0'5a5a'1234u);
  static constexpr T second = static_cast<T>(0x0ff0'f00f'a5a5'1243u);
};
template <>
struct values<bool> {
  static constexpr bool first = true;
  static constexpr bool second = false;
};
int pointees[2];
template <>
struct values<int*> {
  static constexpr int* first = &pointees[0];
  static constexpr int* second = &pointees[1];
};

/// An atomic between words that must not change, as in Go's own tests. They are of 32 bits, so that they lie close.
template <class T>
class atomic_of : public testing::Test {
 protected:
  static constexpr std::uint32_t guard = 0xdead'beef;

  void TearDown() override {
    for (const std::uint32_t word : {before[0], before[1], after[0], after[1]}) EXPECT_EQ(word, guard);
  }

  static constexpr T first = values<T>::first;
  static constexpr T second = values<T>::second;

  std::uint32_t before[2] = {guard, guard};
  atomic<T> a;
  std::uint32_t after[2] = {guard, guard};
};
using types = testing::Types<std::int32_t, std::uint32_t, std::int64_t, std::uint64_t, bool, int*>;
TYPED_TEST_SUITE(atomic_of, types);

template <class T>
class atomic_number_of : public atomic_of<T> {};
using numbers = testing::Types<std::int32_t, std::uint32_t, std::int64_t, std::uint64_t>;
TYPED_TEST_SUITE(atomic_number_of, numbers);

// ATOMIC-6
TYPED_TEST(atomic_of, can_be_neither_copied_nor_moved) {
  using tested = atomic<TypeParam>;
  static_assert(!std::is_copy_constructible_v<tested> && !std::is_copy_assignable_v<tested>);
  static_assert(!std::is_move_constructible_v<tested> && !std::is_move_assignable_v<tested>);
  static_assert(!std::is_assignable_v<tested&, TypeParam> && !std::is_convertible_v<TypeParam, tested>);
}

// ATOMIC-4
TYPED_TEST(atomic_of, is_aligned_to_its_size_and_lock_free) {
  using tested = atomic<TypeParam>;
  struct among_others {
    char other;
    tested a;
  };
  static_assert(alignof(tested) == sizeof(tested) && offsetof(among_others, a) == sizeof(tested));
  static_assert(sizeof(tested) >= sizeof(TypeParam) && sizeof(tested) >= 4);
  static_assert(std::atomic<TypeParam>::is_always_lock_free);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(&this->a) % sizeof(tested), 0u);
}

TYPED_TEST(atomic_of, is_all_zero_bytes_at_zero) {
  const unsigned char zero[sizeof this->a] = {};
  EXPECT_EQ(std::memcmp(static_cast<const void*>(&this->a), zero, sizeof zero), 0);
  EXPECT_EQ(this->a.load(), TypeParam{});
}

TYPED_TEST(atomic_of, is_ready_in_memory_from_calloc) {
  const std::unique_ptr<void, decltype(&std::free)> memory(std::calloc(1, sizeof(atomic<TypeParam>)), std::free);
  auto& zeroed = *static_cast<atomic<TypeParam>*>(memory.get());
  EXPECT_EQ(zeroed.swap(this->first), TypeParam{});
  EXPECT_EQ(zeroed.load(), this->first);
}

TYPED_TEST(atomic_of, is_made_with_a_value) {
  const atomic<TypeParam> made(this->first);
  EXPECT_EQ(made.load(), this->first);
}

TYPED_TEST(atomic_of, loads_what_was_stored) {
  this->a.store(this->first);
  EXPECT_EQ(this->a.load(), this->first);
  this->a.store(this->second);
  EXPECT_EQ(this->a.load(), this->second);
}

// ATOMIC-3
TYPED_TEST(atomic_of, swap_returns_the_old_value) {
  EXPECT_EQ(this->a.swap(this->first), TypeParam{});
  EXPECT_EQ(this->a.swap(this->second), this->first);
  EXPECT_EQ(this->a.load(), this->second);
}

// ATOMIC-3
TYPED_TEST(atomic_of, compare_and_swap_returns_whether_it_swapped) {
  this->a.store(this->first);
  EXPECT_FALSE(this->a.compare_and_swap(this->second, this->second));
  EXPECT_EQ(this->a.load(), this->first);
  EXPECT_TRUE(this->a.compare_and_swap(this->first, this->second));
  EXPECT_EQ(this->a.load(), this->second);
}

// ATOMIC-3
TYPED_TEST(atomic_number_of, add_returns_the_new_value) {
  this->a.store(this->first);
  EXPECT_EQ(this->a.add(5), static_cast<TypeParam>(this->first + 5));
  EXPECT_EQ(this->a.add(static_cast<TypeParam>(-3)), static_cast<TypeParam>(this->first + 2));
  EXPECT_EQ(this->a.load(), static_cast<TypeParam>(this->first + 2));
}

// ATOMIC-3
TYPED_TEST(atomic_number_of, add_wraps_around) {
  using limits = std::numeric_limits<TypeParam>;
  this->a.store(limits::max());
  EXPECT_EQ(this->a.add(1), limits::min());
  EXPECT_EQ(this->a.add(static_cast<TypeParam>(-1)), limits::max());
  EXPECT_EQ(this->a.add(limits::max()), static_cast<TypeParam>(-2));
}

// ATOMIC-3
TYPED_TEST(atomic_number_of, and_and_or_return_the_old_value) {
  this->a.store(this->first);
  EXPECT_EQ(this->a.and_(this->second), this->first);
  EXPECT_EQ(this->a.or_(this->first), static_cast<TypeParam>(this->first & this->second));
  EXPECT_EQ(this->a.load(), this->first);
  EXPECT_EQ(this->a.or_(this->second), this->first);
  EXPECT_EQ(this->a.load(), static_cast<TypeParam>(this->first | this->second));
}

// ATOMIC-4: Go's walk of a bit through the word; a word written in two halves would lose some.
TYPED_TEST(atomic_number_of, add_carries_through_every_bit) {
  using bits = std::make_unsigned_t<TypeParam>;
  bits sum = 0;
  for (bits delta = 1; delta != 0; delta = static_cast<bits>(delta << 1)) {
    sum = static_cast<bits>(sum + delta);
    EXPECT_EQ(this->a.add(static_cast<TypeParam>(delta)), static_cast<TypeParam>(sum));
    EXPECT_EQ(this->a.load(), static_cast<TypeParam>(sum));
  }
}

}  // namespace
}  // namespace atomic_tests

// Misuse of a group panics, and says what it was. What takes two threads at the wrong moment is provoked in
// sanitizers/provoke and explored in verify/wait_group; here the wrong moment is written into the state.

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <new>
#include <string>

#include <lockstep/sync.h>

namespace wait_group_misuse_tests {
namespace {

using lockstep::wait_group;

/// What the panic of `f` says; empty if there is none.
template <class F>
std::string panic_of(F f) {
  try {
    f();
  } catch (const lockstep::misuse& panic) {
    return panic.what();
  }
  return "";
}

constexpr char negative[] = "sync: negative WaitGroup counter";
constexpr char concurrent[] = "sync: WaitGroup misuse: Add called concurrently with Wait";
constexpr char reused[] = "sync: WaitGroup is reused before previous Wait has returned";

// WG-4
TEST(wait_group_misuse, a_done_too_many_panics) {
  wait_group group;
  EXPECT_EQ(panic_of([&] { group.done(); }), negative);
}

// WG-4: Go's TestWaitGroupMisuse.
TEST(wait_group_misuse, the_second_done_for_one_count_panics) {
  wait_group group;
  group.add(1);
  EXPECT_EQ(panic_of([&] { group.done(); }), "");
  EXPECT_EQ(panic_of([&] { group.done(); }), negative);
}

// WG-4
TEST(wait_group_misuse, an_add_below_zero_or_above_the_largest_number_panics) {
  wait_group below, above;
  below.add(2);
  EXPECT_EQ(panic_of([&] { below.add(-3); }), negative);
  above.add(INT32_MAX);
  EXPECT_EQ(panic_of([&] { above.add(1); }), negative);
}

/// A group with these numbers in it.
class prepared {
 public:
  prepared(std::int32_t counter, std::uint32_t waiters, std::uint32_t tokens) {
    const std::uint64_t state = lockstep::wait_group_word::change_by(counter) + waiters;
    std::memcpy(memory_, &state, sizeof state);
    std::memcpy(memory_ + sizeof state, &tokens, sizeof tokens);
  }
  wait_group& group() { return *std::launder(reinterpret_cast<wait_group*>(memory_)); }

 private:
  alignas(wait_group) unsigned char memory_[sizeof(wait_group)] = {};
};

// WG-5: the waker has counted to zero and not yet woken the one waiter.
TEST(wait_group_misuse, an_add_from_zero_with_a_waiter_panics) {
  prepared between(0, 1, 0);
  EXPECT_EQ(panic_of([&] { between.group().add(1); }), concurrent);
}

// WG-6: there is a token for the waiter, but the group counts again.
TEST(wait_group_misuse, a_waiter_that_wakes_in_another_generation_panics) {
  prepared in_use(1, 0, 1);
  EXPECT_EQ(panic_of([&] { in_use.group().wait(); }), reused);
}

// WG-8: it is somebody else's business to wake the waiter.
TEST(wait_group_misuse, an_add_of_zero_is_none) {
  prepared between(0, 1, 0);
  EXPECT_EQ(panic_of([&] { between.group().add(0); }), "");
}

}  // namespace
}  // namespace wait_group_misuse_tests

// Each misuse of a group that panics, provoked on real threads at full speed. Whatever the threads do to each other,
// only the documented panics may come of it: no race, no hang, no wait that returns too early. A panicking thread may
// leave others asleep, so whoever panicked sees to it that the count still comes down to zero.

#include <string_view>

#include <lockstep/wait_group.h>

#include "hammer.h"

namespace wait_group_misuse_hammer {
namespace {

using namespace lockstep;
using sanitizers::dawdle;
using sanitizers::in_threads;
using sanitizers::start_line;
using sanitizers::watchdog;

constexpr std::string_view none;
constexpr std::string_view negative = "sync: negative WaitGroup counter";
constexpr std::string_view concurrent = "sync: WaitGroup misuse: Add called concurrently with Wait";
constexpr std::string_view reused = "sync: WaitGroup is reused before previous Wait has returned";

/// What `f` panics with, if it does.
template <class F>
std::string_view panic_of(F f) {
  try {
    f();
  } catch (const misuse& panic) {
    const std::string_view said = panic.what();
    for (const auto known : {negative, concurrent, reused}) {
      if (said == known) return known;
    }
    ADD_FAILURE() << "panic: " << said;
  }
  return none;
}

template <class P>
struct wait_group_misuse : testing::Test {
  struct round {
    basic_wait_group<P> group;
    start_line line{3};
    int first = 0;  // what the first done publishes
  };

  /// Runs `f(index, round)` in three threads, round after round, each with a group that counts one.
  template <class F>
  void provoke(std::size_t rounds, F f) {
    std::vector<round> all(rounds);
    for (round& r : all) r.group.add(1);
    watchdog dog;
    in_threads(3, [&](int index) {
      for (round& r : all) {
        r.line.arrive();
        dawdle();
        f(index, r);
        dog.round_ended();
      }
    });
    for (round& r : all) r.group.wait();  // all have left it at zero
  }

  std::atomic<std::size_t> panics{0};
};
TYPED_TEST_SUITE(wait_group_misuse, sanitizers::policies, sanitizers::policy_names);

// WG-5, WG-6: an add from zero beside a wait. The adder counts off what it added, also if adding it panicked.
TYPED_TEST(wait_group_misuse, an_add_from_zero_beside_a_wait_does_no_more_than_panic) {
  this->provoke(3'000, [](int index, auto& r) {
    if (index == 0) {
      const auto said = panic_of([&] { r.group.wait(); });
      EXPECT_TRUE(said == none || said == reused) << said;
      EXPECT_TRUE(said != none || r.first == 1) << "wait has returned before the first done";
    } else if (index == 1) {
      r.first = 1;
      const auto said = panic_of([&] { r.group.done(); });
      EXPECT_TRUE(said == none || said == concurrent) << said;
    } else {
      for (const int delta : {1, -1}) {
        const auto said = panic_of([&] { r.group.add(delta); });
        EXPECT_TRUE(said == none || said == concurrent) << said;
      }
    }
  });
}

// WG-6: two generations of waits at once; the second may take the first one's token.
TYPED_TEST(wait_group_misuse, a_wait_for_the_next_generation_does_no_more_than_panic) {
  this->provoke(3'000, [](int index, auto& r) {
    if (index == 0) {
      const auto said = panic_of([&] { r.group.wait(); });
      EXPECT_TRUE(said == none || said == reused) << said;
      EXPECT_TRUE(said != none || r.first == 1) << "wait has returned before the first done";
    } else if (index == 1) {
      r.first = 1;
      EXPECT_EQ(panic_of([&] { r.group.done(); }), none);
      EXPECT_EQ(panic_of([&] { r.group.add(1); }), none);
      dawdle();
      EXPECT_EQ(panic_of([&] { r.group.done(); }), none);
    } else {
      const auto said = panic_of([&] { r.group.wait(); });
      EXPECT_TRUE(said == none || said == reused) << said;
    }
  });
}

// WG-4: two dones for one count. Who went below zero goes up again, or a waiter that comes late would sleep for ever.
TYPED_TEST(wait_group_misuse, one_of_two_dones_for_one_count_panics) {
  constexpr std::size_t rounds = 3'000;
  this->provoke(rounds, [&](int index, auto& r) {
    if (index == 0) {
      const auto said = panic_of([&] { r.group.wait(); });
      EXPECT_TRUE(said == none || said == reused) << said;
      return;
    }
    const auto said = panic_of([&] { r.group.done(); });
    EXPECT_TRUE(said == none || said == negative || said == concurrent) << said;
    if (said != negative) return;
    this->panics.fetch_add(1, std::memory_order::relaxed);
    const auto on_the_way_up = panic_of([&] { r.group.add(1); });
    EXPECT_TRUE(on_the_way_up == none || on_the_way_up == concurrent) << on_the_way_up;
  });
  EXPECT_EQ(this->panics, rounds);
}

}  // namespace
}  // namespace wait_group_misuse_hammer

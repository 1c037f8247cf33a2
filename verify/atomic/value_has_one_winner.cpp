// ATOMIC-8: of two compare_and_swaps that expect the same value one succeeds, and none succeeds against a value that is
// not there. Hunts for a comparison that is no longer true at the exchange: another box came in between, perhaps at the
// same address, because the one that was compared had been destroyed (ABA); and, in the last scenario, for a
// comparison that takes another box of an equal value for another value, as Go's does.
// Witnesses: either thread won; either had to look again; the store of an equal value came before and after.
// Counting is bounded: its full search does not end within several minutes.

#include <lockstep/atomic_value.h>
#include <lockstep/verify/scenario.h>

#include "watched_value.h"

namespace lockstep::verify::value_has_one_winner {
namespace {

/// Both want to be the first to replace 0, from nothing or from a value.
template <policy P, bool IsEmpty>
struct one_winner {
  static constexpr int threads = 2;
  using value = watched_value<P>;

  basic_atomic_value<P> shared;
  ghost<int> winner;
  ghost<int> winners;

  void before() {
    if constexpr (!IsEmpty) shared.store(value(0));
  }

  void thread(int i) {
    bool won = false;
    if constexpr (IsEmpty) {
      won = shared.compare_and_swap(nullptr, value(i + 1));
    } else {
      won = shared.compare_and_swap(value(0), value(i + 1));
    }
    if (!won) return;
    winner.set(i + 1);
    winners.add(1);
    witness(i == 0 ? "first_won" : "second_won");
  }

  void after() {
    check(winners.get() == 1, "there was not one winner");
    check(shared.template load<value>() == std::optional(value(winner.get())), "the winner's value is not there");
  }
};

/// Increments by compare_and_swap, as often as it takes, while each store destroys a box and may reuse its address.
template <policy P>
struct counts {
  static constexpr int threads = 2;
  static constexpr int rounds = 2;

  basic_atomic_value<P> shared;

  void before() { shared.store(0); }
  void thread(int i) {
    for (int round = 0; round != rounds; ++round) {
      for (;;) {
        const auto seen = shared.template load<int>();
        if (shared.compare_and_swap(seen, *seen + 1)) break;
        witness(i == 0 ? "first_lost" : "second_lost");
      }
    }
  }
  void after() { check(shared.template load<int>() == threads * rounds, "an increment was lost"); }
};

/// What is stored beside it equals what is there, so it succeeds whatever the order.
template <policy P>
struct beside_an_equal_value {
  static constexpr int threads = 2;
  using value = watched_value<P>;

  basic_atomic_value<P> shared;

  void before() {
    check(!shared.compare_and_swap(value(0), value(1)), "nothing was equal to a value");
    shared.store(value(0));
  }
  void thread(int i) {
    if (i == 0) {
      check(shared.compare_and_swap(value(0), value(1)), "it failed, and the value was equal throughout");
    } else {
      shared.store(value(0));
    }
  }
  void after() { witness(shared.template load<value>()->get() == 1 ? "before" : "after"); }
};

template <policy P>
using from_nothing = one_winner<P, true>;
template <policy P>
using from_a_value = one_winner<P, false>;

const scenario<from_nothing> a{{.name = "atomic_value/has_one_winner/from_nothing",
                                .claims = "ATOMIC-8 ATOMIC-3",
                                .witnesses = "first_won second_won"}};
const scenario<from_a_value> b{{.name = "atomic_value/has_one_winner/from_a_value",
                                .claims = "ATOMIC-8 ATOMIC-3",
                                .witnesses = "first_won second_won"}};
const scenario<counts> c{{.name = "atomic_value/has_one_winner/counts",
                          .claims = "ATOMIC-8",
                          .witnesses = "first_lost second_lost",
                          .quick = bound(2),
                          .thorough = bound(3, "full: 10^12 executions by estimate"),
                          .graphs = random(10'000),
                          .graphs_thorough = random(1'000'000, "full: more than 10^13 executions by estimate")}};
const scenario<beside_an_equal_value> d{{.name = "atomic_value/has_one_winner/beside_an_equal_value",
                                         .claims = "ATOMIC-8 ATOMIC-3",
                                         .witnesses = "before after"}};

}  // namespace
}  // namespace lockstep::verify::value_has_one_winner

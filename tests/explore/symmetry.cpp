// Of executions that differ only by which of several equal threads did what, one is explored and none is forgotten.

#include <random>
#include <set>
#include <string>

#include <gtest/gtest.h>
#include <lockstep/models/litmus.h>

#include "brute_force.h"
#include "random_program.h"
#include "watchers.h"

namespace lockstep {
namespace {

using models::memory_model;

std::uint64_t explored(const models::litmus::program& p, memory_model model) {
  models::search_plan plan;
  plan.model = model;
  patient watcher;
  const models::search_result r = models::litmus::explore(p, plan, watcher, false, models::litmus::alike(p));
  EXPECT_FALSE(r.failed);
  return r.executions;
}

/// Up to four equal threads, and perhaps another one before or behind them.
std::string with_equal_threads(std::mt19937& random) {
  const std::string text = random_program(random);
  const auto bar = text.find(" || ");
  const std::string one = text.substr(0, bar);
  const std::string other = text.substr(bar + 4, text.find(" || ", bar + 4) - bar - 4);
  std::string all = one;
  for (auto copies = 1 + random() % 3; copies != 0; --copies) all += " || " + one;
  if (random() % 3 == 0) return all;
  return random() % 2 == 0 ? all + " || " + other : other + " || " + all;
}

TEST(Symmetry, OfAdditionsLeavesOneOrder) {
  EXPECT_EQ(explored(models::litmus::parse("Ax1.sc || Ax1.sc || Ax1.sc || Ax1.sc"), memory_model::rc11), 1u);
  EXPECT_EQ(explored(models::litmus::parse("Wx1.rlx Rx.rlx || Wx1.rlx Rx.rlx"), memory_model::rc11), 2u);
}

void expect_one_of_each(const std::string& text, memory_model model) {
  const auto program = models::litmus::parse(text);
  const brute_force::up_to_symmetry expected = brute_force::count_up_to_symmetry(program, model);
  EXPECT_EQ(expected.represented, expected.different) << text;
  EXPECT_EQ(explored(program, model), expected.in_order) << text;
}

TEST(Symmetry, LeavesOneWhereItIsEasilyForgotten) {
  // One of the two adds to a later value, and the other to what depends on that.
  expect_one_of_each("Ax1.rlx Wy1.rlx || Ax1.rlx Wy1.rlx || Ry.rlx Wx5.rlx || Wx7.rlx", memory_model::rc11);
  // What the second one's exchange needs is all of the first one's.
  expect_one_of_each("Wx2.sc F.acq Ry.rlx || F.ar Xx2.sc Wy1.rlx || F.ar Xx2.sc Wy1.rlx", memory_model::rc11);
}

TEST(Symmetry, HidesNoFailure) {
  // An increment in two steps, by two threads: one may be lost.
  const auto program = models::litmus::parse("Rx.rlx Wx1.rlx || Rx.rlx Wx1.rlx");
  const std::set<std::string> allowed{"0:0=0 1:0=1"};
  models::search_plan plan;
  plan.allowed_outcomes = &allowed;
  plan.collect = true;
  patient watcher;
  const auto r = models::litmus::explore(program, plan, watcher, true, models::litmus::alike(program));
  ASSERT_TRUE(r.failed);
  EXPECT_TRUE(r.symmetric);
  EXPECT_EQ(r.failed->what, "outcome not allowed: 0:0=0 1:0=0");
  EXPECT_TRUE(r.others.empty());  // the one that differs by who comes first
  EXPECT_TRUE(r.failed->replay.starts_with("rc11s:")) << r.failed->replay;
  EXPECT_FALSE(r.failed->trace.empty());

  plan.symmetry = false;
  const auto all = models::litmus::explore(program, plan, watcher, true, models::litmus::alike(program));
  EXPECT_FALSE(all.symmetric);
  EXPECT_EQ(all.others.size(), 1u);
}

TEST(Symmetry, IsDeniedToThreadsThatAreNotAlike) {
  const auto program = models::litmus::parse("Rx.rlx Rx.rlx || Rx.rlx Ry.rlx");
  patient watcher;
  const auto r = models::litmus::explore(program, models::search_plan{}, watcher, false, 1);
  ASSERT_TRUE(r.failed);
  EXPECT_EQ(r.failed->what, "the scenario says that threads 0 and 1 are alike, and they are not");
}

TEST(Symmetry, LeavesOneOfEachByABruteForce) {
  const unsigned seed = std::random_device{}();
  std::mt19937 random(seed);
  std::uint64_t all = 0, different = 0, in_order = 0;
  for (int i = 0; i != 300; ++i) {
    std::string text = with_equal_threads(random);
    while (brute_force::candidates(models::litmus::parse(text)) > 10000) text = with_equal_threads(random);
    const auto program = models::litmus::parse(text);
    const memory_model model = i % 3 == 0 ? memory_model::sc : memory_model::rc11;
    const brute_force::up_to_symmetry expected = brute_force::count_up_to_symmetry(program, model);
    SCOPED_TRACE(text + "  (seed " + std::to_string(seed) + ')');
    EXPECT_EQ(expected.represented, expected.different);     // nothing is forgotten by the rules
    EXPECT_EQ(explored(program, model), expected.in_order);  // nor by the search
    if (HasFailure()) return;
    all += expected.all;
    different += expected.different;
    in_order += expected.in_order;
  }
  EXPECT_LT(in_order, all);
  EXPECT_LE(static_cast<double>(in_order), 1.01 * static_cast<double>(different));
}

}  // namespace
}  // namespace lockstep

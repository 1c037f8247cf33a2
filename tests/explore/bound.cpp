// A bound on preemptions leaves out what needs more, and nothing else.

#include <fstream>
#include <random>
#include <string>

#include <gtest/gtest.h>
#include <lockstep/models/litmus.h>

#include "brute_force.h"
#include "random_program.h"
#include "watchers.h"

namespace lockstep {
namespace {

using models::memory_model;

std::uint64_t executions(const models::litmus::program& p, unsigned bound, memory_model model) {
  models::search_plan plan;
  plan.kind = models::search_kind::bound;
  plan.bound = bound;
  plan.model = model;
  patient watcher;
  const models::search_result r = models::litmus::explore(p, plan, watcher, false);
  EXPECT_TRUE(r.finished);
  EXPECT_FALSE(r.exhaustive);
  return r.executions;
}

void expect_all_within_bounds(const std::string& text, memory_model model) {
  const auto program = models::litmus::parse(text);
  std::uint64_t expected = 0;
  const auto by_preemptions = brute_force::count_by_preemptions(program, model);
  for (unsigned bound = 0; bound <= by_preemptions.rbegin()->first + 1; ++bound) {
    if (const auto more = by_preemptions.find(bound); more != by_preemptions.end()) expected += more->second;
    EXPECT_EQ(executions(program, bound, model), expected) << text << ", bound " << bound;
  }
}

TEST(Bound, OfReadingOwnAndOthersWrites) {
  // Each reads the other's write between its own two steps, or after them, or one does.
  const auto program = models::litmus::parse("Wx1.rlx Ry.rlx || Wy1.rlx Rx.rlx");
  EXPECT_EQ(executions(program, 0, memory_model::rc11), 3u);  // both stale, or one of them
  EXPECT_EQ(executions(program, 1, memory_model::rc11), 4u);
  EXPECT_EQ(executions(models::litmus::parse("Rx.rlx Wy1.rlx || Ry.rlx Wx1.rlx"), 0, memory_model::rc11), 3u);
}

TEST(Bound, HasTheCountsOfABruteForce) {
  const unsigned seed = std::random_device{}();
  std::mt19937 random(seed);
  for (int i = 0; i != 400; ++i) {
    std::string text = random_program(random);
    while (brute_force::candidates(models::litmus::parse(text)) > 20000) text = random_program(random);
    SCOPED_TRACE(seed);
    expect_all_within_bounds(text, i % 3 == 0 ? memory_model::sc : memory_model::rc11);
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace lockstep

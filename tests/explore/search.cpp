// How a search is cut into parts, stopped and resumed: nothing is lost, nothing comes twice.

#include <map>
#include <set>
#include <string>

#include <gtest/gtest.h>
#include <lockstep/models/litmus.h>

namespace lockstep {
namespace {

using models::search_plan;
using models::search_result;

/// Stops a search whenever it is asked.
class impatient final : public models::monitor {
 public:
  bool progress(std::uint64_t, double) override { return false; }
};
class patient final : public models::monitor {
 public:
  bool progress(std::uint64_t, double) override { return true; }
};

const models::litmus::program& large() {
  static const auto program = models::litmus::parse(
      "Ax1.ar Wy1.rel Rx.acq || Ax1.ar Wy2.rlx Ry.acq || Ax1.rlx Xy3.ar Rx.rlx || Rx.acq Cy0>4.sc Ry.rlx");
  return program;
}

void add(std::map<std::string, std::uint64_t>& sum, const search_result& r) {
  for (const auto& [outcome, count] : r.outcomes) sum[outcome] += count;
}

TEST(Search, PartsAreDisjointAndTogetherTheWhole) {
  patient watcher;
  const search_result whole = models::litmus::explore(large(), search_plan{}, watcher, true);
  ASSERT_TRUE(whole.exhaustive);
  ASSERT_GT(whole.executions, 5000u);
  for (const unsigned parts : {2u, 3u, 7u}) {
    std::uint64_t executions = 0;
    std::map<std::string, std::uint64_t> outcomes;
    for (unsigned part = 0; part != parts; ++part) {
      search_plan plan;
      plan.part = part;
      plan.parts = parts;
      const search_result r = models::litmus::explore(large(), plan, watcher, true);
      EXPECT_TRUE(r.finished);
      EXPECT_FALSE(r.exhaustive);
      EXPECT_LT(r.executions, whole.executions);
      executions += r.executions;
      add(outcomes, r);
    }
    EXPECT_EQ(executions, whole.executions) << parts;
    EXPECT_EQ(outcomes, whole.outcomes) << parts;
  }
}

TEST(Search, GoesOnWhereItWasStopped) {
  patient calm;
  const search_result whole = models::litmus::explore(large(), search_plan{}, calm, true);
  impatient watcher;
  search_plan plan;
  std::uint64_t executions = 0;
  std::map<std::string, std::uint64_t> outcomes;
  int stops = 0;
  for (;;) {
    const search_result r = models::litmus::explore(large(), plan, watcher, true);
    executions += r.executions;
    add(outcomes, r);
    if (r.finished) break;
    ASSERT_FALSE(r.stopped_at.empty());
    plan.resume = r.stopped_at;
    ++stops;
  }
  EXPECT_GT(stops, 10);
  EXPECT_EQ(executions, whole.executions);
  EXPECT_EQ(outcomes, whole.outcomes);
}

TEST(Search, AtRandomShowsOnlyWhatTheWholeShows) {
  patient watcher;
  const search_result whole = models::litmus::explore(large(), search_plan{}, watcher, true);
  search_plan plan;
  plan.kind = models::search_kind::random;
  plan.executions = 2000;
  const search_result r = models::litmus::explore(large(), plan, watcher, true);
  EXPECT_EQ(r.executions, 2000u);
  EXPECT_GT(r.outcomes.size(), 100u);
  for (const auto& [outcome, count] : r.outcomes) EXPECT_TRUE(whole.outcomes.contains(outcome)) << outcome;
  const search_result again = models::litmus::explore(large(), plan, watcher, true);
  EXPECT_EQ(again.outcomes, r.outcomes);
}

TEST(Search, EstimatesItsLengthToAnOrderOfMagnitude) {
  patient watcher;
  const search_result whole = models::litmus::explore(large(), search_plan{}, watcher, false);
  EXPECT_GT(whole.estimate, static_cast<double>(whole.executions) / 10);
  EXPECT_LT(whole.estimate, static_cast<double>(whole.executions) * 10);
}

}  // namespace
}  // namespace lockstep

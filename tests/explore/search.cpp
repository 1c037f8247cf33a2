// How a search is cut into parts, stopped and resumed: nothing is lost, nothing comes twice.

#include <map>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <lockstep/models/litmus.h>

#include "watchers.h"

namespace lockstep {
namespace {

using models::search_plan;
using models::search_result;

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

/// Searches from stop to stop.
search_result searched_in_pieces(search_plan plan, int least_stops) {
  impatient watcher;
  int stops = 0;
  for (;; ++stops) {
    search_result r = models::litmus::explore(large(), plan, watcher, true);
    if (r.finished) {
      EXPECT_GT(stops, least_stops);
      return r;
    }
    EXPECT_FALSE(r.exhaustive);
    plan.resume = std::make_shared<const search_result>(std::move(r));
  }
}

TEST(Search, GoesOnWhereItWasStopped) {
  patient calm;
  const search_result whole = models::litmus::explore(large(), search_plan{}, calm, true);
  const search_result pieces = searched_in_pieces({}, 10);
  EXPECT_TRUE(pieces.exhaustive);
  EXPECT_EQ(pieces.executions, whole.executions);
  EXPECT_EQ(pieces.blocked, whole.blocked);
  EXPECT_EQ(pieces.outcomes, whole.outcomes);
}

TEST(Search, OfAPartOrWithinABoundGoesOnToo) {
  patient calm;
  search_plan part, bound;
  part.part = 1;
  part.parts = 3;
  bound.kind = models::search_kind::bound;
  bound.bound = 1;
  for (const search_plan& plan : {part, bound}) {
    const search_result whole = models::litmus::explore(large(), plan, calm, true);
    const search_result pieces = searched_in_pieces(plan, 5);
    EXPECT_FALSE(pieces.exhaustive);
    EXPECT_EQ(pieces.executions, whole.executions);
    EXPECT_EQ(pieces.outcomes, whole.outcomes);
  }
}

/// Keeps what it is told, and has had enough after some reports.
class keeper final : public models::monitor {
 public:
  bool progress(std::uint64_t, double) override { return reports.size() < 5; }
  void report(const search_result& so_far) override { reports.push_back(so_far); }
  std::vector<search_result> reports;
};

TEST(Search, CanGoOnFromEachReport) {
  patient calm;
  const search_result whole = models::litmus::explore(large(), search_plan{}, calm, true);
  keeper watcher;
  search_plan plan;
  plan.seconds_between_reports = 1e-9;
  models::litmus::explore(large(), plan, watcher, true);
  ASSERT_EQ(watcher.reports.size(), 5u);
  for (const search_result& so_far : watcher.reports) {
    plan.resume = std::make_shared<const search_result>(so_far);
    const search_result r = models::litmus::explore(large(), plan, calm, true);
    EXPECT_GT(so_far.executions, 0u);
    EXPECT_EQ(r.executions, whole.executions);
    EXPECT_EQ(r.outcomes, whole.outcomes);
  }
}

TEST(Search, DoesNotGoOnFromAPlaceThatIsNotThere) {
  patient calm;
  for (const std::string place : {"", "7", "0:0", "0:0-0/9-9-9-9", "0:0-0/x", "x:0-0/1"}) {
    search_result r;
    r.stopped_at = place;
    search_plan plan;
    plan.resume = std::make_shared<const search_result>(r);
    EXPECT_THROW(models::litmus::explore(large(), plan, calm, true), std::invalid_argument) << place;
  }
}

TEST(Search, CollectsOneFailureOfEachKind) {
  patient calm;
  const std::set<std::string> allowed{"0:1=0 1:1=1"};
  search_plan plan;
  plan.allowed_outcomes = &allowed;
  const auto program = models::litmus::parse("Wx1.rlx Ry.rlx || Wy1.rlx Rx.rlx");
  EXPECT_TRUE(models::litmus::explore(program, plan, calm, true).others.empty());
  plan.collect = true;
  const search_result r = models::litmus::explore(program, plan, calm, true);
  ASSERT_TRUE(r.failed);
  EXPECT_TRUE(r.finished);
  EXPECT_FALSE(r.exhaustive);
  EXPECT_EQ(r.executions, 4u);
  std::set<std::string> found{r.failed->what};
  for (const models::failure& f : r.others) {
    found.insert(f.what);
    EXPECT_FALSE(f.trace.empty());
    EXPECT_TRUE(f.replay.starts_with("rc11:")) << f.replay;
  }
  EXPECT_EQ(found, (std::set<std::string>{"outcome not allowed: 0:1=0 1:1=0", "outcome not allowed: 0:1=1 1:1=0",
                                          "outcome not allowed: 0:1=1 1:1=1"}));
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

TEST(Search, EstimatesItsLengthIfItIsNotShort) {
  patient watcher;
  const auto length = [&](const char* text) {
    return models::litmus::explore(models::litmus::parse(text), search_plan{}, watcher, false);
  };
  EXPECT_EQ(length("Ax1.sc || Ax1.sc").estimate, 0);
  const search_result r =
      length("Ax1.sc Ax1.sc Ax1.sc || Ax1.sc Ax1.sc Ax1.sc || Ax1.sc Ax1.sc Ax1.sc || Ax1.sc Ax1.sc Ax1.sc");
  EXPECT_EQ(r.executions, 369'600u);  // 12! / 3!^4
  EXPECT_NEAR(r.estimate, 369'600, 369'600 / 4);
}

}  // namespace
}  // namespace lockstep

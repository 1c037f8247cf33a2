// Long work can be interrupted, and says what it did until then.

#include <signal.h>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "program.h"

namespace interrupt_tests {
namespace {

using testing::HasSubstr;

class interrupt : public testing::TestWithParam<int> {};

TEST_P(interrupt, ends_the_work_and_keeps_what_was_done) {
  const temporary_folder folder;
  program p(LOCKSTEP_RED_SCENARIOS, {"verify", "green/*", "slow/full", "wrong/as_stated", "--engine", "relacy",
                                     "--jobs", "1", "--json", folder / "r.json"});
  ASSERT_TRUE(p.waits_to_say("the search is under way"));
  p.send(GetParam());
  const auto end = p.finish();
  EXPECT_EQ(end.exit_code, 130);
  EXPECT_THAT(line_with(end.output, "green/counts "), HasSubstr("pass"));
  EXPECT_THAT(line_with(end.output, "slow/full "), HasSubstr("interrupted no: interrupted"));
  EXPECT_EQ(line_with(end.output, "not started"), "interrupted: 1 not finished, 1 not started");
  EXPECT_THAT(last_line(end.output), HasSubstr(" passed, 0 failed"));
  const auto json = nlohmann::json::parse(contents(folder / "r.json"));
  EXPECT_EQ(json.at("interrupted"), true);
  EXPECT_EQ(json.at("totals").at("not_run"), 1);
}

INSTANTIATE_TEST_SUITE_P(signals, interrupt, testing::Values(SIGINT, SIGTERM));

TEST(interrupted_twice, does_not_wait_for_an_engine_that_does_not_answer) {
  program p(LOCKSTEP_RED_SCENARIOS,
            {"verify", "dies/never", "slow/full", "--engine", "relacy", "--jobs", "2", "--patience", "1000"});
  ASSERT_TRUE(p.waits_to_say("the search is under way"));
  p.send(SIGINT);
  p.send(SIGTERM);  // two of one kind could be merged into one
  const auto end = p.finish();
  EXPECT_EQ(end.exit_code, 130);
  EXPECT_THAT(line_with(end.output, "dies/never "), HasSubstr("interrupted"));
}

}  // namespace
}  // namespace interrupt_tests

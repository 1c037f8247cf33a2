// Without --engine, every scenario runs on each engine that explores, and they have to agree.

#include <algorithm>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "program.h"

namespace both_engines_tests {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

json report_of(std::vector<std::string> arguments) {
  const temporary_folder folder;
  arguments.insert(arguments.begin(), "verify");
  arguments.insert(arguments.end(), {"--json", folder / "r.json"});
  run_red(arguments);
  return json::parse(contents(folder / "r.json"));
}

std::vector<std::string> verdicts(const json& all, const std::string& name) {
  std::vector<std::string> found;
  for (const json& s : all.at("scenarios")) {
    if (s.at("name") == name)
      found.push_back(s.at("engine").get<std::string>() + ' ' + s.at("verdict").get<std::string>());
  }
  return found;
}

TEST(both_engines, run_every_scenario) {
  const json all = report_of({"green/*", "wrong/as_stated"});
  EXPECT_EQ(all.at("engines"), json::array({"relacy", "explore"}));
  EXPECT_THAT(verdicts(all, "green/counts"), testing::ElementsAre("relacy pass", "explore pass"));
  EXPECT_THAT(verdicts(all, "wrong/as_stated"), testing::ElementsAre("relacy found", "explore found"));
  EXPECT_TRUE(all.at("disagreements").empty());
}

TEST(both_engines, where_they_disagree_is_said_and_fails) {
  const auto end = run_red({"verify", "weak/reads_stale"});
  EXPECT_EQ(end.exit_code, 1);
  EXPECT_THAT(end.output,
              HasSubstr("DISAGREE weak/reads_stale: engine relacy says pass, engine explore: check failed: "));
  EXPECT_EQ(report_of({"weak/reads_stale"}).at("disagreements").at(0).at("scenario"), "weak/reads_stale");
  EXPECT_THAT(run_red({"verify", "weak/reads_stale", "--engine", "relacy"}).output, Not(HasSubstr("DISAGREE")));
}

TEST(both_engines, one_may_state_that_it_is_blind) {
  const auto end = run_red({"verify", "weak/reads_stale_as_stated"});
  EXPECT_EQ(end.exit_code, 0);
  EXPECT_THAT(verdicts(report_of({"weak/reads_stale_as_stated"}), "weak/reads_stale_as_stated"),
              testing::ElementsAre("relacy blind", "explore found"));
}

TEST(both_engines, one_that_states_so_and_sees_fails) {
  const auto end = run_red({"verify", "weak/said_to_be_unseen"});
  EXPECT_EQ(end.exit_code, 1);
  EXPECT_THAT(end.output, HasSubstr("(relacy): found 'check failed: an addition is <lost> & gone', to which it is said "
                                    "to be blind"));
}

TEST(both_engines, an_option_of_the_one_leaves_the_other_out) {
  EXPECT_EQ(report_of({"green/*", "--search", "bound"}).at("engines"), json::array({"relacy", "explore"}));
  EXPECT_EQ(report_of({"green/*", "--no-reduction"}).at("engines"), json::array({"relacy"}));
  EXPECT_EQ(report_of({"green/*", "--collect"}).at("engines"), json::array({"explore"}));
  EXPECT_EQ(report_of({"green/*", "--model", "sc"}).at("engines"), json::array({"explore"}));
}

TEST(both_engines, print_replay_strings_that_tell_them_apart) {
  for (const std::string engine : {"relacy", "explore"}) {
    const std::string output = run_red({"verify", "fails/check", "--engine", engine}).output;
    const std::string line = line_with(output, "replay with: ");
    const auto again = run_red({"replay", "fails/check", line.substr(line.rfind(' ') + 1)});
    EXPECT_EQ(again.exit_code, 1) << again.errors;
    EXPECT_THAT(again.output, HasSubstr("an addition is <lost> & gone"));
  }
}

}  // namespace
}  // namespace both_engines_tests

// The files that verify writes.

#include <algorithm>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>

#include "program.h"

namespace reports_tests {
namespace {

using nlohmann::json;
using testing::HasSubstr;

const json& scenario(const json& all, const std::string& name) {
  const json& list = all.at("scenarios");
  return *std::find_if(list.begin(), list.end(), [&](const json& s) { return s.at("name") == name; });
}

TEST(json_file, holds_everything) {
  const temporary_folder folder;
  const auto end =
      run_red({"verify", "green/*", "fails/*", "wrong/as_stated", "--engine", "relacy", "--json", folder / "r.json"});
  EXPECT_EQ(end.exit_code, 1);
  const json all = json::parse(contents(folder / "r.json"));
  EXPECT_EQ(all.at("engines"), json::array({"relacy"}));
  EXPECT_EQ(all.at("interrupted"), false);
  EXPECT_TRUE(all.at("blind").empty());
  EXPECT_EQ(all.at("totals").at("failed"), 1);
  EXPECT_EQ(all.at("totals").at("passed"), 1);

  const json& green = scenario(all, "green/counts");
  EXPECT_EQ(green.at("verdict"), "pass");
  EXPECT_EQ(green.at("exhaustive"), true);
  EXPECT_EQ(green.at("claims"), json::array({"MUTEX-1"}));
  EXPECT_EQ(green.at("search").at("kind"), "full");
  EXPECT_GT(green.at("witnesses").at("second"), 0);
  EXPECT_TRUE(green.at("failure").is_null());

  const json& red = scenario(all, "fails/check");
  EXPECT_EQ(red.at("verdict"), "failed");
  EXPECT_EQ(red.at("failure").at("what"), "check failed: an addition is <lost> & gone");
  EXPECT_FALSE(red.at("failure").at("replay").get<std::string>().empty());
  EXPECT_FALSE(red.at("failure").at("trace").empty());
  EXPECT_EQ(scenario(all, "wrong/as_stated").at("verdict"), "found");
}

TEST(json_file, tells_of_a_blind_engine) {
  const temporary_folder folder;
  run_blind({"verify", "--json", folder / "r.json"});
  const json all = json::parse(contents(folder / "r.json"));
  EXPECT_EQ(all.at("blind"), json::array({"relacy: canary/nothing_to_see", "explore: canary/nothing_to_see"}));
  EXPECT_EQ(all.at("totals").at("not_run"), 2);
}

TEST(junit_file, is_xml_with_a_case_for_each_scenario) {
  const temporary_folder folder;
  run_red({"verify", "green/*", "fails/*", "dies/by_signal", "--engine", "relacy", "--junit", folder / "r.xml"});
  pugi::xml_document document;
  ASSERT_TRUE(document.load_file((folder / "r.xml").c_str()));
  const pugi::xml_node suite = document.child("testsuites").child("testsuite");
  EXPECT_STREQ(suite.attribute("name").value(), "lockstep.relacy");
  EXPECT_EQ(suite.attribute("failures").as_int(), 2);
  const auto cases = suite.children("testcase");
  EXPECT_EQ(suite.attribute("tests").as_int(), std::distance(cases.begin(), cases.end()));
  const pugi::xml_node red = suite.find_child_by_attribute("testcase", "classname", "fails");
  EXPECT_STREQ(red.attribute("name").value(), "check");
  EXPECT_STREQ(red.child("failure").attribute("message").value(), "check failed: an addition is <lost> & gone");
  EXPECT_THAT(red.child("failure").text().get(), HasSubstr("replay: "));
  const pugi::xml_node green = suite.find_child_by_attribute("testcase", "classname", "green");
  EXPECT_TRUE(green);
  EXPECT_FALSE(green.child("failure"));
}

TEST(files, replace_their_target_and_leave_nothing_else_behind) {
  const temporary_folder folder;
  for (int i = 0; i != 2; ++i) {
    run_red({"verify", "green/*", "--json", folder / "r.json", "--junit", folder / "r.xml"});
  }
  EXPECT_THAT(folder.entries(), testing::UnorderedElementsAre("r.json", "r.xml"));
}

TEST(files, are_not_touched_by_a_mistake_in_the_command_line) {
  const temporary_folder folder;
  EXPECT_EQ(run_red({"verify", "xyz", "--json", folder / "r.json"}).exit_code, 2);
  EXPECT_TRUE(folder.entries().empty());
}

}  // namespace
}  // namespace reports_tests

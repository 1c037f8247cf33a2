// Executions as files, columns, pictures and pages; the pages in a browser, if there is one.

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>

#include "browser.h"
#include "program.h"

namespace pages_tests {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

class trace : public testing::TestWithParam<const char*> {
 protected:
  trace() {
    EXPECT_EQ(run_red({"verify", "stale/*", "--engine", GetParam(), "--traces", folder / "", "--html",
                       folder / "verify.html"})
                  .exit_code,
              0);
  }
  const temporary_folder folder;
  const std::string file = folder / "stale.read.json";
};
INSTANTIATE_TEST_SUITE_P(of, trace, testing::Values("relacy", "explore"), [](const auto& p) { return p.param; });

TEST_P(trace, has_what_is_needed_to_draw_it) {
  const json all = json::parse(contents(file));
  EXPECT_EQ(all.at("scenario"), "stale/read");
  EXPECT_EQ(all.at("engine"), GetParam());
  EXPECT_EQ(all.at("threads"), 2);
  const json& steps = all.at("steps");
  int stale = 0;
  for (const json& s : steps) {
    if (!s.contains("newest")) continue;
    ++stale;
    EXPECT_EQ(s.at("read"), "0");
    EXPECT_EQ(s.at("newest"), "1");
    EXPECT_EQ(s.at("from"), -1);  // the initial value
    EXPECT_THAT(s.at("source"), HasSubstr(".load("));
    EXPECT_THAT(s.at("file"), HasSubstr("red_scenarios.cpp"));
  }
  EXPECT_EQ(stale, 1);
}

TEST_P(trace, is_the_same_when_it_is_replayed) {
  const json all = json::parse(contents(file));
  run_red({"replay", "stale/read", all.at("replay"), "--engine", GetParam(), "--trace", folder / "again.json"});
  EXPECT_EQ(json::parse(contents(folder / "again.json")), all);
}

TEST_P(trace, is_columns_on_a_terminal) {
  const auto end = run_red({"show", file});
  EXPECT_EQ(end.exit_code, 0);
  EXPECT_THAT(line_with(end.output, "step"), HasSubstr("thread 0 thread 1"));
  EXPECT_THAT(end.output, HasSubstr("stale: the newest is 1"));
}

TEST_P(trace, is_a_picture) {
  EXPECT_EQ(run_red({"show", file, "--svg", folder / "t.svg"}).exit_code, 0);
  pugi::xml_document picture;
  ASSERT_TRUE(picture.load_file((folder / "t.svg").c_str()));
  const json all = json::parse(contents(file));
  EXPECT_EQ(picture.select_nodes("//*[@class='step']").size(), all.at("steps").size());
  EXPECT_EQ(picture.select_nodes("//*[@class='stale']").size(), 1u);
}

TEST_P(trace, is_a_page_that_keys_step_through) {
  if (browser() == nullptr) GTEST_SKIP() << "no chromium that starts here";
  EXPECT_EQ(run_red({"show", file, "--html", folder / "t.html"}).exit_code, 0);
  const std::string page = drawn(folder / "t.html", R"(
    const box = document.querySelector(".viewer"), seen = [];
    for (const key of ["ArrowDown", "j", "k", "End", "Home"]) {
      box.dispatchEvent(new KeyboardEvent("keydown", {key}));
      seen.push([...box.querySelectorAll(".row")].findIndex((row) => row.classList.contains("now")));
    }
    document.body.dataset.seen = seen.join(" ");
    document.body.dataset.now = box.querySelector(".now").textContent;)");
  const auto last = json::parse(contents(file)).at("steps").size() - 1;
  EXPECT_THAT(page, HasSubstr("data-seen=\"1 2 1 " + std::to_string(last) + " 0\""));
  EXPECT_THAT(page, HasSubstr("data-now=\"1 of " + std::to_string(last + 1) + ", "));
}

TEST_P(trace, is_in_the_page_of_verify) {
  if (browser() == nullptr) GTEST_SKIP() << "no chromium that starts here";
  const std::string page = drawn(folder / "verify.html");
  EXPECT_THAT(page, HasSubstr("<tr id=\"run:" + std::string(GetParam()) + "/stale/read\">"));
  EXPECT_THAT(page, HasSubstr("<details id=\"trace:" + std::string(GetParam()) + "/stale/read\">"));
}

TEST(show, says_what_it_cannot_read) {
  EXPECT_EQ(run_red({"show", "/nowhere"}).exit_code, 2);
  EXPECT_EQ(run_red({"show", LOCKSTEP_RED_SCENARIOS}).exit_code, 2);
}

TEST(show, decodes_state_words_and_shows_who_sleeps) {
  const temporary_folder folder;
  run_command({"verify", "--engine", "relacy", "mutex/unlock_of_unlocked_is_fatal",
               "rw_mutex/recursive_read_lock_deadlocks", "--traces", folder / ""});
  EXPECT_THAT(run_command({"show", folder / "mutex.unlock_of_unlocked_is_fatal.json"}).output, HasSubstr("mutex #"));
  const json all = json::parse(contents(folder / "rw_mutex.recursive_read_lock_deadlocks.json"));
  int sleepers = 0;
  bool is_locked_and_read = false;
  for (const json& s : all.at("steps")) {
    sleepers += s.at("blocks").get<bool>();
    if (!s.contains("parts")) continue;
    bool is_locked = false, is_read = false;
    for (const json& part : s.at("parts")) {
      is_locked = is_locked || (part == json::array({"locked", true}));
      is_read = is_read || (part.at(0) == "readers" && part.at(1) != 0);
    }
    is_locked_and_read = is_locked_and_read || (is_locked && is_read);
  }
  EXPECT_EQ(sleepers, 2);
  EXPECT_TRUE(is_locked_and_read);
}

TEST(annotations, mark_the_line_that_failed) {
  const auto end = run_red({"verify", "--engine", "relacy", "green/*", "fails/check", "--annotations", "github"});
  const std::string line = line_with(end.output, "::error");
  EXPECT_THAT(line, testing::StartsWith("::error file=tests/runner/programs/red_scenarios.cpp,line="));
  EXPECT_THAT(line, HasSubstr(",title=fails/check::check failed: an addition is <lost> & gone%0A"));
  EXPECT_THAT(line, HasSubstr("replay with: lockstep replay --engine relacy fails/check "));
  EXPECT_THAT(end.output, Not(HasSubstr("title=green")));
  EXPECT_EQ(run_red({"verify", "green/*", "--annotations", "gitlab"}).exit_code, 2);
}

}  // namespace
}  // namespace pages_tests

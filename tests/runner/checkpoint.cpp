// A search that was stopped, or killed, goes on where it was, and counts nothing twice.

#include <signal.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "program.h"

namespace {

using nlohmann::json;
using testing::EndsWith;
using testing::HasSubstr;

constexpr std::uint64_t whole = 34'650;

std::uint64_t executions_in(const std::string& checkpoint, const std::string& scenario) {
  return json::parse(contents(checkpoint)).at("searches").at(scenario).at("result").at("executions");
}

TEST(checkpoint, the_pieces_of_a_search_are_the_whole) {
  const temporary_folder folder;
  const std::string file = folder / "c.json";
  const std::vector<std::string> piece{"verify", "slow/a_moment", "--engine", "explore", "--seconds",
                                       "0.02",   "--checkpoint",  file,       "--json",  folder / "r.json"};
  int pieces = 1;
  std::uint64_t before = 0;
  auto end = run_red(piece);
  for (; end.exit_code == 1; ++pieces) {
    EXPECT_THAT(line_with(end.output, "slow/a_moment "), HasSubstr("incomplete no: time box"));
    const std::uint64_t now = executions_in(file, "slow/a_moment");
    ASSERT_GT(now, before);
    ASSERT_LT(now, whole);
    before = now;
    auto longer = piece;
    longer[5] = "0.1";
    end = run_red(longer);
  }
  EXPECT_GT(pieces, 1);
  EXPECT_EQ(end.exit_code, 0);
  EXPECT_THAT(line_with(end.output, "slow/a_moment "), HasSubstr("pass yes 34,650 "));
  const auto last = json::parse(contents(folder / "r.json")).at("scenarios").back();
  EXPECT_EQ(last.at("executions"), whole);
  EXPECT_EQ(last.at("exhaustive"), true);
  // Nothing is left to be done.
  EXPECT_THAT(line_with(run_red(piece).output, "slow/a_moment "), HasSubstr("pass yes 34,650 "));
}

TEST(checkpoint, is_written_at_an_interrupt) {
  const temporary_folder folder;
  const std::string file = folder / "c.json";
  program p(LOCKSTEP_RED_SCENARIOS, {"verify", "slow/full", "--checkpoint", file});
  ASSERT_TRUE(p.waits_to_say("the search is under way"));
  p.send(SIGINT);
  EXPECT_EQ(p.finish().exit_code, 130);
  EXPECT_GT(executions_in(file, "slow/full"), 0u);
}

TEST(checkpoint, is_written_now_and_then_and_outlives_a_kill) {
  const temporary_folder folder;
  const std::string file = folder / "c.json";
  program p(LOCKSTEP_RED_SCENARIOS, {"verify", "slow/full", "--checkpoint", file});
  while (!std::filesystem::exists(file)) usleep(10'000);
  p.send(SIGKILL);
  p.finish();
  const std::uint64_t before = executions_in(file, "slow/full");
  EXPECT_GT(before, 0u);
  run_red({"verify", "slow/full", "--checkpoint", file, "--seconds", "0.1"});
  EXPECT_GT(executions_in(file, "slow/full"), before);
}

TEST(checkpoint, of_something_else_is_answered_by_one_line) {
  const temporary_folder folder;
  const std::string file = folder / "c.json", other = folder / "other.json";
  run_red({"verify", "slow/full", "--checkpoint", file, "--seconds", "0.1"});
  const std::string good = contents(file);
  const auto expect = [&](const std::vector<std::string>& arguments, const std::string& why) {
    const auto end = run_red(arguments);
    EXPECT_EQ(end.exit_code, 2);
    EXPECT_EQ(end.output, "");
    EXPECT_THAT(end.errors, EndsWith(": " + why + "\n"));
    EXPECT_EQ(std::count(end.errors.begin(), end.errors.end(), '\n'), 1);
  };
  const auto expect_of = [&](const std::string& text, const std::string& why) {
    std::ofstream(other) << text;
    expect({"verify", "slow/full", "--checkpoint", other}, why);
    EXPECT_EQ(contents(other), text);
  };
  expect({"verify", "green/counts", "--checkpoint", file}, "it is of slow/full, which is not searched here");
  expect({"verify", "slow/full", "--model", "sc", "--checkpoint", file},
         "slow/full was searched otherwise: full, rc11, not full, sc");
  expect_of("", "it is no checkpoint");
  expect_of("[1]", "it is no checkpoint");
  expect_of(good.substr(0, good.size() / 2), "it is no checkpoint");
  json changed = json::parse(good);
  changed["searches"]["slow/full"]["result"]["executions"] = 1;
  expect_of(changed.dump(), "it is damaged");
  changed = json::parse(good);
  changed["build"] = "0123456789abcdef";
  expect_of(changed.dump(), "it is of another build of this program");
}

TEST(collect, shows_one_failure_of_each_kind) {
  const auto first = run_red({"verify", "kinds/two", "--engine", "explore"});
  EXPECT_EQ(first.exit_code, 1);
  EXPECT_EQ(line_with(first.output, "also: "), "");
  const auto end = run_red({"verify", "kinds/two", "--collect"});
  EXPECT_EQ(end.exit_code, 1);
  EXPECT_THAT(end.output, HasSubstr("FAIL kinds/two (explore): check failed: one came last\n"));
  EXPECT_THAT(end.output, HasSubstr("FAIL kinds/two (explore): also: check failed: zero came last\n"));
}

TEST(collect, writes_each_failure) {
  const temporary_folder folder;
  const auto end = run_red({"verify", "kinds/two", "--collect", "--junit", folder / "j.xml", "--html",
                            folder / "p.html", "--traces", folder / "traces", "--annotations", "github"});
  EXPECT_EQ(end.exit_code, 1);
  for (const std::string what : {"check failed: one came last", "check failed: zero came last"}) {
    EXPECT_THAT(contents(folder / "j.xml"), HasSubstr(what));
    EXPECT_NE(contents(folder / "p.html").find("\"what\":\"" + what + "\""), std::string::npos) << what;
    EXPECT_THAT(end.output, testing::ContainsRegex("::error [^\n]*::" + what));
  }
  EXPECT_EQ(json::parse(contents(folder / "traces/kinds.two.json")).at("what"), "check failed: one came last");
  EXPECT_EQ(json::parse(contents(folder / "traces/kinds.two-2.json")).at("what"), "check failed: zero came last");
}

}  // namespace

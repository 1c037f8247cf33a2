// A failure can be shown again.

#include <sys/personality.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sstream>

#include <gmock/gmock.h>

#include "program.h"

namespace replay_tests {
namespace {

using testing::HasSubstr;

/// The arguments that the output of verify gives for a replay.
std::vector<std::string> offered(const std::string& output) {
  std::vector<std::string> words;
  std::istringstream in(line_with(output, "replay with: lockstep "));
  for (std::string word; in >> word;) words.push_back(word);
  words.erase(words.begin(), words.begin() + 3);
  return words;
}

/// The lines of an interleaving.
std::string steps(const std::string& output) {
  const auto from = output.find("  step  ");
  return output.substr(from, output.find("\nreplay", from) - from);
}

/// Whether the system lets a process do that. Asks in a process of its own, because children inherit the layout.
bool can_fix_layout() {
  const pid_t pid = fork();
  if (pid == 0) {
    _exit(personality(static_cast<unsigned long>(personality(0xffffffff)) | ADDR_NO_RANDOMIZE) < 0 ? 1 : 0);
  }
  int status = 0;
  waitpid(pid, &status, 0);
  return status == 0;
}

TEST(replay, shows_the_same_failure_again) {
  for (const std::vector<std::string>& search : std::vector<std::vector<std::string>>{
           {}, {"--search", "bound"}, {"--search", "random", "--iterations", "1000", "--seed", "7"}}) {
    std::vector<std::string> arguments{"verify", "fails/check"};
    arguments.insert(arguments.end(), search.begin(), search.end());
    const auto found = run_red(arguments);
    const auto again = run_red(offered(found.output));
    EXPECT_EQ(again.exit_code, 1);
    EXPECT_THAT(again.output, HasSubstr("FAIL fails/check: check failed: an addition is <lost> & gone\n"));
    EXPECT_EQ(steps(again.output), steps(found.output) + "\n");
  }
}

TEST(replay, judges_outcomes_as_the_search_did) {
  for (const std::string name : {"outcomes/more", "outcomes/refines"}) {
    const auto found = run_red({"verify", name});
    const auto again = run_red(offered(found.output));
    EXPECT_EQ(again.exit_code, 1);
    EXPECT_THAT(again.output, HasSubstr("FAIL " + name + ": outcome not allowed: "));
    EXPECT_EQ(steps(again.output), steps(found.output) + "\n");
  }
}

TEST(replay, of_an_execution_that_passes_shows_it_too) {
  const auto end = run_red({"replay", "fails/check", "0"});
  EXPECT_EQ(end.exit_code, 0);
  EXPECT_THAT(end.output, HasSubstr("pass fails/check: this execution does not fail\n"));
  EXPECT_EQ(line_with(end.output, "step"), "step thread what function where");
}

TEST(replay, rejects_a_string_that_is_not_one_or_does_not_fit) {
  for (const char* text : {"", "x", "0-", "zzz", "9-9-9", "-1", "0 0"}) {
    const auto end = run_red({"replay", "fails/check", "--", text});
    EXPECT_EQ(end.exit_code, 2) << text;
    EXPECT_EQ(end.output, "");
    EXPECT_THAT(end.errors, testing::MatchesRegex("lockstep: [^\n]+\n")) << text;
  }
}

TEST(replay, a_crash_is_a_failure) {
  const auto end = run_red({"replay", "dies/by_signal", "0"});
  EXPECT_EQ(end.exit_code, 1);
  EXPECT_THAT(end.output, HasSubstr("FAIL dies/by_signal: engine crashed: signal 11 (SIGSEGV)\n"));
}

TEST(layout, is_the_same_on_every_run) {
  if (!can_fix_layout()) GTEST_SKIP() << "this system does not let a process fix its own layout";
  // The trace of use_after_free shows a pointer.
  const auto pointer = [] {
    return line_with(run_command({"verify", "canary/*", "--engine", "relacy", "--verbose"}).output, ": 0x");
  };
  const std::string first = pointer();
  EXPECT_NE(first, "");
  EXPECT_EQ(pointer(), first);
}

}  // namespace
}  // namespace replay_tests

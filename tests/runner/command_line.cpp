// Bad input: one clear line on standard error, exit code 2, nothing on standard output.

#include <fstream>

#include <gmock/gmock.h>

#include "program.h"

namespace command_line_tests {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

struct mistake {
  std::vector<std::string> arguments;
  std::string message;
};

void PrintTo(const mistake& m, std::ostream* out) { *out << m.message; }

class a_mistake : public testing::TestWithParam<mistake> {};

TEST_P(a_mistake, is_answered_by_one_line) {
  const auto end = run_red(GetParam().arguments);
  EXPECT_EQ(end.exit_code, 2);
  EXPECT_EQ(end.output, "");
  EXPECT_EQ(end.errors, "lockstep: " + GetParam().message + "\n");
}

const std::string commands = "the commands are list, verify, replay, show, mutate, audit and litmus (see --help)";

INSTANTIATE_TEST_SUITE_P(
    command_line, a_mistake,
    testing::Values(
        mistake{{}, "no command: " + commands}, mistake{{"frobnicate"}, "no command 'frobnicate': " + commands},
        mistake{{"--frobnicate"}, "the following argument was not expected: --frobnicate"},
        mistake{{"verify", "--frobnicate"}, "the following argument was not expected: --frobnicate"},
        mistake{{"verify", "xyz"}, "no scenario matches 'xyz'"},
        mistake{{"verify", "green/*", "xyz*"}, "no scenario matches 'xyz*'"},
        mistake{{"list", "xyz"}, "no scenario matches 'xyz'"},
        mistake{{"verify", "--engine", "genmc"}, "no engine 'genmc': there are relacy, explore and stress"},
        mistake{{"verify", "--engine", "stress", "fails/*"}, "no scenario chosen is for engine stress"},
        mistake{{"verify", "--engine", "stress", "--search", "full"}, "engine stress searches at random only"},
        mistake{{"verify", "--search", "deep"}, "--search: 'deep' is not one of full|bound|random"},
        mistake{{"verify", "--profile", "slow"}, "--profile: 'slow' is not one of quick|full"},
        mistake{{"verify", "--bound", "3"}, "--bound needs --search bound"},
        mistake{{"verify", "--search", "random", "--checkpoint", "x"}, "--checkpoint is for full search"},
        mistake{{"verify", "--json", "x", "--checkpoint", "x"}, "--checkpoint names the file of another option"},
        mistake{{"verify", "--checkpoint", "/nowhere/x"}, "cannot write /nowhere/x: No such file or directory"},
        mistake{{"verify", "--engine", "relacy", "--collect"},
                "--model, --weak-failures, --no-symmetry, --shard, --collect and --checkpoint are for engine explore"},
        mistake{{"verify", "--shard", "3/2"}, "--shard: '3/2' is not I/N with 1 <= I <= N <= 4096"},
        mistake{{"verify", "--search", "full", "--bound", "3"}, "--bound needs --search bound"},
        mistake{{"verify", "--iterations", "3"}, "--iterations needs --search random or --engine stress"},
        mistake{{"verify", "--search", "random", "--no-reduction"}, "--no-reduction is for full search"},
        mistake{{"verify", "--search", "bound", "--bound", "-1"}, "--bound: '-1' is not a whole number from 0 to 1000"},
        mistake{{"verify", "--search", "bound", "--bound", "two"},
                "--bound: 'two' is not a whole number from 0 to 1000"},
        mistake{{"verify", "--jobs", "0"}, "--jobs: '0' is not a whole number from 1 to 4096"},
        mistake{{"verify", "--seconds", "0"}, "--seconds: '0' is not a positive number of seconds"},
        mistake{{"verify", "--seconds", "nan"}, "--seconds: 'nan' is not a positive number of seconds"},
        mistake{{"verify", "--seed", "18446744073709551616"},
                "--seed: '18446744073709551616' is not a whole number from 0 to 18446744073709551615"},
        mistake{{"verify", "--json", "/nowhere/x"}, "cannot write /nowhere/x: No such file or directory"},
        mistake{{"verify", "--json", "/"}, "cannot write /: not a regular file"},
        mistake{{"verify", "--junit", "/dev/null"}, "cannot write /dev/null: not a regular file"},
        mistake{{"verify", "--json", "x", "--junit", "x"}, "--json and --junit name the same file"},
        mistake{{"replay"}, "SCENARIO is required"}, mistake{{"replay", "green/counts"}, "STRING is required"},
        mistake{{"replay", "nowhere", "0"}, "no scenario is called 'nowhere'"},
        mistake{{"replay", "green/counts", "0", "--engine", "stress"}, "engine stress has nothing to replay"}));

TEST(command_line, help_and_version_are_answers) {
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {"--help"}, {"list", "--help"}, {"verify", "--help"}, {"replay", "--help"}}) {
    const auto end = run_command(arguments);
    EXPECT_EQ(end.exit_code, 0);
    EXPECT_THAT(end.output, HasSubstr("Usage: lockstep"));
    EXPECT_EQ(end.errors, "");
  }
  EXPECT_THAT(run_command({"--version"}).output, StartsWith("lockstep "));
}

TEST(command_line, a_malformed_litmus_program_is_answered_with_where_and_what_was_expected) {
  const temporary_folder folder;
  const std::string file = folder / "programs.tsv";
  const auto expect = [&](const std::string& text, const std::string& where_and_what) {
    std::ofstream(file) << text;
    const auto end = run_red({"litmus", file});
    EXPECT_EQ(end.exit_code, 2) << text;
    EXPECT_EQ(end.output, "");
    EXPECT_EQ(end.errors, "lockstep: " + file + ":" + where_and_what + "\n");
  };
  expect("Wx1.rlx || Rx.acq\t2\nWx1.rlx || Rx.foo\t2\n", "2:15: expected an order: rlx, acq, sc");
  expect("\n\nWx1.rlx ||\n", "3:11: expected an operation: W, R, A, X, C or F");
}

TEST(command_line, a_number_is_decimal_whatever_it_begins_with) {
  const auto end = run_red({"verify", "green/counts", "--search", "bound", "--bound", "010"});
  EXPECT_EQ(end.exit_code, 0);
  EXPECT_THAT(end.output, HasSubstr("no: bound 10"));
}

TEST(command_line, a_star_in_a_pattern_matches_slashes) {
  const auto end = run_red({"list", "g*ts"});
  EXPECT_EQ(end.exit_code, 0);
  EXPECT_EQ(line_with(end.output, "green/counts"),
            "green/counts MUTEX-1 2 relacy, explore, stress specified full full full full");
}

TEST(command_line, list_shows_what_a_wrong_scenario_has_to_find) {
  EXPECT_EQ(line_with(run_red({"list"}).output, "wrong/as_stated"),
            "wrong/as_stated 2 relacy, explore specified full full full full is <lost>");
}

TEST(command_line, list_claims_names_the_scenarios_of_each_or_its_tests) {
  const auto end = run_red({"list", "green/*", "fails/*", "--claims"});
  EXPECT_EQ(end.exit_code, 0);
  EXPECT_EQ(line_with(end.output, "MUTEX-1 "), "MUTEX-1 fails/check, green/counts");
  EXPECT_THAT(line_with(end.output, "MUTEX-3 "), testing::HasSubstr(" mutex_value."));
}

TEST(command_line, list_claims_rejects_a_claim_that_does_not_exist) {
  const auto end = run_red({"list", "--claims"});
  EXPECT_EQ(end.exit_code, 1);
  EXPECT_EQ(end.errors, "lockstep: claim/unknown cites MUTEX-99, which docs/claims.md does not have\n");
}

TEST(command_line, our_own_scenarios_cite_claims_that_exist_and_no_claim_is_without_scenario_or_test) {
  const auto end = run_command({"list", "--claims"});
  EXPECT_EQ(end.exit_code, 0);
  EXPECT_EQ(end.errors, "");
  EXPECT_THAT(end.output, testing::Not(testing::HasSubstr(" -\n")));
}

}  // namespace
}  // namespace command_line_tests

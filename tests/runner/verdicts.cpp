// What verify says of a scenario, and when it exits with 0.

#include <gmock/gmock.h>

#include "program.h"

namespace verdicts_tests {
namespace {

using testing::HasSubstr;
using testing::Not;

/// Runs one scenario on one engine and expects the result that the table shows, the line below it, and the exit code.
void expect(const std::vector<std::string>& arguments, const std::string& row, const std::string& detail,
            int exit_code) {
  SCOPED_TRACE(arguments.at(0));
  std::vector<std::string> all{"verify", "--engine", "relacy"};
  all.insert(all.end(), arguments.begin(), arguments.end());
  const auto end = run_red(all);
  EXPECT_EQ(end.exit_code, exit_code);
  EXPECT_THAT(line_with(end.output, arguments.at(0) + " "), HasSubstr(row));
  EXPECT_THAT(end.output, HasSubstr(detail));
  EXPECT_THAT(last_line(end.output), HasSubstr(exit_code == 0 ? " passed, 0 failed" : " passed, 1 failed"));
}

TEST(verdicts, a_right_scenario_passes_and_is_explored_whole) {
  expect({"green/counts"}, "green/counts relacy MUTEX-1 pass yes", "", 0);
}

TEST(verdicts, a_wrong_scenario_has_to_find_what_it_states) {
  expect({"wrong/as_stated"}, "found", "", 0);
  expect({"wrong/finds_nothing"}, "FAIL", "FAIL wrong/finds_nothing (relacy): did not find 'data race'", 1);
  expect({"wrong/fails_otherwise"}, "FAIL",
         "FAIL wrong/fails_otherwise (relacy): found 'check failed: an addition is <lost> & gone', not 'deadlock' as "
         "stated",
         1);
}

TEST(verdicts, an_invariant_holds_between_any_two_steps) {
  expect({"wrong/breaks_its_invariant", "--verbose"}, "found",
         "found wrong/breaks_its_invariant (relacy): check failed: broken", 0);
}

TEST(verdicts, a_witness_that_is_never_seen_fails) {
  expect({"witness/never_seen"}, "FAIL", "FAIL witness/never_seen (relacy): never reached the witness 'third'", 1);
}

TEST(verdicts, a_map_without_a_registry_of_hazard_pointers_fails) {
  expect({"forgets/to_reclaim"}, "FAIL", "hazard pointers (so does a map): its scenario has to say `reclaims`", 1);
}

TEST(verdicts, outcomes_have_to_be_those_that_are_stated) {
  expect({"outcomes/as_stated"}, "pass", "", 0);
  expect({"outcomes/more"}, "FAIL", "FAIL outcomes/more (relacy): outcome not allowed: 1", 1);
  expect({"outcomes/fewer"}, "FAIL", "FAIL outcomes/fewer (relacy): never showed the allowed outcome '3'", 1);
}

TEST(verdicts, an_implementation_may_do_what_its_specification_may) {
  expect({"outcomes/refines"}, "FAIL", "FAIL outcomes/refines (relacy): outcome not allowed: implemented", 1);
}

TEST(verdicts, a_failure_is_shown_with_its_interleaving) {
  const auto end = run_red({"verify", "fails/check"});
  EXPECT_EQ(end.exit_code, 1);
  EXPECT_THAT(end.output, HasSubstr("FAIL fails/check (relacy): check failed: an addition is <lost> & gone\n"));
  EXPECT_EQ(line_with(end.output, "step"), "step thread what function where");
  EXPECT_THAT(end.output, HasSubstr("loses_an_addition::thread  tests/runner/programs/red_scenarios.cpp:"));
  EXPECT_THAT(end.output, HasSubstr("\nreplay with: lockstep replay fails/check "));
}

TEST(verdicts, what_a_wrong_scenario_finds_is_shown_on_demand) {
  EXPECT_THAT(run_red({"verify", "wrong/as_stated"}).output, Not(HasSubstr("replay with:")));
  EXPECT_THAT(run_red({"verify", "wrong/as_stated", "--verbose"}).output,
              HasSubstr("replay with: lockstep replay wrong/as_stated "));
}

TEST(verdicts, a_process_that_dies_fails_its_scenario_only) {
  expect({"dies/by_signal"}, "FAIL", "FAIL dies/by_signal (relacy): engine crashed: signal 11 (SIGSEGV)", 1);
  expect({"dies/by_exit", "green/*"}, "FAIL", "FAIL dies/by_exit (relacy): engine exited with 7", 1);
}

TEST(verdicts, an_execution_without_end_is_a_hang) {
  expect({"dies/never", "--patience", "0.5"}, "FAIL",
         "FAIL dies/never (relacy): hang: no execution finished for 0.5 s (last: execution 0)", 1);
}

TEST(verdicts, a_time_box_that_closes_is_not_a_full_search) {
  expect({"slow/full", "--seconds", "0.2"}, "incomplete no: time box",
         "incomplete slow/full (relacy): the time box of 0.20 s closed before the end of the search", 1);
  expect({"slow/bound", "--seconds", "0.2"}, "incomplete no: time box", "incomplete slow/bound (relacy): ", 1);
}

TEST(verdicts, a_time_box_is_what_a_random_search_is_for) {
  expect({"slow/random", "--seconds", "0.2"}, "pass no: random", "", 0);
  expect({"slow/full", "--search", "random", "--seconds", "0.2"}, "pass no: random", "", 0);
}

TEST(verdicts, options_replace_the_plan_that_a_scenario_states) {
  expect({"slow/full", "--search", "random", "--iterations", "1234"}, "pass no: random 1,234 ", "", 0);
  expect({"slow/full", "--search", "bound", "--bound", "1"}, "pass no: bound 1 ", "", 0);
}

TEST(verdicts, without_the_reduction_there_are_more_executions) {
  const auto executions = [](const std::vector<std::string>& arguments) {
    return line_with(run_red(arguments).output, "executions in");
  };
  EXPECT_NE(executions({"verify", "green/counts", "--engine", "relacy"}),
            executions({"verify", "green/counts", "--no-reduction"}));
}

TEST(verdicts, one_failure_among_many_decides_the_exit_code) {
  const auto end = run_red({"verify", "green/*", "wrong/as_stated", "fails/*", "--engine", "relacy", "--jobs", "3"});
  EXPECT_EQ(end.exit_code, 1);
  EXPECT_THAT(line_with(end.output, "found what they plant"), HasSubstr(" 1 failed; "));
}

TEST(verdicts, rows_come_in_the_order_of_names_however_many_run_at_once) {
  const auto names = [](const std::string& output) {
    std::string found;
    for (std::size_t at = 0; (at = output.find('\n', at)) != std::string::npos;) {
      ++at;
      found += output.substr(at, output.find(' ', at) - at) + '\n';
    }
    return found.substr(0, found.find("\n\n"));
  };
  const std::vector<std::string> some{"verify", "green/*", "wrong/*", "claim/*", "witness/*", "--jobs"};
  auto one = some, many = some;
  one.push_back("1");
  many.push_back("8");
  EXPECT_EQ(names(run_red(one).output), names(run_red(many).output));
}

TEST(stress, runs_right_scenarios_on_real_threads) {
  const auto end = run_red({"verify", "green/*", "--engine", "stress", "--iterations", "50"});
  EXPECT_EQ(end.exit_code, 0);
  EXPECT_THAT(line_with(end.output, "green/counts"), HasSubstr("pass no: random 50 "));
  EXPECT_EQ(last_line(end.output), "1 passed, 0 failed");
}

TEST(stress, leaves_out_what_is_not_for_real_threads) {
  const auto end = run_red({"verify", "green/*", "wrong/*", "fails/*", "--engine", "stress", "--iterations", "5"});
  EXPECT_EQ(last_line(end.output), "1 passed, 0 failed");
}

TEST(stress, a_round_without_end_is_a_hang) {
  const auto end = run_red({"verify", "stuck/*", "--engine", "stress", "--patience", "0.5"});
  EXPECT_EQ(end.exit_code, 1);
  EXPECT_THAT(end.output, HasSubstr("FAIL stuck/for_ever (stress): hang: no round finished for 0.5 s (last: round 0)"));
}

}  // namespace
}  // namespace verdicts_tests

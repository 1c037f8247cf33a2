// Nothing counts before the canaries have gone red.

#include <gmock/gmock.h>

#include "program.h"

namespace canaries_tests {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(canaries, run_first_whatever_is_asked_for) {
  const auto end = run_red({"verify", "green/*"});
  EXPECT_LT(end.output.find("canary/"), end.output.find("green/counts"));
  EXPECT_THAT(line_with(end.output, "canary/data_race"), HasSubstr("found"));
}

TEST(canaries, come_with_the_library_and_number_seven_at_least) {
  const std::string listed = run_red({"list", "canary/*"}).output;
  for (const char* name : {"address_reuse", "data_race", "leak", "lost_wakeup", "store_buffering",
                           "use_after_destruction", "use_after_free"}) {
    EXPECT_THAT(listed, HasSubstr(std::string("canary/") + name));
  }
}

TEST(canaries, one_that_stays_green_stops_everything) {
  const auto end = run_blind({"verify"});
  EXPECT_EQ(end.exit_code, 1);
  EXPECT_THAT(end.errors, HasSubstr("lockstep: an engine is blind: relacy: canary/nothing_to_see did not go red\n"));
  EXPECT_THAT(line_with(end.output, "canary/nothing_to_see "), HasSubstr("FAIL"));
  EXPECT_THAT(end.output, Not(HasSubstr("green/counts ")));
  EXPECT_THAT(last_line(end.output), HasSubstr(", 2 failed"));
}

TEST(canaries, cannot_be_blinded_by_options) {
  for (const std::vector<std::string>& options : std::vector<std::vector<std::string>>{
           {"--search", "bound", "--bound", "0"}, {"--search", "random", "--iterations", "1"}, {"--no-reduction"}}) {
    std::vector<std::string> arguments{"verify", "green/*"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    EXPECT_EQ(run_red(arguments).exit_code, 0);
  }
}

TEST(canaries, do_not_concern_real_threads) {
  const auto end = run_blind({"verify", "--engine", "stress", "--iterations", "5"});
  EXPECT_EQ(end.exit_code, 0);
  EXPECT_THAT(end.output, Not(HasSubstr("canary/")));
}

}  // namespace
}  // namespace canaries_tests

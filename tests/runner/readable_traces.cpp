// Names and places as a reader wants them, from what either compiler writes.

#include <gtest/gtest.h>

#include "text.h"
#include "trace.h"

namespace lockstep::verify::runner {
namespace readable_traces_tests {
namespace {

TEST(short_function, keeps_the_name_and_drops_the_rest) {
  EXPECT_EQ(short_function("void lockstep::basic_mutex<P>::lock() [with P = lockstep::models::modelled]"),
            "basic_mutex::lock");
  EXPECT_EQ(
      short_function("void lockstep::basic_mutex<lockstep::models::modelled>::lock() [P = lockstep::models::modelled]"),
      "basic_mutex::lock");
  EXPECT_EQ(short_function("void (anonymous namespace)::excludes_others<P>::thread(int) [P = x]"),
            "excludes_others::thread");
  EXPECT_EQ(short_function("void {anonymous}::excludes_others<P>::thread(int) [with P = x]"),
            "excludes_others::thread");
  EXPECT_EQ(short_function("static T* lockstep::models::modelled_memory::create(Args&& ...) [with T = int; Args = {}]"),
            "modelled_memory::create");
  EXPECT_EQ(short_function("main"), "main");
  EXPECT_EQ(short_function(""), "");
}

TEST(short_file, is_relative_within_the_source_tree_only) {
  const std::string here = __FILE__;
  EXPECT_EQ(short_file(here), "tests/runner/readable_traces.cpp");
  EXPECT_EQ(short_file("/somewhere/else/verify/x.cpp"), "/somewhere/else/verify/x.cpp");
}

TEST(text, numbers_and_spans_are_for_people) {
  EXPECT_EQ(with_thousands(0), "0");
  EXPECT_EQ(with_thousands(999), "999");
  EXPECT_EQ(with_thousands(1'000), "1,000");
  EXPECT_EQ(with_thousands(1'234'567), "1,234,567");
  EXPECT_EQ(span_of_time(0.213), "0.21 s");
  EXPECT_EQ(span_of_time(55), "55 s");
  EXPECT_EQ(span_of_time(200), "3 min 20 s");
  EXPECT_EQ(span_of_time(7500), "2 h 5 min");
}

TEST(text, an_argument_survives_the_shell) {
  EXPECT_EQ(shell_quoted("2x0-1"), "2x0-1");
  EXPECT_EQ(shell_quoted(""), "''");
  EXPECT_EQ(shell_quoted("a b'c"), "'a b'\\''c'");
}

}  // namespace
}  // namespace readable_traces_tests
}  // namespace lockstep::verify::runner

// What mutate plants, what becomes of it, and what it takes for equivalent.

#include <fstream>
#include <map>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "program.h"

namespace mutation_tests {
namespace {

using nlohmann::json;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Key;
using testing::Not;
using testing::Pair;
using testing::StartsWith;
using testing::UnorderedElementsAre;

/// A campaign of the program with little to find, with its own list of equivalents.
class campaign {
 public:
  explicit campaign(const std::string& equivalents = "") { std::ofstream(folder_ / "equivalent.txt") << equivalents; }

  program::end run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "mutate");
    arguments.insert(arguments.end(), {"--equivalents", folder_ / "equivalent.txt", "--json", folder_ / "r.json"});
    return ::run(LOCKSTEP_MUTATED, arguments);
  }
  json report() const { return json::parse(contents(folder_ / "r.json")); }
  std::map<std::string, std::string> fates() const {
    std::map<std::string, std::string> all;
    const json whole = report();
    for (const json& m : whole.at("mutants")) all[m.at("id")] = m.at("fate");
    return all;
  }

 private:
  temporary_folder folder_;
};

const std::string survivors =
    "mutex/lock/compare_exchange/acquire-to-relaxed\n  Nobody else is there.\n"
    "mutex/lock/compare_exchange/deny\n  The slow path\n  locks as well.\n"
    "mutex/try_lock/compare_exchange/acquire-to-relaxed\n  Nobody else is there.\n"
    "mutex/try_lock/compare_exchange/deny\n  It tries again.\n"
    "mutex/try_lock/compare_exchange/drop\n  Nobody unlocks after it.\n"
    "mutex/unlock/fetch/release-to-relaxed\n  Nobody else is there.\n";

TEST(mutation, tells_who_found_what_and_what_nobody_did) {
  const campaign c;
  const auto end = c.run({"alone/*", "--engine", "relacy"});
  EXPECT_EQ(end.exit_code, 1);
  EXPECT_THAT(c.fates(), Contains(Pair("mutex/lock/compare_exchange/drop", "killed")));
  EXPECT_THAT(c.fates(), Contains(Pair("mutex/unlock/fetch/drop", "killed")));
  EXPECT_THAT(c.fates(), Contains(Pair("mutex/lock/compare_exchange/acquire-to-relaxed", "survived")));
  EXPECT_THAT(c.fates(), Contains(Pair("mutex/unlock/fetch/release-to-relaxed", "survived")));
  EXPECT_THAT(end.output,
              HasSubstr("SURVIVED mutex/lock/compare_exchange/acquire-to-relaxed at core/lockstep/mutex.h:"));
  EXPECT_THAT(line_with(end.output, "mutex/lock/compare_exchange/drop"), HasSubstr("alone/locks: fatal error"));
}

class under : public testing::TestWithParam<std::string> {};

TEST_P(under, an_order_is_needed_where_data_is_shared) {
  const campaign c;
  EXPECT_EQ(c.run({"alone/*", "two/*", "--engine", GetParam(), "--mutant", "mutex/lock/compare_exchange/*relaxed",
                   "--mutant", "mutex/unlock/fetch/*relaxed"})
                .exit_code,
            0);
  const json report = c.report();
  EXPECT_EQ(report.at("totals").at("killed"), 2);
  EXPECT_EQ(report.at("engines"), json::array({GetParam()}));
  for (const json& m : report.at("mutants")) {
    EXPECT_EQ(m.at("kind"), "policy");
    EXPECT_EQ(m.at("by"), "two/count");
    EXPECT_EQ(m.at("engine"), GetParam());
    EXPECT_THAT(m.at("reason"), HasSubstr("data race"));
    EXPECT_THAT(m.at("place"), StartsWith("core/lockstep/mutex.h:"));
    EXPECT_GT(m.at("executions"), 0);
  }
}

INSTANTIATE_TEST_SUITE_P(engines, under, testing::Values("relacy", "explore"));

TEST(mutation, leaves_nothing_open_if_all_survivors_are_listed) {
  const campaign c(survivors);
  const auto end = c.run({"alone/*", "--engine", "relacy"});
  EXPECT_EQ(end.exit_code, 0);
  EXPECT_THAT(end.output, Not(HasSubstr("SURVIVED")));
  EXPECT_THAT(c.fates(), Contains(Pair("mutex/lock/compare_exchange/deny", "equivalent")));
  EXPECT_THAT(line_with(end.output, "lock/compare_exchange/deny"), HasSubstr("The slow path locks as well."));
}

TEST(mutation, does_not_believe_a_list_that_excuses_what_is_found) {
  const campaign c(survivors);
  const auto end = c.run({"alone/*", "two/*", "--engine", "relacy", "--mutant", "*/acquire-to-relaxed"});
  EXPECT_EQ(end.exit_code, 1);
  EXPECT_THAT(end.output, HasSubstr("listed as equivalent, and is not or is not there: "
                                    "mutex/lock/compare_exchange/acquire-to-relaxed"));
  EXPECT_EQ(c.report().at("unneeded"), json::array({"mutex/lock/compare_exchange/acquire-to-relaxed"}));
}

TEST(mutation, takes_what_follows_an_option_for_a_pattern_of_scenarios) {
  const campaign c;
  const std::string locks = "mutex/lock/compare_exchange/drop", unlocks = "mutex/unlock/fetch/drop";
  EXPECT_EQ(
      c.run({"--mutant", locks, "--mutant", unlocks, "--engine", "relacy", "--engine", "explore", "alone/*"}).exit_code,
      0);
  EXPECT_THAT(c.fates(), UnorderedElementsAre(Pair(locks, "killed"), Pair(unlocks, "killed")));
  const json report = c.report();
  EXPECT_EQ(report.at("engines"), json::array({"relacy", "explore"}));
  for (const json& m : report.at("mutants")) EXPECT_EQ(m.at("by"), "alone/locks");
}

TEST(mutation, takes_one_in_eight_for_a_sample) {
  const campaign c;
  c.run({"two/count", "--engine", "relacy"});
  const std::size_t all = c.fates().size();
  c.run({"two/count", "--engine", "relacy", "--sample"});
  EXPECT_EQ(c.fates().size(), (all + 7) / 8);
  EXPECT_EQ(c.report().at("sample"), true);
}

TEST(mutation, plants_nothing_in_what_fails_without) {
  const campaign c;
  const auto end = c.run({"broken/*"});
  EXPECT_EQ(end.exit_code, 1);
  EXPECT_THAT(end.errors, HasSubstr("broken/fails fails with nothing planted: check failed: always"));
}

struct mistake {
  std::vector<std::string> arguments;
  std::string equivalents;
  std::string message;
};

class mutation_mistake : public testing::TestWithParam<mistake> {};

TEST_P(mutation_mistake, is_answered_by_one_line) {
  const auto end = campaign(GetParam().equivalents).run(GetParam().arguments);
  EXPECT_EQ(end.exit_code, 2);
  EXPECT_EQ(end.output, "");
  EXPECT_THAT(end.errors, StartsWith("lockstep: "));
  EXPECT_THAT(end.errors, HasSubstr(GetParam().message));
  EXPECT_EQ(end.errors.find('\n'), end.errors.size() - 1);
}

INSTANTIATE_TEST_SUITE_P(
    bad_input, mutation_mistake,
    testing::Values(mistake{{"xyz"}, "", "no scenario matches 'xyz'"},
                    mistake{{"--engine", "stress"}, "", "engine stress does not explore"},
                    mistake{{"--engine", "genmc"}, "", "no engine 'genmc'"},
                    mistake{{"--jobs", "0"}, "", "--jobs: '0' is not a whole number"},
                    mistake{{"alone/*"}, "a/b\n", "a/b has no reason"},
                    mistake{{"alone/*"}, "a/b\n  Why.\na/b\n  Why.\n", ":3: the mutant is listed twice"},
                    mistake{{"alone/*"}, "  Why.\n", ":1: a reason without a mutant"},
                    mistake{{"alone/*"}, "a b\n", ":1: an ID has no spaces"}));

// --- the faults of logic

/// A core of one header, and a list of faults to weave into it.
class weaving {
 public:
  explicit weaving(const std::string& list) {
    std::ofstream(folder_ / "h.h") << "#pragma once\n"
                                      "int f(int a) {\n"
                                      "  a += 1;  // why\n"
                                      "  return a < 2 ? a : -a;\n"
                                      "}\n"
                                      "int g(int a) { return a < 2 ? 1 : 2; }\n";
    std::ofstream(folder_ / "list.txt") << list;
    end = ::run(LOCKSTEP_WEAVE, {folder_ / "", folder_ / "out", folder_ / "list.txt"});
  }
  std::string header() const { return contents(folder_ / "out/lockstep/h.h"); }
  std::string list() const { return contents(folder_ / "out/woven.cpp"); }

  program::end end;

 private:
  temporary_folder folder_;
};

std::string fault(const std::string& name, const std::string& change) {
  return name + "\n  breaks A-1\n  found by x/*\n  because it is \"wrong\"\n" + change;
}

TEST(weaving_test, puts_statements_and_expressions_behind_a_switch) {
  const weaving w(fault("one", "  in h.h\n  - a += 1; return a < 2 ? a : -a;\n  + return 0;\n") +
                  fault("two", "  in h.h after int f\n  - a < 2\n  + a <= 2\n") +
                  fault("three", "  in h.h after int f\n  - a < 2\n  + a < 3\n") +
                  fault("four", "  in h.h after int g\n  - a < 2\n  + true\n"));
  ASSERT_EQ(w.end.exit_code, 0) << w.end.errors;
  const auto planted = [](int n) { return "::lockstep::verify::is_planted(" + std::to_string(n) + ")"; };
  EXPECT_THAT(w.header(),
              HasSubstr("  {if (" + planted(1) + ") {return 0;} else {a += 1;  // why\n  return (" + planted(2) +
                        " ? (a <= 2) : " + planted(3) + " ? (a < 3) : (a < 2)) ? a : -a;}}\n"));
  EXPECT_THAT(w.header(), HasSubstr("return (" + planted(4) + " ? (true) : (a < 2)) ? 1 : 2;"));
  EXPECT_THAT(w.list(), HasSubstr(R"({"list/one", "A-1", "x/*", "it is \"wrong\"", "core/lockstep/h.h:3"})"));
}

TEST(weaving_test, is_a_mistake_where_the_list_does_not_fit) {
  const auto errors = [](const std::string& list) {
    const weaving w(list);
    EXPECT_EQ(w.end.exit_code, 1);
    return w.end.errors;
  };
  EXPECT_EQ(errors(fault("one", "  in h.h\n  - a = 5;\n  + ;\n")),
            "weave: list.txt:1: list/one: h.h has no 'a = 5;'\n");
  EXPECT_EQ(errors(fault("one", "  in h.h\n  - a < 2\n  + true\n")),
            "weave: list.txt:1: list/one: h.h has 'a < 2' more than once: say after what\n");
  EXPECT_EQ(errors(fault("one", "  in h.h after int z\n  - a < 2\n  + true\n")),
            "weave: list.txt:1: list/one: h.h has no 'int z'\n");
  EXPECT_THAT(errors(fault("one", "  in h.h\n  - a += 1; return\n  + ;\n") +
                     fault("two", "  in h.h\n  - return a < 2 ? a : -a;\n  + ;\n")),
              HasSubstr("two changes overlap"));
  EXPECT_THAT(errors("one\n  breaks A-1\n"), HasSubstr("list/one lacks 'breaks', 'found by', 'because' or 'in'"));
  EXPECT_THAT(errors(fault("one", "  in h.h\n  - a += 1;\n  + ;\n") + fault("one", "  in h.h\n  - a += 1;\n")),
              HasSubstr("list.txt:8: there is another list/one"));
  EXPECT_THAT(errors(fault("one", "  in no.h\n  - a\n")), HasSubstr("no.h: cannot be read"));
}

}  // namespace
}  // namespace mutation_tests

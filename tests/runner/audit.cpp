// The audit: of a small source tree with one piece of evidence of each kind, it says nothing; of the same tree without
// any one of them, it says which.

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "browser.h"
#include "program.h"

namespace audit_tests {
namespace {

using nlohmann::json;
using testing::HasSubstr;

void write(const std::string& path, const std::string& text) {
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  std::ofstream(path) << text;
}

void change(const std::string& path, const std::string& from, const std::string& to) {
  std::string text = contents(path);
  ASSERT_THAT(text, HasSubstr(from));
  write(path, text.replace(text.find(from), from.size(), to));
}

/// A campaign with one mutant.
json campaign() {
  return {{"sample", false},
          {"interrupted", false},
          {"unneeded", json::array()},
          {"mutants",
           {{{"id", "x/lock/store-1/dropped"},
             {"kind", "policy"},
             {"place", "core/lockstep/x.h:7:3"},
             {"breaks", json::array()},
             {"fault", ""},
             {"fate", "killed"},
             {"by", "green/counts"},
             {"reason", "deadlock"},
             {"executions", 3},
             {"seconds", 0.1},
             {"unfinished", json::array()}}}}};
}

class audit : public testing::Test {
 protected:
  audit() {
    write(folder / "docs/claims.md",
          "| MUTEX-1 | S | At most one | seed |\n"
          "| MUTEX-3 | F | Zero is unlocked | seed |\n"
          "| MUTEX-99 | L | Somebody goes on | seed |\n");
    write(folder / "core/lockstep/x.h", "// Transitions\n//   T1 lock  0 -> 1\n//   T2 give  1 -> 0\n//\n");
    write(folder / "docs/invariants/x.md",
          "Header: `core/lockstep/x.h`\n\n## Every transition\n\n| | why |\n|---|---|\n| T1 lock | – |\n| T2 give | – "
          "|\n");
    write(folder / "docs/proofs/x.smt2", "; MUTEX-99\n");
    write(folder / "tests/x.cpp", "// MUTEX-3\nTEST(x, is_zero) {\n}\n");
    write(folder / "m.json", campaign().dump());
    verify({"green/*", "claim/*"});
    EXPECT_EQ(run({"--record"}).exit_code, 0);
  }
  void verify(std::vector<std::string> scenarios) {
    scenarios.insert(scenarios.begin(), {"verify", "--engine", "relacy"});
    scenarios.insert(scenarios.end(), {"--json", folder / "v.json"});
    EXPECT_EQ(run_red(scenarios).exit_code, 0);
  }
  program::end run(const std::vector<std::string>& more = {}) {
    std::vector<std::string> all{"audit", "--source", folder / "", folder / "v.json", folder / "m.json"};
    all.insert(all.end(), more.begin(), more.end());
    return run_red(all);
  }
  void expect_gap(const std::string& gap) {
    const program::end end = run();
    EXPECT_EQ(end.exit_code, 1);
    EXPECT_THAT("\n" + end.output, HasSubstr("\n" + gap + "\n"));
  }

  const temporary_folder folder;
};

TEST_F(audit, finds_no_gap_where_there_is_none) {
  const program::end end = run();
  EXPECT_EQ(end.output, "3 of 3 claims have what their kind asks for; 0 gaps\n");
  EXPECT_EQ(end.exit_code, 0);
}

TEST_F(audit, misses_a_scenario_that_is_not_run) {
  verify({"green/*"});
  expect_gap("claim/unknown on relacy is recorded, and was not run");
  expect_gap("MUTEX-99 (L): no scenario explores it");
}

TEST_F(audit, misses_a_scenario_that_is_not_there) {
  change(folder / "verify/record/executions.txt", "claim/unknown", "claim/deleted");
  expect_gap("claim/deleted is recorded, and there is no such scenario");
  expect_gap("claim/unknown on relacy is not recorded");
}

TEST_F(audit, misses_a_page) {
  std::filesystem::remove(folder / "docs/invariants/x.md");
  expect_gap("docs/invariants/x.md is recorded, and is not there");
}

TEST_F(audit, misses_a_proof) {
  std::filesystem::remove(folder / "docs/proofs/x.smt2");
  expect_gap("docs/proofs/x.smt2 is recorded, and is not there");
  expect_gap("MUTEX-99 (L): neither a witness nor a page shows that it comes about");
}

TEST_F(audit, misses_a_mutant) {
  json none = campaign();
  none["mutants"] = json::array();
  write(folder / "m.json", none.dump());
  expect_gap("the mutant x/lock/store-1/dropped is recorded, and is not there");
}

TEST_F(audit, misses_a_fault_of_logic_without_a_campaign) {
  write(folder / "verify/mutants/logic/x.txt", "# Faults\n\nforgets_the_bit\n  breaks MUTEX-1\n");
  expect_gap("the mutant x/forgets_the_bit is not recorded");
  EXPECT_EQ(run_red({"audit", "--source", folder / "", folder / "v.json", "--record"}).exit_code, 0);
  EXPECT_EQ(run_red({"audit", "--source", folder / "", folder / "v.json"}).exit_code, 0);
  write(folder / "verify/mutants/logic/x.txt", "# Faults\n");
  const program::end end = run_red({"audit", "--source", folder / "", folder / "v.json"});
  EXPECT_EQ(end.exit_code, 1);
  EXPECT_THAT(end.output, testing::StartsWith("the mutant x/forgets_the_bit is recorded, and is not there\n"));
}

TEST_F(audit, misses_a_test) {
  write(folder / "tests/x.cpp", "// MUTEX-3: nothing follows\n\nTEST(x, is_zero) {\n}\n");
  EXPECT_EQ(run().exit_code, 0) << "the head of a file counts for the file";
  write(folder / "tests/x.cpp", "TEST(x, is_zero) {\n}\n");
  expect_gap("MUTEX-3 (F): no test cites it");
}

TEST_F(audit, asks_whether_a_test_has_passed) {
  write(folder / "t.xml", "<testsuite><testcase name='production.x.is_zero' status='run'/></testsuite>");
  EXPECT_EQ(run({folder / "t.xml"}).exit_code, 0);
  write(folder / "t.xml", "<testsuite><testcase name='production.x.is_zero'><failure/></testcase></testsuite>");
  EXPECT_THAT(run({folder / "t.xml"}).output, HasSubstr("MUTEX-3 (F): x.is_zero has not run, or not passed\n"));
}

TEST_F(audit, misses_a_transition) {
  change(folder / "docs/invariants/x.md", "| T2 give | – |\n", "");
  expect_gap("docs/invariants/x.md lacks T2");
}

TEST_F(audit, finds_a_citation_of_nothing) {
  write(folder / "core/lockstep/y.h", "\n// MUTEX-4\n");
  expect_gap("core/lockstep/y.h:2 cites MUTEX-4, which docs/claims.md does not have");
}

TEST_F(audit, finds_another_number_of_executions) {
  const std::string text = contents(folder / "verify/record/executions.txt");
  write(folder / "verify/record/executions.txt", text.substr(0, text.rfind('3')) + "5\n");
  expect_gap("green/counts on relacy: 3 executions, recorded are 5");
}

TEST_F(audit, finds_a_survivor) {
  json alive = campaign();
  alive["mutants"][0]["fate"] = "survived";
  write(folder / "m.json", alive.dump());
  expect_gap("the mutant x/lock/store-1/dropped survived");
}

TEST_F(audit, finds_a_failure_and_does_not_record_it) {
  run_red({"verify", "--engine", "relacy", "green/*", "claim/*", "fails/check", "--json", folder / "v.json"});
  const std::string gap = "fails/check on relacy: failed: check failed: an addition is <lost> & gone";
  expect_gap(gap);
  const program::end end = run({"--record"});
  EXPECT_EQ(end.exit_code, 2);
  EXPECT_THAT(end.output, HasSubstr(gap));
}

TEST_F(audit, writes_what_it_found) {
  EXPECT_EQ(run({"--json", folder / "a.json"}).exit_code, 0);
  const json all = json::parse(contents(folder / "a.json"));
  EXPECT_EQ(all.at("gaps"), json::array());
  const json& first = all.at("claims").at(0);
  EXPECT_EQ(first.at("id"), "MUTEX-1");
  EXPECT_EQ(first.at("mutants"), json::array({0}));  // found by a scenario that checks it
  EXPECT_EQ(all.at("claims").at(1).at("tests").at(0).at("name"), "x.is_zero");
  EXPECT_EQ(all.at("claims").at(2).at("pages").at(0), "docs/proofs/x.smt2");
}

TEST_F(audit, is_a_page_whose_cells_lead_to_the_evidence) {
  if (browser() == nullptr) GTEST_SKIP() << "no chromium that starts here";
  json alive = campaign();
  alive["mutants"][0]["fate"] = "survived";
  write(folder / "m.json", alive.dump());
  run({"--html", folder / "a.html"});
  EXPECT_THAT(contents(folder / "a.html"), testing::Not(testing::ContainsRegex("(src|href)=.http")));  // opens offline
  const std::string page = drawn(folder / "a.html", R"(
    const links = [...document.querySelectorAll("a[href^='#']")];
    document.body.dataset.links = links.length > 20;
    document.body.dataset.dead = links.filter((a) => !document.getElementById(a.getAttribute("href").slice(1))).length;
    document.body.dataset.gap = document.querySelector("section li.bad").textContent;
    document.body.dataset.mutants = document.querySelectorAll("#mutants .cell.bad").length;
    location.hash = "claim:MUTEX-1";
    unfold();
    document.body.dataset.open = document.querySelector("details[open]").id;)");
  EXPECT_THAT(page,
              HasSubstr("data-links=\"true\" data-dead=\"0\" data-gap=\"the mutant x/lock/store-1/dropped survived\""));
  EXPECT_THAT(page, HasSubstr("data-mutants=\"1\" data-open=\"claim:MUTEX-1\""));
}

TEST_F(audit, says_what_it_cannot_read) {
  write(folder / "odd.json", "{}");
  EXPECT_EQ(run({folder / "odd.json"}).exit_code, 2);
  EXPECT_EQ(run_red({"audit"}).exit_code, 2);
  EXPECT_EQ(run_red({"audit", "--source", "/nowhere", folder / "v.json"}).exit_code, 2);
}

}  // namespace
}  // namespace audit_tests

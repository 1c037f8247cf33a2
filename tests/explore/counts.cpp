// The number of executions of litmus programs: beside GenMC's, and beside a brute force over random programs.

#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <lockstep/models/litmus.h>

#include "brute_force.h"
#include "random_program.h"

namespace lockstep {
namespace {

using models::memory_model;

struct line {
  std::string program;
  std::uint64_t rc11, sc;
};

std::vector<line> corpus(const std::string& name) {
  std::ifstream in(std::string(LOCKSTEP_CORPUS) + '/' + name);
  std::vector<line> lines;
  for (std::string text; std::getline(in, text);) {
    std::vector<std::string> columns(1);
    for (const char c : text) c == '\t' ? columns.emplace_back() : columns.back() += c;
    if (columns.size() == 4) columns.erase(columns.begin());
    lines.push_back({columns.at(0), std::stoull(columns.at(1)), std::stoull(columns.at(2))});
  }
  return lines;
}

std::uint64_t executions(const std::string& program, memory_model model) {
  const models::search_result r = models::litmus::explore(models::litmus::parse(program), model, false);
  EXPECT_FALSE(r.failed) << program;
  return r.executions;
}

void expect_counts(const std::string& name, std::size_t programs) {
  const auto lines = corpus(name);
  ASSERT_EQ(lines.size(), programs);
  for (const line& l : lines) {
    EXPECT_EQ(executions(l.program, memory_model::rc11), l.rc11) << l.program;
    EXPECT_EQ(executions(l.program, memory_model::sc), l.sc) << l.program;
  }
}

TEST(Counts, OfTheClassicsAreGenMCs) { expect_counts("classic.tsv", 38); }
TEST(Counts, OfRandomProgramsAreGenMCs) { expect_counts("rc11-random-1000.tsv", 1000); }
TEST(Counts, WhereAxiomsDisagreeAreGenMCs) { expect_counts("sc-axioms-262.tsv", 262); }

TEST(Counts, UnderThePublishedAxiomDifferOnFifteenPrograms) {
  int different = 0;
  for (const line& l : corpus("sc-axioms-262.tsv")) {
    different += executions(l.program, memory_model::rc11_published) != l.rc11;
  }
  EXPECT_EQ(different, 15);
}

class RandomCounts : public testing::TestWithParam<memory_model> {};

TEST_P(RandomCounts, AreThoseOfABruteForce) {
  const unsigned seed = std::random_device{}();
  std::mt19937 random(seed);
  for (int i = 0; i != 300; ++i) {
    std::string text = random_program(random);
    while (brute_force::candidates(models::litmus::parse(text)) > 20000) text = random_program(random);
    const std::uint64_t expected = brute_force::count(models::litmus::parse(text), GetParam());
    ASSERT_EQ(executions(text, GetParam()), expected) << text << "  (seed " << seed << ')';
  }
}

std::string name_of(const testing::TestParamInfo<memory_model>& tested) {
  constexpr const char* names[] = {"Rc11", "Rc11Published", "Sc"};
  return names[static_cast<int>(tested.param)];
}

INSTANTIATE_TEST_SUITE_P(All, RandomCounts,
                         testing::Values(memory_model::rc11, memory_model::rc11_published, memory_model::sc), name_of);

TEST(BruteForce, AgreesWithGenMC) {
  for (const line& l : corpus("classic.tsv")) {
    if (l.program.size() > 60) continue;
    EXPECT_EQ(brute_force::count(models::litmus::parse(l.program), memory_model::rc11), l.rc11) << l.program;
    EXPECT_EQ(brute_force::count(models::litmus::parse(l.program), memory_model::sc), l.sc) << l.program;
  }
}

}  // namespace
}  // namespace lockstep

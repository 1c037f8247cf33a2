#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "source_tree.h"

namespace lockstep::verify::runner {

/// A scenario as one run of `verify` left it.
struct search_run {
  std::string scenario;
  std::string engine;   // with a sanitizer: "stress (thread)"
  std::string plan;     // "full", "bound 3", "random 10,000"
  std::string verdict;  // of the JSON
  std::string reason;
  bool explores = false;
  bool is_exhaustive = false;
  bool is_quick = true;  // profile
  std::uint64_t executions = 0;
  bool has_witnesses = false;  // states some, and saw them
  nlohmann::json whole;        // the JSON's own

  /// Blind: it states that its engine cannot find the failure.
  bool is_good() const { return verdict == "pass" || verdict == "found" || verdict == "blind"; }
  /// Whether it says something about every interleaving up to a bound that it states.
  bool is_bounded_proof() const;
};

struct mutant_run {
  std::string id, kind, fate, by, engine, reason;
  std::set<std::string> claims;  // that it breaks; of a fault of orders, what the scenario that finds it checks
  nlohmann::json whole;
};

/// All that is known: the source tree, and the files that the commands wrote.
struct evidence {
  source_tree tree;
  std::set<std::string> scenarios;   // of this program
  std::set<std::string> witnessing;  // those of them that state witnesses
  std::map<std::string, std::set<std::string>> claims_of;
  std::set<std::string> engines;  // that explored in the files given
  std::vector<search_run> searches;
  std::vector<search_run> stressed;
  std::vector<mutant_run> mutants;
  bool has_all_mutants = false;         // a whole campaign was given
  std::map<std::string, bool> tested;   // tests by name: passed; empty if no file of theirs was given
  std::vector<std::string> complaints;  // what the files themselves say is wrong
};

/// Reads files that `verify --json`, `mutate --json` and `ctest --output-junit` wrote, and the source tree. Throws
/// usage_error for a file that is none of these.
evidence gather(const std::string& root, const std::vector<std::string>& files);

/// A claim, and what it rests on.
struct claim_evidence {
  const claim* of;
  std::vector<const search_run*> searches, stressed;
  std::vector<const test*> tests;
  std::vector<const page*> pages;
  std::vector<const mutant_run*> mutants;
  std::vector<std::string> gaps;  // what its kind asks for and is not there
};
std::vector<claim_evidence> judge_claims(const evidence&);

}  // namespace lockstep::verify::runner

#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "evidence.h"

namespace lockstep::verify::runner {

/// What verify/record remembers of the evidence, so that none of it is lost or changes unseen: the executions of each
/// scenario on each engine, the pages, the mutants. Text, one item a line, to be read in a diff.
struct record {
  /// Of a scenario on an engine that explores, in the quick profile.
  struct search {
    std::string plan;        // "full", "bound 3", "random 10,000"
    std::string executions;  // of one that is exhaustive; else "-"
    bool operator==(const search&) const = default;
  };
  std::map<std::pair<std::string, std::string>, search> searches;  // of scenario and engine
  std::set<std::string> pages;
  struct mutant {
    std::string kind;  // "policy", "logic"
    std::string fate;  // "-": of a fault of logic that no campaign has planted yet
    std::string by;    // who found it, see finder(); "-": nobody. For the campaign, and who reads it: others may, too
  };
  std::map<std::string, mutant> mutants;  // by ID
};

/// "mutex/excludes_others/2x2 on explore"
std::string finder(const std::string& scenario, const std::string& engine);

/// Missing files are empty.
record read_record(const std::string& root);
/// Throws std::runtime_error.
void write_record(const std::string& root, const record&);

/// What of the record the evidence at hand says anew. What it says nothing of stays: another engine, the
/// fates of mutants.
record updated(record, const evidence&);

/// A line for each thing that is recorded otherwise than the evidence has it.
std::vector<std::string> differences(const record&, const evidence&);

}  // namespace lockstep::verify::runner

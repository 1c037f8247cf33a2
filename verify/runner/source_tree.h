#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

namespace lockstep::verify::runner {

/// A place in the source tree, the path relative to its root.
struct source_place {
  std::string file;
  int line;
};

/// A row of docs/claims.md.
struct claim {
  std::string id;     // "MUTEX-1"
  std::string group;  // "MUTEX"
  char kind;          // 'S' safety, 'L' liveness, 'F' function
  std::string text;
};

/// What cites claims and is run to check them outside of the engines: a GoogleTest, an assertion that the compiler
/// checks, or a script.
struct test {
  source_place place;
  std::string name;  // "mutex_value.is_zero"; of what is no GoogleTest, empty
  std::set<std::string> claims;
};

/// A page of docs/invariants or a proof of docs/proofs.
struct page {
  std::string file;
  std::set<std::string> claims;
  std::vector<std::string> missing;  // transitions that its header has and it has not
};

/// What a source tree says about its claims.
struct source_tree {
  std::string root;
  std::vector<claim> claims;
  std::vector<test> tests;
  std::vector<page> pages;
  std::set<std::string> faults;  // of logic, as verify/mutants has them: "mutex/leaves_the_woken_bit_set"
  std::map<std::string, std::vector<source_place>> unknown;  // cited, and not in docs/claims.md
};

/// Throws usage_error if there is no docs/claims.md.
source_tree read_source_tree(const std::string& root);

/// The lines of a file; none if it cannot be read.
std::vector<std::string> lines_of(const std::string& path);

}  // namespace lockstep::verify::runner

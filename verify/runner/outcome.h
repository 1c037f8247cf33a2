#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <lockstep/verify/scenario.h>

#include "child.h"
#include "engines.h"

namespace lockstep::verify::runner {

/// A scenario to search, with what, and how.
struct job {
  const entry* scenario;
  const engine_choice* engine;
  models::search_plan plan;
};

enum class verdict {
  pass,         // a right scenario: the plan was carried out and nothing failed
  found,        // a wrong scenario: it found the failure that it states
  blind,        // a wrong scenario: it did not, and states that this engine cannot
  failed,       // neither
  incomplete,   // the time box closed before the plan was carried out
  interrupted,  // by the user
};

struct outcome {
  job of;
  models::search_result result;
  verdict judged;
  std::string reason;  // of a verdict other than pass and found, in one line
};

outcome judge(const job&, const ending&);

/// What failed: one, or with --collect one of each kind, in the order in which they were found.
std::vector<const models::failure*> failures_of(const outcome&);

bool is_canary(const entry&);
bool is_wrong(const entry&);
/// Whether the scenario did what it states.
bool is_good(verdict);
/// Whether it did not. Neither is true of what was interrupted.
bool is_bad(verdict);

std::string_view name_of(verdict);
/// "full", "bound 3", "random 10,000".
std::string name_of(const models::search_plan&);
std::string name_of(const plan&);
/// "yes", or "no" and why.
std::string exhaustiveness(const outcome&);

/// A scenario of which one engine says that it is right, and another that it is not.
struct disagreement {
  std::string scenario;
  std::string what;  // in one line
};

/// Everything that a run of `verify` found.
struct report {
  std::vector<const engine_choice*> engines;
  std::string profile;
  std::vector<outcome> outcomes;
  std::size_t not_run = 0;         // scenarios that an interrupt or a blind engine left out
  std::vector<std::string> blind;  // "engine: canary", of those that did not go red
  bool interrupted = false;
  double seconds = 0;

  std::size_t count(verdict) const;
  std::size_t good() const;
  std::size_t bad() const;
  std::uint64_t executions() const;
  std::vector<disagreement> disagreements() const;
};

}  // namespace lockstep::verify::runner

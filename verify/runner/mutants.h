#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <lockstep/models/mutant.h>
#include <lockstep/verify/woven.h>

#include "engines.h"
#include "outcome.h"

namespace lockstep::verify::runner {

/// A scenario as the campaign runs it, and what it takes when nothing is planted.
struct examiner {
  job of;
  double seconds;
};

/// A fault to plant, and who may find it.
struct mutant {
  std::string id;                          // "mutex/lock_slow/compare_exchange-1/acquire-to-relaxed"
  std::string place;                       // "core/lockstep/mutex.h:180:33"
  models::mutation planted;                // of the policy; or
  const woven_mutant* woven = nullptr;     // a fault of logic
  std::vector<const examiner*> examiners;  // the cheapest first
  bool is_listed = false;                  // as equivalent
};

/// What an observed search has sent, as its notes.
std::string to_note(const models::mutation&);
models::mutation from_note(const std::string&);

/// The mutants of what was observed: `found[i]` by the i-th examiner. Named without lines, so that a name stays the
/// same when text around it moves: file, function, operation (numbered if the function has several), fault.
std::vector<mutant> policy_mutants(const std::vector<examiner>&,
                                   const std::vector<std::vector<models::mutation>>& found);
/// The faults of logic that are woven into this program, each with the scenarios that are to find it.
std::vector<mutant> logic_mutants(const std::vector<examiner>&);

}  // namespace lockstep::verify::runner

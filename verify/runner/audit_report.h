#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "evidence.h"

namespace lockstep::verify::runner {

/// The file that `audit --json` writes, and the data of its page:
/// {
///   "version": "0.1.0", "engines": ["explore", "relacy"],
///   "gaps": ["MAP-1 (S): no scenario explores it"],          each a line; none: the audit passes
///   "claims": [{
///     "id": "MUTEX-1", "group": "MUTEX", "kind": "S", "text": "At most one holder", "gaps": [],
///     "searches": [0, 17], "stressed": [3], "mutants": [5],  numbers into the lists below
///     "tests": [{"name": "mutex.is_zero", "file", "line"}],
///     "pages": ["docs/invariants/mutex.md"]
///   }],
///   "searches": [{"scenario", "engine", "plan", "verdict", "reason", "exhaustive", "executions", "seconds",
///                 "witnesses", "bounded_because", "must_fail", "threads", "stack"}],
///   "stressed": [the same],
///   "traces": [as in trace_file.h],                          failures found, wrong scenarios' among them
///   "mutants": [as in the file of mutate, with "claims"]
/// }
nlohmann::json to_json(const evidence&, const std::vector<claim_evidence>&, const std::vector<std::string>& gaps);

}  // namespace lockstep::verify::runner

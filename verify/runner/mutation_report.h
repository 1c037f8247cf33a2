#pragma once

#include <nlohmann/json.hpp>

#include "campaign.h"
#include "equivalents.h"

namespace lockstep::verify::runner {

/// What `mutate` found out.
struct mutation_report {
  std::vector<std::string> engines;
  bool is_sample = false;
  bool interrupted = false;
  double seconds = 0;
  std::vector<sentence> sentences;
  equivalents excused;                // as the file has them
  std::vector<std::string> unneeded;  // entries of it for mutants that are not there or do not survive

  bool is_excused(const sentence& s) const { return s.came_to == fate::survived && excused.contains(s.of->id); }
};

/// The word of the table and of the JSON: "killed", "equivalent", "survived", "interrupted".
std::string_view fate_of(const mutation_report&, const sentence&);

/// The file that --json writes:
/// {
///   "version": "0.1.0", "engines": ["relacy"], "sample": false, "interrupted": false, "seconds": 300.5,
///   "totals": {"mutants", "killed", "equivalent", "survived"},
///   "unneeded": [],                       entries of the list of equivalents that nothing needs
///   "mutants": [{
///     "id": "mutex/lock_slow/compare_exchange-1/acquire-to-relaxed",
///     "kind": "policy",                   or "logic"
///     "place": "core/lockstep/mutex.h:180:33",
///     "breaks": ["MUTEX-5"],              of logic: the claims that it breaks
///     "fault": "",                        of logic: what is wrong
///     "fate": "killed",                   "equivalent", "survived", "interrupted"
///     "by": "mutex/excludes_others/2x2",  the scenario that found it
///     "engine": "relacy",                 and the engine that searched it
///     "reason": "data race",              what it found; of an equivalent mutant why it is
///     "executions": 17, "seconds": 0.1,
///     "unfinished": []                    scenarios whose time box closed
///   }]
/// }
nlohmann::json to_json(const mutation_report&);
nlohmann::json totals_of(const nlohmann::json& mutants);

}  // namespace lockstep::verify::runner

#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "outcome.h"
#include "output_file.h"

namespace lockstep::verify::runner {

/// The file of --checkpoint: how far each search has come, so that a later run goes on from there.
///
/// {
///   "build": "9f3c…",             of the program, scenarios and engines included: the way through a search is its own
///   "searches": {
///     "mutex/excludes_others/3x2": {
///       "plan": "full, rc11",     what is searched; it has to be the same
///       "result": {…}             as in the file of --json, with "stopped_at" if it has not come to its end
///     }
///   },
///   "sum": "51d0…"                of "searches", because a way that is damaged would lead elsewhere
/// }
class checkpoint {
 public:
  /// Reads the file if there is one. Throws usage_error if it is no such file, or of something else than these jobs. An
  /// empty path: none is wanted.
  checkpoint(const std::string& path, const std::vector<job>&);

  bool is_wanted() const { return file_.is_wanted(); }
  /// Makes the job's search begin where the file says, and report for it.
  void prepare(job&) const;
  /// Takes in how far a search has come, and writes the file. Throws std::runtime_error.
  void keep(const job&, const models::search_result&);

 private:
  void read(const std::string& path);

  output_file file_;
  std::map<std::string, std::string> plans_;  // by scenario
  std::map<std::string, models::search_result> results_;
};

}  // namespace lockstep::verify::runner

#pragma once

#include <string>
#include <vector>

#include "outcome.h"
#include "table.h"

namespace lockstep::verify::runner {

/// The table of results, a row as soon as it is known.
class result_table {
 public:
  /// Prints the header.
  explicit result_table(const std::vector<job>&);
  void print(const outcome&) const;

 private:
  table table_;
};

/// What failed, and how. Of the failures that wrong scenarios found only if `verbose`.
void print_details(const report&, bool verbose);
void print_failure(const entry&, const models::failure&, const std::string& headline);

/// Totals, the very last line in fixed words.
void print_summary(const report&);

}  // namespace lockstep::verify::runner

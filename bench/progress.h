#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "../verify/runner/status_line.h"
#include "schedule.h"

namespace lockstep::bench {

/// Shows how many groups are done, and how long the others may take: as long, by what they are expected to, as those
/// that are done have.
class progress {
 public:
  explicit progress(const std::vector<row_group>&);

  void begin(const row_group&);
  void end(const row_group&);
  /// What is being measured, if it is time to show it again, or if an interrupt has come.
  void show(const std::string& row);
  void clear() { line_.clear(); }

 private:
  using clock = std::chrono::steady_clock;
  struct amount {
    std::size_t groups = 0;
    std::size_t rows = 0;
    double seconds = 0;  // expected

    void add(const row_group&);
  };
  std::string text() const;

  amount total_, done_;
  double seconds_taken_ = 0;
  double seconds_of_this_ = 0;  // expected
  clock::time_point started_this_;
  bool has_told_of_interrupt_ = false;
  verify::runner::status_line line_;
};

}  // namespace lockstep::bench

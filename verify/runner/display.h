#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "status_line.h"

namespace lockstep::verify::runner {

/// Shows how far the searches have come.
class display {
 public:
  struct search {
    std::string_view name;
    std::uint64_t executions;
    double fraction;  // negative: unknown
    double seconds;   // since its start
    double time_box;  // 0: none
  };
  struct state {
    std::size_t total = 0;
    std::size_t done = 0;
    unsigned at_once = 1;
    std::vector<search> running;
  };

  void show(const state&);
  /// Takes the line away, so that other output can be printed.
  void clear() { line_.clear(); }
  /// Counts what a search that has ended contributed.
  void add_finished(std::uint64_t executions);

 private:
  using clock = std::chrono::steady_clock;
  std::string text_of(const state&) const;
  double elapsed() const;

  status_line line_;
  const clock::time_point started_ = clock::now();
  std::uint64_t finished_executions_ = 0;
};

}  // namespace lockstep::verify::runner

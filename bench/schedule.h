#pragma once

// What there is to measure, and in which order: rows are announced, and run later.
//
// A group is the peers at one workload and number of threads. Chance interleaves the repetitions of a group, whose
// peers are compared; groups come one after the other, so that what has been measured is complete whenever one ends.

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace lockstep::bench {

struct announced_row {
  std::string name;  // workload/threads/peer
  double seconds;    // a repetition, roughly
  std::function<void()> register_it;
};

struct row_group {
  std::string name;  // workload/threads
  std::vector<announced_row> rows;

  /// A repetition of all, roughly.
  double seconds() const;
};

/// Says what of that which is announced from now on is meant, as the library's --benchmark_filter does: a regular
/// expression, negated by a leading hyphen; "" and "all" mean everything. Throws usage_error.
void select_rows(const std::string& filter);

/// Puts the row, if it is meant, into its group.
void announce(announced_row);

/// In the order in which their first rows were announced.
const std::vector<row_group>& announced_groups();

/// Where the row stands among all.
std::size_t place_of(const std::string& row_name);

}  // namespace lockstep::bench

#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::verify::runner {

/// Shows on standard error how far the work has come: one line redrawn on a terminal, elsewhere a line now and then.
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

  display();
  ~display() { clear(); }
  display(const display&) = delete;

  void show(const state&);
  /// Takes the line away, so that other output can be printed.
  void clear();
  /// Counts what a search that has ended contributed.
  void add_finished(std::uint64_t executions);

 private:
  using clock = std::chrono::steady_clock;
  std::string line(const state&) const;
  double elapsed() const;

  const bool is_terminal_;
  const clock::time_point started_ = clock::now();
  clock::time_point last_shown_ = started_;
  bool is_drawn_ = false;
  std::uint64_t finished_executions_ = 0;
};

}  // namespace lockstep::verify::runner

#pragma once

#include <chrono>
#include <string>

namespace lockstep::verify::runner {

/// A line on standard error that says how far the work has come: redrawn on a terminal, elsewhere printed now and then.
class status_line {
 public:
  status_line();
  ~status_line() { clear(); }
  status_line(const status_line&) = delete;

  /// Whether the last time is long enough ago.
  bool is_due() const;
  void show(std::string text);
  /// Takes the line away, so that other output can be printed.
  void clear();

 private:
  using clock = std::chrono::steady_clock;
  const bool is_terminal_;
  clock::time_point last_shown_ = clock::now();
  bool is_drawn_ = false;
};

}  // namespace lockstep::verify::runner

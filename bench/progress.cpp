#include "progress.h"

#include <algorithm>

#include <fmt/format.h>

#include "../verify/runner/interrupt.h"
#include "../verify/runner/text.h"

namespace lockstep::bench {
namespace {

double seconds_since(std::chrono::steady_clock::time_point then) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - then).count();
}

}  // namespace

void progress::amount::add(const row_group& one) {
  ++groups;
  rows += one.rows.size();
  seconds += one.seconds();
}

progress::progress(const std::vector<row_group>& all) {
  for (const auto& one : all) total_.add(one);
}

void progress::begin(const row_group& one) {
  seconds_of_this_ = one.seconds();
  started_this_ = clock::now();
}

void progress::end(const row_group& one) {
  done_.add(one);
  seconds_taken_ += seconds_since(started_this_);
}

void progress::show(const std::string& row) {
  const bool is_interrupted = verify::runner::interrupts() > 0;
  if (!line_.is_due() && is_interrupted == has_told_of_interrupt_) return;
  has_told_of_interrupt_ = is_interrupted;
  line_.show((is_interrupted ? "interrupted: this group is the last; again: stops at once" : text()) + "; " + row);
}

std::string progress::text() const {
  std::string now = fmt::format("{}/{} groups, {}/{} rows", done_.groups, total_.groups, done_.rows, total_.rows);
  if (done_.groups == 0) return now;
  const double pace = seconds_taken_ / done_.seconds;
  const double left_of_this = std::max(pace * seconds_of_this_ - seconds_since(started_this_), 0.0);
  const double left = pace * (total_.seconds - done_.seconds - seconds_of_this_) + left_of_this;
  return now + fmt::format(", about {} left", verify::runner::span_of_time(std::max(left, 0.0)));
}

}  // namespace lockstep::bench

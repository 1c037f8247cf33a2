#include "display.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "text.h"

namespace lockstep::verify::runner {
namespace {

double fraction_of(const display::search& s) {
  const double by_time = s.time_box > 0 ? s.seconds / s.time_box : -1;
  return std::min(std::max(s.fraction, by_time), 1.0);
}

/// Seconds until everything is done, if anything can be said: what runs is taken to go on at its pace, and what has not
/// started to take as long as the others on average.
std::optional<double> time_left(const display::state& now, double elapsed) {
  double left = 0;
  double finished = static_cast<double>(now.done);
  for (const display::search& s : now.running) {
    const double f = fraction_of(s);
    if (f <= 0) return std::nullopt;
    left += s.seconds * (1 - f) / f;
    finished += f;
  }
  const auto waiting = static_cast<double>(now.total - now.done - now.running.size());
  const auto lanes = static_cast<double>(std::max<std::size_t>(now.running.size(), 1));
  const double each = elapsed * lanes / finished;
  return (left + waiting * each) / lanes;
}

}  // namespace

void display::add_finished(std::uint64_t executions) { finished_executions_ += executions; }

double display::elapsed() const { return std::chrono::duration<double>(clock::now() - started_).count(); }

void display::show(const state& now) {
  if (!now.running.empty() && line_.is_due()) line_.show(text_of(now));
}

std::string display::text_of(const state& now) const {
  std::uint64_t executions = finished_executions_;
  std::string names;
  for (const search& s : now.running) {
    executions += s.executions;
    if (!names.empty()) names += ", ";
    names += s.name;
    if (const double f = fraction_of(s); f >= 0) names += fmt::format(" {:.0f} %", 100 * f);
  }
  const double rate = static_cast<double>(executions) / std::max(elapsed(), 0.001);
  std::string text = fmt::format("{}/{} done, {} executions, {}/s", now.done, now.total, with_thousands(executions),
                                 with_thousands(static_cast<std::uint64_t>(rate)));
  if (const auto left = time_left(now, elapsed())) text += fmt::format(", about {} left", span_of_time(*left));
  return text + "; " + names;
}

}  // namespace lockstep::verify::runner

#include "display.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <optional>

#include <fmt/format.h>

#include "text.h"

namespace lockstep::verify::runner {
namespace {

constexpr std::chrono::milliseconds between_redraws{200};
constexpr std::chrono::seconds between_lines{10};

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

std::size_t terminal_width() {
  winsize size{};
  const bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : 80;
}

}  // namespace

display::display() : is_terminal_(isatty(STDERR_FILENO) == 1) {}

void display::add_finished(std::uint64_t executions) { finished_executions_ += executions; }

double display::elapsed() const { return std::chrono::duration<double>(clock::now() - started_).count(); }

void display::show(const state& now) {
  const auto pause = is_terminal_ ? clock::duration(between_redraws) : clock::duration(between_lines);
  if (now.running.empty() || clock::now() - last_shown_ < pause) return;
  last_shown_ = clock::now();
  std::string text = line(now);
  if (is_terminal_) {
    text.resize(std::min(text.size(), terminal_width() - 1));  // one that wraps cannot be redrawn
    fmt::print(stderr, "\r\x1b[K{}", text);
    is_drawn_ = true;
  } else {
    fmt::print(stderr, "{}\n", text);
  }
  std::fflush(stderr);
}

void display::clear() {
  if (!is_drawn_) return;
  fmt::print(stderr, "\r\x1b[K");
  std::fflush(stderr);
  is_drawn_ = false;
}

std::string display::line(const state& now) const {
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

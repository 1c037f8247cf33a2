#include "status_line.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>

namespace lockstep::verify::runner {
namespace {

constexpr std::chrono::milliseconds between_redraws{200};
constexpr std::chrono::seconds between_lines{10};

std::size_t terminal_width() {
  winsize size{};
  const bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : 80;
}

}  // namespace

status_line::status_line() : is_terminal_(isatty(STDERR_FILENO) == 1) {}

bool status_line::is_due() const {
  const auto pause = is_terminal_ ? clock::duration(between_redraws) : clock::duration(between_lines);
  return clock::now() - last_shown_ >= pause;
}

void status_line::show(std::string text) {
  last_shown_ = clock::now();
  if (is_terminal_) {
    text.resize(std::min(text.size(), terminal_width() - 1));  // one that wraps cannot be redrawn
    fmt::print(stderr, "\r\x1b[K{}", text);
    is_drawn_ = true;
  } else {
    fmt::print(stderr, "{}\n", text);
  }
  std::fflush(stderr);
}

void status_line::clear() {
  if (!is_drawn_) return;
  fmt::print(stderr, "\r\x1b[K");
  std::fflush(stderr);
  is_drawn_ = false;
}

}  // namespace lockstep::verify::runner

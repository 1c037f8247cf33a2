#pragma once

#include <atomic>
#include <cstdio>
#include <cstdlib>

namespace lockstep {

/// Called with the message of a fatal error; if it returns, the process aborts all the same.
using fatal_handler = void (*)(const char* message);

namespace detail {

inline void write_fatal_error(const char* message) { std::fprintf(stderr, "fatal error: %s\n", message); }

inline std::atomic<fatal_handler> current_fatal_handler{write_fatal_error};

}  // namespace detail

/// Replaces the handler of fatal errors and returns the one before; null restores the default, which writes
/// `fatal error: ` and the message to standard error. The handler runs on the thread that misused the primitive, whose
/// state is no longer to be trusted: report, and do not go on. Safe to call at any time, from any thread.
inline fatal_handler set_fatal_handler(fatal_handler handler) noexcept {
  return detail::current_fatal_handler.exchange(handler != nullptr ? handler : detail::write_fatal_error);
}

namespace detail {

[[noreturn, gnu::cold, gnu::noinline]] inline void fatal_error(const char* message) {
  current_fatal_handler.load()(message);
  std::abort();
}

}  // namespace detail
}  // namespace lockstep

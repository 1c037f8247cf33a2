#pragma once

#include <signal.h>

namespace lockstep::verify::runner {

/// Notes SIGINT and SIGTERM for as long as it lives, instead of dying of them.
class catch_interrupts {
 public:
  /// `flags` of sigaction: without SA_RESTART a call under way, such as poll, returns.
  explicit catch_interrupts(int flags = 0);
  ~catch_interrupts();
  catch_interrupts(const catch_interrupts&) = delete;

 private:
  struct sigaction old_int_, old_term_;
};

/// How many have come.
int interrupts();

}  // namespace lockstep::verify::runner

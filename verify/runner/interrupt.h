#pragma once

#include <signal.h>

namespace lockstep::verify::runner {

/// Notes SIGINT and SIGTERM for as long as it lives, instead of dying of them.
class catch_interrupts {
 public:
  catch_interrupts();
  ~catch_interrupts();
  catch_interrupts(const catch_interrupts&) = delete;

 private:
  struct sigaction old_int_, old_term_;
};

/// How many have come.
int interrupts();

}  // namespace lockstep::verify::runner

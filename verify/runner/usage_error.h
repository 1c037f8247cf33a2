#pragma once

#include <stdexcept>

namespace lockstep::verify::runner {

/// The command line asks for something that cannot be had. The command prints the message as its one line and exits
/// with 2.
struct usage_error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace lockstep::verify::runner

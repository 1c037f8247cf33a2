#pragma once

#include <cstdint>

#include <lockstep/models/engine.h>

namespace lockstep {

/// Lets a search go on to its end.
class patient : public models::monitor {
 public:
  bool progress(std::uint64_t, double) override { return true; }
};

/// Stops it at the first question.
class impatient : public models::monitor {
 public:
  bool progress(std::uint64_t, double) override { return false; }
};

}  // namespace lockstep

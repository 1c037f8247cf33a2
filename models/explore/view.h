#pragma once

// Which events something knows of, when with each event it knows all that precede it in its thread.

#include <array>
#include <cstdint>

#include <lockstep/models/engine.h>

namespace lockstep::models::exploring {

class view {
 public:
  bool contains(unsigned thread, unsigned index) const { return static_cast<int>(index) < known_[thread]; }
  /// How many events of the thread.
  unsigned of(unsigned thread) const { return static_cast<unsigned>(known_[thread]); }
  void add(unsigned thread, unsigned index) { known_[thread] = static_cast<std::int16_t>(index + 1); }
  void join(const view& other) {
    for (std::size_t i = 0; i != known_.size(); ++i) {
      known_[i] = known_[i] > other.known_[i] ? known_[i] : other.known_[i];
    }
  }

 private:
  std::array<std::int16_t, max_threads> known_{};  // signed: the maximum of eight is then one instruction
};

}  // namespace lockstep::models::exploring

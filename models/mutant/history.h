#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include <lockstep/models/machine.h>

namespace lockstep::models {

/// What each thread last read of each cell, in one execution.
class read_history {
 public:
  std::optional<std::uint64_t> last(const cell& c, int thread) const {
    const auto known = values_.find({&c, thread});
    if (known == values_.end()) return std::nullopt;
    return known->second;
  }
  void note(const cell& c, int thread, std::uint64_t value) { values_[{&c, thread}] = value; }
  /// Another object lives there now.
  void forget(const cell& c) { values_.erase(values_.lower_bound({&c, 0}), values_.upper_bound({&c, max_threads})); }
  void clear() { values_.clear(); }

 private:
  std::map<std::pair<const cell*, int>, std::uint64_t> values_;
};

}  // namespace lockstep::models

#pragma once

// What is measured besides time.

#include <string>

namespace lockstep::bench {

inline constexpr char longest_wait[] = "longest wait";  // microseconds
inline constexpr char least_share[] = "least share";    // turns of the least served thread, as a part of its fair share
inline constexpr char bytes_per_entry[] = "per entry";  // memory in use for each key of a map

struct metric {
  std::string name;
  std::string unit;
  bool more_is_better = false;
};

inline metric metric_of(const std::string& counter) {
  if (counter == longest_wait) return {counter, "us", false};
  if (counter == bytes_per_entry) return {counter, "bytes", false};
  if (counter == least_share) return {counter, "of fair", true};
  return {counter, "", false};
}
inline const metric time_per_operation{"time", "ns", false};
inline const metric size_of_object{"size", "bytes", false};

}  // namespace lockstep::bench

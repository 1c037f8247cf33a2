#pragma once

#include <lockstep/policy.h>

namespace lockstep::verify {

/// A value in two halves that must stay equal, which a model watches: to copy it while it is destroyed is a race, and
/// to copy it later an access to freed memory.
template <policy P>
class watched_value {
 public:
  explicit watched_value(int value) : first_(value), second_(value) {}
  watched_value(const watched_value& other) : first_(other.first_.read()), second_(other.second_.read()) {}
  watched_value& operator=(const watched_value&) = delete;
  /// Like most destructors it writes, so that a copy under way is a race.
  ~watched_value() { first_.write() = second_.write() = -1; }

  bool is_whole() const { return first_.read() == second_.read(); }
  int get() const { return first_.read(); }
  friend bool operator==(const watched_value& a, const watched_value& b) { return a.get() == b.get(); }

 private:
  typename P::template plain<int> first_, second_;
};

}  // namespace lockstep::verify

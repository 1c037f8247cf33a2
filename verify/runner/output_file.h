#pragma once

#include <string>

namespace lockstep::verify::runner {

/// A file that appears whole or not at all: it is written under another name beside its target, then renamed.
class output_file {
 public:
  /// Throws usage_error if a file could not be made there. An empty path: no file is wanted.
  explicit output_file(std::string path);
  bool is_wanted() const { return !path_.empty(); }
  /// Throws std::runtime_error.
  void write(const std::string& text) const;

 private:
  std::string path_;
};

}  // namespace lockstep::verify::runner

#pragma once

#include <string>
#include <vector>

namespace lockstep::verify::runner {

/// A table on standard output whose rows appear as they become known: the columns' widths are fixed beforehand.
class table {
 public:
  enum class align { left, right };
  struct column {
    std::string title;
    std::size_t width;  // the longest cell; a longer one shifts its row
    align side = align::left;
  };

  explicit table(std::vector<column>);
  void print_header() const;
  void print(const std::vector<std::string>& cells) const;

 private:
  std::vector<column> columns_;
};

}  // namespace lockstep::verify::runner

#include "table.h"

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>

namespace lockstep::verify::runner {

table::table(std::vector<column> columns) : columns_(std::move(columns)) {
  for (column& c : columns_) c.width = std::max(c.width, c.title.size());
}

void table::print_header() const {
  std::vector<std::string> titles;
  for (const column& c : columns_) titles.push_back(c.title);
  print(titles);
}

void table::print(const std::vector<std::string>& cells) const {
  std::string line;
  for (std::size_t i = 0; i != cells.size(); ++i) {
    const column& c = columns_[i];
    if (i != 0) line += "  ";
    line += c.side == align::left ? fmt::format("{:<{}}", cells[i], c.width) : fmt::format("{:>{}}", cells[i], c.width);
  }
  line.erase(line.find_last_not_of(' ') + 1);
  fmt::print("{}\n", line);
  std::fflush(stdout);
}

}  // namespace lockstep::verify::runner

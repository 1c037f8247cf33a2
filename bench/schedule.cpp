#include "schedule.h"

#include <algorithm>
#include <map>
#include <regex>

#include <fmt/format.h>

#include "../verify/runner/usage_error.h"

namespace lockstep::bench {
namespace {

struct schedule {
  std::regex meant;
  bool is_negated = false;
  std::vector<row_group> groups;
  std::map<std::string, std::size_t> places;
};

schedule& all() {
  static schedule one;
  return one;
}

std::string group_of(const std::string& row_name) {
  return row_name.substr(0, row_name.find('/', row_name.find('/') + 1));
}

}  // namespace

double row_group::seconds() const {
  double sum = 0;
  for (const auto& row : rows) sum += row.seconds;
  return sum;
}

void select_rows(const std::string& filter) {
  const bool is_negated = filter.starts_with('-');
  const std::string pattern = filter.empty() || filter == "all" ? "." : filter.substr(is_negated ? 1 : 0);
  try {
    all().meant = std::regex(pattern, std::regex_constants::extended);
  } catch (const std::regex_error& error) {
    throw verify::runner::usage_error(fmt::format("no regular expression: {} ({})", pattern, error.what()));
  }
  all().is_negated = is_negated;
}

void announce(announced_row row) {
  auto& [meant, is_negated, groups, places] = all();
  if (std::regex_search(row.name, meant) == is_negated) return;
  places.emplace(row.name, places.size());
  const std::string name = group_of(row.name);
  auto found = std::ranges::find(groups, name, &row_group::name);
  if (found == groups.end()) found = groups.insert(groups.end(), {name, {}});
  found->rows.push_back(std::move(row));
}

const std::vector<row_group>& announced_groups() { return all().groups; }

std::size_t place_of(const std::string& row_name) { return all().places.at(row_name); }

}  // namespace lockstep::bench

#pragma once

#include <string>
#include <vector>

#include "results.h"

namespace lockstep::bench {

/// Where and when it was measured.
struct circumstances {
  std::string processor;
  int processors = 0;
  std::string compiler;
  std::string date;
  std::string absent;  // peers that were not there when this was built
  std::size_t groups = 0;
  std::size_t groups_measured = 0;  // fewer if it was interrupted
  double load_before = 0;
  double load_after = 0;
};
circumstances here_and_now();
double load_average();

std::string as_table(const std::vector<row>&);
std::string as_json(const std::vector<row>&, const circumstances&);
/// A page that needs nothing but itself.
std::string as_page(const std::string& json);

}  // namespace lockstep::bench

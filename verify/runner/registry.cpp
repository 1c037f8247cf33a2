// Scenarios add themselves from the constructors of objects at namespace scope, in files whose order of initialisation
// is unknown: hence the function-local static.

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include <lockstep/verify/scenario.h>

namespace lockstep::verify {
namespace {

std::vector<entry>& scenarios() {
  static std::vector<entry> all;
  return all;
}

}  // namespace

const std::vector<entry>& registry() { return scenarios(); }

void add_to_registry(const entry& added) {
  std::vector<entry>& all = scenarios();
  const auto place = std::lower_bound(all.begin(), all.end(), added,
                                      [](const entry& a, const entry& b) { return a.stated.name < b.stated.name; });
  if (place != all.end() && place->stated.name == added.stated.name) {
    // Nobody could catch an exception before main.
    std::fprintf(stderr, "lockstep: two scenarios are called '%.*s'\n", static_cast<int>(added.stated.name.size()),
                 added.stated.name.data());
    std::_Exit(2);
  }
  all.insert(place, added);
}

}  // namespace lockstep::verify

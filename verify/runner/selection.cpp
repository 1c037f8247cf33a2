#include "selection.h"

#include <fnmatch.h>

#include <algorithm>

#include <fmt/format.h>

#include "usage_error.h"

namespace lockstep::verify::runner {
namespace {

bool matches(const entry& e, const std::string& glob) {
  return fnmatch(glob.c_str(), std::string(e.stated.name).c_str(), 0) == 0;
}

}  // namespace

std::vector<const entry*> select(const std::vector<std::string>& globs) {
  for (const std::string& glob : globs) {
    if (std::none_of(registry().begin(), registry().end(), [&](const entry& e) { return matches(e, glob); })) {
      throw usage_error(fmt::format("no scenario matches '{}'", glob));
    }
  }
  std::vector<const entry*> selected;
  for (const entry& e : registry()) {
    if (globs.empty() ||
        std::any_of(globs.begin(), globs.end(), [&](const std::string& glob) { return matches(e, glob); })) {
      selected.push_back(&e);
    }
  }
  return selected;
}

const entry& find_scenario(const std::string& name) {
  for (const entry& e : registry()) {
    if (e.stated.name == name) return e;
  }
  throw usage_error(fmt::format("no scenario is called '{}'", name));
}

}  // namespace lockstep::verify::runner

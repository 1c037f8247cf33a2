#pragma once

#include <string>
#include <vector>

#include <lockstep/verify/scenario.h>

namespace lockstep::verify::runner {

/// The scenarios that match one of the patterns, in the order of the registry; all of them if there is no pattern. A
/// `*` also matches slashes. Throws usage_error for a pattern that matches none.
std::vector<const entry*> select(const std::vector<std::string>& globs);

/// Throws usage_error if there is none of that name.
const entry& find_scenario(const std::string& name);

}  // namespace lockstep::verify::runner

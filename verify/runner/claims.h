#pragma once

#include <string_view>
#include <vector>

namespace lockstep::verify::runner {

/// The IDs of docs/claims.md in its order, as they were when this was built.
const std::vector<std::string_view>& claims();

}  // namespace lockstep::verify::runner

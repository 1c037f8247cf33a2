#pragma once

#include <nlohmann/json_fwd.hpp>

#include "arguments.h"

namespace lockstep::verify::runner {

/// The program with the faults of logic stands beside this one, if it has been built. Lets it run its campaign, and
/// adds what it found to this one's document.
void add_logic_campaign(const mutate_request&, nlohmann::json& document);

}  // namespace lockstep::verify::runner

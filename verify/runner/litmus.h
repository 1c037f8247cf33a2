#pragma once

#include <string>

#include "outcome.h"

namespace lockstep::verify::runner {

/// How the outcomes that a search left nothing out of differ from those that the scenario says its engine shows, in
/// one line; empty if they do not. An engine that shows less than it should is as wrong as one that shows more: what it
/// is blind to has to be known, and is stated.
std::string difference_in_outcomes(const job&, const models::search_result&);

}  // namespace lockstep::verify::runner

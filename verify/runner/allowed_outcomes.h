#pragma once

#include "engines.h"

namespace lockstep::verify::runner {

// Both judge the outcomes of a scenario that restricts them: one that states which are allowed, or one that refines.
// The latter is first searched on the specified stack, exhaustively, for the outcomes that the implemented one may
// have; if that search already fails or does not end, its result is the result.

models::search_result search(const engine_choice&, const entry&, const models::search_plan&, models::monitor&);

models::search_result replay(const engine_choice&, const entry&, const std::string& schedule, models::monitor&);

}  // namespace lockstep::verify::runner

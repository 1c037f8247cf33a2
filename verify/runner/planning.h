#pragma once

#include "arguments.h"
#include "outcome.h"

namespace lockstep::verify::runner {

/// How a scenario is to be searched: as it states, unless the command line says otherwise.
models::search_plan plan_for(const entry&, const engine_choice&, const verify_request&);

/// How a canary is: as it states, because it has to go red before the command line can ask for anything.
models::search_plan plan_for_canary(const entry&, const engine_choice&, const verify_request&);

/// How many this process may use.
unsigned processors();

}  // namespace lockstep::verify::runner

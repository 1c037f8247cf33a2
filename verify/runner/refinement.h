#pragma once

#include "engines.h"

namespace lockstep::verify::runner {

/// Searches a scenario. One that states `refines` is searched twice: first on the specified stack, exhaustively, for
/// the outcomes that are allowed, then on the implemented one, where any other outcome is a failure. The result is the
/// second's, unless the first already fails or does not end.
models::search_result search_with_refinement(const engine_choice&, const entry&, const models::search_plan&,
                                             models::monitor&);

}  // namespace lockstep::verify::runner

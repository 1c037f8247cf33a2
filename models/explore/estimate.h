#pragma once

#include <lockstep/models/engine.h>
#include <lockstep/models/machine.h>

namespace lockstep::models::exploring {

/// How many executions the program has, by chance: the expectation is right, see estimate.cpp. Asks now and then
/// whether to go on; if not, there is no estimate: 0.
double estimate(const program_type&, memory_model, bool weak_may_fail, bool is_symmetric,
                function_ref<bool()> is_to_go_on);

}  // namespace lockstep::models::exploring

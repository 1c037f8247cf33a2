#pragma once

#include <string>

#include "outcome.h"

namespace lockstep::verify::runner {

std::string to_json_text(const report&);
std::string to_junit_text(const report&);

}  // namespace lockstep::verify::runner

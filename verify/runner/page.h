#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "outcome.h"

namespace lockstep::verify::runner {

/// One file each, which opens without a network: of an audit's JSON, of a run of verify, of a trace.
std::string to_audit_page(const nlohmann::json& audit);
std::string to_page(const report&);
std::string to_page(const nlohmann::json& trace);

}  // namespace lockstep::verify::runner

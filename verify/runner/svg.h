#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace lockstep::verify::runner {

/// An interleaving as a picture: a lane a thread, time downwards; sleep as a bar, a stale read with an arrow from what
/// it read; beside each step the state that it leaves and its line of the source. Light or dark as the viewer is. Step
/// i is the group with data-step="i".
std::string to_svg(const nlohmann::json& trace);

}  // namespace lockstep::verify::runner

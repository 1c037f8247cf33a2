#pragma once

#include <string_view>

namespace lockstep::models {

/// The part of a path from the folder core/ on; empty if it is not within core.
constexpr std::string_view within_core(std::string_view path) {
  constexpr std::string_view folder = "/core/lockstep/";
  const auto at = path.rfind(folder);
  if (at == std::string_view::npos) return {};
  return path.substr(at + 1);
}

/// Whether a file's stores tell others what must not be freed.
constexpr bool publishes_a_hazard(std::string_view path) {
  return within_core(path).find("hazard_pointer") != path.npos;
}

}  // namespace lockstep::models

#include "litmus.h"

#include <set>

#include <fmt/format.h>

#include "text.h"

namespace lockstep::verify::runner {
namespace {

std::set<std::string> set_of(std::string_view names) {
  const auto all = words(names);
  return {all.begin(), all.end()};
}

}  // namespace

std::string difference_in_outcomes(const job& j, const models::search_result& r) {
  const statement& stated = j.scenario->stated;
  const engine_choice& engine = *j.engine;
  if (stated.allowed.empty() || engine.misses == nullptr || !r.exhaustive) return {};
  const std::set<std::string> missed = set_of(stated.*engine.misses);
  const std::set<std::string> allowed = set_of(stated.allowed);
  for (const std::string& name : missed) {
    if (!allowed.contains(name)) return fmt::format("is said to miss '{}', which is not allowed", name);
  }
  for (const std::string& name : allowed) {
    const bool is_seen = r.outcomes.contains(name);
    if (!is_seen && !missed.contains(name)) return fmt::format("never showed the allowed outcome '{}'", name);
    if (is_seen && missed.contains(name)) return fmt::format("showed '{}', which it is said to miss", name);
  }
  return {};
}

}  // namespace lockstep::verify::runner

#pragma once

#include <string>
#include <string_view>

#include <lockstep/verify/scenario.h>

namespace lockstep::verify::runner {

/// An engine of this build, as the command line names it.
struct engine_choice {
  std::string name;
  models::engine& (*get)();
  const models::program_type* entry::* program;  // a scenario's own form for this engine; null: not for it
  bool explores;  // controls the interleaving, so it can replay and must see the canaries
  std::string_view statement::* misses = nullptr;  // where a scenario states which allowed outcomes this engine misses
  std::string_view statement::* witnesses_missed = nullptr;  // where it states which witnesses this engine need not see
};

/// Throws usage_error if there is none of that name, or not in this build.
const engine_choice& find_engine(const std::string& name);

}  // namespace lockstep::verify::runner

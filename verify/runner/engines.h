#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <lockstep/verify/scenario.h>

namespace lockstep::verify::runner {

/// An engine of this build, as the command line names it.
struct engine_choice {
  std::string name;
  models::engine& (*get)();
  const models::program_type* entry::* program;  // a scenario's own form for this engine; null: not for it
  bool explores;  // controls the interleaving, so it can replay and must see the canaries
  // Where a scenario states how this engine searches it, and what of it this engine cannot see; null: it sees all.
  plan statement::* quick = nullptr;
  plan statement::* thorough = nullptr;
  std::string_view statement::* misses = nullptr;            // of the allowed outcomes
  std::string_view statement::* witnesses_missed = nullptr;  // of the witnesses
  std::string_view statement::* is_blind = nullptr;          // of a wrong scenario the failure: why

  const plan& stated(const statement& s, bool is_quick) const { return s.*(is_quick ? quick : thorough); }
};

/// Those of this build that explore.
std::vector<std::string> exploring_engines();

/// Throws usage_error if there is none of that name, or not in this build.
const engine_choice& find_engine(const std::string& name);
/// Those of this build that explore, in the order in which their results are shown.
const std::vector<const engine_choice*>& explorers();
/// The one whose replay strings look like this.
const engine_choice& engine_of_replay(const std::string& schedule);

}  // namespace lockstep::verify::runner

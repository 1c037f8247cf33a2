#include "refinement.h"

namespace lockstep::verify::runner {

models::search_result search_with_refinement(const engine_choice& engine, const entry& scenario,
                                             const models::search_plan& plan, models::monitor& watcher) {
  const models::program_type& program = *(scenario.*engine.program);
  if (!engine.explores || scenario.specification == nullptr) return engine.get().search(program, plan, watcher);

  // Whatever the plan: an outcome that the specification's search left out would be a false alarm.
  models::search_plan everything;
  everything.seconds = plan.seconds;
  models::search_result specified = engine.get().search(*scenario.specification, everything, watcher);
  if (specified.failed) specified.failed->what = "on the specification: " + specified.failed->what;
  if (specified.failed || !specified.finished) return specified;

  std::set<std::string> allowed{""};  // an execution that observed nothing
  for (const auto& [name, count] : specified.outcomes) allowed.insert(name);
  models::search_plan refined = plan;
  refined.allowed_outcomes = &allowed;
  models::search_result result = engine.get().search(program, refined, watcher);
  result.seconds += specified.seconds;
  return result;
}

}  // namespace lockstep::verify::runner

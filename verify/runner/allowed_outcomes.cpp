#include "allowed_outcomes.h"

#include <set>

#include "text.h"

namespace lockstep::verify::runner {
namespace {

using outcomes = std::set<std::string>;

/// Does `work` with the outcomes that are allowed; null: all are.
template <class Work>
models::search_result with_allowed_outcomes(const engine_choice& engine, const entry& scenario, double seconds,
                                            models::monitor& watcher, const Work& work) {
  if (!scenario.stated.allowed.empty()) {
    const auto stated = words(scenario.stated.allowed);
    const outcomes allowed(stated.begin(), stated.end());
    return work(&allowed);
  }
  if (!engine.explores || scenario.specification == nullptr) return work(nullptr);

  // Always in full: an outcome that this search left out would be a false alarm.
  models::search_plan everything;
  everything.seconds = seconds;
  models::search_result specified = engine.get().search(*scenario.specification, everything, watcher);
  if (specified.failed) specified.failed->what = "on the specification: " + specified.failed->what;
  specified.stopped_at.clear();  // to be begun anew
  if (specified.failed || !specified.finished) return specified;

  outcomes allowed{""};  // an execution that observed nothing
  for (const auto& [name, count] : specified.outcomes) allowed.insert(name);
  models::search_result result = work(&allowed);
  result.seconds += specified.seconds;
  return result;
}

}  // namespace

models::search_result search(const engine_choice& engine, const entry& scenario, const models::search_plan& plan,
                             models::monitor& watcher) {
  return with_allowed_outcomes(engine, scenario, plan.seconds, watcher, [&](const outcomes* allowed) {
    models::search_plan judged = plan;
    judged.allowed_outcomes = allowed;
    return engine.get().search(*(scenario.*engine.program), judged, watcher);
  });
}

models::search_result replay(const engine_choice& engine, const entry& scenario, const std::string& schedule,
                             models::monitor& watcher) {
  return with_allowed_outcomes(engine, scenario, 0, watcher, [&](const outcomes* allowed) {
    return engine.get().replay(*(scenario.*engine.program), schedule, allowed);
  });
}

}  // namespace lockstep::verify::runner

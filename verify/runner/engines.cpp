#include "engines.h"

#include <array>

#include <fmt/format.h>

#include "usage_error.h"

namespace lockstep::verify::runner {
namespace {

#ifdef LOCKSTEP_WITH_RELACY
constexpr auto get_relacy = models::relacy_engine;
#else
constexpr models::engine& (*get_relacy)() = nullptr;
#endif
#ifdef LOCKSTEP_WITH_EXPLORE
constexpr auto get_explore = models::explore_engine;
#else
constexpr models::engine& (*get_explore)() = nullptr;
#endif

const std::array every_engine{
    engine_choice{.name = "relacy",
                  .get = get_relacy,
                  .program = &entry::modelled,
                  .explores = true,
                  .quick = &statement::quick,
                  .thorough = &statement::thorough,
                  .misses = &statement::relacy_misses,
                  .is_blind = &statement::relacy_is_blind},
    engine_choice{.name = "explore",
                  .get = get_explore,
                  .program = &entry::explored,
                  .explores = true,
                  .quick = &statement::graphs,
                  .thorough = &statement::graphs_thorough,
                  .witnesses_missed = &statement::explore_misses},
    engine_choice{.name = "stress", .get = models::stress_engine, .program = &entry::stress, .explores = false},
};

}  // namespace

std::vector<std::string> exploring_engines() {
  std::vector<std::string> names;
  for (const engine_choice& e : every_engine) {
    if (e.explores && e.get != nullptr) names.push_back(e.name);
  }
  return names;
}

const engine_choice& find_engine(const std::string& name) {
  for (const engine_choice& e : every_engine) {
    if (e.name != name) continue;
    if (e.get == nullptr) throw usage_error(fmt::format("engine {} is not in this build", name));
    return e;
  }
  throw usage_error(fmt::format("no engine '{}': there are relacy, explore and stress", name));
}

const std::vector<const engine_choice*>& explorers() {
  static const std::vector<const engine_choice*> found = [] {
    std::vector<const engine_choice*> some;
    for (const engine_choice& e : every_engine) {
      if (e.explores && e.get != nullptr) some.push_back(&e);
    }
    return some;
  }();
  return found;
}

const engine_choice& engine_of_replay(const std::string& schedule) {
  // Only those of explore begin with a memory model and a colon.
  return find_engine(schedule.find(':') != std::string::npos ? "explore" : "relacy");
}

}  // namespace lockstep::verify::runner

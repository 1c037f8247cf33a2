#include "engines.h"

#include <array>

#include <fmt/format.h>

#include "usage_error.h"

namespace lockstep::verify::runner {
namespace {

const std::array all{
#ifdef LOCKSTEP_WITH_RELACY
    engine_choice{"relacy", models::relacy_engine, &entry::modelled, true, &statement::relacy_misses},
#else
    engine_choice{"relacy", nullptr, &entry::modelled, true, &statement::relacy_misses},
#endif
#ifdef LOCKSTEP_WITH_EXPLORE
    engine_choice{"explore", models::explore_engine, &entry::explored, true, nullptr, &statement::explore_misses},
#endif
    engine_choice{"stress", models::stress_engine, &entry::stress, false},
};

}  // namespace

const engine_choice& find_engine(const std::string& name) {
  for (const engine_choice& e : all) {
    if (e.name != name) continue;
    if (e.get == nullptr) throw usage_error(fmt::format("engine {} is not in this build", name));
    return e;
  }
  throw usage_error(fmt::format("no engine '{}': there are relacy, explore and stress", name));
}

}  // namespace lockstep::verify::runner

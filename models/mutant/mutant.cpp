#include <lockstep/models/mutant.h>

#include <memory>
#include <tuple>

#include "mutant_machine.h"
#include "observing_machine.h"

namespace lockstep::models {

std::string_view name_of(fault f) {
  constexpr std::string_view names[] = {"weaken",     "weaken failure", "drop",        "delay",
                                        "deny",       "skip check",     "repeat read", "twice",
                                        "to another", "no hand-off",    "to the back"};
  return names[static_cast<std::size_t>(f)];
}

std::string_view name_of(operation o) {
  constexpr std::string_view names[] = {"load",       "store",   "exchange", "compare_exchange", "fetch",     "fence",
                                        "futex_wake", "acquire", "release",  "notify_one",       "notify_all"};
  return names[static_cast<std::size_t>(o)];
}

std::string_view name_of(std::memory_order order) {
  constexpr std::string_view names[] = {"relaxed", "consume", "acquire", "release", "acq_rel", "seq_cst"};
  return names[static_cast<std::size_t>(order)];
}

bool operator<(const mutation& a, const mutation& b) {
  const auto key = [](const mutation& m) {
    return std::tie(m.file, m.line, m.column, m.at, m.planted, m.order, m.weaker, m.function);
  };
  return key(a) < key(b);
}

namespace {
// One of each at most, for the process that searches.
std::unique_ptr<observing_machine> observer;
std::unique_ptr<mutant_machine> mutant;
}  // namespace

void observe_mutations() {
  observer = std::make_unique<observing_machine>();
  decorate = [](machine& below) -> machine* {
    observer->stand_on(below);
    return observer.get();
  };
}

std::set<mutation> observed_mutations() { return observer->found(); }

void plant(const mutation& m) {
  mutant = std::make_unique<mutant_machine>(m);
  decorate = [](machine& below) -> machine* {
    mutant->stand_on(below);
    return mutant.get();
  };
}

}  // namespace lockstep::models

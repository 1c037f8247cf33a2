#include "mutants.h"

#include <fnmatch.h>

#include <algorithm>
#include <map>
#include <tuple>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "text.h"
#include "trace.h"

namespace lockstep::verify {
namespace {
std::vector<woven_mutant>& woven() {
  static std::vector<woven_mutant> all;
  return all;
}
}  // namespace

const std::vector<woven_mutant>& woven_mutants() { return woven(); }
void add_woven_mutants(std::vector<woven_mutant> added) { woven() = std::move(added); }

}  // namespace lockstep::verify

namespace lockstep::verify::runner {
namespace {

using models::mutation;
using nlohmann::json;

/// The cheap ones first: most faults are found at once.
void sort_by_cost(std::vector<const examiner*>& examiners) { std::ranges::sort(examiners, {}, &examiner::seconds); }

/// "core/lockstep/mutex.h" as "mutex".
std::string header_of(const mutation& m) {
  std::string name = m.file.substr(m.file.rfind('/') + 1);
  return name.substr(0, name.find('.'));
}

std::string function_of(const mutation& m) {
  const std::string name = short_function(m.function);
  const auto colon = name.rfind("::");
  return colon == std::string::npos ? name : name.substr(colon + 2);
}

std::string fault_of(const mutation& m) {
  std::string name(models::name_of(m.planted));
  std::replace(name.begin(), name.end(), ' ', '_');
  if (!m.weaker) return name;
  return fmt::format("{}{}-to-{}", m.planted == models::fault::weaken_failure ? "failure-" : "",
                     models::name_of(*m.order), models::name_of(*m.weaker));
}

/// Tells the operations of one kind in one function apart.
class numbering {
 public:
  void add(const mutation& m) {
    auto& places = places_[key(m)];
    const std::pair place{m.line, m.column};
    if (std::find(places.begin(), places.end(), place) == places.end()) places.push_back(place);
    std::sort(places.begin(), places.end());
  }
  std::string name_of(const mutation& m) const {
    const auto& places = places_.at(key(m));
    std::string operation(models::name_of(m.at));
    if (places.size() > 1) {
      const auto at = std::find(places.begin(), places.end(), std::pair{m.line, m.column});
      operation += fmt::format("-{}", at - places.begin() + 1);
    }
    return fmt::format("{}/{}/{}/{}", header_of(m), function_of(m), operation, fault_of(m));
  }

 private:
  static std::tuple<std::string, std::string, models::operation> key(const mutation& m) {
    return {m.file, function_of(m), m.at};
  }
  std::map<std::tuple<std::string, std::string, models::operation>, std::vector<std::pair<unsigned, unsigned>>> places_;
};

bool is_to_find(const woven_mutant& w, const std::string& scenario) {
  const auto patterns = words(w.found_by);
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const std::string& glob) { return fnmatch(glob.c_str(), scenario.c_str(), 0) == 0; });
}

json order_to_json(const std::optional<std::memory_order>& order) {
  return order ? json(static_cast<int>(*order)) : json();
}

std::optional<std::memory_order> order_from_json(const json& j) {
  if (j.is_null()) return std::nullopt;
  return static_cast<std::memory_order>(j.get<int>());
}

}  // namespace

std::string to_note(const mutation& m) {
  return json{m.file,
              m.function,
              m.line,
              m.column,
              static_cast<int>(m.at),
              static_cast<int>(m.planted),
              order_to_json(m.order),
              order_to_json(m.weaker),
              m.is_in_a_loop}
      .dump();
}

mutation from_note(const std::string& note) {
  const json j = json::parse(note);
  return {j.at(0),
          j.at(1),
          j.at(2),
          j.at(3),
          static_cast<models::operation>(j.at(4).get<int>()),
          static_cast<models::fault>(j.at(5).get<int>()),
          order_from_json(j.at(6)),
          order_from_json(j.at(7)),
          j.at(8)};
}

std::vector<mutant> policy_mutants(const std::vector<examiner>& examiners,
                                   const std::vector<std::vector<mutation>>& found) {
  // One text is instantiated for several policies, under as many names.
  const auto same_place = [](const mutation& a, const mutation& b) {
    const auto key = [](const mutation& m) {
      return std::tie(m.file, m.line, m.column, m.at, m.planted, m.order, m.weaker);
    };
    return key(a) < key(b);
  };
  struct finders {
    std::vector<const examiner*> who;
    bool is_in_a_loop = false;
  };
  std::map<mutation, finders, decltype(same_place)> all(same_place);
  numbering numbers;
  for (std::size_t i = 0; i != found.size(); ++i) {
    for (const mutation& m : found[i]) {
      numbers.add(m);
      auto& [who, is_in_a_loop] = all[m];
      is_in_a_loop = is_in_a_loop || m.is_in_a_loop;
      if (who.empty() || who.back() != &examiners[i]) who.push_back(&examiners[i]);
    }
  }
  std::vector<mutant> mutants;
  for (auto& [m, finders] : all) {
    auto& [who, is_in_a_loop] = finders;
    // One more failure where failures are tried again is one more turn, which every exploration has made.
    if (m.planted == models::fault::deny && is_in_a_loop) continue;
    sort_by_cost(who);
    mutants.push_back({numbers.name_of(m), fmt::format("{}:{}:{}", m.file, m.line, m.column), m, nullptr, who});
  }
  return mutants;
}

std::vector<mutant> logic_mutants(const std::vector<examiner>& examiners) {
  std::vector<mutant> mutants;
  for (const woven_mutant& w : woven_mutants()) {
    mutant m{std::string(w.name), std::string(w.place), {}, &w, {}};
    for (const examiner& e : examiners) {
      if (is_to_find(w, std::string(e.of.scenario->stated.name))) m.examiners.push_back(&e);
    }
    sort_by_cost(m.examiners);
    mutants.push_back(std::move(m));
  }
  return mutants;
}

}  // namespace lockstep::verify::runner

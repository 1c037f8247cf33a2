#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <set>

#include <fmt/format.h>

#include "claims.h"
#include "commands.h"
#include "outcome.h"
#include "selection.h"
#include "source_tree.h"
#include "table.h"
#include "text.h"

namespace lockstep::verify::runner {
namespace {

std::string engines_of(const entry& e) {
  std::string names;
  if (e.modelled != nullptr) names = "relacy";
#ifdef LOCKSTEP_WITH_EXPLORE
  if (e.explored != nullptr) names += ", explore";
#endif
  if (e.stress != nullptr) names += names.empty() ? "stress" : ", stress";
  return names.empty() ? "-" : names;
}

std::vector<std::string> row_of(const entry& e) {
  const statement& s = e.stated;
  return {std::string(s.name),
          std::string(s.claims),
          std::to_string(e.threads),
          engines_of(e),
          e.stack == semaphores::specified ? "specified" : "implemented",
          name_of(s.quick),
          name_of(s.thorough),
          std::string(s.thorough.because),
          e.explored == nullptr ? "-" : name_of(s.graphs),
          e.explored == nullptr ? "-" : name_of(s.graphs_thorough),
          std::string(e.explored == nullptr ? "" : s.graphs_thorough.because),
          std::string(s.must_fail)};
}

void list_scenarios(const std::vector<const entry*>& scenarios) {
  std::vector<table::column> columns{{"scenario", 0},     {"claims", 0},          {"threads", 0, table::align::right},
                                     {"engines", 0},      {"stack", 0},           {"quick", 0},
                                     {"full", 0},         {"bounded because", 0}, {"graphs", 0},
                                     {"graphs, full", 0}, {"sampled because", 0}, {"has to fail by", 0}};
  std::vector<std::vector<std::string>> rows;
  for (const entry* e : scenarios) {
    rows.push_back(row_of(*e));
    for (std::size_t i = 0; i != columns.size(); ++i) {
      columns[i].width = std::max(columns[i].width, rows.back()[i].size());
    }
  }
  const table t(columns);
  t.print_header();
  for (const auto& row : rows) t.print(row);
}

/// Whether each claim that a scenario cites exists.
bool check_citations(const std::vector<const entry*>& scenarios) {
  bool good = true;
  for (const entry* e : scenarios) {
    for (const std::string& id : words(e->stated.claims)) {
      if (std::find(claims().begin(), claims().end(), id) != claims().end()) continue;
      fmt::print(stderr, "lockstep: {} cites {}, which docs/claims.md does not have\n", e->stated.name, id);
      good = false;
    }
  }
  return good;
}

/// The tests that cite each claim, where the source tree is at hand.
std::vector<test> known_tests() {
  if (!std::filesystem::exists(LOCKSTEP_SOURCES "/docs/claims.md")) return {};
  return read_source_tree(LOCKSTEP_SOURCES).tests;
}

void append(std::string& list, std::string_view name) {
  if (!list.empty()) list += ", ";
  list += name;
}

void list_claims(const std::vector<const entry*>& scenarios) {
  std::size_t width = 0;
  for (const std::string_view id : claims()) width = std::max(width, id.size());
  const table t({{"claim", width}, {"scenarios, or the tests where no scenario cites it", 0}});
  t.print_header();
  const std::vector<test> tests = known_tests();
  for (const std::string_view id : claims()) {
    std::string names;
    for (const entry* e : scenarios) {
      const auto cited = words(e->stated.claims);
      if (std::find(cited.begin(), cited.end(), id) != cited.end()) append(names, e->stated.name);
    }
    if (names.empty()) {
      std::set<std::string> found;
      for (const test& one : tests) {
        if (one.claims.contains(std::string(id))) found.insert(one.name.empty() ? one.place.file : one.name);
      }
      for (const std::string& name : found) append(names, name);
    }
    t.print({std::string(id), names.empty() ? "-" : names});
  }
}

}  // namespace

int list(const list_request& r) {
  const auto scenarios = select(r.globs);
  if (!r.claims) {
    list_scenarios(scenarios);
    return 0;
  }
  list_claims(scenarios);
  return check_citations(scenarios) ? 0 : 1;
}

}  // namespace lockstep::verify::runner

#include "audit_report.h"

#include "trace_file.h"
#include "wire.h"

namespace lockstep::verify::runner {
namespace {

using nlohmann::json;

json search_to_json(const search_run& r) {
  json j = {{"scenario", r.scenario},        {"engine", r.engine},         {"plan", r.plan},
            {"exhaustive", r.is_exhaustive}, {"executions", r.executions}, {"is_good", r.is_good()}};
  for (const char* same :
       {"verdict", "reason", "seconds", "witnesses", "bounded_because", "must_fail", "threads", "stack"}) {
    j[same] = r.whole.at(same);
  }
  return j;
}

/// The failures that were found, wrong scenarios' among them, ready to be drawn.
json traces_of(const std::vector<search_run>& runs) {
  json all = json::array();
  for (const search_run& r : runs) {
    const json& failure = r.whole.at("failure");
    if (failure.is_null() || failure.at("trace").empty()) continue;
    all.push_back(to_trace(r.scenario, r.engine, r.whole.at("threads"), failure_from_json(failure)));
  }
  return all;
}

json all_to_json(const std::vector<search_run>& runs) {
  json all = json::array();
  for (const search_run& r : runs) all.push_back(search_to_json(r));
  return all;
}

/// Where the things that are pointed to stand in the list that holds them.
template <class T>
json numbers(const std::vector<const T*>& some, const std::vector<T>& all) {
  json found = json::array();
  for (const T* one : some) found.push_back(one - all.data());
  return found;
}

json claim_to_json(const claim_evidence& c, const evidence& e) {
  json tests = json::array(), pages = json::array();
  for (const test* t : c.tests) tests.push_back({{"name", t->name}, {"file", t->place.file}, {"line", t->place.line}});
  for (const page* p : c.pages) pages.push_back(p->file);
  return {{"id", c.of->id},
          {"group", c.of->group},
          {"kind", std::string(1, c.of->kind)},
          {"text", c.of->text},
          {"gaps", c.gaps},
          {"searches", numbers(c.searches, e.searches)},
          {"stressed", numbers(c.stressed, e.stressed)},
          {"mutants", numbers(c.mutants, e.mutants)},
          {"tests", std::move(tests)},
          {"pages", std::move(pages)}};
}

}  // namespace

json to_json(const evidence& e, const std::vector<claim_evidence>& claims, const std::vector<std::string>& gaps) {
  json all = json::array(), mutants = json::array();
  for (const claim_evidence& c : claims) all.push_back(claim_to_json(c, e));
  for (const mutant_run& m : e.mutants) {
    mutants.push_back(m.whole);
    mutants.back()["claims"] = m.claims;
  }
  return {{"version", LOCKSTEP_VERSION},
          {"engines", e.engines},
          {"gaps", gaps},
          {"claims", std::move(all)},
          {"searches", all_to_json(e.searches)},
          {"stressed", all_to_json(e.stressed)},
          {"traces", traces_of(e.searches)},
          {"mutants", std::move(mutants)}};
}

}  // namespace lockstep::verify::runner

#include "evidence.h"

#include <algorithm>
#include <fstream>

#include <fmt/format.h>
#include <pugixml.hpp>

#include <lockstep/verify/scenario.h>

#include "outcome.h"
#include "text.h"
#include "usage_error.h"

namespace lockstep::verify::runner {
namespace {

using nlohmann::json;

std::string plan_of(const json& search) {
  const std::string kind = search.at("kind");
  if (kind == "bound") return fmt::format("bound {}", search.at("bound").get<unsigned>());
  if (kind == "random") return "random " + with_thousands(search.at("executions"));
  return kind;
}

std::set<std::string> set_of(const json& list) { return list.get<std::set<std::string>>(); }

void take_verify(evidence& e, const json& file, const std::string& name) {
  const std::string sanitizer = file.value("sanitizer", "");
  if (file.at("interrupted")) e.complaints.push_back(name + " is of a run that was interrupted");
  for (const std::string canary : file.at("blind")) {
    e.complaints.push_back(fmt::format("{}: blind to {}", name, canary));
  }
  for (const json& d : file.value("disagreements", json::array())) {
    e.complaints.push_back(fmt::format("{}: {}", d.at("scenario").get<std::string>(), d.at("what").get<std::string>()));
  }
  for (const json& s : file.at("scenarios")) {
    const std::string engine = s.contains("engine") ? s.at("engine") : file.at("engine");
    const bool explores = engine != "stress";
    if (explores) e.engines.insert(engine);
    search_run r{s.at("name"),
                 engine + (sanitizer.empty() ? "" : " (" + sanitizer + ")"),
                 plan_of(s.at("search")),
                 s.at("verdict"),
                 s.at("reason"),
                 explores,
                 s.at("exhaustive"),
                 file.value("profile", "quick") == "quick",
                 s.at("executions"),
                 e.witnessing.contains(s.at("name")) && !s.at("witnesses").empty(),
                 s};
    if (!e.scenarios.contains(r.scenario)) {
      e.complaints.push_back(fmt::format("{} has {}, which is no scenario of this program", name, r.scenario));
    }
    if (!r.is_good())
      e.complaints.push_back(fmt::format("{} on {}: {}: {}", r.scenario, r.engine, r.verdict, r.reason));
    e.claims_of.try_emplace(r.scenario, set_of(s.at("claims")));
    (explores ? e.searches : e.stressed).push_back(std::move(r));
  }
}

void take_mutants(evidence& e, const json& file, const std::string& name) {
  if (file.at("interrupted")) e.complaints.push_back(name + " is of a campaign that was interrupted");
  e.has_all_mutants = e.has_all_mutants || (!file.at("sample") && !file.at("interrupted"));
  for (const json& m : file.at("mutants")) {
    mutant_run r{m.at("id"),
                 m.at("kind"),
                 m.at("fate"),
                 m.at("by"),
                 m.value("engine", ""),
                 m.at("reason"),
                 set_of(m.at("breaks")),
                 m};
    const auto known = std::find_if(e.mutants.begin(), e.mutants.end(), [&](const auto& k) { return k.id == r.id; });
    // What one engine leaves alive another may find.
    if (known == e.mutants.end()) {
      e.mutants.push_back(std::move(r));
    } else if (known->fate != "killed") {
      *known = std::move(r);
    }
  }
  for (const std::string id : file.at("unneeded")) {
    e.complaints.push_back(fmt::format("{} is listed as equivalent, and is not or is not there", id));
  }
}

void take_junit(evidence& e, const std::string& name) {
  pugi::xml_document document;
  if (!document.load_file(name.c_str())) throw usage_error(fmt::format("{} is no XML", name));
  for (const auto& found : document.select_nodes("//testcase")) {
    const pugi::xml_node test = found.node();
    const bool has_run = !test.child("skipped") && std::string_view(test.attribute("status").value()) != "notrun";
    const bool passed = has_run && !test.child("failure") && !test.child("error");
    const auto [place, is_new] = e.tested.try_emplace(test.attribute("name").value(), passed);
    place->second = place->second && passed;
  }
}

void take(evidence& e, const std::string& name) {
  if (name.ends_with(".xml")) return take_junit(e, name);
  std::ifstream file(name);
  if (!file) throw usage_error(fmt::format("cannot read {}", name));
  try {
    const json report = json::parse(file);
    if (report.contains("scenarios")) return take_verify(e, report, name);
    if (report.contains("mutants")) return take_mutants(e, report, name);
  } catch (const json::exception& wrong) {
    throw usage_error(fmt::format("{}: {}", name, one_line(wrong.what())));
  }
  throw usage_error(fmt::format("{} is neither of verify nor of mutate", name));
}

/// Whether a test is in the files of the test runs, by itself or with parameters, and passed there: "mutex.is_zero" is
/// also "production.mutex.is_zero" and, for a type, "mutex/0.is_zero".
bool has_passed(const evidence& e, const test& t) {
  if (t.name.empty() || e.tested.empty()) return true;  // compiled, or not asked
  const auto dot = t.name.find('.');
  const std::string suite = t.name.substr(0, dot), rest = t.name.substr(dot);
  bool found = false;
  for (const auto& [name, passed] : e.tested) {
    const auto at = name.find(suite);
    if (at == std::string::npos || name.find(rest, at) == std::string::npos) continue;
    if (!passed) return false;
    found = true;
  }
  return found;
}

std::string gap_of_exploration(const claim_evidence& c) {
  if (std::any_of(c.searches.begin(), c.searches.end(), [](auto* r) { return r->is_bounded_proof(); })) return "";
  return c.searches.empty() ? "no scenario explores it" : "no scenario explores it up to a stated bound, and passes";
}

void find_gaps(claim_evidence& c, const evidence& e) {
  if (c.of->kind == 'F') {
    if (c.tests.empty()) c.gaps.push_back("no test cites it");
  } else if (const std::string gap = gap_of_exploration(c); !gap.empty()) {
    c.gaps.push_back(gap);
  }
  if (c.of->kind == 'L' && c.pages.empty() &&
      std::none_of(c.searches.begin(), c.searches.end(), [](auto* r) { return r->has_witnesses; })) {
    c.gaps.push_back("neither a witness nor a page shows that it comes about");
  }
  for (const test* t : c.tests) {
    if (!has_passed(e, *t)) c.gaps.push_back(fmt::format("{} has not run, or not passed", t->name));
  }
}

}  // namespace

bool search_run::is_bounded_proof() const {
  if (verdict == "found") return true;
  return verdict == "pass" && !plan.starts_with("random") && (is_exhaustive || plan.starts_with("bound"));
}

evidence gather(const std::string& root, const std::vector<std::string>& files) {
  evidence e;
  e.tree = read_source_tree(root);
  for (const entry& s : registry()) {
    e.scenarios.emplace(s.stated.name);
    if (!s.stated.witnesses.empty()) e.witnessing.emplace(s.stated.name);
    const auto claims = words(s.stated.claims);
    e.claims_of[std::string(s.stated.name)] = {claims.begin(), claims.end()};
  }
  for (const std::string& name : files) take(e, name);
  for (mutant_run& m : e.mutants) {
    if (m.fate == "survived") e.complaints.push_back(fmt::format("the mutant {} survived", m.id));
    if (m.claims.empty() && e.claims_of.contains(m.by)) m.claims = e.claims_of.at(m.by);
  }
  return e;
}

std::vector<claim_evidence> judge_claims(const evidence& e) {
  std::vector<claim_evidence> all;
  for (const claim& c : e.tree.claims) {
    all.push_back({&c, {}, {}, {}, {}, {}, {}});
    claim_evidence& here = all.back();
    const auto collect = [&](const auto& from, auto& to, const auto& claims_of) {
      for (const auto& each : from) {
        if (claims_of(each).contains(c.id)) to.push_back(&each);
      }
    };
    const auto of_run = [&](const search_run& r) -> auto& { return e.claims_of.at(r.scenario); };
    const auto own = [](const auto& it) -> auto& { return it.claims; };
    collect(e.searches, here.searches, of_run);
    collect(e.stressed, here.stressed, of_run);
    collect(e.tree.tests, here.tests, own);
    collect(e.tree.pages, here.pages, own);
    collect(e.mutants, here.mutants, own);
    find_gaps(here, e);
  }
  return all;
}

}  // namespace lockstep::verify::runner

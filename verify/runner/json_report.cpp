// The file that --json writes.
//
// {
//   "version": "0.1.0",         of lockstep
//   "engines": ["relacy", "explore"],
//   "profile": "quick",         or "full"
//   "sanitizer": "",            "thread" or "address,undefined", of this build
//   "interrupted": false,
//   "blind": [],                "engine: canary" of canaries that did not go red: if there is one, nothing else was run
//   "disagreements": [],        {"scenario", "what"}: one engine says that it is right, another that it is not
//   "seconds": 12.5,            from start to end
//   "totals": {"scenarios", "passed", "found", "failed", "not_run", "executions"},
//   "scenarios": [{             one for each scenario and engine
//     "name": "mutex/excludes_others/2x2",
//     "engine": "relacy",
//     "claims": ["MUTEX-1", "MUTEX-2"],
//     "threads": 2,
//     "stack": "specified",     or "implemented"
//     "bounded_because": "",    if even the full profile does not search it in full with this engine: why
//     "must_fail": null,        of a wrong scenario the failure that it states
//     "verdict": "pass",        "found", "blind", "failed", "incomplete", "interrupted"
//     "reason": "",             of any verdict but the first two
//     "search": {"kind": "full", "bound": 0, "executions": 0, "seed": 1, "seconds": 0, "reduction": true, "symmetry":
//     true}, "exhaustive": true, "symmetric": false,       of executions that differ only by who is who of several
//     threads, one was explored "finished": true,         the search came to its end: no time box, no interrupt
//     "executions": 1234,
//     "blocked": 0,             besides: begun, and given up because no execution of its own comes of it
//     "estimate": 0,            of the executions of a full search, if it is not over soon; 0: none
//     "redundant": 0,           of these, those that turned out to repeat another
//     "fraction": -1,           of an unfinished search, how much of it is done by the estimate; negative: unknown
//     "seconds": 0.2,
//     "witnesses": {"starving": 17},
//     "outcomes": {"0 1": 600, "1 0": 634},
//     "failure": null,          or {"what", "replay", "trace": [{"thread", "what", "function", "file", "line"}]};
//                               thread -1 is construction, before, after and destruction
//     "others": []              with --collect: further failures, each of another kind
//   }]
// }

#include "reports.h"
#include "text.h"
#include "wire.h"

namespace lockstep::verify::runner {
namespace {

using nlohmann::json;

const char* kind_of(models::search_kind k) {
  switch (k) {
    case models::search_kind::full:
      return "full";
    case models::search_kind::bound:
      return "bound";
    case models::search_kind::random:
      return "random";
  }
  return "";
}

std::string verdict_of(verdict v) { return v == verdict::failed ? "failed" : std::string(name_of(v)); }

json plan_to_json(const models::search_plan& p) {
  return {{"kind", kind_of(p.kind)}, {"bound", p.bound},      {"executions", p.executions}, {"seed", p.seed},
          {"seconds", p.seconds},    {"reduction", p.reduce}, {"symmetry", p.symmetry}};
}

json outcome_to_json(const outcome& o) {
  const statement& stated = o.of.scenario->stated;
  json j = to_json(o.result);
  j.erase("notes");
  j.erase("stopped_at");
  j["name"] = stated.name;
  j["engine"] = o.of.engine->name;
  j["claims"] = words(stated.claims);
  j["threads"] = o.of.scenario->threads;
  j["stack"] = o.of.scenario->stack == semaphores::specified ? "specified" : "implemented";
  j["bounded_because"] = o.of.engine->explores ? o.of.engine->stated(stated, false).because : "";
  j["must_fail"] = stated.must_fail.empty() ? json() : json(stated.must_fail);
  j["verdict"] = verdict_of(o.judged);
  j["reason"] = o.reason;
  j["search"] = plan_to_json(o.of.plan);
  return j;
}

}  // namespace

std::string to_json_text(const report& r) {
  json scenarios = json::array();
  for (const outcome& o : r.outcomes) scenarios.push_back(outcome_to_json(o));
  const json totals = {{"scenarios", r.outcomes.size()},
                       {"passed", r.count(verdict::pass)},
                       {"found", r.count(verdict::found)},
                       {"failed", r.bad()},
                       {"not_run", r.not_run},
                       {"executions", r.executions()}};
  json engines = json::array(), disagreements = json::array();
  for (const engine_choice* e : r.engines) engines.push_back(e->name);
  for (const disagreement& d : r.disagreements()) {
    disagreements.push_back({{"scenario", d.scenario}, {"what", d.what}});
  }
  const json all = {{"version", LOCKSTEP_VERSION},    {"engines", engines},
                    {"profile", r.profile},           {"sanitizer", LOCKSTEP_SANITIZERS},
                    {"interrupted", r.interrupted},   {"blind", r.blind},
                    {"seconds", r.seconds},           {"totals", totals},
                    {"disagreements", disagreements}, {"scenarios", scenarios}};
  return to_text(all, 1) + "\n";
}

}  // namespace lockstep::verify::runner

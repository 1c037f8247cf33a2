#include "print.h"

#include <algorithm>
#include <cstdio>
#include <set>

#include <fmt/format.h>

#include "text.h"
#include "trace.h"

namespace lockstep::verify::runner {
namespace {

table make_table(const std::vector<job>& jobs) {
  std::size_t name = 0, claims = 0, engine = 0;
  for (const job& j : jobs) {
    name = std::max(name, j.scenario->stated.name.size());
    claims = std::max(claims, j.scenario->stated.claims.size());
    engine = std::max(engine, j.engine->name.size());
  }
  const std::size_t result = name_of(verdict::interrupted).size();
  return table({{"scenario", name},
                {"engine", engine},
                {"claims", claims},
                {"result", result},
                {"exhaustive", std::string_view("no: interrupted").size()},
                {"executions", std::string_view("100,000,000").size(), table::align::right},
                {"time", std::string_view("59 min 59 s").size(), table::align::right},
                {"bounded because", 0}});
}

/// Why a scenario is not searched in full, if it is for its own sake, or why this engine is blind to it.
std::string remark(const outcome& o) {
  if (o.judged == verdict::blind) return o.reason;
  const models::search_plan& p = o.of.plan;
  if (!o.of.engine->explores || p.kind == models::search_kind::full) return {};
  const plan& thorough = o.of.engine->stated(o.of.scenario->stated, false);
  const bool is_shortened =
      thorough.kind == models::search_kind::full ||
      (thorough.kind == p.kind && (thorough.bound > p.bound || thorough.executions > p.executions));
  if (!is_shortened) return std::string(thorough.because);
  const std::string_view because = o.of.engine->stated(o.of.scenario->stated, true).because;
  return fmt::format("{}{}quick: the full profile goes to {}", because, because.empty() ? "" : "; ", name_of(thorough));
}

std::size_t scenarios_of(const report& r) {
  std::set<const entry*> different;
  for (const outcome& o : r.outcomes) different.insert(o.of.scenario);
  return different.size();
}

void print_detail(const outcome& o) {
  const std::string headline =
      fmt::format("{} {} ({})", name_of(o.judged), o.of.scenario->stated.name, o.of.engine->name);
  if (o.result.failed) {
    const std::string& what = o.reason.empty() ? o.result.failed->what : o.reason;
    print_failure(*o.of.scenario, *o.result.failed, fmt::format("{}: {}", headline, one_line(what)));
    for (const models::failure& f : o.result.others) {
      print_failure(*o.of.scenario, f, fmt::format("{}: also: {}", headline, one_line(f.what)));
    }
  } else {
    fmt::print("\n{}: {}\n", headline, o.reason);
  }
}

}  // namespace

result_table::result_table(const std::vector<job>& jobs) : table_(make_table(jobs)) { table_.print_header(); }

void result_table::print(const outcome& o) const {
  const statement& s = o.of.scenario->stated;
  table_.print({std::string(s.name), o.of.engine->name, std::string(s.claims), std::string(name_of(o.judged)),
                exhaustiveness(o), with_thousands(o.result.executions), span_of_time(o.result.seconds), remark(o)});
}

void print_details(const report& r, bool verbose) {
  for (const outcome& o : r.outcomes) {
    if (is_bad(o.judged) || (verbose && o.judged == verdict::found)) print_detail(o);
  }
  std::fflush(stdout);
  for (const disagreement& d : r.disagreements()) fmt::print("\nDISAGREE {}: {}\n", d.scenario, d.what);
  std::fflush(stdout);
  for (const std::string& name : r.blind) {
    fmt::print(stderr, "lockstep: an engine is blind: {} did not go red\n", name);
  }
}

void print_failure(const entry& e, const models::failure& f, const std::string& headline) {
  fmt::print("\n{}\n", headline);
  if (!f.trace.empty()) fmt::print("{}", to_text(f.trace));
  if (!f.replay.empty()) fmt::print("replay with: lockstep replay {} {}\n", e.stated.name, shell_quoted(f.replay));
}

void print_summary(const report& r) {
  if (r.interrupted) {
    fmt::print("\ninterrupted: {} not finished, {} not started\n", r.count(verdict::interrupted), r.not_run);
  } else if (!r.blind.empty()) {
    fmt::print("\n{} not run\n", r.not_run);
  }
  fmt::print("\n{} scenarios: {} passed, {} found what they plant, {} failed; {} executions in {}\n", scenarios_of(r),
             r.count(verdict::pass), r.count(verdict::found), r.bad(), with_thousands(r.executions()),
             span_of_time(r.seconds));
  fmt::print("{} passed, {} failed\n", r.good(), r.bad());
  std::fflush(stdout);
}

}  // namespace lockstep::verify::runner

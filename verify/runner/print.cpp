#include "print.h"

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>

#include "text.h"
#include "trace.h"

namespace lockstep::verify::runner {
namespace {

table make_table(const std::vector<job>& jobs) {
  std::size_t name = 0, claims = 0;
  for (const job& j : jobs) {
    name = std::max(name, j.scenario->stated.name.size());
    claims = std::max(claims, j.scenario->stated.claims.size());
  }
  const std::size_t result = name_of(verdict::interrupted).size();
  return table({{"scenario", name},
                {"claims", claims},
                {"result", result},
                {"exhaustive", std::string_view("no: interrupted").size()},
                {"executions", std::string_view("100,000,000").size(), table::align::right},
                {"time", std::string_view("59 min 59 s").size(), table::align::right},
                {"bounded because", 0}});
}

/// Why a scenario is searched with a bound, if it is for its own sake.
std::string reason_for_bound(const outcome& o) {
  const statement& s = o.of.scenario->stated;
  if (o.of.plan.kind != models::search_kind::bound) return {};
  const bool is_shortened = s.thorough.kind == models::search_kind::full || s.thorough.bound > o.of.plan.bound;
  return is_shortened ? "quick: the full profile goes to " + name_of(s.thorough) : std::string(s.thorough.because);
}

void print_detail(const outcome& o) {
  const std::string headline = fmt::format("{} {}", name_of(o.judged), o.of.scenario->stated.name);
  if (o.result.failed) {
    const std::string& what = o.reason.empty() ? o.result.failed->what : o.reason;
    print_failure(*o.of.scenario, *o.result.failed, fmt::format("{}: {}", headline, one_line(what)));
  } else {
    fmt::print("\n{}: {}\n", headline, o.reason);
  }
}

}  // namespace

result_table::result_table(const std::vector<job>& jobs) : table_(make_table(jobs)) { table_.print_header(); }

void result_table::print(const outcome& o) const {
  const statement& s = o.of.scenario->stated;
  table_.print({std::string(s.name), std::string(s.claims), std::string(name_of(o.judged)), exhaustiveness(o),
                with_thousands(o.result.executions), span_of_time(o.result.seconds), reason_for_bound(o)});
}

void print_details(const report& r, bool verbose) {
  for (const outcome& o : r.outcomes) {
    if (is_bad(o.judged) || (verbose && o.judged == verdict::found)) print_detail(o);
  }
  std::fflush(stdout);
  for (const std::string& name : r.blind) {
    fmt::print(stderr, "lockstep: the engine is blind: {} did not go red\n", name);
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
  fmt::print("\n{} scenarios: {} passed, {} found what they plant, {} failed; {} executions in {}\n", r.outcomes.size(),
             r.count(verdict::pass), r.count(verdict::found), r.bad(), with_thousands(r.executions()),
             span_of_time(r.seconds));
  fmt::print("{} passed, {} failed\n", r.good(), r.bad());
  std::fflush(stdout);
}

}  // namespace lockstep::verify::runner

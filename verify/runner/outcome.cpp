#include "outcome.h"

#include <algorithm>

#include <fmt/format.h>

#include "litmus.h"
#include "text.h"

namespace lockstep::verify::runner {

using models::search_kind;

namespace {

/// A witness that was stated and not seen, or none. Real threads owe no witness: they are lucky or not.
std::string missing_witness(const job& j, const models::search_result& r) {
  const engine_choice& engine = *j.engine;
  if (!engine.explores) return {};
  const statement& stated = j.scenario->stated;
  const auto missed =
      engine.witnesses_missed == nullptr ? std::vector<std::string>{} : words(stated.*engine.witnesses_missed);
  for (const std::string& name : words(stated.witnesses)) {
    const bool is_owed = std::find(missed.begin(), missed.end(), name) == missed.end();
    if (is_owed && !r.witnesses.contains(name)) return name;
  }
  return {};
}

/// Why the engine cannot find what a wrong scenario states; empty: it can.
std::string_view reason_for_blindness(const job& j) {
  return j.engine->is_blind == nullptr ? std::string_view{} : j.scenario->stated.*(j.engine->is_blind);
}

outcome judge_failure(const job& j, const models::search_result& r) {
  const std::string_view stated = j.scenario->stated.must_fail;
  if (!reason_for_blindness(j).empty()) {
    return {j, r, verdict::failed,
            fmt::format("found '{}', to which it is said to be blind", one_line(r.failed->what))};
  }
  if (stated.empty()) return {j, r, verdict::failed, one_line(r.failed->what)};
  if (r.failed->what.find(stated) != std::string::npos) return {j, r, verdict::found, {}};
  return {j, r, verdict::failed, fmt::format("found '{}', not '{}' as stated", one_line(r.failed->what), stated)};
}

std::string estimate_of(double fraction) {
  return fraction < 0 ? "" : fmt::format(", {:.2g} % of it done by the estimate", 100 * fraction);
}

outcome judge_no_failure(const job& j, const models::search_result& r) {
  // A random search is as long as its time box says. Any other search has an end of its own.
  if (!r.finished && j.plan.kind != search_kind::random) {
    return {j, r, verdict::incomplete,
            fmt::format("the time box of {} closed before the end of the search{}", span_of_time(j.plan.seconds),
                        estimate_of(r.fraction))};
  }
  if (is_wrong(*j.scenario)) {
    if (const auto why = reason_for_blindness(j); !why.empty()) return {j, r, verdict::blind, std::string(why)};
    return {j, r, verdict::failed, fmt::format("did not find '{}'", j.scenario->stated.must_fail)};
  }
  if (const std::string name = missing_witness(j, r); !name.empty()) {
    return {j, r, verdict::failed, fmt::format("never reached the witness '{}'", name)};
  }
  if (std::string difference = difference_in_outcomes(j, r); !difference.empty()) {
    return {j, r, verdict::failed, std::move(difference)};
  }
  return {j, r, verdict::pass, {}};
}

}  // namespace

outcome judge(const job& j, const ending& e) {
  if (!e.died.empty()) return {j, e.result, verdict::failed, e.died};
  if (!e.malformed.empty()) return {j, e.result, verdict::failed, e.malformed};
  if (e.result.failed) return judge_failure(j, e.result);
  if (e.was_stopped && !e.result.finished) return {j, e.result, verdict::interrupted, "interrupted"};
  return judge_no_failure(j, e.result);
}

bool is_canary(const entry& e) { return e.stated.name.starts_with("canary/"); }

bool is_wrong(const entry& e) { return !e.stated.must_fail.empty(); }

bool is_good(verdict v) { return v == verdict::pass || v == verdict::found || v == verdict::blind; }

bool is_bad(verdict v) { return v == verdict::failed || v == verdict::incomplete; }

std::string_view name_of(verdict v) {
  switch (v) {
    case verdict::pass:
      return "pass";
    case verdict::found:
      return "found";
    case verdict::blind:
      return "blind";
    case verdict::failed:
      return "FAIL";
    case verdict::incomplete:
      return "incomplete";
    case verdict::interrupted:
      return "interrupted";
  }
  return "";
}

std::string name_of(const models::search_plan& p) {
  switch (p.kind) {
    case search_kind::full:
      return "full";
    case search_kind::bound:
      return fmt::format("bound {}", p.bound);
    case search_kind::random:
      return p.executions == 0 ? "random" : fmt::format("random {}", with_thousands(p.executions));
  }
  return "";
}

std::string name_of(const plan& p) {
  models::search_plan s;
  s.kind = p.kind;
  s.bound = p.bound;
  s.executions = p.executions;
  return name_of(s);
}

std::vector<const models::failure*> failures_of(const outcome& o) {
  std::vector<const models::failure*> all;
  if (o.result.failed) all.push_back(&*o.result.failed);
  for (const models::failure& f : o.result.others) all.push_back(&f);
  return all;
}

std::string exhaustiveness(const outcome& o) {
  if (o.result.failed || o.judged == verdict::failed) return o.result.exhaustive ? "yes" : "-";
  if (o.judged == verdict::interrupted) return "no: interrupted";
  if (o.result.exhaustive) return o.result.symmetric ? "yes: symmetric" : "yes";
  switch (o.of.plan.kind) {
    case search_kind::random:
      return "no: random";
    case search_kind::bound:
      return o.result.finished ? fmt::format("no: bound {}", o.of.plan.bound) : "no: time box";
    case search_kind::full:
      break;
  }
  return o.result.finished ? "no" : "no: time box";
}

std::size_t report::count(verdict v) const {
  return static_cast<std::size_t>(
      std::count_if(outcomes.begin(), outcomes.end(), [v](const outcome& o) { return o.judged == v; }));
}

std::size_t report::good() const { return count(verdict::pass) + count(verdict::found) + count(verdict::blind); }

std::size_t report::bad() const { return count(verdict::failed) + count(verdict::incomplete); }

std::uint64_t report::executions() const {
  std::uint64_t sum = 0;
  for (const outcome& o : outcomes) sum += o.result.executions;
  return sum;
}

std::vector<disagreement> report::disagreements() const {
  std::vector<disagreement> found;
  for (const outcome& good : outcomes) {
    if (!is_good(good.judged)) continue;
    for (const outcome& bad : outcomes) {
      if (bad.of.scenario != good.of.scenario || bad.judged != verdict::failed) continue;
      found.push_back({std::string(good.of.scenario->stated.name),
                       fmt::format("engine {} says {}, engine {}: {}", good.of.engine->name, name_of(good.judged),
                                   bad.of.engine->name, bad.reason)});
    }
  }
  return found;
}

}  // namespace lockstep::verify::runner

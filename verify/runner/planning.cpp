#include "planning.h"

#include <sched.h>

namespace lockstep::verify::runner {
namespace {

using models::search_kind;

constexpr unsigned default_bound = 3;
constexpr std::uint64_t default_executions[] = {10'000, 1'000'000};  // quick, full
constexpr std::uint64_t default_rounds[] = {2'000, 20'000};

models::search_plan stated_plan(const plan& p, const verify_request& r) {
  models::search_plan s;
  s.kind = p.kind;
  s.bound = p.bound;
  s.executions = p.executions;
  s.seed = r.seed;
  s.reduce = r.reduce;
  s.symmetry = r.symmetry;
  return s;
}

/// How many executions of a random search. With a time box alone, as many as fit.
std::uint64_t executions(const verify_request& r, const std::uint64_t (&defaults)[2]) {
  if (r.iterations) return *r.iterations;
  if (r.seconds > 0) return 0;
  return defaults[r.depth == profile::quick ? 0 : 1];
}

}  // namespace

models::search_plan plan_for(const entry& e, const engine_choice& engine, const verify_request& r) {
  models::search_plan p;
  if (engine.explores) p = stated_plan(engine.stated(e.stated, r.depth == profile::quick), r);
  p.seed = r.seed;
  p.seconds = r.seconds;
  p.model = r.model;
  p.weak_may_fail = r.weak_failures;
  p.part = r.shard.first;
  p.parts = r.shard.second;
  p.collect = r.collect;
  if (!engine.explores) {
    p.kind = search_kind::random;
    p.executions = executions(r, default_rounds);
  } else if (r.search) {
    p.kind = *r.search;
    p.bound = p.kind == search_kind::bound ? r.bound.value_or(default_bound) : 0;
    p.executions = p.kind == search_kind::random ? executions(r, default_executions) : 0;
  }
  return p;
}

models::search_plan plan_for_canary(const entry& e, const engine_choice& engine, const verify_request& r) {
  return stated_plan(engine.stated(e.stated, true), r);
}

unsigned processors() {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  return static_cast<unsigned>(CPU_COUNT(&set));
}

}  // namespace lockstep::verify::runner

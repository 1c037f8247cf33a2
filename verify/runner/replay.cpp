#include <poll.h>
#include <signal.h>

#include <cstdio>

#include <fmt/format.h>

#include "allowed_outcomes.h"
#include "commands.h"
#include "engines.h"
#include "interrupt.h"
#include "output_file.h"
#include "print.h"
#include "selection.h"
#include "text.h"
#include "trace.h"
#include "trace_file.h"
#include "usage_error.h"

namespace lockstep::verify::runner {
namespace {

/// Waits for the child; false if the user had enough before it ended.
bool wait_for(child& c) {
  for (;;) {
    pollfd pipe{c.pipe(), POLLIN, 0};
    poll(&pipe, 1, -1);
    if (interrupts() > 0) return false;
    if (!c.receive()) return true;
  }
}

int tell(const entry& scenario, const ending& e) {
  const std::string_view name = scenario.stated.name;
  if (!e.malformed.empty()) throw usage_error(one_line(e.malformed));
  if (!e.died.empty()) {
    fmt::print("FAIL {}: {}\n", name, e.died);
    return 1;
  }
  if (!e.result.failed || e.result.failed->what.empty()) {
    fmt::print("pass {}: this execution does not fail\n", name);
    if (e.result.failed) fmt::print("{}", to_text(e.result.failed->trace));
    return 0;
  }
  fmt::print("FAIL {}: {}\n{}", name, one_line(e.result.failed->what), to_text(e.result.failed->trace));
  return 1;
}

}  // namespace

int replay(const replay_request& r) {
  const engine_choice& engine = r.engine.empty() ? engine_of_replay(r.schedule) : find_engine(r.engine);
  const entry& scenario = find_scenario(r.scenario);
  if (!engine.explores) throw usage_error(fmt::format("engine {} has nothing to replay", engine.name));
  if (scenario.*engine.program == nullptr)
    throw usage_error(fmt::format("{} is not for engine {}", r.scenario, engine.name));
  const output_file trace(r.trace);
  const catch_interrupts catching;
  child c([&](models::monitor& m) { return replay(engine, scenario, r.schedule, m); });
  if (!wait_for(c)) return 130;
  const ending e = c.end();
  if (trace.is_wanted() && e.result.failed) {
    trace.write(to_trace(r.scenario, engine.name, scenario.threads, *e.result.failed).dump(1) + "\n");
  }
  return tell(scenario, e);
}

}  // namespace lockstep::verify::runner

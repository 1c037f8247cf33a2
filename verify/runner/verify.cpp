#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <stdexcept>

#include <fmt/format.h>

#include "annotations.h"
#include "checkpoint.h"
#include "commands.h"
#include "interrupt.h"
#include "output_file.h"
#include "page.h"
#include "planning.h"
#include "pool.h"
#include "print.h"
#include "reports.h"
#include "selection.h"
#include "trace_file.h"
#include "usage_error.h"
#include "wire.h"

namespace lockstep::verify::runner {
namespace {

/// What there is to do, the canaries apart.
struct work {
  std::vector<job> canaries, others;

  std::vector<job> all() const {
    std::vector<job> both = canaries;
    both.insert(both.end(), others.begin(), others.end());
    return both;
  }
};

/// Those that the command line names, or whose options it gives; otherwise all that explore.
std::vector<const engine_choice*> engines_for(const verify_request& r) {
  if (!r.engine.empty()) return {&find_engine(r.engine)};
  const auto is_wanted = [&](const engine_choice& e) { return e.name == "explore" ? r.reduce : !r.asks_for_explore(); };
  std::vector<const engine_choice*> wanted;
  for (const engine_choice* e : explorers()) {
    if (is_wanted(*e)) wanted.push_back(e);
  }
  if (wanted.empty()) throw usage_error("no engine of this build can do what the options ask for");
  return wanted;
}

work plan_work(const verify_request& r, const std::vector<const engine_choice*>& engines) {
  work w;
  for (const entry& e : registry()) {
    for (const engine_choice* engine : engines) {
      if (is_canary(e) && engine->explores) w.canaries.push_back({&e, engine, plan_for_canary(e, *engine, r)});
    }
  }
  for (const entry* e : select(r.globs)) {
    for (const engine_choice* engine : engines) {
      const bool is_for_it = !is_canary(*e) && e->*engine->program != nullptr;
      if (is_for_it) w.others.push_back({e, engine, plan_for(*e, *engine, r)});
    }
  }
  if (w.others.empty() && w.canaries.empty()) {
    throw usage_error(fmt::format("no scenario chosen is for engine {}", engines.front()->name));
  }
  return w;
}

/// Whether the engines may be believed: every canary went red, on each that does not state why it cannot.
bool sees(const std::vector<outcome>& canaries, report& all) {
  for (const outcome& o : canaries) {
    if (o.judged == verdict::found || o.judged == verdict::blind || o.judged == verdict::interrupted) continue;
    all.blind.push_back(fmt::format("{}: {}", o.of.engine->name, o.of.scenario->stated.name));
  }
  return all.blind.empty();
}

void search(const work& w, const verify_request& r, checkpoint& kept, report& all) {
  const auto started = std::chrono::steady_clock::now();
  const unsigned jobs = r.jobs.value_or(all.engines.front()->explores ? processors() : 1);
  display progress;
  const result_table rows(w.all());
  const auto tell = [&](const outcome& o) {
    progress.clear();
    rows.print(o);
  };
  const auto run = [&](const std::vector<job>& some, double patience) {
    pool lanes({jobs, patience}, progress);
    lanes.keep([&](const job& j, const models::search_result& so_far) { kept.keep(j, so_far); });
    auto outcomes = lanes.run(some, tell);
    all.outcomes.insert(all.outcomes.end(), outcomes.begin(), outcomes.end());
    return outcomes;
  };
  if (sees(run(w.canaries, verify_request{}.patience), all)) run(w.others, r.patience);
  all.not_run = w.canaries.size() + w.others.size() - all.outcomes.size();
  all.interrupted = interrupts() > 0;
  all.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
}

/// A file for each failure, wrong scenarios' among them, named for its scenario, for the engine if there are several,
/// and by a number from the second of a scenario on.
void write_traces(const report& all, const std::string& folder) {
  std::filesystem::create_directories(folder);
  for (const outcome& o : all.outcomes) {
    std::string name(o.of.scenario->stated.name);
    std::replace(name.begin(), name.end(), '/', '.');
    if (all.engines.size() > 1) name += "." + o.of.engine->name;
    int count = 0;
    for (const auto& trace : to_traces(o)) {
      const std::string number = ++count == 1 ? "" : "-" + std::to_string(count);
      output_file(folder + "/" + name + number + ".json").write(to_text(trace, 1) + "\n");
    }
  }
}

int exit_code(const report& r) {
  if (r.interrupted) return 130;
  return r.bad() == 0 && r.blind.empty() && r.disagreements().empty() ? 0 : 1;
}

}  // namespace

int verify(const verify_request& r) {
  report all;
  all.engines = engines_for(r);
  all.profile = r.depth == profile::quick ? "quick" : "full";
  work w = plan_work(r, all.engines);
  checkpoint kept(r.checkpoint, w.others);
  for (job& j : w.others) kept.prepare(j);
  const output_file json(r.json), junit(r.junit), html(r.html);
  const catch_interrupts catching;
  search(w, r, kept, all);
  print_details(all, r.verbose);
  int code = exit_code(all);
  try {
    if (json.is_wanted()) json.write(to_json_text(all));
    if (junit.is_wanted()) junit.write(to_junit_text(all));
    if (html.is_wanted()) html.write(to_page(all));
    if (!r.traces.empty()) write_traces(all, r.traces);
  } catch (const std::runtime_error& e) {
    fmt::print(stderr, "lockstep: {}\n", e.what());
    code = std::max(code, 1);
  }
  if (r.annotate) print_annotations(all);
  print_summary(all);
  return code;
}

}  // namespace lockstep::verify::runner

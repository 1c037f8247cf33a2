#include <fnmatch.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <set>

#include <fmt/format.h>

#include "allowed_outcomes.h"
#include "commands.h"
#include "interrupt.h"
#include "logic_campaign.h"
#include "mutation_report.h"
#include "output_file.h"
#include "planning.h"
#include "pool.h"
#include "record.h"
#include "selection.h"
#include "table.h"
#include "text.h"
#include "usage_error.h"

namespace lockstep::verify::runner {
namespace {

/// Of a sample, one mutant in so many is planted.
constexpr std::size_t sample_of = 8;
/// For so long a scenario is looked at to see where it comes by; for a sample, so long.
constexpr double seconds_of_a_look = 5;
constexpr double seconds_of_a_glance = 1;

std::vector<job> jobs_for(const mutate_request& r, const engine_choice& engine) {
  verify_request as_stated;
  as_stated.seconds = r.sample ? seconds_of_a_glance : seconds_of_a_look;
  std::vector<job> jobs;
  for (const entry* e : select(r.globs)) {
    if (is_canary(*e) || e->*engine.program == nullptr) continue;
    jobs.push_back({e, &engine, plan_for(*e, engine, as_stated)});
    // A random search ends by itself, and owes its witnesses when it does.
    if (jobs.back().plan.kind == models::search_kind::random) jobs.back().plan.seconds = 0;
  }
  return jobs;
}

std::vector<job> jobs_for(const mutate_request& r, const std::vector<std::string>& engines) {
  std::vector<job> all;
  for (const std::string& name : engines) {
    const engine_choice& engine = find_engine(name);
    if (!engine.explores) throw usage_error(fmt::format("engine {} does not explore", name));
    for (job& j : jobs_for(r, engine)) all.push_back(std::move(j));
  }
  if (all.empty()) throw usage_error(fmt::format("no scenario chosen is for {}", fmt::join(engines, " or ")));
  return all;
}

/// What the scenarios do, and where they come by, with nothing planted.
struct survey {
  std::vector<examiner> examiners;
  std::vector<std::vector<models::mutation>> found;
  bool is_good = true;
};

survey look_around(const std::vector<job>& jobs, unsigned at_once, display& shown) {
  const bool is_of_policy = woven_mutants().empty();
  if (is_of_policy) models::observe_mutations();
  survey s;
  pool observing({at_once, verify_request{}.patience}, shown, [&](models::search_result& result) {
    if (!is_of_policy) return;
    for (const models::mutation& m : models::observed_mutations()) result.notes.push_back(to_note(m));
  });
  for (const outcome& o : observing.run(jobs, [](const outcome&) {})) {
    if (o.judged == verdict::failed) {
      fmt::print(stderr, "lockstep: {} fails with nothing planted: {}\n", o.of.scenario->stated.name, o.reason);
      s.is_good = false;
    }
    s.examiners.push_back({o.of, o.result.seconds});
    s.found.emplace_back();
    for (const std::string& note : o.result.notes) s.found.back().push_back(from_note(note));
  }
  return s;
}

std::vector<mutant> choose(std::vector<mutant> all, const mutate_request& r) {
  std::erase_if(all, [&](const mutant& m) {
    if (m.examiners.empty() && !r.globs.empty()) return true;
    return !r.mutants.empty() && std::none_of(r.mutants.begin(), r.mutants.end(), [&](const std::string& glob) {
      return fnmatch(glob.c_str(), m.id.c_str(), 0) == 0;
    });
  });
  if (!r.sample) return all;
  std::vector<mutant> some;
  for (std::size_t i = 0; i < all.size(); i += sample_of) some.push_back(std::move(all[i]));
  return some;
}

/// Who found a mutant when the record was written is asked first: for most, nobody else need be.
void ask_who_found_it_first(std::vector<mutant>& mutants, const record& known) {
  for (mutant& m : mutants) {
    const auto r = known.mutants.find(m.id);
    if (r == known.mutants.end()) continue;
    const auto who = std::ranges::find_if(m.examiners, [&](const examiner* e) {
      return r->second.by == finder(std::string(e->of.scenario->stated.name), e->of.engine->name);
    });
    if (who != m.examiners.end()) std::rotate(m.examiners.begin(), who, who + 1);
  }
}

class fate_table {
 public:
  explicit fate_table(const std::vector<mutant>& mutants, const mutation_report& r)
      : report_(r), table_(columns(mutants)) {
    table_.print_header();
  }
  void print(const sentence& s) const {
    const std::string what = report_.is_excused(s) ? report_.excused.at(s.of->id) : s.reason;
    table_.print({s.of->id, std::string(fate_of(report_, s)), with_thousands(s.executions), span_of_time(s.seconds),
                  s.by.empty() ? what : s.by + ": " + what});
  }

 private:
  static std::vector<table::column> columns(const std::vector<mutant>& mutants) {
    std::size_t width = 0;
    for (const mutant& m : mutants) width = std::max(width, m.id.size());
    return {{"mutant", width},
            {"fate", std::string_view("interrupted").size()},
            {"executions", std::string_view("100,000,000").size(), table::align::right},
            {"time", std::string_view("59 min 59 s").size(), table::align::right},
            {"found by, or why not", 0}};
  }
  const mutation_report& report_;
  const table table_;
};

/// What the list of equivalents has and need not have: mutants that were found, and, which only a whole campaign can
/// tell, such as are not there.
std::vector<std::string> unneeded(const mutation_report& r, bool is_whole) {
  std::vector<std::string> names;
  for (const auto& [id, reason] : r.excused) {
    const auto tried = std::find_if(r.sentences.begin(), r.sentences.end(),
                                    [&, name = id](const sentence& s) { return s.of->id == name; });
    if (tried == r.sentences.end() ? is_whole : tried->came_to == fate::killed) names.push_back(id);
  }
  return names;
}

int how_many(const nlohmann::json& all, const char* fate) { return all.at("totals").at(fate).get<int>(); }

int conclude(const nlohmann::json& all) {
  for (const auto& m : all.at("mutants")) {
    if (m.at("fate") != "survived") continue;
    fmt::print("\nSURVIVED {} at {}\n", m.at("id").get<std::string>(), m.at("place").get<std::string>());
    if (const std::string fault = m.at("fault"); !fault.empty()) fmt::print("  {}\n", fault);
    for (const std::string name : m.at("unfinished")) fmt::print("  the time box of {} closed\n", name);
  }
  for (const std::string id : all.at("unneeded")) {
    fmt::print("\nlisted as equivalent, and is not or is not there: {}\n", id);
  }
  fmt::print("\n{} mutants: {} killed, {} equivalent, {} survived, in {}\n", all.at("mutants").size(),
             how_many(all, "killed"), how_many(all, "equivalent"), how_many(all, "survived"),
             span_of_time(all.at("seconds")));
  if (all.at("interrupted")) return 130;
  return how_many(all, "survived") == 0 && all.at("unneeded").empty() ? 0 : 1;
}

}  // namespace

int mutate(const mutate_request& r) {
  const std::vector<std::string> engines = r.engines.empty() ? exploring_engines() : r.engines;
  const std::vector<job> jobs = jobs_for(r, engines);
  const output_file json(r.json);
  mutation_report all;
  all.engines = engines;
  all.is_sample = r.sample;
  if (woven_mutants().empty()) all.excused = read_equivalents(r.equivalents);
  const catch_interrupts catching;
  const auto started = std::chrono::steady_clock::now();
  const unsigned at_once = r.jobs.value_or(processors());
  display progress;
  const survey s = look_around(jobs, at_once, progress);
  if (!s.is_good) return 1;

  std::vector<mutant> mutants =
      choose(woven_mutants().empty() ? policy_mutants(s.examiners, s.found) : logic_mutants(s.examiners), r);
  for (mutant& m : mutants) m.is_listed = all.excused.contains(m.id);
  ask_who_found_it_first(mutants, read_record(LOCKSTEP_SOURCES));
  const fate_table rows(mutants, all);
  all.sentences = campaign(at_once, progress).run(mutants, [&](const sentence& each) {
    progress.clear();
    rows.print(each);
  });
  if (woven_mutants().empty()) {
    const bool is_whole = r.globs.empty() && r.mutants.empty() && r.engines.empty() && !r.sample && interrupts() == 0;
    all.unneeded = unneeded(all, is_whole);
  }
  all.interrupted = interrupts() > 0;
  nlohmann::json document = to_json(all);
  if (woven_mutants().empty() && interrupts() == 0) add_logic_campaign(r, document);
  document["seconds"] = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  document["totals"] = totals_of(document.at("mutants"));
  if (json.is_wanted()) json.write(document.dump(1) + "\n");
  return woven_mutants().empty() ? conclude(document) : 0;
}

}  // namespace lockstep::verify::runner

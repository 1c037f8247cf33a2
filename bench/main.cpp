// lockstep_bench: lockstep and its peers side by side in one run, those of a group (schedule.h) interleaved at random.
// Takes Google Benchmark's options, but --benchmark_out, and two of its own. Whatever it measures, it exits 0: a
// machine with other work to do is no defect of ours. After an interrupt it reports the groups that are complete, and
// exits 130.

#include <benchmark/benchmark.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <string_view>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "../verify/runner/interrupt.h"
#include "../verify/runner/output_file.h"
#include "../verify/runner/usage_error.h"
#include "peers.h"
#include "progress.h"
#include "reports.h"
#include "results.h"
#include "schedule.h"
#include "sizes.h"

#ifdef LOCKSTEP_BENCH_ABSL
#include <absl/synchronization/mutex.h>
#endif

namespace lockstep::bench {
namespace {

using verify::runner::interrupts;
using verify::runner::output_file;
using verify::runner::usage_error;

struct options {
  std::string json;
  std::string html;
};

void say(const std::string& line) { fmt::print(stderr, "lockstep_bench: {}\n", line); }

/// What `lockstep` ends with, too.
constexpr int exit_of_interrupt = 130;

progress* shown = nullptr;

void announce_all(process where) {
  add_mutex_workloads(where);
  add_contest_workloads(where);
  add_semaphore_workloads(where);
  add_rw_mutex_workloads(where);
  add_wait_group_workloads(where);
  add_once_workloads(where);
  add_cond_workloads(where);
  add_map_workloads(where);
  add_map_size_workloads(where);
}

/// Lives as long as the process.
void start_second_thread() {
  std::thread([] {
    while (true) pause();
  }).detach();
}

/// False if that could not be done because an interrupt came: some rows are programs that die of it.
bool measure(const row_group& one, results& all) {
  benchmark::ClearRegisteredBenchmarks();
  for (const auto& row : one.rows) row.register_it();
  benchmark::RunSpecifiedBenchmarks(&all, "all");
  if (interrupts() == 0 || !all.last_run_has_errors()) return true;
  all.forget_last_run();
  return false;
}

/// It would be opened, and emptied, for each group.
void refuse_output_of_library(const std::vector<char*>& arguments) {
  const bool is_asked_for =
      std::getenv("BENCHMARK_OUT") != nullptr ||
      std::ranges::any_of(arguments, [](std::string_view argument) { return argument.starts_with("--benchmark_out"); });
  if (is_asked_for) throw usage_error("--benchmark_out is not supported: --json FILE writes all that was measured");
}

/// What the library takes for --benchmark_min_time, too: the last one.
double least_time(const std::vector<char*>& arguments) {
  constexpr std::string_view option = "--benchmark_min_time=";
  double seconds = 0;
  for (const std::string_view argument : arguments) {
    if (argument.starts_with(option)) seconds = std::strtod(argument.data() + option.size(), nullptr);
  }
  return seconds;
}

void print_names() {
  for (const auto& one : announced_groups()) {
    for (const auto& row : one.rows) fmt::print("{}\n", row.name);
  }
}

int run_all(const options& chosen) {
  const output_file json(chosen.json), html(chosen.html);
  circumstances now = here_and_now();
  select_rows(benchmark::GetBenchmarkFilter());
  announce_all(process::of_one_thread);
  const std::size_t groups_of_one_thread = announced_groups().size();
  announce_all(process::of_several);
  now.groups = announced_groups().size();
  if (now.groups == 0) {
    say("no workload matches " + benchmark::GetBenchmarkFilter());
    return 2;
  }
  if (!now.absent.empty()) say("absent, and so without rows: " + now.absent);
  if (now.load_before > 0.25 * now.processors) {
    say(fmt::format("load {:.1f} on {} processors: rows of several threads will say little", now.load_before,
                    now.processors));
  }

  // What is being measured need not know. A second one kills: where threads spin, a row can take minutes.
  const verify::runner::catch_interrupts catching(static_cast<int>(SA_RESTART | SA_RESETHAND));
  progress so_far(announced_groups());
  shown = &so_far;
  results all;
  std::ostringstream names;  // as the library has them, if the user asked only for the names
  all.SetOutputStream(&names);
  for (std::size_t i = 0; i != announced_groups().size() && interrupts() == 0; ++i) {
    if (i == groups_of_one_thread) start_second_thread();
    const auto& next = announced_groups()[i];
    so_far.begin(next);
    if (measure(next, all)) ++now.groups_measured;
    if (!all.has_begun()) {
      print_names();
      return 0;
    }
    so_far.end(next);
  }
  so_far.clear();
  for (const auto& error : all.errors()) say(error);
  now.load_after = load_average();
  add_sizes(all);
  const auto rows = all.rows();
  const std::string text = as_json(rows, now);
  fmt::print("{}", as_table(rows));
  std::fflush(stdout);
  if (json.is_wanted()) json.write(text);
  if (html.is_wanted()) html.write(as_page(text));
  for (const auto& path : {chosen.json, chosen.html}) {
    if (!path.empty()) say("wrote " + path);
  }
  if (interrupts() == 0) return 0;
  say(fmt::format("interrupted: {} of {} groups were measured", now.groups_measured, now.groups));
  return exit_of_interrupt;
}

}  // namespace

void show_progress(const std::string& row) { shown->show(row); }

}  // namespace lockstep::bench

int main(int argc, char** argv) {
#ifdef LOCKSTEP_BENCH_ABSL
  // Debian's library is built to look for cycles of locks at each of them, and takes a stack's next mutex for the last.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
#endif
  // Ours, unless the user's own options, which come later, say otherwise.
  char interleave[] = "--benchmark_enable_random_interleaving=true";
  char repeat[] = "--benchmark_repetitions=3";
  char short_runs[] = "--benchmark_min_time=0.01";
  std::vector<char*> arguments{argv[0], interleave, repeat, short_runs};
  arguments.insert(arguments.end(), argv + 1, argv + argc);

  lockstep::bench::options chosen;
  CLI::App app("lockstep and its peers side by side; --help lists Google Benchmark's options", "lockstep_bench");
  app.set_help_flag();
  app.add_option("--json", chosen.json, "Write all that was measured to this file");
  app.add_option("--html", chosen.html, "Write a page with charts to this file");
  try {
    lockstep::bench::refuse_output_of_library(arguments);
    lockstep::bench::set_least_time(lockstep::bench::least_time(arguments));
    int count = static_cast<int>(arguments.size());
    arguments.push_back(nullptr);
    benchmark::Initialize(&count, arguments.data());
    app.parse(count, arguments.data());
    return lockstep::bench::run_all(chosen);
  } catch (const CLI::ParseError& error) {
    lockstep::bench::say(error.what());
    return 2;
  } catch (const lockstep::verify::runner::usage_error& error) {
    lockstep::bench::say(error.what());
    return 2;
  } catch (const std::exception& error) {
    lockstep::bench::say(error.what());
    return 1;
  }
}

// lockstep_bench: lockstep and its peers side by side, interleaved at random in one run. Takes Google Benchmark's
// options and two of its own. Whatever it measures, it exits 0: a machine with other work to do is no defect of ours.

#include <benchmark/benchmark.h>
#include <unistd.h>

#include <cstdio>
#include <latch>
#include <sstream>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "../verify/runner/output_file.h"
#include "../verify/runner/usage_error.h"
#include "peers.h"
#include "reports.h"
#include "results.h"
#include "sizes.h"

#ifdef LOCKSTEP_BENCH_ABSL
#include <absl/synchronization/mutex.h>
#endif

namespace lockstep::bench {

void show_progress(const std::string& row) {
  static const bool on_terminal = isatty(STDERR_FILENO) != 0;
  if (on_terminal) fmt::print(stderr, "\r\033[Kmeasuring {}", row);
}

namespace {

using verify::runner::output_file;

struct options {
  std::string json;
  std::string html;
};

void say(const std::string& line) { fmt::print(stderr, "lockstep_bench: {}\n", line); }

void clear_progress() {
  if (isatty(STDERR_FILENO) != 0) fmt::print(stderr, "\r\033[K");
}

/// Runs what the user's filter selects of the workloads for that kind of process; how many those were.
std::size_t run(process where, results& all) {
  benchmark::ClearRegisteredBenchmarks();
  add_mutex_workloads(where);
  add_contest_workloads(where);
  add_semaphore_workloads(where);
  add_rw_mutex_workloads(where);
  add_wait_group_workloads(where);
  add_once_workloads(where);
  add_cond_workloads(where);
  add_map_workloads(where);
  add_map_size_workloads(where);
  return benchmark::RunSpecifiedBenchmarks(&all);
}

int run_all(const options& chosen) {
  const output_file json(chosen.json), html(chosen.html);
  circumstances now = here_and_now();
  if (!now.absent.empty()) say("absent, and so without rows: " + now.absent);
  if (now.load_before > 0.25 * now.processors) {
    say(fmt::format("load {:.1f} on {} processors: rows of several threads will say little", now.load_before,
                    now.processors));
  }
  results all;
  std::ostringstream complaints;  // that a filter selects nothing of one half is no error
  all.SetErrorStream(&complaints);
  std::size_t selected = run(process::of_one_thread, all);
  std::latch done(1);
  std::jthread second_thread([&] { done.wait(); });
  selected += run(process::of_several, all);
  done.count_down();
  clear_progress();
  if (selected == 0) {
    say("no workload matches " + benchmark::GetBenchmarkFilter());
    return 2;
  }
  for (const auto& error : all.errors()) say(error);
  if (all.rows().empty()) return 0;  // the user asked only for the names
  now.load_after = load_average();
  add_sizes(all);
  const auto rows = all.rows();
  const std::string text = as_json(rows, now);
  fmt::print("{}", as_table(rows));
  if (json.is_wanted()) json.write(text);
  if (html.is_wanted()) html.write(as_page(text));
  return 0;
}

}  // namespace
}  // namespace lockstep::bench

int main(int argc, char** argv) {
#ifdef LOCKSTEP_BENCH_ABSL
  // Debian's library is built to look for cycles of locks at each of them, and takes a stack's next mutex for the last.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
#endif
  // Ours, unless the user's own options, which come later, say otherwise.
  char interleave[] = "--benchmark_enable_random_interleaving=true";
  char repeat[] = "--benchmark_repetitions=5";
  char short_runs[] = "--benchmark_min_time=0.03";
  std::vector<char*> arguments{argv[0], interleave, repeat, short_runs};
  arguments.insert(arguments.end(), argv + 1, argv + argc);
  int count = static_cast<int>(arguments.size());
  arguments.push_back(nullptr);
  benchmark::Initialize(&count, arguments.data());

  lockstep::bench::options chosen;
  CLI::App app("lockstep and its peers side by side; --help lists Google Benchmark's options", "lockstep_bench");
  app.set_help_flag();
  app.add_option("--json", chosen.json, "Write all that was measured to this file");
  app.add_option("--html", chosen.html, "Write a page with charts to this file");
  try {
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

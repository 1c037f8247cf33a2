// lockstep_bench: lockstep and its peers side by side, interleaved at random in one run. Takes Google Benchmark's
// options. Whatever it measures, it exits 0: a machine with other work to do is no defect of ours.

#include <benchmark/benchmark.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <latch>
#include <sstream>
#include <thread>
#include <vector>

#include "peers.h"
#include "ratio_table.h"

namespace lockstep::bench {

void show_progress(const std::string& workload, const char* peer, int threads) {
  static const bool on_terminal = isatty(STDERR_FILENO) != 0;
  if (on_terminal) std::fprintf(stderr, "\r\033[Kmeasuring %s, %s, %d threads", workload.c_str(), peer, threads);
}

namespace {

void clear_progress() {
  if (isatty(STDERR_FILENO) != 0) std::fprintf(stderr, "\r\033[K");
}

void warn_if_others_are_at_work() {
  double load = 0;
  const unsigned processors = std::thread::hardware_concurrency();
  if (getloadavg(&load, 1) == 1 && load > 0.5 * processors) {
    std::fprintf(stderr, "lockstep_bench: load %.1f on %u processors: rows of several threads will say little\n", load,
                 processors);
  }
}

/// Runs what the user's filter selects of the workloads for that kind of process; how many those were.
std::size_t run(process where, ratio_table& table) {
  benchmark::ClearRegisteredBenchmarks();
  add_mutex_workloads(where);
  add_semaphore_workloads(where);
  add_rw_mutex_workloads(where);
  add_wait_group_workloads(where);
  add_once_workloads(where);
  add_cond_workloads(where);
  return benchmark::RunSpecifiedBenchmarks(&table);
}

int run_all() {
  warn_if_others_are_at_work();
  ratio_table table;
  std::ostringstream complaints;  // that a filter selects nothing of one half is no error
  table.SetErrorStream(&complaints);
  std::size_t selected = run(process::of_one_thread, table);
  std::latch done(1);
  std::jthread second_thread([&] { done.wait(); });
  selected += run(process::of_several, table);
  done.count_down();
  clear_progress();
  if (selected == 0) {
    std::fprintf(stderr, "lockstep_bench: no workload matches %s\n", benchmark::GetBenchmarkFilter().c_str());
    return 2;
  }
  if (!table.is_empty()) table.print();  // it is if the user asked only for the names
  return 0;
}

}  // namespace
}  // namespace lockstep::bench

int main(int argc, char** argv) {
  // Ours, unless the user's own options, which come later, say otherwise.
  char interleave[] = "--benchmark_enable_random_interleaving=true";
  char repeat[] = "--benchmark_repetitions=7";
  char short_runs[] = "--benchmark_min_time=0.03";
  std::vector<char*> arguments{argv[0], interleave, repeat, short_runs};
  arguments.insert(arguments.end(), argv + 1, argv + argc);
  int count = static_cast<int>(arguments.size());
  arguments.push_back(nullptr);
  benchmark::Initialize(&count, arguments.data());
  if (benchmark::ReportUnrecognizedArguments(count, arguments.data())) return 2;
  return lockstep::bench::run_all();
}

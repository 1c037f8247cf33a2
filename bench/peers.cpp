#include "peers.h"

#include "results.h"

namespace lockstep::bench::detail {

std::string row_name(const std::string& workload, int threads, const std::string& peer) {
  const std::string name = workload + '/' + std::to_string(threads) + '/' + peer;
  announce(name);
  return name;
}

void apply(benchmark::internal::Benchmark* row, const how& how) {
  if (how.has_own_clock) {
    row->UseManualTime();
  } else {
    row->UseRealTime();
  }
  if (how.operations != 0) row->Iterations(how.operations);
  if (how.seconds != 0) row->MinTime(how.seconds);
}

void add_go(const std::string& workload, int threads, const how& how) {
  const std::string go_name = how.go_name.empty() ? workload : how.go_name;
  const go_program* const program = go_program_with(go_name);
  if (program == nullptr || (how.go_only_at != 0 && how.go_only_at != threads)) return;
  const int processors = how.go_has_all_processors ? all_processors() : threads / how.threads_per_processor;
  const std::string name = row_name(workload, threads, "Go");
  benchmark::RegisterBenchmark(name.c_str(),
                               [=](benchmark::State& state) {
                                 show_progress(name);
                                 const go_result result = run_go(*program, go_name, processors, how.operations);
                                 if (!result.error.empty()) state.SkipWithError(result.error.c_str());
                                 for (auto _ : state) state.SetIterationTime(result.nanoseconds * 1e-9);
                                 for (const auto& [metric, value] : result.metrics) state.counters[metric] = value;
                               })
      ->Iterations(1)
      ->UseManualTime();
}

}  // namespace lockstep::bench::detail

#include "peers.h"

#include <algorithm>

namespace lockstep::bench {
namespace {

double least_time = 0;

}  // namespace

void set_least_time(double seconds) { least_time = seconds; }

namespace detail {

std::string row_name(const std::string& workload, int threads, const std::string& peer) {
  return workload + '/' + std::to_string(threads) + '/' + peer;
}

/// The library goes by the average of the threads' times: on few processors they end a turn of the scheduler after one
/// another.
double expected_seconds(int threads, const how& how) {
  constexpr double turn = 0.003;
  return (how.operations != 0 ? 0 : std::max(how.seconds, least_time) + threads * turn) + how.seconds_besides;
}

/// Go gropes for the number of operations in each repetition anew.
double expected_seconds_of_go(const how& how) { return (how.operations != 0 ? 0 : 0.06) + how.seconds_besides; }

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
  const auto measure = [=](benchmark::State& state) {
    show_progress(name);
    const go_result result = run_go(*program, go_name, processors, how.operations);
    // Not SkipWithError: of a first repetition without success, and some with, the library (1.7.1) crashes.
    state.SetLabel(result.error);
    for (auto _ : state) state.SetIterationTime(result.nanoseconds * 1e-9);
    for (const auto& [metric, value] : result.metrics) state.counters[metric] = value;
  };
  announce({name, expected_seconds_of_go(how),
            [=] { benchmark::RegisterBenchmark(name.c_str(), measure)->Iterations(1)->UseManualTime(); }});
}

}  // namespace detail
}  // namespace lockstep::bench

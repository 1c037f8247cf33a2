#pragma once

// Who is measured, and how a row comes into being: one line for a peer, one for a workload.
//
// A peer that is a library comes only if CMake found it: its types are inside `#ifdef LOCKSTEP_BENCH_ABSL` and the
// like, and `joined` puts the lists together. Go is a peer of every workload whose name one of its programs knows
// (go.h).

#include <benchmark/benchmark.h>

#include <concepts>
#include <string>
#include <vector>

#include <lockstep/sync.h>

#include "go.h"
#include "schedule.h"

namespace lockstep::bench {

/// The name of ours among the peers.
inline constexpr char our_name[] = "lockstep";

/// How the name begins of what does no job, but executes what any peer would at least have to: shown, never the best
/// peer, and the measure of what a machine leaves to be gained.
inline constexpr char floor[] = "floor: ";

/// Things that do the same job. The first is ours.
template <class... Peer>
struct peers {};

namespace detail {
template <class... List>
struct join;
template <class... A>
struct join<peers<A...>> {
  using type = peers<A...>;
};
template <class... A, class... B, class... Rest>
struct join<peers<A...>, peers<B...>, Rest...> : join<peers<A..., B...>, Rest...> {};
}  // namespace detail

template <class... List>
using joined = typename detail::join<List...>::type;

inline const std::vector<int> one_thread{1}, to_sixteen{1, 2, 4, 8, 16}, several{2, 4, 8, 16};

/// What is special about a workload. Times are wall-clock times per operation, of all threads together.
struct how {
  /// The workload measures its time by itself: SetIterationTime.
  bool has_own_clock = false;
  /// Operations a repetition; 0 leaves it to the library.
  int operations = 0;
  /// A repetition's least time; 0: as the user says.
  double seconds = 0;
  /// What a repetition takes besides, or at all if the operations are given. Roughly: so that one can say what is left.
  double seconds_besides = 0.01;
  /// As many threads as Go has goroutines for each processor it is given.
  int threads_per_processor = 1;
  /// Go's program starts its goroutines itself, on all processors of the machine.
  bool go_has_all_processors = false;
  /// Go's program knows only that number of threads; 0: any.
  int go_only_at = 0;
  /// What Go calls it, or the part of a benchmark of Go's that it is; empty: as it is called here.
  std::string go_name = {};
};

/// Says now and then what is being measured; before the clock starts.
void show_progress(const std::string& row);

/// The least time of a repetition, where the workload has none of its own.
void set_least_time(double seconds);

namespace detail {
std::string row_name(const std::string& workload, int threads, const std::string& peer);
double expected_seconds(int threads, const how&);
void add_go(const std::string& workload, int threads, const how&);
void apply(benchmark::internal::Benchmark* row, const how&);

template <class Peer, class Run>
void add_one(const std::string& workload, int threads, Run run, const how& how) {
  const std::string name = row_name(workload, threads, Peer::name);
  constexpr bool starts_its_threads = requires(benchmark::State& s) { run.template operator()<Peer>(s, threads); };
  const auto measure = [=](benchmark::State& state) {
    if (state.thread_index() == 0) show_progress(name);
    if constexpr (starts_its_threads) {
      run.template operator()<Peer>(state, threads);
    } else {
      run.template operator()<Peer>(state);
    }
  };
  announce({name, expected_seconds(threads, how), [=] {
              auto* const row = benchmark::RegisterBenchmark(name.c_str(), measure);
              if (!starts_its_threads) row->Threads(threads);
              apply(row, how);
            }});
}
}  // namespace detail

/// Announces the row `workload` for each peer and each number of threads. `run` is a generic lambda on the peer's type;
/// it takes the state, and, if it starts threads of its own, their number.
template <class... Peer, class Run>
void add(peers<Peer...>, const std::string& workload, const std::vector<int>& threads, Run run, const how& how = {}) {
  for (const int count : threads) {
    (detail::add_one<Peer>(workload, count, run, how), ...);
    detail::add_go(workload, count, how);
  }
}

/// Alone on its cache lines.
template <class T>
struct padded {
  alignas(128) T object;
};

/// Whether the process has ever had a second thread. glibc's mutex leaves out the LOCK prefix until it has.
enum class process { of_one_thread, of_several };

/// Announce the workloads, each file's in one function.
void add_mutex_workloads(process);
void add_contest_workloads(process);
void add_semaphore_workloads(process);
void add_rw_mutex_workloads(process);
void add_wait_group_workloads(process);
void add_once_workloads(process);
void add_cond_workloads(process);
void add_map_workloads(process);
void add_map_size_workloads(process);

}  // namespace lockstep::bench

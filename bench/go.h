#pragma once

// Go as a peer. Its benchmarks are programs of their own, built from Go's sources (sync) and from go/, which has the
// workloads that Go's lack. One repetition of a row is one run of such a program on one benchmark, so that chance
// interleaves Go with the others.

#include <map>
#include <string>

namespace lockstep::bench {

struct go_program {
  std::string path;
};

/// The program that has Benchmark<workload>, or nullptr. A workload with a slash is a part of a benchmark.
const go_program* go_program_with(const std::string& workload);

struct go_result {
  double nanoseconds = 0;
  std::map<std::string, double> metrics;  // those that the program reports besides the time
  std::string error;                      // why there is no result
};

/// Runs Benchmark<workload> with GOMAXPROCS = processors; `operations` a run, or as many as fit the usual time if 0.
go_result run_go(const go_program&, const std::string& workload, int processors, int operations);

int all_processors();

}  // namespace lockstep::bench

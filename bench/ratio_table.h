#pragma once

#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace lockstep::bench {

/// Prints, for each workload and number of threads, our time per operation, each peer's, and ours divided by the
/// peer's: under 1, ours is ahead. A time is the median of the repetitions of this one run; a ratio across runs would
/// say little.
class ratio_table : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context&) override {
    ++part_;
    return true;
  }
  void ReportRuns(const std::vector<Run>& repetitions) override;

  bool is_empty() const { return rows_.empty(); }
  /// Not left to Finalize: one table may collect several runs of the library.
  void print();

 private:
  /// As in the source: by run of the library, then in the order of registration. Chance interleaved them.
  using place = std::pair<int, std::int64_t>;

  struct measurement {
    place at;
    std::string peer;
    double nanoseconds;
  };
  /// The peers at one workload and number of threads; ours is among them if the user's filter let it.
  struct row {
    std::string workload;
    std::string threads;
    std::vector<measurement> measured;
  };

  static bool is_ours(const measurement&);
  row& row_of(const std::string& workload, const std::string& threads);
  void sort();

  int part_ = 0;
  std::vector<row> rows_;
};

}  // namespace lockstep::bench

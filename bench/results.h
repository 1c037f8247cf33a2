#pragma once

#include <benchmark/benchmark.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "metrics.h"

namespace lockstep::bench {

struct measurement {
  std::string peer;
  std::vector<double> repetitions;
  double median = 0;
};

/// What a row is held against: ours divided by that peer's, or by the best one's.
struct goal {
  double limit;
  std::string peer;  // or one of these two
};
inline constexpr char the_best[] = "the best";
inline constexpr char the_best_of_cpp[] = "the best in C++";

/// The peers at one workload, number of threads and metric; ours is among them if the user's filter let it.
struct row {
  std::string workload;
  int threads;
  metric what;
  std::vector<measurement> measured;

  const measurement* ours() const;
  const measurement* peer(const std::string& name) const;
  const measurement* best_peer() const;
  const measurement* peer_of(const goal&) const;
  /// Under 1: ours is ahead, whichever way the metric counts. Nothing if one of the two is missing or zero.
  std::optional<double> ratio_to(const measurement* peer) const { return ratio(ours(), peer); }
  /// The same for the row's floor; nothing if the peer is itself the floor.
  std::optional<double> floor_to(const measurement* peer) const;

 private:
  std::optional<double> ratio(const measurement* of, const measurement* to) const;
};

/// The goals set for that row.
std::vector<goal> goals_of(const row&);

/// Collects the rows of several runs of the library, in the order in which they were announced: chance interleaves the
/// measurements. A value is the median of the repetitions of this one run; a ratio across runs would say little.
class results : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context&) override;
  void ReportRuns(const std::vector<Run>& repetitions) override;

  /// Whether the library has run anything: it does not if the user asked only for the names.
  bool has_begun() const { return has_begun_; }
  /// The library's last run.
  bool last_run_has_errors() const { return errors_.size() != errors_before_last_run_; }
  void forget_last_run();

  void add_size(const std::string& what, const std::string& peer, std::size_t bytes);
  /// Complete and in order.
  std::vector<row> rows() const;
  /// What went wrong, a line each.
  const std::vector<std::string>& errors() const { return errors_; }

 private:
  struct placed {
    std::pair<std::size_t, std::size_t> at;  // the row's place, then when it came
    std::string workload;
    int threads;
    metric what;
    measurement value;
  };
  std::vector<placed> measured_;
  std::vector<std::string> errors_;
  bool has_begun_ = false;
  std::size_t measured_before_last_run_ = 0;
  std::size_t errors_before_last_run_ = 0;
};

}  // namespace lockstep::bench

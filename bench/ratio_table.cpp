#include "ratio_table.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "peers.h"

namespace lockstep::bench {
namespace {

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 != 0) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

}  // namespace

bool ratio_table::is_ours(const measurement& m) { return m.peer == ours::name; }

ratio_table::row& ratio_table::row_of(const std::string& workload, const std::string& threads) {
  const auto found = std::find_if(rows_.begin(), rows_.end(),
                                  [&](const row& r) { return r.workload == workload && r.threads == threads; });
  if (found != rows_.end()) return *found;
  return rows_.emplace_back(row{workload, threads, {}});
}

void ratio_table::ReportRuns(const std::vector<Run>& repetitions) {
  std::vector<double> times;
  for (const auto& run : repetitions) {
    if (run.run_type != Run::RT_Iteration || run.error_occurred) continue;
    const bool by_the_clock = !run.run_name.time_type.empty();
    times.push_back(by_the_clock ? run.GetAdjustedRealTime() : run.GetAdjustedCPUTime());
  }
  if (times.empty()) return;  // the library's own averages
  const auto& first = repetitions.front();
  const auto& name = first.run_name;
  const auto slash = name.function_name.find('/');
  const auto colon = name.threads.find(':');
  row_of(name.function_name.substr(0, slash), name.threads.substr(colon + 1))
      .measured.push_back({{part_, first.family_index}, name.function_name.substr(slash + 1), median(times)});
}

void ratio_table::sort() {
  for (auto& r : rows_) std::ranges::sort(r.measured, {}, &measurement::at);
  std::ranges::sort(rows_, {}, [](const row& r) { return r.measured.front().at; });
}

void ratio_table::print() {
  sort();
  std::printf("%-26s %7s %12s   %-24s %12s %7s\n", "workload", "threads", "lockstep ns", "peer", "peer ns", "ratio");
  for (const auto& r : rows_) {
    const auto our = std::find_if(r.measured.begin(), r.measured.end(), is_ours);
    const double our_time = our != r.measured.end() ? our->nanoseconds : std::nan("");
    for (const auto& m : r.measured) {
      if (is_ours(m)) continue;
      std::printf("%-26s %7s %12.1f   %-24s %12.1f %7.2f\n", r.workload.c_str(), r.threads.c_str(), our_time,
                  m.peer.c_str(), m.nanoseconds, our_time / m.nanoseconds);
    }
    if (our != r.measured.end() && r.measured.size() == 1) {
      std::printf("%-26s %7s %12.1f\n", r.workload.c_str(), r.threads.c_str(), our_time);
    }
  }
  std::printf("\nratio: lockstep / peer, medians over the repetitions of this run; under 1, lockstep is ahead\n");
}

}  // namespace lockstep::bench

#include "results.h"

#include <algorithm>
#include <limits>
#include <map>

#include "peers.h"

namespace lockstep::bench {
namespace {

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 != 0) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

bool is_floor(const measurement& one) { return one.peer.starts_with(floor); }

const measurement* best_of_peers_but(const std::string& left_out, const row& r) {
  const measurement* best = nullptr;
  for (const auto& one : r.measured) {
    if (one.peer == our_name || one.peer == left_out || is_floor(one)) continue;
    if (best == nullptr || (r.what.more_is_better ? one.median > best->median : one.median < best->median)) best = &one;
  }
  return best;
}

}  // namespace

const measurement* row::peer(const std::string& name) const {
  const auto found = std::ranges::find(measured, name, &measurement::peer);
  return found == measured.end() ? nullptr : &*found;
}

const measurement* row::ours() const { return peer(our_name); }

const measurement* row::best_peer() const { return best_of_peers_but("", *this); }

const measurement* row::peer_of(const goal& set) const {
  if (set.peer == the_best) return best_peer();
  return set.peer == the_best_of_cpp ? best_of_peers_but("Go", *this) : peer(set.peer);
}

std::optional<double> row::floor_to(const measurement* peer) const {
  const auto least = std::ranges::find_if(measured, is_floor);
  if (least == measured.end() || peer == nullptr || is_floor(*peer)) return {};
  return ratio(&*least, peer);
}

std::optional<double> row::ratio(const measurement* of, const measurement* to) const {
  if (of == nullptr || to == nullptr || of->median <= 0 || to->median <= 0) return {};
  return what.more_is_better ? to->median / of->median : of->median / to->median;
}

bool results::ReportContext(const Context&) {
  has_begun_ = true;
  measured_before_last_run_ = measured_.size();
  errors_before_last_run_ = errors_.size();
  return true;
}

void results::forget_last_run() {
  measured_.erase(measured_.begin() + static_cast<std::ptrdiff_t>(measured_before_last_run_), measured_.end());
  errors_.erase(errors_.begin() + static_cast<std::ptrdiff_t>(errors_before_last_run_), errors_.end());
}

void results::ReportRuns(const std::vector<Run>& repetitions) {
  const auto& name = repetitions.front().run_name.function_name;
  const auto first = name.find('/'), second = name.find('/', first + 1);
  std::map<std::pair<bool, std::string>, std::vector<double>> values;  // by whether it is not the time, which is first
  for (const auto& run : repetitions) {
    if (run.run_type != Run::RT_Iteration) continue;
    if (const std::string& error = run.report_label; !error.empty()) {
      errors_.push_back(name + ": " + error);
    } else {
      values[{false, time_per_operation.name}].push_back(run.GetAdjustedRealTime());
      for (const auto& [counter, value] : run.counters) values[{true, counter}].push_back(value);
    }
  }
  for (auto& [key, all] : values) {
    const auto& [is_counter, what] = key;
    const double middle = median(all);
    measured_.push_back({{place_of(name), measured_.size()},
                         name.substr(0, first),
                         std::stoi(name.substr(first + 1)),
                         is_counter ? metric_of(what) : time_per_operation,
                         {name.substr(second + 1), std::move(all), middle}});
  }
}

void results::add_size(const std::string& what, const std::string& peer, std::size_t bytes) {
  const auto value = static_cast<double>(bytes);
  measured_.push_back(
      {{std::numeric_limits<std::size_t>::max(), measured_.size()}, what, 1, size_of_object, {peer, {value}, value}});
}

std::vector<row> results::rows() const {
  auto in_order = measured_;
  std::ranges::sort(in_order, {}, &placed::at);
  std::vector<row> all;
  for (auto& one : in_order) {
    auto found = std::ranges::find_if(all, [&](const row& r) {
      return r.workload == one.workload && r.threads == one.threads && r.what.name == one.what.name;
    });
    if (found == all.end()) found = all.insert(all.end(), {one.workload, one.threads, one.what, {}});
    found->measured.push_back(std::move(one.value));
  }
  return all;
}

}  // namespace lockstep::bench

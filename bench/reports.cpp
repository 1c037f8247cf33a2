#include "reports.h"

#include <cstdlib>
#include <ctime>
#include <fstream>
#include <thread>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "page.h"

namespace lockstep::bench {
namespace {

std::string with_three_digits(double value) {
  return value >= 99.95 || value == static_cast<int>(value) ? fmt::format("{:.0f}", value)
                                                            : fmt::format("{:.{}f}", value, value < 9.995 ? 2 : 1);
}

std::string processor_name() {
  std::ifstream lines("/proc/cpuinfo");
  for (std::string line; std::getline(lines, line);) {
    if (line.compare(0, 10, "model name") == 0) return line.substr(line.find(": ") + 2);
  }
  return "unknown";
}

std::string verdicts_on(const row& r) {
  std::string all;
  for (const auto& goal : goals_of(r)) {
    const auto* const peer = r.peer_of(goal);
    const auto ratio = r.ratio_to(peer);
    if (!ratio) continue;
    all += fmt::format("{}{} <= {} of {}: {:.2f}", all.empty() ? "" : "; ", *ratio <= goal.limit ? "met   " : "missed",
                       goal.limit, goal.peer, *ratio);
    if (const auto least = r.floor_to(peer)) all += fmt::format(" (the floor is {:.2f})", *least);
  }
  return all;
}

nlohmann::json as_json(const row& r) {
  nlohmann::json measured = nlohmann::json::array();
  for (const auto& one : r.measured) {
    measured.push_back({{"peer", one.peer}, {"median", one.median}, {"repetitions", one.repetitions}});
  }
  nlohmann::json json = {{"workload", r.workload},
                         {"threads", r.threads},
                         {"metric", r.what.name},
                         {"unit", r.what.unit},
                         {"better", r.what.more_is_better ? "more" : "less"},
                         {"measured", std::move(measured)}};
  const auto* const best = r.best_peer();
  if (const auto ratio = r.ratio_to(best)) {
    json["best_peer"] = best->peer;
    json["ratio"] = *ratio;
  }
  for (const auto& goal : goals_of(r)) {
    nlohmann::json set = {{"limit", goal.limit}, {"peer", goal.peer}};
    if (const auto ratio = r.ratio_to(r.peer_of(goal))) set["ratio"] = *ratio;
    if (const auto least = r.floor_to(r.peer_of(goal))) set["floor"] = *least;
    json["goals"].push_back(std::move(set));
  }
  return json;
}

}  // namespace

double load_average() {
  double load = 0;
  return getloadavg(&load, 1) == 1 ? load : 0;
}

circumstances here_and_now() {
  const std::time_t now = std::time(nullptr);
  char date[32] = "";
  std::strftime(date, sizeof date, "%Y-%m-%d %H:%M UTC", std::gmtime(&now));
  const double load = load_average();
  return {.processor = processor_name(),
          .processors = static_cast<int>(std::thread::hardware_concurrency()),
          .compiler = LOCKSTEP_BENCH_COMPILER,
          .date = date,
          .absent = LOCKSTEP_BENCH_ABSENT,
          .load_before = load,
          .load_after = load};
}

std::string as_table(const std::vector<row>& rows) {
  std::string text = fmt::format("{:<25} {:>7} {:<12} {:>9}  {:>9} {:<30} {:>6}  {}\n", "workload", "threads", "",
                                 "lockstep", "best peer", "", "ratio", "goal");
  for (const auto& r : rows) {
    const auto* const our = r.ours();
    const auto* const best = r.best_peer();
    const auto ratio = r.ratio_to(best);
    std::string line = fmt::format(
        "{:<25} {:>7} {:<12} {:>9}  {:>9} {:<30} {:>6}  {}", r.workload, r.threads,
        r.what.name == time_per_operation.name ? "ns" : r.what.name,
        our != nullptr ? with_three_digits(our->median) : "-", best != nullptr ? with_three_digits(best->median) : "-",
        best != nullptr ? best->peer : "-", ratio ? fmt::format("{:.2f}", *ratio) : "-", verdicts_on(r));
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + '\n';
  }
  return text +
         "\nratio: lockstep / the best peer (the other way round for shares), medians of this run's repetitions; "
         "under 1, lockstep is ahead\n";
}

std::string as_json(const std::vector<row>& rows, const circumstances& where) {
  nlohmann::json all = nlohmann::json::array();
  for (const auto& r : rows) all.push_back(as_json(r));
  const nlohmann::json json = {{"circumstances",
                                {{"processor", where.processor},
                                 {"processors", where.processors},
                                 {"compiler", where.compiler},
                                 {"date", where.date},
                                 {"absent", where.absent},
                                 {"groups", where.groups},
                                 {"groups_measured", where.groups_measured},
                                 {"load_before", where.load_before},
                                 {"load_after", where.load_after}}},
                               {"rows", std::move(all)}};
  return json.dump(1) + '\n';
}

std::string as_page(const std::string& json) {
  std::string page = page_template;
  const std::string mark = "/*DATA*/null";
  std::string data = json;
  // Inside a script element nothing may look like its end.
  for (auto at = data.find("</"); at != std::string::npos; at = data.find("</", at)) data.replace(at, 2, "<\\/");
  page.replace(page.find(mark), mark.size(), data);
  return page;
}

}  // namespace lockstep::bench

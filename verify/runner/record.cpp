#include "record.h"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "output_file.h"
#include "text.h"

namespace lockstep::verify::runner {
namespace {

constexpr std::string_view how_to = "Written by lockstep audit --record; docs/audit.md says when.";

std::string path_of(const std::string& root, const char* name) { return root + "/verify/record/" + name + ".txt"; }

/// The parts of each line that is no comment, between runs of at least two spaces.
std::vector<std::vector<std::string>> rows_of(const std::string& path) {
  std::vector<std::vector<std::string>> rows;
  for (std::string line : lines_of(path)) {
    if (line.empty() || line.starts_with('#')) continue;
    rows.emplace_back();
    for (std::size_t at = 0; at != std::string::npos;) {
      const auto gap = line.find("  ", at);
      rows.back().push_back(line.substr(at, gap - at));
      at = gap == std::string::npos ? gap : line.find_first_not_of(' ', gap);
    }
  }
  return rows;
}

void write_rows(const std::string& path, std::string_view title, const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i != row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string text = fmt::format("# {} {}\n", title, how_to);
  for (const auto& row : rows) {
    for (std::size_t i = 0; i + 1 < row.size(); ++i) text += fmt::format("{:<{}}  ", row[i], widths[i]);
    text += row.back() + "\n";
  }
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  output_file(path).write(text);
}

record::search to_record(const search_run& r) { return {r.plan, r.is_exhaustive ? std::to_string(r.executions) : "-"}; }

}  // namespace

std::string finder(const std::string& scenario, const std::string& engine) { return scenario + " on " + engine; }

record read_record(const std::string& root) {
  record all;
  for (const auto& row : rows_of(path_of(root, "executions"))) {
    if (row.size() == 4) all.searches[{row[0], row[1]}] = {row[2], row[3]};
  }
  for (const auto& row : rows_of(path_of(root, "pages"))) all.pages.insert(row[0]);
  for (const auto& row : rows_of(path_of(root, "mutants"))) {
    if (row.size() == 4) all.mutants[row[0]] = {row[1], row[2], row[3]};
  }
  return all;
}

void write_record(const std::string& root, const record& all) {
  std::vector<std::vector<std::string>> searches, pages, mutants;
  for (const auto& [of, how] : all.searches) searches.push_back({of.first, of.second, how.plan, how.executions});
  for (const std::string& file : all.pages) pages.push_back({file});
  for (const auto& [id, m] : all.mutants) mutants.push_back({id, m.kind, m.fate, m.by});
  write_rows(path_of(root, "executions"), "Scenario, engine, search; its executions where it is exhaustive.", searches);
  write_rows(path_of(root, "pages"), "The pages and proofs that there are.", pages);
  write_rows(path_of(root, "mutants"), "The mutants, of which kind, what became of each, and who found it.", mutants);
}

record updated(record all, const evidence& e) {
  std::erase_if(all.searches, [&](const auto& s) { return e.engines.contains(s.first.second); });
  for (const search_run& r : e.searches) all.searches[{r.scenario, r.engine}] = to_record(r);
  all.pages.clear();
  for (const page& p : e.tree.pages) all.pages.insert(p.file);
  if (e.has_all_mutants) {
    all.mutants.clear();
    for (const mutant_run& m : e.mutants)
      all.mutants[m.id] = {m.kind, m.fate, m.by.empty() ? "-" : finder(m.by, m.engine)};
  }
  std::erase_if(all.mutants,
                [&](const auto& m) { return m.second.kind == "logic" && !e.tree.faults.contains(m.first); });
  for (const std::string& id : e.tree.faults) all.mutants.try_emplace(id, record::mutant{"logic", "-", "-"});
  return all;
}

std::vector<std::string> differences(const record& recorded, const evidence& e) {
  std::vector<std::string> all;
  const record now = updated(recorded, e);
  const auto what = [](const auto& of) { return of.first + " on " + of.second; };
  for (const auto& [of, how] : recorded.searches) {
    const auto found = now.searches.find(of);
    if (!e.scenarios.contains(of.first)) {
      all.push_back(fmt::format("{} is recorded, and there is no such scenario", of.first));
    } else if (found == now.searches.end()) {
      all.push_back(fmt::format("{} is recorded, and was not run", what(of)));
    } else if (found->second.plan != how.plan) {
      all.push_back(fmt::format("{} was searched by {}, recorded is {}", what(of), found->second.plan, how.plan));
    } else if (found->second.executions != how.executions) {
      all.push_back(
          fmt::format("{}: {} executions, recorded are {}", what(of), found->second.executions, how.executions));
    }
  }
  for (const auto& [of, how] : now.searches) {
    if (!recorded.searches.contains(of)) all.push_back(fmt::format("{} is not recorded", what(of)));
  }
  for (const std::string& file : recorded.pages) {
    if (!now.pages.contains(file)) all.push_back(fmt::format("{} is recorded, and is not there", file));
  }
  for (const std::string& file : now.pages) {
    if (!recorded.pages.contains(file)) all.push_back(fmt::format("{} is not recorded", file));
  }
  for (const auto& [id, m] : recorded.mutants) {
    const auto found = now.mutants.find(id);
    if (found == now.mutants.end()) {
      all.push_back(fmt::format("the mutant {} is recorded, and is not there", id));
    } else if (found->second.fate != m.fate) {
      all.push_back(fmt::format("the mutant {} is {}, recorded is {}", id, found->second.fate, m.fate));
    }
  }
  for (const auto& [id, m] : now.mutants) {
    if (!recorded.mutants.contains(id)) all.push_back(fmt::format("the mutant {} is not recorded", id));
  }
  return all;
}

}  // namespace lockstep::verify::runner

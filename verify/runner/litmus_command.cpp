#include <cstdint>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "commands.h"
#include "usage_error.h"

#ifdef LOCKSTEP_WITH_EXPLORE
#include <lockstep/models/litmus.h>
#endif

namespace lockstep::verify::runner {

#ifdef LOCKSTEP_WITH_EXPLORE

namespace {

namespace model = models::litmus;

/// A line of a file: the program, and the counts beside it.
struct row {
  std::string text;   // of the program
  std::string place;  // file:line
  std::vector<std::string> columns;
  std::size_t program_column = 0;  // 1 if the first column is a name
  model::program program{};
  std::uint64_t expected = 0;
};

std::vector<std::string> split(const std::string& line) {
  std::vector<std::string> columns(1);
  for (const char c : line) {
    if (c == '\t') {
      columns.emplace_back();
    } else {
      columns.back() += c;
    }
  }
  return columns;
}

/// Whether a text looks like a program at all, which a name does not.
bool is_program(const std::string& text) {
  try {
    (void)model::parse(text);
    return true;
  } catch (const model::syntax_error&) {
    return false;
  }
}

row read_row(const std::string& line, const std::string& file, std::size_t number) {
  row r{"", fmt::format("{}:{}", file, number), split(line)};
  std::size_t offset = 0;
  if (r.columns.size() > 1 && !is_program(r.columns[0]) && is_program(r.columns[1])) {
    r.program_column = 1;
    offset = r.columns[0].size() + 1;
  }
  r.text = r.columns[r.program_column];
  try {
    r.program = model::parse(r.text);
  } catch (const model::syntax_error& e) {
    throw usage_error(fmt::format("{}:{}: {}", r.place, offset + e.column, e.what()));
  }
  return r;
}

/// The count that is to be: in the column after the program for RC11, in the next for SC.
std::uint64_t expected_count(const row& r, models::memory_model m, const std::string& where, std::size_t number) {
  const std::size_t column = r.program_column + (m == models::memory_model::sc ? 2 : 1);
  std::size_t used = 0;
  std::uint64_t count = 0;
  if (column < r.columns.size() && !r.columns[column].empty() && r.columns[column][0] != '-') {
    try {
      count = std::stoull(r.columns[column], &used);
    } catch (const std::exception&) {
      used = 0;
    }
  }
  if (used == 0 || used != r.columns[column].size()) {
    throw usage_error(fmt::format("{}:{}: expected a count in column {}", where, number, column + 1));
  }
  return count;
}

struct tally {
  std::uint64_t programs = 0, differences = 0;
};

/// The programs of a file. Throws usage_error for one that is malformed.
void read_file(std::istream& in, const std::string& name, const litmus_request& r, std::vector<row>& rows) {
  std::size_t number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (line.empty() || line[0] == '#') continue;
    rows.push_back(read_row(line, name, number));
    if (r.check) rows.back().expected = expected_count(rows.back(), r.model, name, number);
  }
  if (in.bad() || !in.eof()) throw usage_error(fmt::format("cannot read {}", name));
}

}  // namespace

int litmus(const litmus_request& r) {
  std::vector<row> rows;
  for (const std::string& file : r.files) {
    if (file == "-") {
      read_file(std::cin, "standard input", r, rows);
      continue;
    }
    std::ifstream in(file);
    if (!in) throw usage_error(fmt::format("cannot read {}", file));
    read_file(in, file, r, rows);
  }
  std::size_t differences = 0;
  for (const row& it : rows) {
    const models::search_result found = model::explore(it.program, r.model, r.outcomes);
    if (!r.check) {
      fmt::print("{}\t{}\n", it.text, found.executions);
      for (const auto& [outcome, count] : found.outcomes) fmt::print("  {}\t{}\n", outcome, count);
    } else if (found.executions != it.expected) {
      ++differences;
      fmt::print("{}: {} has {} executions, not {}\n", it.place, it.text, found.executions, it.expected);
    }
  }
  if (r.check) fmt::print("{} programs, {} differences\n", rows.size(), differences);
  return differences == 0 ? 0 : 1;
}

#else

int litmus(const litmus_request&) { throw usage_error("engine explore is not in this build"); }

#endif

}  // namespace lockstep::verify::runner

#include "go.h"

#include <cstdio>
#include <memory>
#include <sstream>
#include <thread>
#include <vector>

namespace lockstep::bench {
namespace {

/// What the command wrote to its standard output; nothing if it failed.
std::string output_of(const std::string& command) {
  std::FILE* const pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return {};
  std::string text;
  char buffer[4096];
  while (std::fgets(buffer, sizeof buffer, pipe) != nullptr) text += buffer;
  return pclose(pipe) == 0 ? text : std::string();
}

std::string quoted(const std::string& word) { return '\'' + word + '\''; }

/// The programs that the build made, by the benchmarks they have. LOCKSTEP_BENCH_GO lists their paths.
std::map<std::string, go_program> find_programs() {
  std::map<std::string, go_program> found;
#ifdef LOCKSTEP_BENCH_GO
  std::istringstream paths(LOCKSTEP_BENCH_GO);
  for (std::string path; std::getline(paths, path, ':');) {
    std::istringstream names(output_of(quoted(path) + " -test.list '^Benchmark'"));
    for (std::string name; names >> name;) found[name] = {path};
  }
#endif
  return found;
}

/// The pattern that selects this benchmark alone: -test.bench matches its parts, between slashes, one by one.
std::string pattern_of(const std::string& benchmark) {
  std::string pattern = "^";
  for (const char c : benchmark) {
    if (c == '/') {
      pattern += "$/^";
    } else {
      if (c == '*' || c == '.') pattern += '\\';
      pattern += c;
    }
  }
  return pattern + '$';
}

/// Reads "BenchmarkMutex-8   1000   123.4 ns/op   0.97 least-share". A metric's hyphens stand for blanks.
go_result parse(const std::string& text, const std::string& benchmark) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.compare(0, benchmark.size(), benchmark) != 0) continue;
    std::istringstream words(line.substr(benchmark.size()));
    std::string processors, operations, unit;
    if (!(words >> processors)) continue;
    // With one processor Go leaves its number out.
    if (processors[0] == '-' && !(words >> operations)) continue;
    go_result result;
    for (double value = 0; words >> value >> unit;) {
      if (unit == "ns/op") {
        result.nanoseconds = value;
      } else if (unit != "B/op" && unit != "allocs/op") {
        for (char& c : unit) c = c == '-' ? ' ' : c;
        result.metrics[unit] = value;
      }
    }
    if (result.nanoseconds > 0) return result;
  }
  return {0, {}, benchmark + " of Go gave no result"};
}

}  // namespace

const go_program* go_program_with(const std::string& workload) {
  static const std::map<std::string, go_program> programs = find_programs();
  const auto found = programs.find("Benchmark" + workload.substr(0, workload.find('/')));
  return found == programs.end() ? nullptr : &found->second;
}

go_result run_go(const go_program& program, const std::string& workload, int processors, int operations) {
  const std::string benchmark = "Benchmark" + workload;
  const std::string amount = operations == 0 ? "30ms" : std::to_string(operations) + 'x';
  return parse(output_of(quoted(program.path) + " -test.run '^$' -test.bench " + quoted(pattern_of(benchmark)) +
                         " -test.cpu=" + std::to_string(processors) + " -test.benchtime=" + amount + " 2>/dev/null"),
               benchmark);
}

int all_processors() { return static_cast<int>(std::thread::hardware_concurrency()); }

}  // namespace lockstep::bench

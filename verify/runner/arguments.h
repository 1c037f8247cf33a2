#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <lockstep/models/engine.h>

namespace lockstep::verify::runner {

enum class profile { quick, full };

struct list_request {
  std::vector<std::string> globs;
  bool claims = false;
};

struct verify_request {
  std::vector<std::string> globs;
  std::string engine;                         // empty: all that explore
  std::optional<models::search_kind> search;  // none: each scenario's own plan
  std::optional<unsigned> bound;
  std::optional<std::uint64_t> iterations;
  double seconds = 0;  // 0: no limit
  std::uint64_t seed = 1;
  std::optional<unsigned> jobs;
  profile depth = profile::quick;
  bool reduce = true;
  bool symmetry = true;
  models::memory_model model = models::memory_model::rc11;
  bool weak_failures = false;
  std::pair<unsigned, unsigned> shard{0, 1};  // which part of how many
  bool collect = false;                       // go on after a failure
  std::string checkpoint;                     // file
  bool verbose = false;
  double patience = 30;  // seconds without progress that count as a hang
  std::string json, junit, html;
  std::string traces;  // folder
  bool annotate = false;

  /// Whether an option asks for what only this engine can do.
  bool asks_for_explore() const {
    return model != models::memory_model::rc11 || weak_failures || !symmetry || shard.second != 1 || collect ||
           !checkpoint.empty();
  }
};

struct litmus_request {
  std::vector<std::string> files;
  models::memory_model model = models::memory_model::rc11;
  bool check = false;
  bool outcomes = false;
};

struct replay_request {
  std::string scenario;
  std::string schedule;
  std::string engine;  // empty: whose string it is
  std::string trace;
};

struct show_request {
  std::string trace;
  std::string html, svg;  // neither: columns, on the terminal
};

struct mutate_request {
  std::vector<std::string> globs;    // of scenarios
  std::vector<std::string> mutants;  // of mutants; none: all
  std::vector<std::string> engines;  // none: all that explore
  std::optional<unsigned> jobs;
  bool sample = false;
  std::string equivalents = LOCKSTEP_SOURCES "/verify/mutants/equivalent.txt";
  std::string json;
};

struct audit_request {
  std::vector<std::string> files;  // of verify, mutate and ctest
  std::string source = LOCKSTEP_SOURCES;
  bool record = false;
  std::string html, json;
};

/// There is nothing to do, or nothing more: --help, --version.
struct nothing {};

using request = std::variant<nothing, list_request, verify_request, replay_request, mutate_request, litmus_request,
                             audit_request, show_request>;

/// What the command line asks for. Throws usage_error.
request parse(int argc, char** argv);

}  // namespace lockstep::verify::runner

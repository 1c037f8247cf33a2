#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "child.h"
#include "display.h"
#include "mutants.h"

namespace lockstep::verify::runner {

enum class fate { killed, survived, interrupted };

/// What came of a mutant.
struct sentence {
  const mutant* of = nullptr;
  fate came_to = fate::survived;
  std::string by;      // the scenario that found it
  std::string engine;  // under which engine
  std::string reason;  // and what it found, in one line
  std::uint64_t executions = 0;
  double seconds = 0;
  std::vector<std::string> unfinished;  // scenarios whose time box closed
};

/// Runs every mutant against its examiners, one after the other until one finds it; several mutants at once, each
/// search in a process of its own.
class campaign {
 public:
  campaign(unsigned jobs, display& shown) : jobs_(jobs), display_(shown) {}

  using listener = std::function<void(const sentence&)>;
  /// In the order of the mutants, but that those that an interrupt left out are missing.
  std::vector<sentence> run(const std::vector<mutant>&, const listener& finished);

 private:
  struct trial {
    std::size_t index;
    sentence so_far;
    std::size_t next = 0;  // examiner
    std::unique_ptr<child> process;
    bool is_hung = false;
  };

  /// Starts the next search of a trial; false if there is none.
  bool start(trial&) const;
  /// Takes the end of a search in. True if the mutant's fate is known.
  bool conclude(trial&) const;
  void watch(trial&) const;
  void show(std::size_t total, std::size_t done) const;

  const unsigned jobs_;
  display& display_;
  std::vector<trial> trials_;
};

}  // namespace lockstep::verify::runner

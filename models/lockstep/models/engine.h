#pragma once

// What a scenario and an engine say to each other. An engine runs a *program* (a scenario without its type) many times
// over, each time with another interleaving; the program reports through the *run* that is under way.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <source_location>
#include <string>
#include <vector>

namespace lockstep::models {

inline constexpr int max_threads = 8;

/// A scenario with its type erased. An engine constructs it, calls before(), runs thread(0) … thread(n - 1)
/// concurrently, then after(), and destroys it: one *execution*.
class program {
 public:
  virtual ~program() = default;
  virtual void before() = 0;
  virtual void thread(int index) = 0;
  virtual void after() = 0;
  /// Holds between any two steps, while the threads run. Reads only. Real threads never call it.
  virtual void invariant() const = 0;
};

/// What a model may do beyond interleaving threads. Each bound is a branch in every execution, so a scenario asks for
/// what its property needs and no more.
struct environment {
  bool time_passes = false;       // a stopwatch answers both ways; otherwise its span never passes
  unsigned spins = 0;             // how often a thread may spin before it has to block
  unsigned spurious_returns = 0;  // how many futex waits of one execution may return for no reason
};

/// How to make a program anew for every execution.
struct program_type {
  int threads;
  std::size_t size;
  std::size_t alignment;
  program* (*construct)(void* storage);
  environment surroundings;
  /// Bit t: threads t and t + 1 run the same code, and nothing tells which of them did what. Executions that differ
  /// only by who is who are then one.
  std::uint8_t alike = 0;
};

/// What an engine that knows weak memory takes for consistent.
enum class memory_model : std::uint8_t {
  rc11,            // C++20 without out-of-thin-air values; of the forms of its SC axiom, GenMC's
  rc11_published,  // with the SC axiom of Lahav et al., PLDI 2017
  sc,              // sequential consistency
};

enum class search_kind {
  full,    // every interleaving, up to the order of independent steps; every execution graph
  bound,   // every one that can do with `bound` preemptions
  random,  // `executions` drawn at random
};

struct search_plan {
  search_kind kind = search_kind::full;
  unsigned bound = 0;
  std::uint64_t executions = 0;  // for random; elsewhere 0: no limit
  std::uint64_t seed = 1;
  double seconds = 0;  // 0: no limit
  bool reduce = true;  // full only: leave out interleavings that differ in the order of independent steps
  memory_model model = memory_model::rc11;
  bool symmetry = true;          // explore: take executions that differ by threads that are alike for one
  bool weak_may_fail = false;    // a weak compare-exchange also fails for no reason
  unsigned part = 0, parts = 1;  // explore only every `parts`-th subtree, beginning with `part`
  bool collect = false;          // go on after a failure
  // What an earlier search by the same plan had come to when it stopped: it is gone on with, and the result is of both.
  std::shared_ptr<const struct search_result> resume = nullptr;
  double seconds_between_reports = 0;  // how often the monitor is told what to resume from; 0: never
  const std::set<std::string>* allowed_outcomes = nullptr;  // any other outcome is a failure; null: all are allowed
};

/// What a step did to an atomic object, for whoever draws it.
struct access {
  unsigned place;                     // tells the object from others
  bool is_wide = false;               // 64 bits; else 32
  std::optional<std::uint64_t> read;  // the value it found
  std::optional<std::uint64_t> wrote;
  std::optional<std::uint64_t> newest = {};  // of a read that was stale: what it could have found
  int from = -1;                             // and which event wrote what it found; -1: not known, or none
};

/// One line of an interleaving.
struct event {
  int thread;  // -1: construction, before, after, destruction
  std::string what;
  std::string function;
  std::string file;
  unsigned line;
  std::optional<access> touched = {};
  bool blocks = false;  // the thread sleeps, or waits, until its next event
};

struct failure {
  std::string what;    // "data race", "deadlock", "check failed: …", "fatal error: sync: …"
  std::string replay;  // gives the same execution again
  std::vector<event> trace;
};

struct search_result {
  bool exhaustive = false;  // the engine finished its search and the search leaves nothing out
  bool symmetric = false;   // where executions differ only by which of several threads that are alike is which: one
  bool finished = false;    // the plan was carried out: not stopped by a time box or an interrupt
  std::uint64_t executions = 0;
  std::uint64_t redundant = 0;  // of these, how many turned out to repeat another
  double fraction = -1;         // of an unfinished search, how much of it is done, by an estimate; negative: unknown
  std::uint64_t blocked = 0;    // besides: begun, and given up because no execution of its own comes of it
  double estimate = 0;          // of the executions of a full search, made before it; 0: none
  std::string stopped_at;       // of a search that was not carried out: where it can be resumed, in its own words
  double seconds = 0;
  std::vector<failure> others;  // further failures, if they were to be collected
  std::optional<failure> failed;
  std::map<std::string, std::uint64_t> witnesses;  // how many executions each was seen in
  std::map<std::string, std::uint64_t> outcomes;   // what the scenario observed, and in how many executions
  std::vector<std::string> notes;                  // what whoever started the search wants to hear of it besides
};

/// Told of progress now and then, and asked whether to go on.
class monitor {
 public:
  virtual ~monitor() = default;
  /// `fraction` of the search that is done, an estimate; negative if there is none. False stops the search.
  virtual bool progress(std::uint64_t executions, double fraction) = 0;
  /// Told what there is to resume from, as often as the plan says.
  virtual void report(const search_result&) {}
};

/// The execution under way, as the scenario sees it.
class run {
 public:
  virtual ~run() = default;
  /// Ends the execution as failed. Returns only on real threads, where the execution is then abandoned by exception.
  [[noreturn]] virtual void fail(const std::string& what, std::source_location where) = 0;
  /// Records that something worth reaching was reached. `name` is a literal.
  virtual void witness(const char* name) = 0;
  /// Adds to the outcome of this execution, which tells it from the others to whoever looks from outside.
  virtual void observe(const std::string& part) = 0;
  /// A number below `limit`: a model tries all of them.
  virtual unsigned choose(unsigned limit, std::source_location where) = 0;
  /// A place for `touch`, new in this execution.
  virtual unsigned new_place() = 0;
  /// The running thread reads or writes state of the scenario's own that no policy sees. A model that leaves out
  /// equivalent interleavings has to know.
  virtual void touch(unsigned place, bool is_write) = 0;

  // The accesses of a ghost, a variable of the scenario's own. They order nothing, and nothing is a race. An engine in
  // whose executions there is no newest value keeps values itself.
  using ghost_variable = std::atomic<std::uint64_t>;
  virtual void ghost_made(const ghost_variable&, unsigned) {}
  virtual std::uint64_t ghost_load(const ghost_variable& v, unsigned place) {
    touch(place, false);
    return v.load(std::memory_order::relaxed);
  }
  virtual void ghost_store(ghost_variable& v, unsigned place, std::uint64_t value) {
    touch(place, true);
    v.store(value, std::memory_order::relaxed);
  }
  /// Returns the new value.
  virtual std::uint64_t ghost_add(ghost_variable& v, unsigned place, std::uint64_t delta) {
    touch(place, true);
    return v.fetch_add(delta, std::memory_order::relaxed) + delta;
  }
};

/// Set by the engine for the duration of a search.
inline run* current_run = nullptr;

/// An engine searches a program for failures. One search at a time in a process: an engine may own global state, and a
/// failed search may leave it unusable, so the runner gives each search a process of its own.
class engine {
 public:
  virtual ~engine() = default;
  /// Searches until the plan is carried out, the first failure, or the monitor says stop.
  virtual search_result search(const program_type&, const search_plan&, monitor&) = 0;
  /// Runs the one execution that `failure::replay` stands for, and returns its trace whether it fails or not (in
  /// `failed`, with an empty `what` if it passes). Outcomes are judged as in a search. Throws std::invalid_argument if
  /// the string is not one of this engine's, or does not fit the program.
  virtual search_result replay(const program_type&, const std::string& schedule,
                               const std::set<std::string>* allowed_outcomes) = 0;
};

/// Exploration under Relacy; in this build if LOCKSTEP_WITH_RELACY is defined.
engine& relacy_engine();
/// Exploration of execution graphs under a weak memory model; in this build if LOCKSTEP_WITH_EXPLORE is defined.
engine& explore_engine();
/// Real threads, delayed at random: `executions` rounds (or until `seconds`), each failure as it happened. Never
/// exhaustive, nothing to replay.
engine& stress_engine();

}  // namespace lockstep::models

#pragma once

// One search under Relacy: what the machine, the suites and the engine share.

#include <cxxabi.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <lockstep/models/engine.h>

#include "heap_history.h"
#include "object_history.h"
#include "search.h"

namespace lockstep::models {

class session {
 public:
  session(const program_type& type, search& choices, const search_plan& plan)
      : type_(type),
        choices_(choices),
        allowed_outcomes_(plan.allowed_outcomes),
        storage_(
            std::aligned_alloc(type.alignment, (type.size + type.alignment - 1) / type.alignment * type.alignment)) {}

  const program_type& type() const { return type_; }
  search& choices() { return choices_; }

  // The program of the current execution, outside the memory that Relacy watches and in one place for all executions.
  void construct_program() { program_ = type_.construct(storage_.get()); }
  void destroy_program() { std::exchange(program_, nullptr)->~program(); }
  program& current() { return *program_; }

  void begin_execution();
  /// Counts what was seen. False if the outcome is not allowed.
  bool end_execution();

  /// Fibers share a system thread, and with it the C++ runtime's list of exceptions in flight: each has to find its own
  /// again when it comes back.
  void switch_exceptions(unsigned from, unsigned to) {
    std::memcpy(&exceptions_[from], globals_, sizeof exceptions_[from]);
    std::memcpy(globals_, &exceptions_[to], sizeof exceptions_[to]);
  }

  void witness(const char* name);
  void observe(const std::string& part) { outcome_ += outcome_.empty() ? part : ' ' + part; }
  const std::string& outcome() const { return outcome_; }

  bool is_recording() const { return is_recording_; }
  void record_from_now_on() { is_recording_ = true; }
  void record(std::string what, const std::source_location& where, std::optional<access> touched = {});
  /// The thread sleeps from its last line of the trace on.
  void record_sleep(unsigned thread);
  /// The operation that is about to be tried: the last line of the trace if the execution fails in it.
  void announce(const std::source_location& where) { attempts_[running()] = where; }
  /// Ends the trace with the failure, unless it is there already.
  void record_failure();
  void set_failure(std::string what) { failure_ = std::move(what); }
  const std::string& failure() const { return failure_; }
  std::vector<event>& trace() { return trace_; }

  unsigned spurious_returns_left = 0;

  /// A panic may leave others blocked for ever, which would pass for a deadlock. So it poisons the execution: whoever
  /// blocks, or tries to, leaves by the exception `poisoned`, and the scenario judges what happened.
  struct poisoned {};
  bool is_poisoned = false;
  std::uint32_t blocked = 0;  // threads, as bits

  struct sleeper {
    unsigned thread;
    const void* address;
  };
  std::vector<sleeper> futex_sleepers;
  object_histories histories;
  heap_history heap;
  bool is_at_scheduling_point = false;  // the running thread was chosen just now, and has touched nothing since

  void collect(search_result& result) const;

 private:
  const program_type& type_;
  search& choices_;
  const std::set<std::string>* allowed_outcomes_;
  struct free_memory {
    void operator()(void* memory) const { std::free(memory); }
  };
  std::unique_ptr<void, free_memory> storage_;
  program* program_ = nullptr;
  bool is_recording_ = false;
  std::vector<event> trace_;
  /// The thread that runs, or `max_threads` before and after the threads.
  std::size_t running() const { return choices_.is_noting() ? choices_.current() : max_threads; }
  std::array<std::source_location, max_threads + 1> attempts_{};
  struct exceptions_in_flight {
    std::byte bytes[sizeof(void*) + sizeof(unsigned)];  // Itanium C++ ABI, 2.2.2
  };
  std::array<exceptions_in_flight, max_threads> exceptions_{};
  void* const globals_ = abi::__cxa_get_globals();  // of the one system thread: asked for once, it is not cheap
  std::string failure_;
  std::string outcome_;
  std::vector<const char*> seen_;
  std::map<std::string, std::uint64_t> witnesses_;
  std::map<std::string, std::uint64_t> outcomes_;
};

/// The search that is under way; Relacy allows one at a time.
inline session* current_session = nullptr;

/// What the scenario reports to, and what its program runs on, while that search runs.
run& run_under_relacy();
machine& machine_under_relacy();

enum class verdict { passed, failed };

/// Runs Relacy over the current session for a program of `N` threads: suite.cpp.in, once for each N.
template <int N>
verdict run_suite(bool is_random);

}  // namespace lockstep::models

#pragma once

#include <sys/types.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include <lockstep/models/engine.h>

namespace lockstep::verify::runner {

/// How a child came to its end.
struct ending {
  models::search_result result;
  std::string died;       // not empty: why there is no result of the engine's own
  std::string malformed;  // not empty: the replay string was not one, and why
  bool was_stopped = false;
};

/// A search in a process of its own, because an engine may own global state and a scenario may crash. Forked, so the
/// parent must have no other thread.
class child {
 public:
  using work = std::function<models::search_result(models::monitor&)>;

  /// Throws std::system_error.
  explicit child(const work&);
  ~child();
  child(const child&) = delete;

  /// Becomes readable when the child has something to say or has ended.
  int pipe() const { return pipe_; }
  /// Takes in what the pipe holds. False once the child has closed it.
  bool receive();
  /// The last report of its search that has come in and was not taken yet.
  std::optional<models::search_result> take_report();
  /// Waits for the process. Call once receive() has returned false.
  ending end();

  void ask_to_stop();
  void kill(int signal);

  bool was_asked_to_stop() const { return was_asked_to_stop_; }
  std::uint64_t executions() const;
  double fraction() const;
  double seconds() const;
  /// How long the number of executions has stood still.
  double seconds_without_progress();

 private:
  using clock = std::chrono::steady_clock;

  /// What parent and child share while the child works.
  struct page;
  class page_monitor;
  [[noreturn]] static void work_and_exit(const work&, page&, int pipe, pid_t parent);
  ending without_result(std::string died) const;

  page* page_;
  int pipe_ = -1;
  pid_t pid_ = -1;
  std::string received_;
  std::optional<models::search_result> report_;
  bool was_asked_to_stop_ = false;
  clock::time_point started_ = clock::now();
  clock::time_point last_moved_ = started_;
  std::uint64_t last_executions_ = 0;
};

}  // namespace lockstep::verify::runner

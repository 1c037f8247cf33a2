#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <source_location>
#include <string>
#include <thread>
#include <vector>

#include <lockstep/models/engine.h>
#include <lockstep/models/stress.h>

namespace lockstep::models::stress_machine {

/// The threads of one search, and the run that its program sees.
///
/// Each thread of the program has a worker, started once. Worker 0 also conducts: it makes the program, opens the gate,
/// waits for the others and takes the program down, so that whatever hangs or fails does so on a worker and the
/// supervisor, which runs nothing of the program, can say so. Between the gate and the last return the session
/// synchronizes nothing: what the program does not order itself stays unordered, and a sanitizer sees it.
///
/// A failure ends the session where it stands. The thread that failed leaves the program by an exception; others may be
/// blocked for ever, so nobody is joined and the session must never be destroyed.
class session final : public run {
 public:
  session(const program_type&, const search_plan&);

  // The supervisor's side.
  void start();
  /// Waits until the session has ended, by failure or otherwise, or the span is over; says which.
  bool has_ended_within(std::chrono::nanoseconds);
  std::uint64_t executions() const { return executions_.load(std::memory_order::relaxed); }
  void stop() { stopped_.store(true, std::memory_order::relaxed); }
  /// Fails the session, with the place where each thread was last seen.
  void fail_as_stuck(std::chrono::seconds waited);
  /// What was found; fills in executions, failed and witnesses.
  search_result result();
  void join();

  // The program's side.
  [[noreturn]] void fail(const std::string& what, std::source_location at) override;
  void witness(const char* name) override;
  unsigned choose(unsigned limit, std::source_location) override;
  void observe(const std::string& part) override;
  unsigned new_place() override { return 0; }
  void touch(unsigned, bool) override {}

 private:
  struct worker {
    std::thread thread;
    std::atomic<disturber*> disturbed{nullptr};
    std::atomic<bool> is_inside{false};  // in the program's thread()
    // Of this execution. Each thread has its own, because common ones would order the threads.
    std::vector<const char*> witnesses;
    std::string observed;
  };

  static constexpr std::uint64_t quit = ~std::uint64_t{0};
  static thread_local const session* home;  // the session whose worker runs this thread
  static thread_local int running_index;
  worker& running();

  void work(int index);
  void conduct();
  void follow(int index);
  void execute(std::uint64_t round);
  void take_part(int index, std::uint64_t round);
  void collect_witnesses();
  void gather_observations();
  void collect_outcome();

  bool is_planned(std::uint64_t round) const;
  void set_mood(std::uint64_t round);
  void seed(int index, std::uint64_t round) const;

  template <class F>
  void run_or_park(F&&);
  template <class Condition>
  void wait_until(Condition&&) const;
  void record(std::string what, std::vector<event> trace);

  const program_type type_;
  const search_plan plan_;
  std::vector<worker> workers_;

  // Written by the conductor before it opens the gate, read by the others after.
  program* program_ = nullptr;
  mood mood_;

  std::string outcome_;  // the conductor's: what was observed outside the threads, and in the end all

  alignas(64) std::atomic<std::uint64_t> gate_{0};  // the round that may run, or quit
  alignas(64) std::atomic<int> still_inside_{0};    // workers that have not returned, the conductor not counted
  alignas(64) std::atomic<std::uint64_t> executions_{0};
  std::atomic<bool> stopped_{false};
  std::atomic<bool> failed_{false};

  std::mutex lock_;  // what follows; taken outside an execution only, or when it has failed
  std::condition_variable changed_;
  bool has_ended_ = false;
  std::optional<failure> failure_;
  std::map<std::string, std::uint64_t> witnesses_;
  std::map<std::string, std::uint64_t> outcomes_;
};

}  // namespace lockstep::models::stress_machine

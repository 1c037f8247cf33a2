#pragma once

// The machine of the engine relacy, on Relacy.

#include <string>

#include "suite.h"

#include <lockstep/models/machine.h>

namespace lockstep::models {

class relacy_machine final : public machine {
 public:
  void construct(cell&, bool is_wide, std::uint64_t value, where) override;
  void destroy(cell&) override;
  std::uint64_t load(const cell&, std::memory_order, where) override;
  void store(cell&, std::uint64_t, std::memory_order, where) override;
  std::uint64_t exchange(cell&, std::uint64_t, std::memory_order, where) override;
  bool compare_exchange(cell&, bool weak, std::uint64_t& expected, std::uint64_t desired, std::memory_order success,
                        std::memory_order failure, where) override;
  std::uint64_t fetch(cell&, rmw, std::uint64_t operand, std::memory_order, where) override;
  void fence(std::memory_order, where) override;
  std::uint64_t peek(const cell&) override;

  void construct(detector&, bool initialised, where) override;
  void destroy(detector&) override;
  void read(const detector&, where) override;
  void write(detector&, where) override;

  void construct(object&, const void* state, std::size_t size, where) override;
  void destroy(object&) override;
  void step(object&, function_ref<effect(void*)> change, where) override;
  void await(object&, function_ref<bool(const void*)> holds, where) override;
  const void* newest(const object&) override;

  void futex_wait(const cell&, std::uint32_t expected, where) override;
  void futex_wake(const void* address, int count, where) override;

  void* allocate(std::size_t size, where) override;
  void deallocate(void*, where) override;

  bool may_spin(unsigned iteration, where) override;
  bool time_has_passed(where) override;
  int self() override;
  [[noreturn]] void panic(const char* message, where) override;
  [[noreturn]] void fail(const char* kind, const char* message, where) override;
};

/// What the machine's parts share: the trace, and what the search has to know of a step.
namespace relacy_detail {

using where = std::source_location;

inline search& choices() { return current_session->choices(); }
/// Or max_threads, before and after the threads.
inline unsigned running_thread() { return choices().is_noting() ? choices().current() : max_threads; }
inline bool is_recording() { return current_session->is_recording() && !rl::ctx().invariant_executing; }
/// The place of an operation, for Relacy's own history, which nobody collects: the trace is the machine's.
inline const rl::debug_info unread;
inline std::string name_of(unsigned place) { return " #" + std::to_string(place); }
std::string value_text(std::uint64_t value);

inline void record(std::string what, const where& w) { current_session->record(std::move(what), w); }
/// A step on an atomic object: what it found, and what it left there.
inline void record(std::string what, const where& w, const cell& c, std::optional<std::uint64_t> read,
                   std::optional<std::uint64_t> wrote, std::optional<std::uint64_t> newest = {}) {
  current_session->record(std::move(what), w, access{c.place, c.is_wide, read, wrote, newest});
}
/// The attempt is the last line of the trace if the execution fails in it.
inline void announce(const where& w) {
  if (is_recording()) current_session->announce(w);
}
inline void note(unsigned place, bool is_write) {
  if (rl::ctx().invariant_executing) return;
  current_session->is_at_scheduling_point = false;
  choices().note(place, is_write);
}

/// The scheduling point of an operation, ahead of Relacy's own, to which it is tied. Relacy leaves the fiber and comes
/// back to it even where the same thread goes on; where that is so, this keeps it from scheduling at all.
class scheduling_point {
 public:
  scheduling_point() : goes_on_(goes_on()) {
    if (goes_on_) rl::ctx().disable_preemption();
  }
  ~scheduling_point() {
    if (goes_on_) rl::ctx().enable_preemption();
  }
  scheduling_point(const scheduling_point&) = delete;
  scheduling_point& operator=(const scheduling_point&) = delete;

 private:
  static bool goes_on();

  bool goes_on_;
};

inline void pass_scheduling_point() {
  const scheduling_point here;
  rl::ctx().sched();
}

/// A relaxed load of the newest value, after which this thread can load no older one: a compare-exchange that fails.
std::uint64_t read_newest(const cell&);

}  // namespace relacy_detail

}  // namespace lockstep::models

#pragma once

// What a notify list promises, as a program of atomic steps; see specification.h for the engine's side.
//
// A notify here sees every ticket that was taken before it in the interleaving, where core's need only see those whose
// add happens before it. To tell the two apart a program would have to know the order of a notify and an add without
// having synchronized, which is outside the contract (COND-1).

#include <cstdint>
#include <source_location>

#include <lockstep/models/engine.h>

namespace lockstep::models {

template <class Machine>
class specification_notify_list {
 public:
  using where = std::source_location;

  explicit specification_notify_list(std::uint32_t first_ticket = 0)
      : place_(Machine::new_place()), taken_(first_ticket), called_(first_ticket) {}
  ~specification_notify_list() {
    Machine::touch(place_, true);
    alive_ = 0;
  }
  specification_notify_list(const specification_notify_list&) = delete;
  specification_notify_list& operator=(const specification_notify_list&) = delete;

  [[nodiscard]] std::uint32_t add(where w = where::current()) {
    begin(w);
    holder& self = holders_[Machine::self()];
    self = {holder::has_ticket, taken_, {}};
    Machine::record("notify list: takes a ticket", w);
    return taken_++;
  }

  void wait(std::uint32_t, where w = where::current()) {
    begin(w);
    holder& self = holders_[Machine::self()];
    if (self.at == holder::has_ticket) {
      self.at = holder::sleeps;
      Machine::record("notify list: sleeps", w);
      Machine::park(w);
      Machine::touch(place_, true);
    }
    self.at = holder::is_away;
    Machine::acquire(self.call);
    Machine::record("notify list: its ticket is called", w);
  }

  void notify_one(where w = where::current()) {
    begin(w);
    Machine::record(called_ == taken_ ? "notify list: has nobody to call" : "notify list: calls a ticket", w);
    if (called_ != taken_) call_next(w);
  }

  void notify_all(where w = where::current()) {
    begin(w);
    Machine::record(called_ == taken_ ? "notify list: has nobody to call" : "notify list: calls all tickets", w);
    while (called_ != taken_) call_next(w);
  }

  // For a scenario that looks on: no step, no order.

  /// Whether the thread has a ticket that has not been called.
  bool is_waiting(int thread) const {
    Machine::touch(place_, false);
    return holders_[thread].at == holder::has_ticket || holders_[thread].at == holder::sleeps;
  }
  std::uint32_t taken() const {
    Machine::touch(place_, false);
    return taken_;
  }
  std::uint32_t called() const {
    Machine::touch(place_, false);
    return called_;
  }

 private:
  static constexpr std::uint32_t alive = 0x5e3a9f02;

  /// A thread, and its latest ticket.
  struct holder {
    enum place { is_away, has_ticket, sleeps, is_called } at = is_away;
    std::uint32_t ticket = 0;
    typename Machine::clock call{};
  };

  void begin(where w) {
    Machine::step(place_, w);
    if (alive_ != alive) Machine::access_after_destruction(w);
  }

  void call_next(where w) {
    for (int thread = 0; thread != max_threads; ++thread) {
      holder& it = holders_[thread];
      if (it.ticket != called_ || (it.at != holder::has_ticket && it.at != holder::sleeps)) continue;
      const bool was_asleep = it.at == holder::sleeps;
      it.at = holder::is_called;
      Machine::release(it.call);
      if (was_asleep) Machine::unpark(thread, w);
    }
    ++called_;
  }

  std::uint32_t alive_ = alive;
  unsigned place_;
  std::uint32_t taken_;
  std::uint32_t called_;
  holder holders_[max_threads] = {};
};

}  // namespace lockstep::models

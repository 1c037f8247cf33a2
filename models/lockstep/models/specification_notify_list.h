#pragma once

// What a notify list promises, as a program of atomic steps; see specification.h for the engine's side.
//
// A notify here sees every ticket that was taken before it in the interleaving, where core's need only see those whose
// add happens before it. To tell the two apart a program would have to know the order of a notify and an add without
// having synchronized, which is outside the contract (COND-1).

#include <algorithm>
#include <cstdint>
#include <iterator>
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
    holder& it = find([](const holder& h) { return h.at == holder::nowhere; });
    it = {holder::has_ticket, taken_, -1, {}};
    Machine::record("notify list: takes a ticket", w);
    return taken_++;
  }

  void wait(std::uint32_t ticket, where w = where::current()) {
    begin(w);
    holder& it = find([&](const holder& h) { return h.at != holder::nowhere && h.ticket == ticket; });
    if (it.at == holder::has_ticket) {
      it.at = holder::asleep;
      it.thread = Machine::self();
      Machine::record("notify list: sleeps", w);
      Machine::park(w);
      Machine::touch(place_, true);
    }
    it.at = holder::nowhere;
    Machine::acquire(it.call);
    Machine::record("notify list: its ticket is called", w);
  }

  void notify_one(where w = where::current()) {
    begin(w);
    Machine::record(uncalled() == 0 ? "notify list: has nobody to call" : "notify list: calls a ticket", w);
    if (uncalled() != 0) call_next(w);
  }

  void notify_all(where w = where::current()) {
    begin(w);
    Machine::record(uncalled() == 0 ? "notify list: has nobody to call" : "notify list: calls all tickets", w);
    while (uncalled() != 0) call_next(w);
  }

  // For a scenario that looks on: no step, no order.

  /// How many tickets have been taken and not called.
  std::uint32_t uncalled() const {
    Machine::touch(place_, false);
    return taken_ - called_;
  }
  /// The first ticket that has not been called.
  std::uint32_t called() const {
    Machine::touch(place_, false);
    return called_;
  }

 private:
  static constexpr std::uint32_t alive = 0x5e3a9f02;

  /// Who has a ticket.
  struct holder {
    enum place { nowhere, has_ticket, asleep, called } at = nowhere;
    std::uint32_t ticket = 0;
    int thread = -1;  // once asleep
    typename Machine::clock call{};
  };

  void begin(where w) {
    Machine::step(place_, w);
    if (alive_ != alive) Machine::access_after_destruction(w);
  }

  /// There is one: no more tickets are held than there are threads, and who waits holds one.
  template <class Predicate>
  holder& find(Predicate is_meant) {
    return *std::find_if(std::begin(holders_), std::end(holders_), is_meant);
  }

  void call_next(where w) {
    holder& it = find([&](const holder& h) { return h.at != holder::nowhere && h.ticket == called_; });
    const bool was_asleep = it.at == holder::asleep;
    it.at = holder::called;
    Machine::release(it.call);
    if (was_asleep) Machine::unpark(it.thread, w);
    ++called_;
  }

  std::uint32_t alive_ = alive;
  unsigned place_;
  std::uint32_t taken_;
  std::uint32_t called_;
  holder holders_[max_threads] = {};
};

}  // namespace lockstep::models

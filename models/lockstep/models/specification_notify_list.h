#pragma once

// What a notify list promises, as an object of atomic steps; see specification.h.
//
// A notify here sees every ticket that was taken before it in the interleaving, where core's need only see those whose
// add happens before it. To tell the two apart a program would have to know the order of a notify and an add without
// having synchronized, which is outside the contract (COND-1).

#include <cstdint>
#include <source_location>

#include <lockstep/models/machine.h>
#include <lockstep/notify_list.h>

namespace lockstep::models {

/// The state of a notify list. Between the two are the tickets of threads that wait, or are on their way to.
struct notify_list_state {
  std::uint32_t taken;   // the next ticket
  std::uint32_t called;  // the first ticket that has not been called
};

class specification_notify_list {
 public:
  using where = std::source_location;

  explicit specification_notify_list(std::uint32_t first_ticket = 0, where w = where::current()) {
    const notify_list_state empty{first_ticket, first_ticket};
    current_machine->construct(object_, &empty, sizeof empty, w);
  }
  ~specification_notify_list() { current_machine->destroy(object_); }
  specification_notify_list(const specification_notify_list&) = delete;
  specification_notify_list& operator=(const specification_notify_list&) = delete;

  [[nodiscard]] std::uint32_t add(where w = where::current()) {
    std::uint32_t ticket = 0;
    step(w, [&](notify_list_state& s) -> effect {
      ticket = s.taken++;
      return {std::memory_order::relaxed, "notify list: takes a ticket"};
    });
    return ticket;
  }

  void wait(std::uint32_t ticket, where w = where::current()) {
    current_machine->await(
        object_,
        [&](const void* state) {
          return notify_ticket::is_before(ticket, static_cast<const notify_list_state*>(state)->called);
        },
        w);
  }

  void notify_one(where w = where::current()) {
    intent call{.of = intent::kind::notify_one};
    current_machine->alter(call, w);
    for (; call.times != 0; --call.times) call_one(w);
  }

  void notify_all(where w = where::current()) {
    intent call{.of = intent::kind::notify_all};
    current_machine->alter(call, w);
    if (call.times != 0) call_all(w);
  }

  // For a scenario that looks on: no step, no order.

  /// How many tickets have been taken and not called.
  std::uint32_t uncalled() const { return newest().taken - newest().called; }
  /// The first ticket that has not been called.
  std::uint32_t called() const { return newest().called; }

 private:
  static constexpr effect nobody_to_call{std::memory_order::relaxed, "notify list: has nobody to call"};

  void call_one(where w) {
    step(w, [](notify_list_state& s) -> effect {
      if (s.called == s.taken) return nobody_to_call;
      ++s.called;
      return {std::memory_order::release, "notify list: calls a ticket"};
    });
  }

  void call_all(where w) {
    step(w, [](notify_list_state& s) -> effect {
      if (s.called == s.taken) return nobody_to_call;
      s.called = s.taken;
      return {std::memory_order::release, "notify list: calls all tickets"};
    });
  }

  template <class F>
  void step(where w, F change) {
    current_machine->step(object_, [&](void* state) { return change(*static_cast<notify_list_state*>(state)); }, w);
  }

  const notify_list_state& newest() const {
    return *static_cast<const notify_list_state*>(current_machine->newest(object_));
  }

  object object_;
};

}  // namespace lockstep::models

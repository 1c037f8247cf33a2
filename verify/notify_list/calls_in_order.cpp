// COND-5, COND-2, COND-9: tickets are called in the order in which they were taken, each by a notify of its own, and
// the counters may wrap around between them. Hunts for a call that goes to whoever parked first, for a late waiter that
// takes another's call, for a ticket that compares wrongly past the top, and for a futex that returns for no reason and
// is believed. Witnesses: a ticket was called before its thread came to wait; a later ticket's thread came back first.
// Bounded: two waiters, a caller and the table's lock come to more than ten million executions.

#include <cstdint>

#include <lockstep/notify_list.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify::calls_in_order {
namespace {

template <policy P, int Waiters, std::uint32_t FirstTicket>
struct calls_in_order {
  static constexpr int threads = Waiters + 1;

  typename P::notify_list list{FirstTicket};
  std::uint32_t tickets[Waiters];
  ghost<int> calls;
  ghost<bool> came[Waiters];
  ghost<bool> left[Waiters];

  void before() {
    for (auto& ticket : tickets) ticket = list.add();
  }

  void thread(int index) {
    if (index != Waiters) {
      came[index].set(true);
      list.wait(tickets[index]);
      check(calls.get() > index, "a waiter was let go before its turn");
      if (index != 0 && !left[index - 1].get()) witness("came_back_first");
      left[index].set(true);
      return;
    }
    for (auto& thread_came : came) {
      if (!thread_came.get()) witness("called_before_it_came");
      calls.add(1);
      list.notify_one();
    }
  }
};

constexpr std::uint32_t top = 0xffffffff;
template <policy P>
using two = calls_in_order<P, 2, 0>;
template <policy P>
using two_past_the_top = calls_in_order<P, 2, top>;
template <policy P>
using three = calls_in_order<P, 3, 0>;
template <policy P>
using three_past_the_top = calls_in_order<P, 3, top>;

constexpr statement stating(std::string_view name, std::string_view claims, unsigned spurious_returns, plan quick,
                            plan thorough, plan graphs_thorough = full()) {
  return {.name = name,
          .claims = claims,
          .witnesses = "called_before_it_came came_back_first",
          .surroundings = {.spurious_returns = spurious_returns},
          .quick = quick,
          .thorough = thorough,
          .graphs = random(10'000, "full: 10^7 executions by estimate"),
          .graphs_thorough = graphs_thorough};
}

const full_stack_scenario<two> small{stating("notify_list/calls_in_order/2", "COND-5 COND-4", 0, bound(2),
                                             bound(4, "full: 10^8 executions by estimate"))};
const full_stack_scenario<two> small_spurious{stating("notify_list/calls_in_order/2_spurious", "COND-2 COND-5", 1,
                                                      bound(2), bound(3, "full: 10^8 executions by estimate"),
                                                      random(1'000'000, "full: 10^10 executions by estimate"))};
const full_stack_scenario<two_past_the_top> wrapping{stating("notify_list/calls_in_order/2_past_the_top",
                                                             "COND-9 COND-5", 0, bound(2),
                                                             bound(4, "full: 10^8 executions by estimate"))};
const full_stack_scenario<three> large{stating("notify_list/calls_in_order/3", "COND-5 COND-4", 0, bound(1),
                                               bound(2, "full: 10^13 executions by estimate"),
                                               random(1'000'000, "full: 10^11 executions by estimate"))};
const full_stack_scenario<three_past_the_top> large_wrapping{
    stating("notify_list/calls_in_order/3_past_the_top", "COND-9 COND-5", 0, bound(1),
            bound(2, "full: 10^13 executions by estimate"), random(1'000'000, "full: 10^11 executions by estimate"))};

}  // namespace
}  // namespace lockstep::verify::calls_in_order

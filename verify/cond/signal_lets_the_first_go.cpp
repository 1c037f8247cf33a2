// COND-1, COND-4, COND-5: each signal lets the waiter go that came first, and no other. The second waiter comes at any
// time: before the first signal, between the signal and the moment at which the first waiter falls asleep, after it.
// Hunts for a newcomer that takes the first one's signal (golang/go#14064, glibc BZ 25847; the first then sleeps for
// ever), for a signal lost on a waiter that is counted and not yet asleep, and for one that wakes two. Witness: a
// newcomer came after the first signal, while the first waiter had not yet left. Bounded where broadcast_lets_all_go
// is, for the same reason.

#include <cstdint>

#include "meeting.h"

namespace lockstep::verify::signal_lets_the_first_go {
namespace {

template <policy P, int Waiters, std::uint32_t FirstTicket>
struct signal_lets_the_first_go : meeting<P> {
  static constexpr int threads = Waiters + 1;

  signal_lets_the_first_go() : meeting<P>(FirstTicket) {}

  void thread(int index) {
    if (index != Waiters) {
      this->wait();
      return;
    }
    for (int i = 0; i != Waiters; ++i) {
      this->await(1);
      this->signal();
    }
  }
};

template <policy P>
using two = signal_lets_the_first_go<P, 2, 0>;
template <policy P>
using two_past_the_top = signal_lets_the_first_go<P, 2, 0xffffffff>;
template <policy P>
using three = signal_lets_the_first_go<P, 3, 0>;

const scenario<two> small{{.name = "cond/signal_lets_the_first_go/2",
                           .claims = "COND-1 COND-4 COND-5",
                           .witnesses = "newcomer",
                           .symmetric = alike(0, 1),
                           .quick = full()}};
const scenario<three> large{{.name = "cond/signal_lets_the_first_go/3",
                             .claims = "COND-1 COND-4 COND-5",
                             .witnesses = "newcomer",
                             .symmetric = alike(0, 2),
                             .quick = bound(1),
                             .thorough = bound(3, "full: 10^11 executions by estimate")}};
const full_stack_scenario<two_past_the_top> full_stack{
    {.name = "cond/signal_lets_the_first_go/2_past_the_top_full_stack",
     .claims = "COND-9 COND-2 COND-5",
     .witnesses = "newcomer",
     .surroundings = {.spurious_returns = 1},
     .symmetric = alike(0, 1),
     .quick = bound(1),
     .thorough = bound(2, "full: 10^13 executions by estimate"),
     .graphs = random(10'000),
     .graphs_thorough = random(1'000'000, "full: 10^8 executions by estimate")}};

}  // namespace
}  // namespace lockstep::verify::signal_lets_the_first_go

// COND-4, COND-5: a broadcast lets go all who wait, asleep or about to be, and nobody who comes later; those wait for
// the next. Hunts for a broadcast that counts before it looks (or looks before it counts), and so forgets a waiter or
// takes one too many. Witnesses: it met all waiters, and only some. Three waiters, and the full stack, are
// bounded: one preemption more makes twelve to forty times as many executions.

#include "meeting.h"

namespace lockstep::verify::broadcast_lets_all_go {
namespace {

template <policy P, int Waiters>
struct broadcast_lets_all_go : meeting<P> {
  static constexpr int threads = Waiters + 1;

  void thread(int index) {
    if (index != Waiters) {
      this->wait();
      return;
    }
    this->await(1);
    this->lock.lock();
    const int present = this->arrivals.get();
    this->broadcast();
    this->lock.unlock();
    witness(present == Waiters ? "all" : "some");
    if (present == Waiters) return;
    this->await(Waiters - 1);
    this->lock.lock();
    this->broadcast();
    this->lock.unlock();
  }
};

template <policy P>
using two = broadcast_lets_all_go<P, 2>;
template <policy P>
using three = broadcast_lets_all_go<P, 3>;

const scenario<two> small{{.name = "cond/broadcast_lets_all_go/2",
                           .claims = "COND-4 COND-5 COND-1",
                           .witnesses = "all some",
                           .symmetric = alike(0, 1)}};
const full_stack_scenario<two> full_stack{{.name = "cond/broadcast_lets_all_go/2_full_stack",
                                           .claims = "COND-4 COND-5 COND-2",
                                           .witnesses = "all some",
                                           .surroundings = {.spurious_returns = 1},
                                           .symmetric = alike(0, 1),
                                           .quick = bound(1),
                                           .thorough = bound(2, "full: 10^12 executions by estimate"),
                                           .graphs = random(10'000),
                                           .graphs_thorough = random(1'000'000, "full: 10^8 executions by estimate")}};
const scenario<three> large{{.name = "cond/broadcast_lets_all_go/3",
                             .claims = "COND-4 COND-5 COND-1",
                             .witnesses = "all some",
                             .symmetric = alike(0, 2),
                             .quick = bound(1),
                             .thorough = bound(3, "full: 10^13 executions by estimate")}};

}  // namespace
}  // namespace lockstep::verify::broadcast_lets_all_go

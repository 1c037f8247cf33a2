// LIFE-3, LIFE-5: the last thread whose wait has returned may destroy the cond while the signal or broadcast that let
// it go is still under way. Hunts for a signal that touches the cond once a waiter can know of it. It needs no witness:
// every execution destroys.

#include "meeting.h"

namespace lockstep::verify::may_be_destroyed_after_wait {
namespace {

template <policy P, int Waiters>
struct may_be_destroyed_after_wait {
  static constexpr int threads = Waiters + 1;

  using cond_type = basic_cond<token_lock<P>, P>;
  token_lock<P> lock;
  cond_type* cond = nullptr;
  typename scaffold<P>::semaphore arrived;
  typename P::template plain<int> users{Waiters};

  void before() { cond = P::template create<cond_type>(lock); }

  void thread(int index) {
    if (index != Waiters) {
      lock.lock();
      arrived.release();
      cond->wait();
      if ((users.write() -= 1) == 0) P::destroy(cond);
      lock.unlock();
      return;
    }
    for (int i = 0; i != Waiters; ++i) arrived.acquire();
    lock.lock();  // now all have given it up, so all wait
    lock.unlock();
    Waiters == 1 ? cond->signal() : cond->broadcast();
  }
};

template <policy P>
using by_signal = may_be_destroyed_after_wait<P, 1>;
template <policy P>
using by_broadcast = may_be_destroyed_after_wait<P, 2>;

const scenario<by_signal> small{{.name = "cond/may_be_destroyed_after_wait/signal", .claims = "LIFE-3 LIFE-5"}};
const scenario<by_broadcast> wide{{.name = "cond/may_be_destroyed_after_wait/broadcast", .claims = "LIFE-3 LIFE-5"}};
const full_stack_scenario<by_signal> full_stack{{.name = "cond/may_be_destroyed_after_wait/signal_full_stack",
                                                 .claims = "LIFE-3 LIFE-5",
                                                 .surroundings = {.spurious_returns = 1}}};

}  // namespace
}  // namespace lockstep::verify::may_be_destroyed_after_wait

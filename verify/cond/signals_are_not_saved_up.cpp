// COND-2: a signal that finds nobody lets nobody go, then or later. One comes at any time, the other when the waiter is
// known to wait. Hunts for a count of signals that outruns the waiters, and for a wait that returns for no reason.
// Witness: the first signal was over before the waiter came.

#include "meeting.h"

namespace lockstep::verify::signals_are_not_saved_up {
namespace {

template <policy P, bool All>
struct signals_are_not_saved_up {
  static constexpr int threads = 2;

  token_lock<P> lock;
  basic_cond<token_lock<P>, P> cond{lock};
  typename scaffold<P>::semaphore arrived;
  ghost<int> begun;
  ghost<int> ended;

  void thread(int index) {
    if (index == 0) {
      lock.lock();
      const int ended_before = ended.get();
      if (ended_before != 0) witness("too_early");
      arrived.release();
      cond.wait();
      check(begun.get() > ended_before, "a wait was let go by a signal that was over when it began");
      lock.unlock();
      return;
    }
    send();
    arrived.acquire();
    lock.lock();
    lock.unlock();
    send();
  }

  void send() {
    begun.add(1);
    All ? cond.broadcast() : cond.signal();
    ended.add(1);
  }
};

template <policy P>
using signals = signals_are_not_saved_up<P, false>;
template <policy P>
using broadcasts = signals_are_not_saved_up<P, true>;

constexpr statement stating(std::string_view name, unsigned spurious_returns) {
  return {.name = name,
          .claims = "COND-2 COND-4",
          .witnesses = "too_early",
          .surroundings = {.spurious_returns = spurious_returns}};
}

const scenario<signals> small{stating("cond/signals_are_not_saved_up/signal", 0)};
const scenario<broadcasts> all{stating("cond/signals_are_not_saved_up/broadcast", 0)};
const full_stack_scenario<signals> small_full_stack{stating("cond/signals_are_not_saved_up/signal_full_stack", 2)};
const full_stack_scenario<broadcasts> all_full_stack{stating("cond/signals_are_not_saved_up/broadcast_full_stack", 2)};

}  // namespace
}  // namespace lockstep::verify::signals_are_not_saved_up

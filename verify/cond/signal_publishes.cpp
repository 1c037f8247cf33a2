// COND-7: a signal or broadcast synchronizes with the return of each wait that it lets go, without help from the lock:
// here the data is written after the signaller gave the lock up for good. Hunts for a wake-up that orders nothing: it
// shows as a race on `data`. It needs no witness: no wait returns unsignalled.

#include "meeting.h"

namespace lockstep::verify::signal_publishes {
namespace {

template <policy P, int Waiters>
struct signal_publishes : meeting<P> {
  static constexpr int threads = Waiters + 1;

  typename P::template plain<int> data{0};

  void thread(int index) {
    if (index != Waiters) {
      this->wait();
      check(data.read() == 42, "a waiter does not see what came before the signal");
      return;
    }
    this->await(Waiters);
    data.write() = 42;
    if (Waiters == 1) return this->signal();
    this->broadcast();  // all are there, so nobody comes
  }
};

template <policy P>
using by_signal = signal_publishes<P, 1>;
template <policy P>
using by_broadcast = signal_publishes<P, 2>;

const scenario<by_signal> signalled{{.name = "cond/signal_publishes", .claims = "COND-7"}};
const scenario<by_broadcast> broadcast{{.name = "cond/signal_publishes/broadcast", .claims = "COND-7"}};
const full_stack_scenario<by_signal> full_stack{
    {.name = "cond/signal_publishes/full_stack", .claims = "COND-7", .surroundings = {.spurious_returns = 1}}};

}  // namespace
}  // namespace lockstep::verify::signal_publishes

// COND-1, COND-6: the way a cond is meant to be used. Waiters wait until `is_ready`; another thread sets it under the
// lock and then signals, with the lock still held or after it. Hunts for a wait that gives up the lock before it can be
// found: the signal falls in between, and the waiter sleeps for ever. Witness: somebody had to wait.

#include <lockstep/mutex.h>

#include "meeting.h"

namespace lockstep::verify::no_change_goes_unnoticed {
namespace {

template <policy P, class Lock, int Waiters, bool LockHeld>
struct no_change_goes_unnoticed {
  static constexpr int threads = Waiters + 1;

  Lock lock;
  basic_cond<Lock, P> cond{lock};
  typename P::template plain<bool> is_ready{false};

  void thread(int index) {
    lock.lock();
    if (index != Waiters) {
      if (!is_ready.read()) witness("waited");
      cond.wait([this] { return is_ready.read(); });
      lock.unlock();
      return;
    }
    is_ready.write() = true;
    if (!LockHeld) lock.unlock();
    Waiters == 1 ? cond.signal() : cond.broadcast();
    if (LockHeld) lock.unlock();
  }
};

template <policy P>
using signal_held = no_change_goes_unnoticed<P, basic_mutex<P>, 1, true>;
template <policy P>
using signal_after = no_change_goes_unnoticed<P, basic_mutex<P>, 1, false>;
template <policy P>
using token_signal_held = no_change_goes_unnoticed<P, token_lock<P>, 1, true>;
template <policy P>
using token_signal_after = no_change_goes_unnoticed<P, token_lock<P>, 1, false>;
template <policy P>
using broadcast_held = no_change_goes_unnoticed<P, token_lock<P>, 2, true>;
template <policy P>
using broadcast_after = no_change_goes_unnoticed<P, token_lock<P>, 2, false>;

constexpr statement stating(std::string_view name) {
  return {.name = name, .claims = "COND-1 COND-4 COND-6", .witnesses = "waited"};
}
constexpr statement stating_for_the_full_stack(std::string_view name) {
  return {.name = name,
          .claims = "COND-1 COND-2 COND-4 COND-6",
          .witnesses = "waited",
          .surroundings = {.spurious_returns = 1}};
}

const scenario<signal_held> held{stating("cond/no_change_goes_unnoticed/signal_with_the_lock")};
const scenario<signal_after> after{stating("cond/no_change_goes_unnoticed/signal_after_unlock")};
const scenario<broadcast_held> all_held{stating("cond/no_change_goes_unnoticed/broadcast_with_the_lock")};
const scenario<broadcast_after> all_after{stating("cond/no_change_goes_unnoticed/broadcast_after_unlock")};
const full_stack_scenario<token_signal_held> full_held{
    stating_for_the_full_stack("cond/no_change_goes_unnoticed/signal_with_the_lock_full_stack")};
const full_stack_scenario<token_signal_after> full_after{
    stating_for_the_full_stack("cond/no_change_goes_unnoticed/signal_after_unlock_full_stack")};

}  // namespace
}  // namespace lockstep::verify::no_change_goes_unnoticed

// LIFE-3, LIFE-5: whoever has acquired may destroy the semaphore while the release that gave it the token is returning.
// Hunts for a release that touches the semaphore after it let the acquirer go, as musl's sem_post once did.
// Witness: the acquirer was parked.

#include <lockstep/semaphore.h>
#include <lockstep/verify/inspect.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify::may_be_destroyed_after_acquire {
namespace {

template <policy P, bool Handoff>
struct may_be_destroyed_after_acquire {
  static constexpr int threads = 2;

  typename P::semaphore* shared = nullptr;

  void before() { shared = P::template create<typename P::semaphore>(); }

  void thread(int index) {
    if (index == 0) {
      if (inspect::has_waiters(*shared)) witness("parked");
      shared->release(Handoff);
    } else {
      shared->acquire();
      P::destroy(shared);
    }
  }
};

template <policy P>
using competing = may_be_destroyed_after_acquire<P, false>;
template <policy P>
using handed_over = may_be_destroyed_after_acquire<P, true>;

const full_stack_scenario<competing> plainly{{.name = "semaphore/may_be_destroyed_after_acquire",
                                              .claims = "LIFE-3 LIFE-5 SEMA-8",
                                              .witnesses = "parked",
                                              .surroundings = {.spurious_returns = 2}}};
const full_stack_scenario<handed_over> by_handoff{{.name = "semaphore/may_be_destroyed_after_acquire/handoff",
                                                   .claims = "LIFE-3 LIFE-5 SEMA-8",
                                                   .witnesses = "parked",
                                                   .surroundings = {.spurious_returns = 2}}};

}  // namespace
}  // namespace lockstep::verify::may_be_destroyed_after_acquire

// LIFE-2, LIFE-5: the thread that returns from the one wait may destroy the group at once, while the last done is still
// returning; of several waits, the last to return. Hunts for a waker that resets or looks at the state after it has
// released a waiter. The waiter frees the group; any later touch is an access to freed memory.
// Witness: the thread that destroyed the group had slept.

#include <lockstep/verify/inspect.h>
#include <lockstep/verify/scenario.h>
#include <lockstep/wait_group.h>

namespace lockstep::verify::may_be_destroyed_after_wait {
namespace {

template <policy P, int Workers, int Waiters>
struct may_be_destroyed_after_wait {
  static constexpr int threads = Workers + Waiters;

  basic_wait_group<P>* group = nullptr;
  typename P::template atomic<std::uint32_t> waits_under_way{Waiters};
  ghost<bool> somebody_slept;

  void before() {
    group = P::template create<basic_wait_group<P>>();
    group->add(Workers);
  }

  void thread(int index) {
    if (index < Workers) {
      if (wait_group_word::waiters(inspect::word(*group)) == Waiters) somebody_slept.set(true);
      group->done();
      return;
    }
    group->wait();
    // A lone waiter must not be ordered by anything but the group.
    if (Waiters == 1 || waits_under_way.fetch_sub(1, std::memory_order::acq_rel) == 1) {
      if (somebody_slept.get()) witness("slept");
      P::destroy(group);
    }
  }
};

template <policy P>
using one_worker = may_be_destroyed_after_wait<P, 1, 1>;
template <policy P>
using two_workers = may_be_destroyed_after_wait<P, 2, 1>;
template <policy P>
using two_waiters = may_be_destroyed_after_wait<P, 1, 2>;
template <policy P>
using three_workers = may_be_destroyed_after_wait<P, 3, 1>;

const scenario<one_worker> small{
    {.name = "wait_group/may_be_destroyed_after_wait/1x1", .claims = "LIFE-2 LIFE-5", .witnesses = "slept"}};
const full_stack_scenario<one_worker> full_stack{{.name = "wait_group/may_be_destroyed_after_wait/1x1_full_stack",
                                                  .claims = "LIFE-2 LIFE-5 SEMA-8",
                                                  .witnesses = "slept",
                                                  .surroundings = {.spurious_returns = 1},
                                                  .stress = false}};
const scenario<two_workers> workers{{.name = "wait_group/may_be_destroyed_after_wait/2x1",
                                     .claims = "LIFE-2 LIFE-5",
                                     .witnesses = "slept",
                                     .symmetric = alike(0, 1)}};
const scenario<two_waiters> waiters{{.name = "wait_group/may_be_destroyed_after_wait/1x2",
                                     .claims = "LIFE-2 LIFE-5",
                                     .witnesses = "slept",
                                     .symmetric = alike(1, 2)}};
const scenario<three_workers> large{{.name = "wait_group/may_be_destroyed_after_wait/3x1",
                                     .claims = "LIFE-2 LIFE-5",
                                     .witnesses = "slept",
                                     .symmetric = alike(0, 2)}};

}  // namespace
}  // namespace lockstep::verify::may_be_destroyed_after_wait

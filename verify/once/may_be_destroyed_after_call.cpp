// LIFE-3, LIFE-5: a thread whose call has returned may destroy the object while the call that ran the function is still
// returning. Hunts for a runner that touches the object after it has published done or woken a waiter, as one that
// unlocks a mutex afterwards does. The last caller but the runner frees the object; any later touch is an access to
// freed memory. Witnesses: the thread that destroyed it had slept; it had found the run ended.

#include <lockstep/once.h>
#include <lockstep/verify/inspect.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify::may_be_destroyed_after_call {
namespace {

template <policy P, int Threads>
struct may_be_destroyed_after_call {
  static constexpr int threads = Threads;

  basic_once<P>* once = nullptr;
  typename P::template atomic<std::uint32_t> others{Threads - 1};
  ghost<bool> somebody_waited;

  void before() { once = P::template create<basic_once<P>>(); }

  void thread(int) {
    bool ran = false;
    once->call([&] {
      ran = true;
      others.load(std::memory_order::relaxed);  // a step, during which others may come
      if (once_word::waiters(inspect::word(*once)) != 0) somebody_waited.set(true);
    });
    if (ran) return;
    // One other caller must not be ordered by anything but the once.
    if (Threads == 2 || others.fetch_sub(1, std::memory_order::acq_rel) == 1) {
      witness(somebody_waited.get() ? "slept" : "passed");
      P::destroy(once);
    }
  }
};

template <policy P>
using two = may_be_destroyed_after_call<P, 2>;
template <policy P>
using three = may_be_destroyed_after_call<P, 3>;
template <policy P>
using four = may_be_destroyed_after_call<P, 4>;

const scenario<two> small{{.name = "once/may_be_destroyed_after_call/2",
                           .claims = "LIFE-3 LIFE-5",
                           .witnesses = "slept passed",
                           .symmetric = alike(0, 1)}};
const full_stack_scenario<two> full_stack{{.name = "once/may_be_destroyed_after_call/2_full_stack",
                                           .claims = "LIFE-3 LIFE-5 SEMA-8",
                                           .witnesses = "slept passed",
                                           .surroundings = {.spurious_returns = 1},
                                           .symmetric = alike(0, 1),
                                           .stress = false}};
const scenario<three> medium{{.name = "once/may_be_destroyed_after_call/3",
                              .claims = "LIFE-3 LIFE-5",
                              .witnesses = "slept passed",
                              .symmetric = alike(0, 2)}};
const scenario<four> large{{.name = "once/may_be_destroyed_after_call/4",
                            .claims = "LIFE-3 LIFE-5",
                            .witnesses = "slept passed",
                            .symmetric = alike(0, 3),
                            .quick = bound(2),
                            .thorough = full(),
                            .graphs = random(10'000, "full: 10^6 executions by estimate"),
                            .graphs_thorough = full()}};

}  // namespace
}  // namespace lockstep::verify::may_be_destroyed_after_call

// WG-1, WG-2, WG-3: every wait returns, not before the counter is zero, and then sees what was done before each done.
// Hunts for a waiter that is counted but not woken, for one that passes too early, and for a chain of counts that does
// not carry what the threads before the last one wrote: the first is a deadlock, the others a race on `result`.
// Witness: a waiter registered.

#include <lockstep/verify/inspect.h>
#include <lockstep/verify/scenario.h>
#include <lockstep/wait_group.h>

namespace lockstep::verify::waits_for_all {
namespace {

template <policy P, int Workers, int Waiters>
struct waits_for_all {
  static constexpr int threads = Workers + Waiters;

  struct slot {
    typename P::template plain<int> result{0};
  };
  basic_wait_group<P> group;
  slot work[Workers];

  void before() { group.add(Workers); }

  void thread(int index) {
    if (index < Workers) {
      work[index].result.write() = 1;
      group.done();
    } else {
      group.wait();
      for (const slot& s : work) check(s.result.read() == 1, "wait has returned before all was done");
    }
  }

  void invariant() const {
    const std::uint64_t s = inspect::word(group);
    if (wait_group_word::waiters(s) != 0) witness("registered");
    check(wait_group_word::counter(s) >= 0 && wait_group_word::waiters(s) <= Waiters,
          "the state is not what it counts");
  }

  void after() {
    check(inspect::word(group) == 0, "the group is not as it was");
    check(!inspect::semaphore(group).try_acquire(), "there were more tokens than waiters");
  }
};

template <policy P>
using one_by_one = waits_for_all<P, 1, 1>;
template <policy P>
using two_by_one = waits_for_all<P, 2, 1>;
template <policy P>
using one_by_two = waits_for_all<P, 1, 2>;
template <policy P>
using two_by_two = waits_for_all<P, 2, 2>;
template <policy P>
using three_by_two = waits_for_all<P, 3, 2>;
template <policy P>
using three_by_three = waits_for_all<P, 3, 3>;

const full_stack_scenario<one_by_one> full_stack{{.name = "wait_group/waits_for_all/1x1_full_stack",
                                                  .claims = "WG-1 WG-2 WG-3 SEMA-8",
                                                  .witnesses = "registered",
                                                  .surroundings = {.spurious_returns = 1},
                                                  .stress = false}};
const scenario<two_by_one> workers{{.name = "wait_group/waits_for_all/2x1",
                                    .claims = "WG-1 WG-2 WG-3",
                                    .witnesses = "registered",
                                    .symmetric = alike(0, 1)}};
const scenario<one_by_two> waiters{{.name = "wait_group/waits_for_all/1x2",
                                    .claims = "WG-1 WG-2 WG-3",
                                    .witnesses = "registered",
                                    .symmetric = alike(1, 2)}};
const scenario<two_by_two> medium{{.name = "wait_group/waits_for_all/2x2",
                                   .claims = "WG-1 WG-2 WG-3",
                                   .witnesses = "registered",
                                   .symmetric = alike(0, 1) | alike(2, 3)}};
const scenario<three_by_two> large{{.name = "wait_group/waits_for_all/3x2",
                                    .claims = "WG-1 WG-2 WG-3",
                                    .witnesses = "registered",
                                    .symmetric = alike(0, 2) | alike(3, 4)}};
const scenario<three_by_three> largest{{.name = "wait_group/waits_for_all/3x3",
                                        .claims = "WG-1 WG-2 WG-3",
                                        .witnesses = "registered",
                                        .symmetric = alike(0, 2) | alike(3, 5),
                                        .graphs = random(10'000, "full: 10^6 executions"),
                                        .graphs_thorough = full(),
                                        .graphs_only = true}};

}  // namespace
}  // namespace lockstep::verify::waits_for_all

// LIFE-1, LIFE-5: once unlock has let another thread lock, that thread may lock, unlock and destroy the mutex before
// the first unlock returns. Hunts for an unlock that touches the mutex after it has given it up, as Go's does: it drops
// the locked bit and then looks whom to wake. The last user frees the mutex; any later touch is an access to freed
// memory. Witness: a thread destroyed the mutex after it had waited for it.

#include <lockstep/mutex.h>
#include <lockstep/verify/inspect.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify::may_be_destroyed_after_unlock {
namespace {

template <policy P, int Threads>
struct may_be_destroyed_after_unlock {
  static constexpr int threads = Threads;

  struct shared_object {
    basic_mutex<P> mutex;
    typename P::template plain<int> users{Threads};
  };
  shared_object* shared = nullptr;

  void before() { shared = P::template create<shared_object>(); }

  void thread(int) {
    const bool has_to_wait = inspect::word(shared->mutex) != 0;
    shared->mutex.lock();
    const bool is_last = (shared->users.write() -= 1) == 0;
    shared->mutex.unlock();
    if (!is_last) return;
    if (has_to_wait) witness("waited");
    P::destroy(shared);
  }
};

template <policy P>
using two = may_be_destroyed_after_unlock<P, 2>;
template <policy P>
using three = may_be_destroyed_after_unlock<P, 3>;
template <policy P>
using four = may_be_destroyed_after_unlock<P, 4>;

const scenario<two> small{{.name = "mutex/may_be_destroyed_after_unlock/2",
                           .claims = "LIFE-1 LIFE-5",
                           .witnesses = "waited",
                           .surroundings = {.time_passes = true, .spins = 1},
                           .symmetric = alike(0, 1)}};
const full_stack_scenario<two> full_stack{{.name = "mutex/may_be_destroyed_after_unlock/2_full_stack",
                                           .claims = "LIFE-1 LIFE-5 SEMA-8",
                                           .witnesses = "waited",
                                           .surroundings = {.time_passes = true, .spurious_returns = 1},
                                           .symmetric = alike(0, 1),
                                           .stress = false}};
const scenario<three> medium{{.name = "mutex/may_be_destroyed_after_unlock/3",
                              .claims = "LIFE-1 LIFE-5",
                              .witnesses = "waited",
                              .surroundings = {.time_passes = true},
                              .symmetric = alike(0, 2)}};
const scenario<four> large{{.name = "mutex/may_be_destroyed_after_unlock/4",
                            .claims = "LIFE-1 LIFE-5",
                            .witnesses = "waited",
                            .surroundings = {.time_passes = true},
                            .symmetric = alike(0, 3),
                            .quick = bound(2),
                            .thorough = bound(3, "full: 10^9 executions by estimate"),
                            .graphs = random(10'000),
                            .graphs_thorough = random(1'000'000, "full: more than 3 * 10^8 executions")}};
const scenario<four> large_and_normal{{.name = "mutex/may_be_destroyed_after_unlock/4_normal",
                                       .claims = "LIFE-1 LIFE-5",
                                       .witnesses = "waited",
                                       .symmetric = alike(0, 3),
                                       .quick = bound(2),
                                       .thorough = bound(3, "full: 10^8 executions by estimate"),
                                       .graphs = random(10'000),
                                       .graphs_thorough = full()}};

}  // namespace
}  // namespace lockstep::verify::may_be_destroyed_after_unlock

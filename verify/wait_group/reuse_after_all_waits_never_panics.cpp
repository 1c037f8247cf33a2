// WG-7: a group may count a new generation once all waits of the one before have returned, and no interleaving of that
// panics. Hunts for a check that mistakes a latecomer of the old generation for misuse, and for a token that is left
// over for the new one. A panic is a failure, and so is a wait that returns in the wrong generation.
// Witness: a wait of the second generation slept.

#include <lockstep/verify/inspect.h>
#include <lockstep/verify/scenario.h>
#include <lockstep/wait_group.h>

namespace lockstep::verify::reuse_after_all_waits_never_panics {
namespace {

/// Thread 0 counts the workers, lets them start, waits, and does it again.
template <policy P, int Workers, int Generations>
struct one_waiter_again_and_again {
  static constexpr int threads = 1 + Workers;

  struct worker {
    typename P::semaphore start;
    typename P::template plain<int> generation{0};
  };
  basic_wait_group<P> group;
  worker workers[Workers];

  void thread(int index) {
    for (int generation = 1; generation <= Generations; ++generation) {
      if (index == 0) {
        wait_for(generation);
      } else {
        worker& self = workers[index - 1];
        self.start.acquire();
        self.generation.write() = generation;
        if (generation == 2 && wait_group_word::waiters(inspect::word(group)) != 0) witness("slept");
        group.done();
      }
    }
  }

  void wait_for(int generation) {
    group.add(Workers);
    for (worker& w : workers) w.start.release();
    group.wait();
    for (const worker& w : workers) check(w.generation.read() == generation, "wait has returned in another generation");
  }

  void after() { check(inspect::word(group) == 0, "the group is not as it was"); }
};

/// Threads 1 and 2 wait twice; thread 0 makes sure that both have returned before it counts again.
template <policy P>
struct two_waiters_twice {
  static constexpr int threads = 3;

  struct waiter {
    typename P::semaphore again;
  };
  basic_wait_group<P> group;
  typename P::semaphore returned;
  waiter waiters[2];
  typename P::template plain<int> generation{0};

  void before() { group.add(1); }

  void thread(int index) {
    if (index == 0) {
      generation.write() = 1;
      group.done();
      for (int i = 0; i != 2; ++i) returned.acquire();
      group.add(1);
      for (waiter& w : waiters) w.again.release();
      generation.write() = 2;
      if (wait_group_word::waiters(inspect::word(group)) != 0) witness("slept");
      group.done();
    } else {
      group.wait();
      check(generation.read() == 1, "wait has returned in another generation");
      returned.release();
      waiters[index - 1].again.acquire();
      group.wait();
      check(generation.read() == 2, "wait has returned in another generation");
    }
  }
};

template <policy P>
using one_worker_thrice = one_waiter_again_and_again<P, 1, 3>;
template <policy P>
using two_workers_twice = one_waiter_again_and_again<P, 2, 2>;

const scenario<one_worker_thrice> small{{.name = "wait_group/reuse_after_all_waits_never_panics/1_worker",
                                         .claims = "WG-7 WG-1 WG-3",
                                         .witnesses = "slept"}};
const scenario<two_workers_twice> workers{{.name = "wait_group/reuse_after_all_waits_never_panics/2_workers",
                                           .claims = "WG-7 WG-1 WG-3",
                                           .witnesses = "slept"}};
const scenario<two_waiters_twice> waiters{{.name = "wait_group/reuse_after_all_waits_never_panics/2_waiters",
                                           .claims = "WG-7 WG-1 WG-3",
                                           .witnesses = "slept",
                                           .quick = bound(3),
                                           .thorough = full(),
                                           .graphs = random(10'000, "full: 10^6 executions by estimate"),
                                           .graphs_thorough = full()}};

}  // namespace
}  // namespace lockstep::verify::reuse_after_all_waits_never_panics

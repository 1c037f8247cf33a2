// ONCE-1, ONCE-2: of all calls one runs its function, and none returns before that has ended and is visible to it.
// Hunts for done set before the run (golang/go#16914: a call returns early), for done read without acquire or set
// without release (golang/go#22104, #38320: a race on `result`), and for a runner that leaves without waking whom it
// made wait (musl 0d0c2f4: a deadlock). A second call of the same thread is there for O1.
// Witness: a call waited for another's run.

#include <lockstep/once.h>
#include <lockstep/verify/inspect.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify::runs_f_once {
namespace {

template <policy P, int Threads, int Calls>
struct runs_f_once {
  static constexpr int threads = Threads;

  basic_once<P> once;
  typename P::template plain<int> result{0};
  ghost<int> runs;

  void thread(int) {
    for (int call = 0; call != Calls; ++call) {
      once.call([this] {
        runs.add(1);
        result.write() += 1;
      });
      check(result.read() == 1, "a call has returned before the run has ended");
    }
  }

  void invariant() const {
    const std::uint32_t s = inspect::word(once);
    check(s == 0 || s == once_word::done || once_word::is_running(s), "waiters for no run");
    check(once_word::waiters(s) < Threads, "more waiters than threads");
    if (once_word::waiters(s) != 0) witness("waiting");
  }

  void after() {
    check(runs.get() == 1, "not exactly one run");
    check(inspect::word(once) == once_word::done, "the word is not that of a once that is done");
    check(!inspect::semaphore(once).try_acquire(), "there were more tokens than waiters");
  }
};

template <policy P>
using two = runs_f_once<P, 2, 2>;
template <policy P>
using three = runs_f_once<P, 3, 2>;
template <policy P>
using four = runs_f_once<P, 4, 1>;

const full_stack_scenario<two> full_stack{{.name = "once/runs_f_once/2_full_stack",
                                           .claims = "ONCE-1 ONCE-2 SEMA-8",
                                           .witnesses = "waiting",
                                           .surroundings = {.spurious_returns = 1},
                                           .stress = false}};
const scenario<three> medium{{.name = "once/runs_f_once/3", .claims = "ONCE-1 ONCE-2", .witnesses = "waiting"}};
const scenario<four> large{{.name = "once/runs_f_once/4",
                            .claims = "ONCE-1 ONCE-2",
                            .witnesses = "waiting",
                            .symmetric = alike(0, 3),
                            .quick = bound(3),
                            .thorough = full(),
                            .explore_misses = "waiting"}};

}  // namespace
}  // namespace lockstep::verify::runs_f_once

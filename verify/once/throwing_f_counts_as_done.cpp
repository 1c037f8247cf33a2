// ONCE-3: the exception of the function leaves the call that ran it and no other, and the object is done.
// Hunts for a call that runs its function after another's has thrown, for one that never returns because the runner
// left by an exception, and for one that gets an exception which is not its own. Witness: a call waited for the run
// that threw.

#include <lockstep/once.h>
#include <lockstep/verify/inspect.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify::throwing_f_counts_as_done {
namespace {

template <policy P>
struct throwing_f_counts_as_done {
  static constexpr int threads = 3;
  struct thrown {
    int by;
  };

  basic_once<P> once;
  typename P::template plain<int> result{0};
  ghost<int> throws;

  void thread(int index) {
    try {
      once.call([&] {
        result.write() += 1;
        throw thrown{index};
      });
    } catch (const thrown& mine) {
      check(mine.by == index, "the exception of another call's function");
      throws.add(1);
    }
    check(result.read() == 1, "a call has returned before the run has ended");
  }

  void invariant() const {
    if (once_word::waiters(inspect::word(once)) != 0) witness("waiting");
  }

  void after() {
    check(throws.get() == 1, "not exactly one call threw");
    check(inspect::word(once) == once_word::done, "the word is not that of a once that is done");
  }
};

const scenario<throwing_f_counts_as_done> registered{
    {.name = "once/throwing_f_counts_as_done", .claims = "ONCE-3 ONCE-1 ONCE-2", .witnesses = "waiting"}};

}  // namespace
}  // namespace lockstep::verify::throwing_f_counts_as_done

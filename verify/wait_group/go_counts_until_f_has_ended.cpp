// WG-10: go counts f before it returns, and counts it off after f has returned and what it held is gone.
// Hunts for a count that comes too late, and for a function object that outlives the wait: its end writes `held`, which
// would race with the reader. The threads of a model exist from the start, so spawning is handing over.
// Witness: the wait slept.

#include <functional>
#include <memory>

#include <lockstep/verify/inspect.h>
#include <lockstep/verify/scenario.h>
#include <lockstep/wait_group.h>

namespace lockstep::verify::go_counts_until_f_has_ended {
namespace {

template <policy P>
struct go_counts_until_f_has_ended {
  static constexpr int threads = 2;

  basic_wait_group<P> group;
  typename P::semaphore spawned;
  typename P::template plain<std::function<void()>> task{nullptr};
  typename P::template plain<int> written{0};
  typename P::template plain<int> held{1};

  void thread(int index) {
    if (index == 1) {
      spawned.acquire();
      task.write()();
      return;
    }
    group.go(
        [this, holder = std::shared_ptr<void>(nullptr, [this](void*) { held.write() = 0; })] {
          if (wait_group_word::waiters(inspect::word(group)) != 0) witness("slept");
          written.write() = 1;
        },
        [this](auto f) {
          task.write() = std::move(f);
          spawned.release();
        });
    group.wait();
    check(written.read() == 1, "wait has returned before f has");
    check(held.read() == 0, "wait has returned before f was destroyed");
  }
};

const scenario<go_counts_until_f_has_ended> registered{
    {.name = "wait_group/go_counts_until_f_has_ended", .claims = "WG-10", .witnesses = "slept"}};

}  // namespace
}  // namespace lockstep::verify::go_counts_until_f_has_ended

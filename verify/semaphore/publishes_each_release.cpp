// SEMA-5: a release synchronizes with the acquire that takes its token, on each of the ways a release can take. Two
// threads release beside each other; whoever has acquired both tokens must see what both wrote. Hunts for a release
// without the order: also the one that finds the waiter gone when it has the bucket's lock. Witness: the acquirer was
// parked.

#include <lockstep/semaphore.h>
#include <lockstep/verify/inspect.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify::publishes_each_release {
namespace {

template <policy P, bool Handoff>
struct publishes_each_release {
  static constexpr int threads = 3;

  typename P::semaphore tokens;
  typename P::template plain<int> written[2] = {typename P::template plain<int>{0}, typename P::template plain<int>{0}};

  void thread(int index) {
    if (index != 2) {
      written[index].write() = 1;
      tokens.release(Handoff);
      return;
    }
    tokens.acquire();
    tokens.acquire();
    check(written[0].read() + written[1].read() == 2, "a release was not seen");
  }

  void invariant() const {
    if (inspect::has_waiters(tokens)) witness("parked");
  }
};

template <policy P>
using competing = publishes_each_release<P, false>;
template <policy P>
using handed_over = publishes_each_release<P, true>;

constexpr statement stating(std::string_view name) {
  return {.name = name,
          .claims = "SEMA-5 SEMA-1",
          .witnesses = "parked",
          .symmetric = alike(0, 1),
          .quick = bound(3),
          .thorough = bound(4, "full: more than an hour"),
          .graphs = random(10'000, "full: 10^6 executions by estimate"),
          .graphs_thorough = full()};
}

const full_stack_scenario<competing> plainly{stating("semaphore/publishes_each_release")};
const full_stack_scenario<handed_over> by_handoff{stating("semaphore/publishes_each_release/handoff")};

}  // namespace
}  // namespace lockstep::verify::publishes_each_release

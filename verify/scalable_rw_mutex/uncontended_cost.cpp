// RW-1, RW-8: what a reader costs who meets no writer: one exchange of its own slot to lock, one to unlock. Hunts for a
// guess that is stale and costs a turn.

#include <lockstep/verify/counted.h>
#include <lockstep/verify/scenario.h>

#include "two_slots.h"

namespace lockstep::verify::uncontended_cost {
namespace {

template <policy P>
struct uncontended_cost {
  static constexpr int threads = 2;

  two_slots<counted<P>> mutex;

  void thread(int index) {
    if (index != 0) return;  // so the other is alone
    constexpr cost both{.loads = 1, .read_modify_writes = 1};
    for (int round = 0; round != 2; ++round) {
      check(cost_of([&] { mutex.lock_shared(); }) == cost{.read_modify_writes = 1}, "lock_shared is more than one add");
      bool done = false;
      check(cost_of([&] { done = mutex.try_lock_shared(); }) == both && done,
            "try_lock_shared is more than a look and an exchange");
      for (int reader = 0; reader != 2; ++reader)
        check(cost_of([&] { mutex.unlock_shared(); }) == both, "unlock_shared is more than a look and an exchange");
    }
  }
};

const scenario<uncontended_cost> registered{{.name = "scalable_rw_mutex/uncontended_cost", .claims = "RW-1 RW-8"}};

}  // namespace
}  // namespace lockstep::verify::uncontended_cost

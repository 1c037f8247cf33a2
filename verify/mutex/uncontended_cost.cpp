// MUTEX-15: what a mutex costs who meets nobody, counted operation by operation. Hunts for a fast path that fails where
// it need not and leaves the work to the slow one: all ends well, and late.

#include <lockstep/mutex.h>
#include <lockstep/verify/counted.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify::uncontended_mutex_cost {
namespace {

template <policy P>
struct uncontended_cost {
  static constexpr int threads = 2;

  basic_mutex<counted<P>> mutex;

  void thread(int index) {
    if (index != 0) return;  // so the other is alone
    for (int round = 0; round != 2; ++round) {
      check(cost_of([&] { mutex.lock(); }) == cost{.read_modify_writes = 1}, "lock is more than one exchange");
      check(cost_of([&] { mutex.unlock(); }) == cost{.read_modify_writes = 1}, "unlock is more than one exchange");
    }
    bool done = false;
    check(cost_of([&] { done = mutex.try_lock(); }) == cost{.loads = 1, .read_modify_writes = 1} && done,
          "try_lock is more than a look and an exchange");
    check(cost_of([&] { done = mutex.try_lock(); }) == cost{.loads = 1} && !done,
          "try_lock of a locked mutex is more than a look");
    mutex.unlock();
  }
};

const scenario<uncontended_cost> registered{{.name = "mutex/uncontended_cost", .claims = "MUTEX-15 MUTEX-8"}};

}  // namespace
}  // namespace lockstep::verify::uncontended_mutex_cost

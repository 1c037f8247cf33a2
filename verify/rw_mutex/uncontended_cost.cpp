// RW-1, RW-8: what an rw_mutex costs who waits for nobody, with other readers inside or not: one exchange for each lock
// and each unlock. Hunts for a fast path that fails where it need not and leaves the work to the slow one.

#include <lockstep/rw_mutex.h>
#include <lockstep/verify/counted.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify::uncontended_rw_mutex_cost {
namespace {

template <policy P>
struct uncontended_cost {
  static constexpr int threads = 2;

  basic_rw_mutex<counted<P>> mutex;

  void thread(int index) {
    if (index != 0) return;  // so the other is alone
    constexpr cost an_exchange{.read_modify_writes = 1};
    constexpr cost a_look{.loads = 1};
    constexpr cost both{.loads = 1, .read_modify_writes = 1};
    bool done = false;
    for (int round = 0; round != 2; ++round) {
      check(cost_of([&] { mutex.lock(); }) == an_exchange, "lock is more than one exchange");
      check(cost_of([&] { done = mutex.try_lock_shared(); }) == a_look && !done,
            "a try that fails is more than a look");
      check(cost_of([&] { mutex.unlock(); }) == an_exchange, "unlock is more than one exchange");
      for (int reader = 0; reader != 2; ++reader)
        check(cost_of([&] { mutex.lock_shared(); }) == an_exchange, "lock_shared is more than one exchange");
      check(cost_of([&] { done = mutex.try_lock(); }) == a_look && !done, "a try that fails is more than a look");
      for (int reader = 0; reader != 2; ++reader)
        check(cost_of([&] { mutex.unlock_shared(); }) == an_exchange, "unlock_shared is more than one exchange");
    }
    check(cost_of([&] { done = mutex.try_lock(); }) == both && done, "try_lock is more than a look and an exchange");
    mutex.unlock();
    check(cost_of([&] { done = mutex.try_lock_shared(); }) == both && done,
          "try_lock_shared is more than a look and an exchange");
    mutex.unlock_shared();
  }
};

const scenario<uncontended_cost> registered{{.name = "rw_mutex/uncontended_cost", .claims = "RW-1 RW-8"}};

}  // namespace
}  // namespace lockstep::verify::uncontended_rw_mutex_cost

// RW-1, RW-3: readers do not keep each other out, and a writer's unlock admits all that waited for it, not one that
// lets in the next when it leaves. Each reader stays inside until all are. Hunts for an unlock that releases fewer
// readers than it took over (tinygo#2407): a deadlock. Witness: all of them waited for the writer.

#include <lockstep/rw_mutex.h>
#include <lockstep/verify/inspect.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify::readers_enter_together {
namespace {

template <policy P, int Readers>
struct readers_enter_together {
  static constexpr int threads = 1 + Readers;

  basic_rw_mutex<P> mutex;
  typename P::semaphore may_leave[Readers];

  void before() { mutex.lock(); }

  void thread(int index) {
    if (index == Readers) {
      if (rw_mutex_word::readers(inspect::word(mutex)) == Readers) witness("all_waited");
      mutex.unlock();
      return;
    }
    mutex.lock_shared();
    for (int reader = 0; reader != Readers; ++reader) {
      if (reader != index) may_leave[reader].release();
    }
    for (int others = 1; others != Readers; ++others) may_leave[index].acquire();
    mutex.unlock_shared();
  }

  void after() { check(inspect::word(mutex) == 0, "the rw_mutex is not as it was"); }
};

template <policy P>
using two = readers_enter_together<P, 2>;
template <policy P>
using three = readers_enter_together<P, 3>;

const scenario<two> small{
    {.name = "rw_mutex/readers_enter_together/2", .claims = "RW-1 RW-3", .witnesses = "all_waited"}};
const scenario<three> large{{.name = "rw_mutex/readers_enter_together/3",
                             .claims = "RW-1 RW-3",
                             .witnesses = "all_waited",
                             .quick = bound(2),
                             .thorough = bound(3, "full: 10^9 executions by estimate"),
                             .graphs = random(10'000, "full: 10^7 executions by estimate"),
                             .graphs_thorough = full()}};

}  // namespace
}  // namespace lockstep::verify::readers_enter_together

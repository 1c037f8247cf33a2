// MUTEX-1, MUTEX-2: at most one holder, and each sees what the holders before it wrote.
// Hunts for two owners at once, and for a lock that does not acquire what an unlock released: both show as a race on
// `count`, and the first also as a lost increment.
// Witness: starving mode was reached, which takes a waiter that was woken, lost, and has waited too long.

#include <lockstep/mutex.h>
#include <lockstep/verify/inspect.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify::excludes_others {
namespace {

template <policy P, int Threads, int Rounds>
struct excludes_others {
  static constexpr int threads = Threads;

  basic_mutex<P> mutex;
  typename P::template plain<int> count{0};

  void thread(int) {
    for (int round = 0; round != Rounds; ++round) {
      mutex.lock();
      count.write() += 1;
      mutex.unlock();
    }
  }

  void invariant() const {
    if (mutex_word::is_starving(inspect::word(mutex))) witness("starving");
  }

  void after() {
    check(count.read() == Threads * Rounds, "an increment was lost");
    check(inspect::word(mutex) == 0, "the mutex is not as it was");
  }
};

template <policy P>
using two_by_two = excludes_others<P, 2, 2>;
template <policy P>
using two_by_three = excludes_others<P, 2, 3>;
template <policy P>
using three_by_one = excludes_others<P, 3, 1>;
template <policy P>
using three_by_two = excludes_others<P, 3, 2>;
template <policy P>
using four_by_one = excludes_others<P, 4, 1>;

template <int Threads>
constexpr statement stating(std::string_view name, environment surroundings, plan quick, plan thorough,
                            plan graphs = full(), plan graphs_thorough = full()) {
  return {.name = name,
          .claims = "MUTEX-1 MUTEX-2 MUTEX-5 MUTEX-10 MUTEX-14",
          .witnesses = "starving",
          .surroundings = surroundings,
          .symmetric = alike(0, Threads - 1),
          .quick = quick,
          .thorough = thorough,
          .graphs = graphs,
          .graphs_thorough = graphs_thorough};
}

constexpr environment timed{.time_passes = true};
constexpr environment timed_and_spinning{.time_passes = true, .spins = 1};

const scenario<two_by_two> small{stating<2>("mutex/excludes_others/2x2", timed, full(), full())};
const scenario<two_by_three> often{
    stating<2>("mutex/excludes_others/2x3", timed, bound(3), full(), random(10'000), full())};
const scenario<two_by_two> spinning{
    stating<2>("mutex/excludes_others/2x2_spinning", timed_and_spinning, full(), full())};
const scenario<three_by_one> wide{stating<3>("mutex/excludes_others/3x1", timed, full(), full())};
const scenario<three_by_one> wide_spinning{
    stating<3>("mutex/excludes_others/3x1_spinning", timed_and_spinning, full(), full())};
const scenario<three_by_two> large{stating<3>("mutex/excludes_others/3x2", timed, bound(3),
                                              bound(5, "full: 10^8 executions by estimate"), random(10'000),
                                              random(1'000'000, "full: 10^10 executions by estimate"))};
const scenario<four_by_one> widest{stating<4>("mutex/excludes_others/4x1", timed, bound(3),
                                              bound(5, "full: 10^8 executions by estimate"),
                                              random(10'000, "full: 10^7 executions by estimate"))};

}  // namespace
}  // namespace lockstep::verify::excludes_others

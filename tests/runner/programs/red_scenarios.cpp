// One scenario for each way in which a scenario can go wrong, and a few that go right beside them.

#include <signal.h>

#include <cstdio>
#include <cstdlib>

#include <lockstep/map.h>
#include <lockstep/verify/scenario.h>

namespace {

using namespace lockstep;
using namespace lockstep::verify;

template <policy P>
using word = typename P::template atomic<std::uint32_t>;

template <policy P>
struct counts {
  static constexpr int threads = 2;
  word<P> count{0};
  void thread(int) {
    if (count.fetch_add(1, std::memory_order::relaxed) == 1) witness("second");
  }
  void after() { check(count.load(std::memory_order::relaxed) == 2); }
};
const scenario<counts> green{{.name = "green/counts", .claims = "MUTEX-1", .witnesses = "second"}};
const scenario<counts> no_witness{{.name = "witness/never_seen", .claims = "", .witnesses = "second third"}};
const scenario<counts> unknown_claim{{.name = "claim/unknown", .claims = "MUTEX-1 MUTEX-99"}};
const scenario<counts> wrong_but_green{{.name = "wrong/finds_nothing", .claims = "", .must_fail = "data race"}};

/// Loses an addition if the threads meet.
template <policy P>
struct loses_an_addition {
  static constexpr int threads = 2;
  word<P> count{0};
  void thread(int) {
    const std::uint32_t seen = count.load(std::memory_order::relaxed);
    count.store(seen + 1, std::memory_order::relaxed);
  }
  void after() { check(count.load(std::memory_order::relaxed) == 2, "an addition is <lost> & gone"); }
};
const scenario<loses_an_addition> fails{{.name = "fails/check", .claims = "MUTEX-1", .stress = false}};
const scenario<loses_an_addition> as_stated{{.name = "wrong/as_stated", .claims = "", .must_fail = "is <lost>"}};
const scenario<loses_an_addition> otherwise{{.name = "wrong/fails_otherwise", .claims = "", .must_fail = "deadlock"}};

/// Is wrong only between two steps of the one thread that can run.
template <policy P>
struct breaks_its_invariant {
  static constexpr int threads = 2;
  typename P::semaphore semaphore;
  word<P> value{0};
  void thread(int index) {
    if (index == 0) {
      semaphore.acquire();
    } else {
      value.store(1, std::memory_order::relaxed);
      value.store(0, std::memory_order::relaxed);
      semaphore.release();
    }
  }
  void invariant() const { check(semaphore.sleepers() == 0 || value.peek() == 0, "broken for a moment"); }
};
const specification_scenario<breaks_its_invariant> broken{
    {.name = "wrong/breaks_its_invariant", .claims = "", .must_fail = "broken for a moment", .moments = true}};

/// A relaxed read may miss what has been written.
template <policy P>
struct reads_stale {
  static constexpr int threads = 2;
  word<P> data{0}, flag{0};
  void thread(int index) {
    if (index == 0) {
      data.store(1, std::memory_order::relaxed);
      flag.store(1, std::memory_order::relaxed);
    } else if (flag.load(std::memory_order::relaxed) == 1) {
      check(data.load(std::memory_order::relaxed) == 1, "stale");
    }
  }
};
const scenario<reads_stale> stale{{.name = "stale/read", .claims = "", .must_fail = "stale"}};

/// Reads what is two writes old: Relacy lets a read miss one.
template <policy P>
struct reads_two_old {
  static constexpr int threads = 2;
  word<P> value{0}, flag{0};
  void thread(int index) {
    if (index == 0) {
      value.store(1, std::memory_order::relaxed);
      value.store(2, std::memory_order::relaxed);
      value.store(3, std::memory_order::relaxed);
      flag.store(1, std::memory_order::relaxed);
    } else if (flag.load(std::memory_order::relaxed) == 1) {
      check(value.load(std::memory_order::relaxed) != 1, "two writes old");
    }
  }
};
const scenario<reads_two_old> two_old{{.name = "weak/reads_stale", .claims = "", .stress = false}};
const scenario<reads_two_old> two_old_as_stated{{.name = "weak/reads_stale_as_stated",
                                                 .claims = "",
                                                 .must_fail = "two writes old",
                                                 .relacy_is_blind = "a read misses one write at most"}};
const scenario<loses_an_addition> not_unseen{
    {.name = "weak/said_to_be_unseen", .claims = "", .must_fail = "is <lost>", .relacy_is_blind = "it is not"}};

template <policy P>
struct crashes {
  static constexpr int threads = 2;
  void thread(int) { raise(SIGSEGV); }
};
const scenario<crashes> crash{{.name = "dies/by_signal", .claims = "", .stress = false}};

template <policy P>
struct exits {
  static constexpr int threads = 2;
  void thread(int) { std::_Exit(7); }
};
const scenario<exits> early_exit{{.name = "dies/by_exit", .claims = "", .stress = false}};

/// Never comes back to the engine.
template <policy P>
struct spins_for_ever {
  static constexpr int threads = 2;
  void thread(int) {
    for (volatile bool for_ever = true; for_ever;) continue;
  }
};
const scenario<spins_for_ever> hang{{.name = "dies/never", .claims = "", .stress = false}};

/// Tells an observer on which stack it runs.
template <policy P>
struct does_not_refine {
  static constexpr int threads = 2;
  word<P> count{0};
  void thread(int) { count.fetch_add(1, std::memory_order::relaxed); }
  void after() {
    observe(requires(const typename P::semaphore s) { s.sleepers(); } ? "specified" : "implemented");
  }
};
const full_stack_scenario<does_not_refine> refinement{
    {.name = "outcomes/refines", .claims = "", .refines = true, .stress = false}};

/// Its outcomes are "1" and "2".
template <policy P>
struct ends_in_one_or_two {
  static constexpr int threads = 2;
  word<P> count{0};
  void thread(int) {
    const std::uint32_t seen = count.load(std::memory_order::relaxed);
    count.store(seen + 1, std::memory_order::relaxed);
  }
  void after() { observe(std::to_string(count.load(std::memory_order::relaxed))); }
};
const scenario<ends_in_one_or_two> exact{{.name = "outcomes/as_stated", .claims = "", .allowed = "1 2"}};
const scenario<ends_in_one_or_two> more{{.name = "outcomes/more", .claims = "", .allowed = "2", .stress = false}};
const scenario<ends_in_one_or_two> fewer{{.name = "outcomes/fewer", .claims = "", .allowed = "1 2 3"}};

/// More interleavings than anybody waits for. Says on standard error that the search is under way.
template <policy P>
struct takes_for_ever {
  static constexpr int threads = 4;
  word<P> count{0};
  void before() {
    static bool said = false;
    if (!said) std::fputs("the search is under way\n", stderr);
    said = true;
  }
  void thread(int) {
    for (int i = 0; i != 8; ++i) count.fetch_add(1, std::memory_order::relaxed);
  }
};
const scenario<takes_for_ever> slow{{.name = "slow/full", .claims = "", .stress = false}};
const scenario<takes_for_ever> slow_bound{
    {.name = "slow/bound", .claims = "", .quick = verify::bound(20), .stress = false}};
const scenario<takes_for_ever> slow_random{
    {.name = "slow/random", .claims = "", .quick = verify::random(1'000'000'000), .stress = false}};

/// 12! / (4! 4! 4!) = 34,650 executions.
template <policy P>
struct takes_a_moment {
  static constexpr int threads = 3;
  word<P> count{0};
  void thread(int) {
    for (int i = 0; i != 4; ++i) count.fetch_add(1, std::memory_order::relaxed);
  }
};
const scenario<takes_a_moment> moment{{.name = "slow/a_moment", .claims = "", .stress = false}};

template <policy P>
struct fails_in_two_ways {
  static constexpr int threads = 2;
  word<P> last{2};
  void thread(int index) { last.store(static_cast<std::uint32_t>(index), std::memory_order::relaxed); }
  void after() {
    verify::check(last.load(std::memory_order::relaxed) != 0, "zero came last");
    verify::check(last.load(std::memory_order::relaxed) != 1, "one came last");
  }
};
const scenario<fails_in_two_ways> two_ways{{.name = "kinds/two", .claims = "", .stress = false}};

/// On real threads only, where waiting for what never comes is a hang that nothing but the clock can see.
template <policy P>
struct waits_for_nothing {
  static constexpr int threads = 2;
  word<P> never{0};
  void thread(int) {
    while (never.load(std::memory_order::relaxed) == 0) P::futex_wait(never, 0);
  }
};
const scenario<waits_for_nothing> stuck{{.name = "stuck/for_ever", .claims = ""}};

/// Does not say that its program reclaims.
template <policy P>
struct has_a_map {
  static constexpr int threads = 2;
  basic_map<P, int, int> map;
  void thread(int index) {
    map.store(index, 1);
    map.load(index);
  }
};
const scenario<has_a_map> forgets{{.name = "forgets/to_reclaim", .claims = "", .stress = false}};

}  // namespace

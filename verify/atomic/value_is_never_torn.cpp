// ATOMIC-8: a load gives a copy of one value that was stored, whole, while others store. Hunts for a value that is
// destroyed while somebody copies it (access to freed memory, race), for one that nobody destroys (leak), and for a
// copy of half the old and half the new. Witnesses: a load found the first value, and a load found a later one.

#include <lockstep/atomic_value.h>
#include <lockstep/verify/scenario.h>

#include "watched_value.h"

namespace lockstep::verify::value_is_never_torn {
namespace {

template <policy P, int Writers, int Readers, int Rounds>
struct value_is_never_torn {
  static constexpr int threads = Writers + Readers;
  using value = watched_value<P>;

  basic_atomic_value<P> shared;

  void before() { shared.store(value(0)); }

  void thread(int i) {
    for (int round = 0; round != Rounds; ++round) {
      if (i < Writers) {
        shared.store(value(1 + i + Writers * round));
      } else {
        const auto seen = shared.template load<value>();
        check(seen.has_value(), "nothing where there was a value");
        check(seen->is_whole(), "torn");
        witness(seen->get() == 0 ? "saw_the_first" : "saw_a_later_one");
      }
    }
  }

  void after() {
    const auto last = shared.template load<value>();
    check(last.has_value() && last->is_whole() && last->get() > Writers * (Rounds - 1), "the last store is not there");
  }
};

template <policy P>
using one_writer = value_is_never_torn<P, 1, 1, 2>;
template <policy P>
using two_readers = value_is_never_torn<P, 1, 2, 1>;
template <policy P>
using two_writers = value_is_never_torn<P, 2, 1, 1>;

constexpr statement stated(std::string_view name, plan quick = full(), plan graphs = full()) {
  return {.name = name,
          .claims = "ATOMIC-8",
          .witnesses = "saw_the_first saw_a_later_one",
          .surroundings = {.spurious_returns = 1},
          .quick = quick,
          .thorough = full(),
          .graphs = graphs,
          .graphs_thorough = full()};
}

const scenario<one_writer> a{stated("atomic_value/is_never_torn/1_writer_1_reader_2_rounds")};
const scenario<two_readers> b{stated("atomic_value/is_never_torn/1_writer_2_readers", bound(3),
                                     random(10'000, "full: 10^6 executions by estimate"))};
const scenario<two_writers> c{stated("atomic_value/is_never_torn/2_writers_1_reader", bound(3),
                                     random(10'000, "full: 10^5 executions by estimate"))};

}  // namespace
}  // namespace lockstep::verify::value_is_never_torn

// ATOMIC-1, ATOMIC-2: the operations of atomic_value are in the one order of all sequentially consistent operations,
// together with those of atomic. Hunts for store buffering between two values, and between a value and an atomic, and
// for a value that comes without what its storing thread wrote before.
// Witness: one of the threads did find nothing; the value was observed.

#include <lockstep/atomic.h>
#include <lockstep/atomic_value.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify::value_is_sequentially_consistent {
namespace {

template <policy P, bool IsMixed>
struct announcements {
  static constexpr int threads = 2;

  basic_atomic_value<P> value[2];
  basic_atomic<bool, P> flag;
  ghost<bool> found[2];

  void thread(int i) {
    if (IsMixed && i == 0) {
      flag.store(true);
      found[i].set(!value[1].empty());
    } else {
      value[i].store(i);
      found[i].set(IsMixed ? flag.load() : !value[1 - i].empty());
    }
  }
  void after() {
    check(found[0].get() || found[1].get(), "both looked past each other");
    if (!found[0].get() || !found[1].get()) witness("found_nothing");
  }
};

template <policy P>
struct publication {
  static constexpr int threads = 2;

  typename P::template plain<int> data{0};
  basic_atomic_value<P> value;

  void thread(int i) {
    if (i == 0) {
      data.write() = 1;
      value.store(1);
    } else if (value.template load<int>() == 1) {
      witness("observed");
      check(data.read() == 1, "observed the value and missed the data");
    }
  }
};

template <policy P>
using two_values = announcements<P, false>;
template <policy P>
using value_and_atomic = announcements<P, true>;

const scenario<two_values> a{{.name = "atomic_value/is_sequentially_consistent/two_values",
                              .claims = "ATOMIC-1 ATOMIC-8",
                              .witnesses = "found_nothing"}};
const scenario<value_and_atomic> b{{.name = "atomic_value/is_sequentially_consistent/value_and_atomic",
                                    .claims = "ATOMIC-1 ATOMIC-8",
                                    .witnesses = "found_nothing"}};
const scenario<publication> c{{.name = "atomic_value/is_sequentially_consistent/publication",
                               .claims = "ATOMIC-2 ATOMIC-8",
                               .witnesses = "observed"}};

}  // namespace
}  // namespace lockstep::verify::value_is_sequentially_consistent

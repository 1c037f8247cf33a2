// ATOMIC-8: the first store decides the type, whoever else stores at the same time; the loser's panic says so and
// changes nothing. Hunts for two types that are both let in, and for a box that the panic leaks.
// Witness: either thread was first.

#include <string_view>

#include <lockstep/atomic_value.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify::value_keeps_its_first_type {
namespace {

template <policy P>
struct value_keeps_its_first_type {
  static constexpr int threads = 2;

  basic_atomic_value<P> shared;
  ghost<bool> has_panicked[2];

  void thread(int i) {
    try {
      if (i == 0) {
        shared.store(1);
      } else {
        shared.store(2L);
      }
    } catch (const misuse& m) {
      check(std::string_view(m.what()) == message::store_of_inconsistently_typed_value, m.what());
      has_panicked[i].set(true);
    }
  }

  void after() {
    const auto first = shared.template load<int>();
    const auto second = shared.template load<long>();
    check(!has_panicked[0].get() || second == 2, "the first panicked, and not because of the second");
    check(!has_panicked[1].get() || first == 1, "the second panicked, and not because of the first");
    check(first.has_value() != second.has_value(), "not one type");
    check(has_panicked[0].get() || has_panicked[1].get(), "nobody panicked");
    witness(first ? "first_was_first" : "second_was_first");
  }
};

const scenario<value_keeps_its_first_type> registered{{.name = "atomic_value/keeps_its_first_type",
                                                       .claims = "ATOMIC-8",
                                                       .witnesses = "first_was_first second_was_first"}};

}  // namespace
}  // namespace lockstep::verify::value_keeps_its_first_type

// ATOMIC-1, ATOMIC-3: updates that threads make at once all take effect, one after the other, and each is told where in
// that order it came. Hunts for a load and a store in the place of one read-modify-write.
// Witness: the threads took effect in another order than that of their numbers.

#include <lockstep/atomic.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify::no_update_is_lost {
namespace {

template <policy P>
using word = basic_atomic<std::uint32_t, P>;

/// Sums come back all different, and the last is the total.
template <policy P>
struct add {
  static constexpr int threads = 3;
  word<P> sum;
  ghost<std::uint32_t> got[threads];

  void thread(int i) { got[i].set(sum.add(1u << 2 * i)); }

  void after() {
    constexpr std::uint32_t total = 0b010101;
    check(sum.load() == total, "an addition was lost");
    for (int i = 0; i != threads; ++i) {
      check((got[i].get() & 1u << 2 * i) != 0, "the sum lacks the thread's own addition");
      for (int j = 0; j != i; ++j) check(got[i].get() != got[j].get(), "two additions came to the same sum");
    }
    if (got[0].get() == total) witness("first_came_last");
  }
};

/// Each value put in comes out once: to whoever replaced it, or in the end.
template <policy P>
struct swap {
  static constexpr int threads = 3;
  word<P> last;
  ghost<std::uint32_t> got[threads];

  void thread(int i) { got[i].set(last.swap(1u << i)); }

  void after() {
    std::uint32_t out = last.load();
    for (const auto& g : got) {
      check((out & g.get()) == 0, "a value came out twice");
      out |= g.get();
    }
    check(out == 0b111, "a value was lost");
    if (last.load() == 1) witness("first_came_last");
  }
};

/// Of those who expect the same value one has it.
template <policy P>
struct compare_and_swap {
  static constexpr int threads = 3;
  word<P> winner;
  ghost<std::uint32_t> winners;

  void thread(int i) {
    if (winner.compare_and_swap(0, 1u << i)) winners.add(1u << i);
  }

  void after() {
    check(winners.get() == winner.load(), "there was not one winner");
    if (winner.load() == 4) witness("first_came_last");
  }
};

/// Bits that threads set and clear do not disturb each other, and what they replaced tells the order.
template <policy P>
struct and_or {
  static constexpr int threads = 3;
  word<P> bits{0b100};
  ghost<std::uint32_t> got[threads];

  void thread(int i) { got[i].set(i == 2 ? bits.and_(~0b100u) : bits.or_(1u << i)); }

  void after() {
    check(bits.load() == 0b011, "a bit was lost");
    check((got[2].get() & 0b100) != 0, "cleared before it was");
    check(((got[0].get() & 0b010) != 0) != ((got[1].get() & 0b001) != 0), "each came before the other");
    if ((got[0].get() & 0b110) == 0b010) witness("first_came_last");
  }
};

constexpr statement stated(std::string_view name) {
  return {.name = name, .claims = "ATOMIC-1 ATOMIC-3", .witnesses = "first_came_last"};
}

const scenario<add> a{stated("atomic/no_update_is_lost/add")};
const scenario<swap> b{stated("atomic/no_update_is_lost/swap")};
const scenario<compare_and_swap> c{stated("atomic/no_update_is_lost/compare_and_swap")};
const scenario<and_or> d{stated("atomic/no_update_is_lost/and_or")};

}  // namespace
}  // namespace lockstep::verify::no_update_is_lost

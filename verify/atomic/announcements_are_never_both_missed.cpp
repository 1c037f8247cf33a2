// ATOMIC-1: two threads that each announce themselves and then look for the other never both find nobody, whichever
// operations announce and look. Hunts for an operation that is weaker than sequentially consistent.
// Witness: one of them did find nobody.
// Relacy is blind to a weaker order where both look by a read-modify-write: that would be 2+2W (docs/litmus.md).

#include <lockstep/atomic.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify::announcements_are_never_both_missed {
namespace {

template <policy P>
using word = basic_atomic<std::uint32_t, P>;

constexpr std::uint32_t absent = 2;

// Ways to announce oneself, which changes the word, and to look for the other without a change.
constexpr auto by_store = [](auto& w) { w.store(1); };
constexpr auto by_swap = [](auto& w) { w.swap(1); };
constexpr auto by_compare_and_swap = [](auto& w) { w.compare_and_swap(absent, 1); };
constexpr auto by_add = [](auto& w) { w.add(1); };
constexpr auto by_and = [](auto& w) { w.and_(1); };
constexpr auto by_or = [](auto& w) { w.or_(1); };
constexpr auto with_load = [](auto& w) { return w.load() != absent; };
constexpr auto with_and = [](auto& w) { return w.and_(3) != absent; };
constexpr auto with_compare_and_swap = [](auto& w) { return !w.compare_and_swap(absent, absent); };

template <policy P, auto Announce, auto Look>
struct announcements {
  static constexpr int threads = 2;

  word<P> here[2] = {word<P>(absent), word<P>(absent)};
  ghost<bool> found[2];

  void thread(int i) {
    Announce(here[i]);
    found[i].set(Look(here[1 - i]));
  }
  void after() {
    check(found[0].get() || found[1].get(), "both looked past each other");
    if (!found[0].get() || !found[1].get()) witness("found_nobody");
  }
};

template <policy P>
using store_and_load = announcements<P, by_store, with_load>;
template <policy P>
using swap_and_load = announcements<P, by_swap, with_load>;
template <policy P>
using add_and_load = announcements<P, by_add, with_load>;
template <policy P>
using and_and_load = announcements<P, by_and, with_load>;
template <policy P>
using or_and_load = announcements<P, by_or, with_load>;
template <policy P>
using compare_and_swap_and_load = announcements<P, by_compare_and_swap, with_load>;
template <policy P>
using store_and_and = announcements<P, by_store, with_and>;
template <policy P>
using store_and_compare_and_swap = announcements<P, by_store, with_compare_and_swap>;

constexpr statement stated(std::string_view name) {
  return {.name = name, .claims = "ATOMIC-1", .witnesses = "found_nobody"};
}

const scenario<store_and_load> a{stated("atomic/announcements_are_never_both_missed/store_and_load")};
const scenario<swap_and_load> b{stated("atomic/announcements_are_never_both_missed/swap_and_load")};
const scenario<add_and_load> c{stated("atomic/announcements_are_never_both_missed/add_and_load")};
const scenario<or_and_load> d{stated("atomic/announcements_are_never_both_missed/or_and_load")};
const scenario<compare_and_swap_and_load> e{
    stated("atomic/announcements_are_never_both_missed/compare_and_swap_and_load")};
const scenario<and_and_load> h{stated("atomic/announcements_are_never_both_missed/and_and_load")};
const scenario<store_and_and> f{stated("atomic/announcements_are_never_both_missed/store_and_and")};
const scenario<store_and_compare_and_swap> g{
    stated("atomic/announcements_are_never_both_missed/store_and_compare_and_swap")};

}  // namespace
}  // namespace lockstep::verify::announcements_are_never_both_missed

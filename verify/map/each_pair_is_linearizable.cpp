// MAP-1, MAP-3, MAP-4, MAP-8, MAP-10: each pair of operations on one key, in every state that the key can be in: one
// thread makes the one call and another the other; both make both, each beginning with its own; and the first again
// with values of which some are boxed and some are bare. Hunts for histories that no sequential map could have, for a
// store that is lost in an entry that is being expunged, for a value that is read after it was freed, and for an entry
// that is neither where it should be nor gone.

#include <utility>

#include "calls.h"

namespace lockstep::verify::each_pair_is_linearizable {
namespace {

using namespace maps;

template <policy P, class V, int Rounds>
struct calls_of_two {
  static constexpr bool reclaims = true;
  static constexpr int threads = 2;

  calls_of_two(does first, does second) : made{first, second} {}

  watched_map<P, V> map;
  history<P, map_call, threads> calls;
  sequential_map initial;
  const does made[threads];

  void before() {
    // Two calls each: from the two states that have the longest way to go.
    constexpr state last[] = {state::in_dirty, state::expunged};
    initial = prepare<P>(map, Rounds == 1 ? static_cast<state>(choose(states)) : last[choose(2)]);
  }

  void thread(int index) {
    for (int round = 0; round != Rounds; ++round) {
      const does what = made[(index + round) % 2];
      // The new values are 2 and 3, then 4 and 5. Compares with what is there at first, then with what the other
      // stored.
      const int expected = round == 0 ? 1 : 3 - index;
      const int value = what == does::compare_and_delete ? expected : index + 2 + 2 * round;
      calls.record(index, [&] { return make<P>(map, {.what = what, .value = value, .expected = expected}); });
    }
  }

  void invariant() const { check_invariants<P>(map); }

  void after() {
    for (int key : {0, 1}) calls.record(threads, [&] { return make<P>(map, {.what = does::load, .key = key}); });
    check(is_linearizable(initial, calls.all()), "the history is not linearizable");
    check_that_no_key_is_twice<P>(map);
  }
};

template <does First, does Second>
struct pair_of {
  template <class P>  // a policy; g++ 12 does not find the constraint of a member template the same as that of a
                      // template
  struct once : calls_of_two<P, watched<P>, 1> {
    once() : calls_of_two<P, watched<P>, 1>(First, Second) {}
  };
  template <class P>
  struct twice : calls_of_two<P, watched<P>, 2> {
    twice() : calls_of_two<P, watched<P>, 2>(First, Second) {}
  };
  template <class P>
  struct on_mixed : calls_of_two<P, mixed, 1> {
    on_mixed() : calls_of_two<P, mixed, 1>(First, Second) {}
  };
};

template <does First, does Second>
constexpr auto pair = joined<128>("map/each_pair_is_linearizable/", name_of(First), "+", name_of(Second));
template <does First, does Second>
constexpr auto pair_twice = joined<128>("map/each_pair_is_linearizable/twice/", name_of(First), "+", name_of(Second));
template <does First, does Second>
constexpr auto pair_on_mixed =
    joined<128>("map/each_pair_is_linearizable/mixed/", name_of(First), "+", name_of(Second));

constexpr std::string_view claims = "MAP-1 MAP-3 MAP-4 MAP-8 MAP-10";

/// Two swaps have as many interleavings as all other pairs together; their graphs are few.
template <does First, does Second>
constexpr plan quick = First == does::swap && Second == does::swap ? bound(2) : full();

template <does First, does Second>
const scenario<pair_of<First, Second>::template once> registered{
    {.name = pair<First, Second>.data(), .claims = claims, .quick = quick<First, Second>, .thorough = full()}};
template <does First, does Second>
const scenario<pair_of<First, Second>::template twice> registered_twice{
    {.name = pair_twice<First, Second>.data(), .claims = claims, .graphs_only = true, .stress = false}};
template <does First, does Second>
const scenario<pair_of<First, Second>::template on_mixed> registered_mixed{
    {.name = pair_on_mixed<First, Second>.data(), .claims = claims, .stress = false}};

/// Each kind with itself and the ones after it.
template <int First, int... Later>
void add_pairs(std::integer_sequence<int, Later...>) {
  (static_cast<void>(&registered<static_cast<does>(First), static_cast<does>(First + Later)>), ...);
  (static_cast<void>(&registered_twice<static_cast<does>(First), static_cast<does>(First + Later)>), ...);
  (static_cast<void>(&registered_mixed<static_cast<does>(First), static_cast<does>(First + Later)>), ...);
}
template <int... First>
bool add_all(std::integer_sequence<int, First...>) {
  (add_pairs<First>(std::make_integer_sequence<int, kinds - First>{}), ...);
  return true;
}
[[maybe_unused]] const bool all_are_added = add_all(std::make_integer_sequence<int, kinds>{});

}  // namespace
}  // namespace lockstep::verify::each_pair_is_linearizable

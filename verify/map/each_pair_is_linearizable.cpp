// MAP-1, MAP-3, MAP-4, MAP-8, MAP-10: each pair of operations on one key, in every state that the key can be in.
// Hunts for histories that no sequential map could have, for a store that is lost in an entry that is being expunged,
// for a value that is read after it was freed, and for an entry that is neither where it should be nor gone.

#include <utility>

#include "calls.h"

namespace lockstep::verify::each_pair_is_linearizable {
namespace {

using namespace maps;

template <policy P>
struct two_calls {
  static constexpr bool reclaims = true;
  static constexpr int threads = 2;

  two_calls(does first, does second) : made{first, second} {}

  watched_map<P> map;
  history<P, map_call, threads> calls;
  sequential_map initial;
  const does made[threads];

  void before() { initial = prepare<P>(map, static_cast<state>(choose(states))); }

  void thread(int index) {
    const does what = made[index];
    // Compares with what is there at first; the new values are 2 and 3.
    const int value = what == does::compare_and_delete ? 1 : index + 2;
    calls.record(index, [&] { return make<P>(map, {.what = what, .value = value, .expected = 1}); });
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
  struct calls : two_calls<P> {
    calls() : two_calls<P>(First, Second) {}
  };
};

template <does First, does Second>
constexpr auto name = joined<128>("map/each_pair_is_linearizable/", name_of(First), "+", name_of(Second));

template <does First, does Second>
const scenario<pair_of<First, Second>::template calls> registered{
    {.name = name<First, Second>.data(), .claims = "MAP-1 MAP-3 MAP-4 MAP-8 MAP-10"}};

/// Each kind with itself and the ones after it.
template <int First, int... Later>
void add_pairs(std::integer_sequence<int, Later...>) {
  (static_cast<void>(&registered<static_cast<does>(First), static_cast<does>(First + Later)>), ...);
}
template <int... First>
bool add_all(std::integer_sequence<int, First...>) {
  (add_pairs<First>(std::make_integer_sequence<int, kinds - First>{}), ...);
  return true;
}
[[maybe_unused]] const bool all_are_added = add_all(std::make_integer_sequence<int, kinds>{});

}  // namespace
}  // namespace lockstep::verify::each_pair_is_linearizable

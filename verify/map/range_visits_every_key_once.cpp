// MAP-6: range visits what is there throughout, nothing twice, and holds no lock meanwhile.
// Hunts for a key that a promotion moves past the range, for a value that is freed while f looks at it, and for a lock
// that is held while f runs: f uses the map, which would then wait for itself. Witnesses say that f was called with
// the key that the other thread erases, or not.

#include "calls.h"

namespace lockstep::verify::range_visits_every_key_once {
namespace {

using namespace maps;

/// How often range calls f with each key, and what with.
template <policy P>
struct visits {
  static constexpr bool reclaims = true;
  int of[2] = {};
  template <class F>
  void range(watched_map<P>& map, F then) {
    map.range([&](const watched<P>& key, const watched<P>& value) {
      check(value.get() >= 1, "a value that was never stored");
      ++of[key.get()];
      then(key.get());
      return true;
    });
    check(of[0] <= 1 && of[1] <= 1, "a key was visited twice");
  }
};

template <policy P>
struct beside_a_promotion {
  static constexpr bool reclaims = true;
  static constexpr int threads = 2;
  static constexpr std::uint32_t garbage_limit = 0;
  watched_map<P> map;
  void before() { prepare<P>(map, state::in_both); }
  void thread(int index) {
    if (index == 1) {
      check(map.load(watched<P>(1)).has_value(), "a key is gone");
      return;
    }
    visits<P> seen;
    seen.range(map, [](int) {});
    check(seen.of[0] == 1 && seen.of[1] == 1, "a key was not visited");
  }
  void invariant() const { check_invariants<P>(map); }
};

template <policy P, state From>
struct beside_an_erase {
  static constexpr bool reclaims = true;
  static constexpr int threads = 2;
  static constexpr std::uint32_t garbage_limit = 0;
  watched_map<P> map;
  void before() { prepare<P>(map, From); }
  void thread(int index) {
    if (index == 1) {
      map.erase(watched<P>(0));
      return;
    }
    visits<P> seen;
    seen.range(map, [](int) {});
    witness(seen.of[0] == 1 ? "visited" : "erased");
    if (From == state::in_both) check(seen.of[1] == 1, "a key was not visited");
  }
  void invariant() const { check_invariants<P>(map); }
};
template <policy P>
using beside_an_erase_in_read = beside_an_erase<P, state::in_read>;
template <policy P>
using beside_an_erase_in_both = beside_an_erase<P, state::in_both>;

/// golang/go#46399: nested, and both change what they visit, beside a store.
template <policy P>
struct nested {
  static constexpr bool reclaims = true;
  static constexpr int threads = 2;
  watched_map<P> map;
  void before() { prepare<P>(map, state::in_read); }
  void thread(int index) {
    using value = watched<P>;
    if (index == 1) {
      map.store(value(1), value(2));
      return;
    }
    visits<P> outer;
    outer.range(map, [&](int) {
      visits<P> inner;
      inner.range(map, [&](int key) {
        map.store(value(key), value(3));
        map.load_and_delete(value(key));
      });
      witness("nested");
    });
    check(outer.of[0] == 1, "a key was not visited");
  }
  void after() { check(!map.load(watched<P>(0)).has_value(), "a key came back"); }
};

/// clear takes the tables away under the range.
template <policy P>
struct beside_a_clear {
  static constexpr bool reclaims = true;
  static constexpr int threads = 2;
  static constexpr std::uint32_t garbage_limit = 0;
  watched_map<P> map;
  void before() { prepare<P>(map, state::in_both); }
  void thread(int index) {
    if (index == 1) {
      map.clear();
      return;
    }
    visits<P> seen;
    seen.range(map, [](int) {});
    witness(seen.of[0] == 1 ? "visited" : "cleared");
  }
  void invariant() const { check_invariants<P>(map); }
};

constexpr std::string_view claims = "MAP-6 MAP-3 MAP-5 MAP-10";
const scenario<beside_a_promotion> promotion{{.name = "map/range_visits_every_key_once/beside_a_promotion",
                                              .claims = claims,
                                              .quick = few_preemptions,
                                              .thorough = more_preemptions}};
const scenario<beside_an_erase_in_read> erase{{.name = "map/range_visits_every_key_once/beside_an_erase",
                                               .claims = claims,
                                               .witnesses = "visited erased",
                                               .quick = few_preemptions,
                                               .thorough = more_preemptions}};
const scenario<beside_an_erase_in_both> erase_and_promote{
    {.name = "map/range_visits_every_key_once/beside_an_erase_and_a_promotion",
     .claims = claims,
     .witnesses = "visited erased",
     .quick = few_preemptions,
     .thorough = more_preemptions}};
const scenario<nested> in_itself{{.name = "map/range_visits_every_key_once/nested",
                                  .claims = "MAP-6",
                                  .witnesses = "nested",
                                  .quick = few_preemptions,
                                  .thorough = more_preemptions}};
const scenario<beside_a_clear> clear{{.name = "map/range_visits_every_key_once/beside_a_clear",
                                      .claims = "MAP-6 MAP-3 MAP-10",
                                      .witnesses = "visited cleared",
                                      .quick = few_preemptions,
                                      .thorough = more_preemptions}};

}  // namespace
}  // namespace lockstep::verify::range_visits_every_key_once

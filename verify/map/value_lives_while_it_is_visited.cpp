// MAP-10: what visit shows stays alive, and is gone when nobody can look at it any more. Every retirement is looked
// through at once here. Hunts for a box that is destroyed between the look and its protection, or between the look and
// the end of f: the value's end would race with its read. Witness: it had left the map while f still ran. Only for
// engines: the inspector looks at what is retired while others retire.

#include "calls.h"

namespace lockstep::verify::value_lives_while_it_is_visited {
namespace {

using namespace maps;

template <policy P, does Takes, state From>
struct visited_beside {
  static constexpr bool reclaims = true;
  static constexpr int threads = 2;
  static constexpr std::uint32_t garbage_limit = 0;
  watched_map<P> map;

  void before() { prepare<P>(map, From); }
  void thread(int index) {
    if (index == 1) {
      make<P>(map, {.what = Takes, .key = 0, .value = 2, .expected = 1});
      // The second takes away what the first has put there: a look at the source after publishing must not be left out.
      if (Takes == does::store) make<P>(map, {.what = Takes, .key = 0, .value = 2});
      return;
    }
    map.visit(watched<P>(0), [&](const watched<P>& value) {
      const int first = value.get();
      check(first == 1 || first == 2, "no value that was ever stored");
      if (inspect::retired_boxes(map) != 0) witness("left");
      check(value.get() == first, "a value has changed");
    });
  }
  void after() {
    // Whoever left something there did so because it was protected; now nothing is.
    map.store(watched<P>(0), watched<P>(5));
    map.store(watched<P>(0), watched<P>(6));
    check(inspect::retired_boxes(map) == 0, "garbage that nobody protects");
  }
};
/// Values of which some have a box and some have none. These are no objects that a model watches: what shows is that
/// the box of another value has come to be in the place of the one that is looked at.
template <policy P>
struct box_among_bare_values {
  static constexpr bool reclaims = true;
  static constexpr int threads = 2;
  static constexpr std::uint32_t garbage_limit = 0;
  watched_map<P, mixed> map;
  typename P::template atomic<int> anything{0};

  void before() {
    prepare<P>(map, state::in_read);
    map.store(watched<P>(0), mixed(3));
  }
  void thread(int index) {
    if (index == 1) {
      for (const int boxed : {6, 9, 12}) map.store(watched<P>(0), mixed(boxed));
      return;
    }
    map.visit(watched<P>(0), [&](const mixed& value) {
      const int first = value.get();
      check(first % 3 == 0 && first <= 12, "no value that was ever stored");
      anything.store(1, std::memory_order::relaxed);  // so that the other may go on here
      check(value.get() == first, "a value has changed");
      witness("visited");
    });
  }
};

template <policy P>
using store_in_read = visited_beside<P, does::store, state::in_read>;
template <policy P>
using swap_in_read = visited_beside<P, does::swap, state::in_read>;
template <policy P>
using erase_in_read = visited_beside<P, does::erase, state::in_read>;
template <policy P>
using compared_in_read = visited_beside<P, does::compare_and_swap, state::in_read>;
template <policy P>
using erase_in_both = visited_beside<P, does::load_and_delete, state::in_both>;
template <policy P>
using clear_of_read = visited_beside<P, does::clear, state::in_read>;
template <policy P>
using erase_in_dirty = visited_beside<P, does::erase, state::in_dirty>;

constexpr statement stating(std::string_view name) {
  return {.name = name,
          .claims = "MAP-10",
          .witnesses = "left",
          .quick = few_preemptions,
          .thorough = more_preemptions,
          .explore_misses = "left",
          .stress = false};
}
const scenario<store_in_read> store{stating("map/value_lives_while_it_is_visited/store")};
const scenario<swap_in_read> swap{stating("map/value_lives_while_it_is_visited/swap")};
const scenario<erase_in_read> erase{stating("map/value_lives_while_it_is_visited/erase")};
const scenario<compared_in_read> compared{stating("map/value_lives_while_it_is_visited/compare_and_swap")};
const scenario<erase_in_both> both{stating("map/value_lives_while_it_is_visited/load_and_delete_in_both")};
const scenario<erase_in_dirty> dirty{stating("map/value_lives_while_it_is_visited/erase_in_dirty")};
const scenario<clear_of_read> clear{{.name = "map/value_lives_while_it_is_visited/clear",
                                     .claims = "MAP-10",
                                     .quick = few_preemptions,
                                     .thorough = more_preemptions,
                                     .stress = false}};
const scenario<box_among_bare_values> among_bare{{.name = "map/value_lives_while_it_is_visited/among_bare",
                                                  .claims = "MAP-10",
                                                  .witnesses = "visited",
                                                  .quick = few_preemptions,
                                                  .thorough = more_preemptions}};

}  // namespace
}  // namespace lockstep::verify::value_lives_while_it_is_visited

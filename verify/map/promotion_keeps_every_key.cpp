// MAP-5: loads beside a promotion find every key, whichever table they look into.
// Hunts for a key that is in neither table for a moment, and for a table that is freed while a load looks into it.
// Witness: both loads found read amended, and only one of them promoted.

#include "calls.h"

namespace lockstep::verify::promotion_keeps_every_key {
namespace {

using namespace maps;

template <policy P, state From>
struct loads : recorded_calls<P, 2> {
  static constexpr std::uint32_t garbage_limit = 0;
  ghost<int> amended;

  void before() { this->start(From); }
  void thread(int index) {
    if ((inspect::read(this->map) & 1) != 0) amended.add(1);
    const map_call seen = this->call(index, {.what = does::load, .key = From == state::in_dirty ? 0 : index});
    check(seen.answer.has_value(), "a key is gone");
  }
  void after() {
    if (amended.get() == 2) witness("both_slow");
    recorded_calls<P, 2>::after();
    check((inspect::read(this->map) & 1) == 0, "nobody has promoted");
  }
};
template <policy P>
using of_dirty_alone = loads<P, state::in_dirty>;
template <policy P>
using of_both_tables = loads<P, state::in_both>;

/// A promotion by one, and a store of a new key by the other, which makes the next dirty of what was promoted.
template <policy P>
struct beside_an_amendment : recorded_calls<P, 2> {
  static constexpr std::uint32_t garbage_limit = 0;
  void before() { this->start(state::in_dirty); }
  void thread(int index) {
    if (index == 0) {
      this->call(0, {.what = does::load, .key = 0});
    } else {
      this->call(1, {.what = does::store, .key = 1, .value = 2});
      this->call(1, {.what = does::load, .key = 0});
    }
  }
};

const scenario<of_dirty_alone> alone{{.name = "map/promotion_keeps_every_key/dirty_alone",
                                      .claims = "MAP-5 MAP-1 MAP-10",
                                      .witnesses = "both_slow",
                                      .quick = few_preemptions,
                                      .thorough = more_preemptions,
                                      .explore_misses = "both_slow"}};
const scenario<of_both_tables> both{{.name = "map/promotion_keeps_every_key/both_tables",
                                     .claims = "MAP-5 MAP-1 MAP-10",
                                     .witnesses = "both_slow",
                                     .quick = few_preemptions,
                                     .thorough = more_preemptions,
                                     .explore_misses = "both_slow"}};
const scenario<beside_an_amendment> amendment{{.name = "map/promotion_keeps_every_key/beside_an_amendment",
                                               .claims = "MAP-5 MAP-1 MAP-10",
                                               .quick = few_preemptions,
                                               .thorough = more_preemptions}};

}  // namespace
}  // namespace lockstep::verify::promotion_keeps_every_key

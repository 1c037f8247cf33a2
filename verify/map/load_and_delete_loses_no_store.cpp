// MAP-1, MAP-4: what is stored beside a load_and_delete is either taken out by it or still there (bytedance/gopkg#264).
// Hunts for a store to an entry that the other is taking out of dirty. Witnesses: both ends were reached.

#include "calls.h"

namespace lockstep::verify::load_and_delete_loses_no_store {
namespace {

using namespace maps;

template <policy P, state From>
struct store_beside : recorded_calls<P, 2> {
  void before() { this->start(From); }
  void thread(int index) {
    if (index == 0) {
      this->call(0, {.what = does::store, .key = 0, .value = 2});
    } else {
      const map_call made = this->call(1, {.what = does::load_and_delete, .key = 0});
      if (made.answer == 2) witness("taken");
      if (this->call(1, {.what = does::load, .key = 0}).answer == 2) witness("kept");
    }
  }
};
template <policy P>
using in_read_alone = store_beside<P, state::in_read>;
template <policy P>
using in_dirty_alone = store_beside<P, state::in_dirty>;
template <policy P>
using in_both_tables = store_beside<P, state::in_both>;

constexpr statement stating(std::string_view name) {
  return {.name = name,
          .claims = "MAP-1 MAP-4",
          .witnesses = "taken kept",
          .quick = few_preemptions,
          .thorough = more_preemptions};
}
const scenario<in_read_alone> read{stating("map/load_and_delete_loses_no_store/in_read")};
const scenario<in_dirty_alone> dirty{stating("map/load_and_delete_loses_no_store/in_dirty")};
const scenario<in_both_tables> both{stating("map/load_and_delete_loses_no_store/in_both")};

}  // namespace
}  // namespace lockstep::verify::load_and_delete_loses_no_store

// MAP-4: a store to an entry that is being expunged, or that is being put back, is not lost.
// Hunts for a store that exchanges the value of an entry which the table under construction has just left out, for one
// that puts an expunged entry back twice, and for a promotion that drops an entry which was put back meanwhile.
// Witness: the entry was expunged when the threads ran.

#include "calls.h"

namespace lockstep::verify::store_survives_expunging {
namespace {

using namespace maps;

/// Key 0 is erased; the store of key 1 makes dirty, and expunges it.
template <policy P>
struct while_dirty_is_made : recorded_calls<P, 2> {
  void before() { this->start(state::erased); }
  void thread(int index) {
    this->call(index, {.what = does::store, .key = index, .value = index + 2});
    this->call(index, {.what = does::load, .key = 0});
  }
  void invariant() const {
    recorded_calls<P, 2>::invariant();
    if (inspect::expunged(this->map) != 0) witness("expunged");
  }
};

/// Key 0 is expunged, and both store to it.
template <policy P>
struct while_it_is_put_back : recorded_calls<P, 2> {
  void before() { this->start(state::expunged); }
  void thread(int index) { this->call(index, {.what = does::store, .key = 0, .value = index + 2}); }
  void invariant() const {
    recorded_calls<P, 2>::invariant();
    if (inspect::expunged(this->map) == 0) witness("put_back");
  }
};

/// Key 0 is expunged; the load of key 1 promotes dirty, with it or without.
template <policy P>
struct while_dirty_is_promoted : recorded_calls<P, 2> {
  void before() { this->start(state::expunged); }
  void thread(int index) {
    if (index == 0) {
      this->call(0, {.what = does::store, .key = 0, .value = 2});
    } else {
      this->call(1, {.what = does::load, .key = 1});
      this->call(1, {.what = does::load, .key = 0});
    }
  }
  void invariant() const {
    recorded_calls<P, 2>::invariant();
    if (inspect::expunged(this->map) != 0) witness("expunged");
  }
};

const scenario<while_dirty_is_made> made{{.name = "map/store_survives_expunging/while_dirty_is_made",
                                          .claims = "MAP-4 MAP-3 MAP-1",
                                          .witnesses = "expunged",
                                          .quick = few_preemptions,
                                          .thorough = more_preemptions,
                                          .explore_misses = "expunged"}};
const scenario<while_it_is_put_back> put_back{{.name = "map/store_survives_expunging/while_it_is_put_back",
                                               .claims = "MAP-4 MAP-3 MAP-1",
                                               .witnesses = "put_back",
                                               .quick = few_preemptions,
                                               .thorough = more_preemptions,
                                               .explore_misses = "put_back"}};
const scenario<while_dirty_is_promoted> promoted{{.name = "map/store_survives_expunging/while_dirty_is_promoted",
                                                  .claims = "MAP-4 MAP-5 MAP-3 MAP-1",
                                                  .witnesses = "expunged",
                                                  .quick = few_preemptions,
                                                  .thorough = more_preemptions,
                                                  .explore_misses = "expunged"}};

}  // namespace
}  // namespace lockstep::verify::store_survives_expunging

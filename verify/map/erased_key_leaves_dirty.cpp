// MAP-3, MAP-10: a key that is erased while it is in dirty alone leaves it at once, whatever goes on beside
// (golang/go#40999). Hunts for an entry without a value that stays in dirty until the next promotion. Two more keys
// keep dirty larger than its misses, as else the erase would promote, and the promotion make it look right. Witness: it
// did not promote.

#include <mutex>

#include "calls.h"

namespace lockstep::verify::erased_key_leaves_dirty {
namespace {

using namespace maps;

template <policy P, does Erase, does Beside>
struct erased : recorded_calls<P, 2> {
  void before() {
    this->start(state::both_in_dirty);
    this->map.store(watched<P>(2), watched<P>(7));  // nobody calls for it
  }
  void thread(int index) {
    if (index == 1) {
      this->call(1, {.what = Beside, .key = 1, .value = 3});
      return;
    }
    this->call(0, {.what = Erase, .key = 0, .value = 1});
    const std::lock_guard held(inspect::lock(this->map));
    const char* const wrong = inspect::violation(this->map);
    check(wrong == nullptr, wrong);
    if ((inspect::read(this->map) & 1) != 0) witness("still_amended");
  }
};
template <policy P>
using by_erase = erased<P, does::erase, does::store>;
template <policy P>
using by_load_and_delete = erased<P, does::load_and_delete, does::load_or_store>;
template <policy P>
using by_compare_and_delete = erased<P, does::compare_and_delete, does::load>;

constexpr statement stating(std::string_view name) {
  return {.name = name,
          .claims = "MAP-3 MAP-10 MAP-1",
          .witnesses = "still_amended",
          .quick = few_preemptions,
          .thorough = more_preemptions};
}
const scenario<by_erase> plainly{stating("map/erased_key_leaves_dirty/erase")};
const scenario<by_load_and_delete> taken{stating("map/erased_key_leaves_dirty/load_and_delete")};
const scenario<by_compare_and_delete> compared{stating("map/erased_key_leaves_dirty/compare_and_delete")};

}  // namespace
}  // namespace lockstep::verify::erased_key_leaves_dirty

// MAP-8: of a compare_and_swap and a compare_and_delete that expect the same value, one at most succeeds
// (golang/go#70970). Hunts for an exchange that does not compare what is there when it happens. In the second scenario
// others store meanwhile, and every box that they replace is looked through at once: one of theirs may come to be at
// the address of the one that was compared (ABA). Witness: each of the two succeeded in some execution.

#include "calls.h"

namespace lockstep::verify::comparisons_exclude_each_other {
namespace {

using namespace maps;

template <policy P>
struct comparisons : recorded_calls<P, 2> {
  ghost<int> succeeded;
  void before() { this->start(choose(2) == 0 ? state::in_read : state::in_both); }
  void thread(int index) {
    const map_call made = index == 0
                              ? this->call(0, {.what = does::compare_and_swap, .key = 0, .value = 2, .expected = 1})
                              : this->call(1, {.what = does::compare_and_delete, .key = 0, .value = 1});
    if (made.answer != 1) return;
    witness(index == 0 ? "swapped" : "deleted");
    check(succeeded.add(1) == 1, "both succeeded");
  }
};

template <policy P>
struct beside_stores : recorded_calls<P, 2> {
  static constexpr std::uint32_t garbage_limit = 0;
  void before() { this->start(state::in_read); }
  void thread(int index) {
    if (index == 0) {
      const map_call made = this->call(0, {.what = does::compare_and_swap, .key = 0, .value = 2, .expected = 1});
      witness(made.answer == 1 ? "swapped" : "failed");
    } else {
      this->call(1, {.what = does::store, .key = 0, .value = 3});
      this->call(1, {.what = does::store, .key = 0, .value = 4});
    }
  }
};

const scenario<comparisons> two{{.name = "map/comparisons_exclude_each_other/two",
                                 .claims = "MAP-8 MAP-1",
                                 .witnesses = "swapped deleted",
                                 .quick = few_preemptions,
                                 .thorough = more_preemptions}};
const scenario<beside_stores> aba{{.name = "map/comparisons_exclude_each_other/beside_stores",
                                   .claims = "MAP-8 MAP-1 MAP-10",
                                   .witnesses = "swapped failed",
                                   .quick = few_preemptions,
                                   .thorough = more_preemptions}};

}  // namespace
}  // namespace lockstep::verify::comparisons_exclude_each_other

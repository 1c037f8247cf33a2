// MAP-11: a call of which a copy, a comparison or a hash throws has not been made, whatever goes on beside it: the
// others make a linearizable history without it, and nothing leaks. Hunts for a step taken before the last that may
// throw, and for a lock or a box that is not given back. Witnesses: each kind of call threw.

#include "calls.h"

namespace lockstep::verify::exceptions_change_nothing {
namespace {

using namespace maps;

template <policy P, does Beside>
struct throws_beside : recorded_calls<P, 2> {
  static constexpr does kinds_that_throw[] = {
      does::load,  does::store, does::load_or_store,    does::load_and_delete,
      does::erase, does::swap,  does::compare_and_swap, does::compare_and_delete};
  does kind = does::load;
  int gets_through = 0;

  void before() {
    kind = kinds_that_throw[choose(std::size(kinds_that_throw))];
    gets_through = static_cast<int>(choose(4));
    this->start(static_cast<state>(choose(states)));
  }
  void thread(int index) {
    if (index == 1) {
      this->call(1, {.what = Beside, .key = 0, .value = 2});
      return;
    }
    int& left = P::template per_thread<fuse>().left;
    left = gets_through;
    try {
      this->call(0, {.what = kind, .key = 0, .value = kind == does::compare_and_delete ? 1 : 3, .expected = 1});
    } catch (const blown&) {
      witness(name_of(kind).data());
    }
    left = -1;
  }
};
template <policy P>
using beside_store = throws_beside<P, does::store>;
template <policy P>
using beside_load_and_delete = throws_beside<P, does::load_and_delete>;

constexpr statement stating(std::string_view name) {
  return {.name = name,
          .claims = "MAP-11 MAP-1 MAP-10",
          .witnesses = "load store load_or_store load_and_delete erase swap compare_and_swap compare_and_delete",
          .quick = few_preemptions,
          .thorough = more_preemptions};
}
const scenario<beside_store> store{stating("map/exceptions_change_nothing/beside_store")};
const scenario<beside_load_and_delete> taking{stating("map/exceptions_change_nothing/beside_load_and_delete")};

}  // namespace
}  // namespace lockstep::verify::exceptions_change_nothing

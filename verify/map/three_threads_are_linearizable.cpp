// MAP-1, MAP-3, MAP-4, MAP-8: three threads that store, store if there is nothing, and delete, on one key in every
// state that it can be in; and then each looks at what there is. Hunts for what takes a third thread to see: a store
// that is lost between another's deletion and a promotion, and a deletion that takes what came after it.

#include "calls.h"

namespace lockstep::verify::three_threads_are_linearizable {
namespace {

using namespace maps;

template <policy P, int Calls>
struct three_threads {
  static constexpr bool reclaims = true;
  static constexpr int threads = 3;

  watched_map<P> map;
  history<P, map_call, threads> calls;
  sequential_map initial;

  void prepare_in(state s) { initial = prepare<P>(map, s); }

  void thread(int index) {
    constexpr does first[] = {does::store, does::load_or_store, does::load_and_delete};
    calls.record(index, [&] { return make<P>(map, {.what = first[index], .value = index + 2}); });
    if (Calls == 2) calls.record(index, [&] { return make<P>(map, {.what = does::load}); });
  }

  void after() {
    calls.record(threads, [&] { return make<P>(map, {.what = does::load}); });
    check(is_linearizable(initial, calls.all()), "the history is not linearizable");
    check_that_no_key_is_twice<P>(map);
  }
};

template <policy P>
struct one_call : three_threads<P, 1> {
  void before() { this->prepare_in(static_cast<state>(choose(states))); }
};
template <policy P>
struct two_calls : three_threads<P, 2> {
  void before() { this->prepare_in(state::in_read); }
};

const scenario<one_call> small{{.name = "map/three_threads_are_linearizable/3x1",
                                .claims = "MAP-1 MAP-3 MAP-4 MAP-8",
                                .quick = bound(1),
                                .thorough = bound(2),
                                .graphs = random(10'000, "full: 10^6 executions by estimate"),
                                .graphs_thorough = full()}};
const scenario<two_calls> large{{.name = "map/three_threads_are_linearizable/3x2",
                                 .claims = "MAP-1 MAP-3 MAP-4 MAP-8",
                                 .quick = bound(1),
                                 .thorough = bound(2),
                                 .graphs = random(10'000, "full: 10^8 executions by estimate"),
                                 .graphs_thorough = full()}};

}  // namespace
}  // namespace lockstep::verify::three_threads_are_linearizable

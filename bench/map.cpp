// Go's benchmarks of sync.Map (sync/map_bench_test.go), under their names.
//
// Go takes its integers by interface, which boxes most of them; the C++ maps have std::int64_t.

#include <memory>

#include "maps.h"

namespace lockstep::bench {
namespace {

using key = std::int64_t;

/// One map for all threads, new in each repetition: `fill` is given it before the clock starts, and each operation gets
/// it with a number that no other operation has. Go's loop calls the function that comes with each thread's state.
template <class M, class Fill, class Make>
void use_one_for_all(benchmark::State& state, std::size_t expected, Fill fill, Make make_operation) {
  using map = typename M::template of<key>;
  static std::unique_ptr<map> shared;
  [[maybe_unused]] const typename M::visitor visitor;
  if (state.thread_index() == 0) {
    shared = std::make_unique<map>(expected);
    fill(*shared);
  }
  key i = state.thread_index() * static_cast<key>(state.max_iterations);
  auto operation = make_operation();
  for (auto _ : state) operation(*shared, i++);  // the other threads come here when the first has made the map
  if (state.thread_index() == 0) shared.reset();
}

template <class M, class Fill, class Operation>
void use(benchmark::State& state, std::size_t expected, Fill fill, Operation operation) {
  use_one_for_all<M>(state, expected, fill, [&] { return operation; });
}

/// As many keys, read until they are in the snapshot.
auto filled_with(key hits) {
  return [hits](auto& map) {
    for (key i = 0; i != hits; ++i) map.load_or_store(i, i);
    for (key i = 0; i != hits * 2; ++i) benchmark::DoNotOptimize(map.load(i % hits));
  };
}
auto stored(key count) {
  return [count](auto& map) {
    for (key i = 0; i != count; ++i) map.store(i, i);
  };
}
constexpr auto empty = [](auto&) {};

template <class M, key hits, key misses>
void load_some(benchmark::State& state) {
  use<M>(state, hits, filled_with(hits),
         [](auto& map, key i) { benchmark::DoNotOptimize(map.load(i % (hits + misses))); });
}

template <class M>
void load_or_store_balanced(benchmark::State& state) {
  constexpr key hits = 128, misses = 128;
  use<M>(state, static_cast<std::size_t>(state.max_iterations), filled_with(hits), [](auto& map, key i) {
    const key j = i % (hits + misses);
    benchmark::DoNotOptimize(map.load_or_store(j < hits ? j : i, i));
  });
}

template <class M>
void load_or_store_unique(benchmark::State& state) {
  use<M>(state, static_cast<std::size_t>(state.max_iterations), empty,
         [](auto& map, key i) { benchmark::DoNotOptimize(map.load_or_store(i, i)); });
}

template <class M>
void load_or_store_collision(benchmark::State& state) {
  use<M>(state, 1, filled_with(1), [](auto& map, key) { benchmark::DoNotOptimize(map.load_or_store(0, 0)); });
}

template <class M>
void load_and_delete_balanced(benchmark::State& state) {
  constexpr key hits = 128, misses = 128;
  use<M>(state, hits, filled_with(hits), [](auto& map, key i) {
    const key j = i % (hits + misses);
    benchmark::DoNotOptimize(map.load_and_delete(j < hits ? j : i));
  });
}

template <class M>
void load_and_delete_unique(benchmark::State& state) {
  use<M>(state, 1, empty, [](auto& map, key i) { benchmark::DoNotOptimize(map.load_and_delete(i)); });
}

template <class M>
void load_and_delete_collision(benchmark::State& state) {
  use<M>(state, 1, filled_with(1), [](auto& map, key) { benchmark::DoNotOptimize(map.load_and_delete(0)); });
}

template <class M>
void delete_collision(benchmark::State& state) {
  use<M>(state, 1, filled_with(1), [](auto& map, key) { map.erase(0); });
}

template <class M>
void range_over_a_thousand(benchmark::State& state) {
  constexpr key size = 1 << 10;
  use<M>(state, size, stored(size), [](auto& map, key) {
    map.range([](const auto& k, const auto& v) {
      benchmark::DoNotOptimize(&k);
      benchmark::DoNotOptimize(&v);
      return true;
    });
  });
}

/// Stores a key whenever the misses may have promoted the last one, and else looks for keys that are not there: every
/// load has to take the lock.
template <class M>
void adversarial_alloc(benchmark::State& state) {
  use_one_for_all<M>(state, 1 << 10, empty, [] {
    return [stores = key{0}, loads = key{0}](auto& map, key i) mutable {
      benchmark::DoNotOptimize(map.load(i));
      if (++loads <= stores) return;
      map.load_or_store(i, stores);
      loads = 0;
      ++stores;
    };
  });
}

/// Now and then a key goes and another comes, in a large map: every load takes the lock, and again and again all of
/// the map is copied for one key.
template <class M>
void adversarial_delete(benchmark::State& state) {
  constexpr key size = 1 << 10;
  use<M>(state, size, stored(size), [](auto& map, key i) {
    benchmark::DoNotOptimize(map.load(i));
    if (i % size != 0) return;
    std::optional<key> first;
    map.range([&](key k, value) {
      first = k;
      return false;
    });
    if (first) map.erase(*first);
    map.store(i, i);
  });
}

}  // namespace

void add_map_workloads(process where) {
  using benchmark::State;
  if (where == process::of_one_thread) return;
  const maps all;
  const maps_to_erase_from erasing;
  const auto of_go = [](const char* workload) { return how{.go_name = std::string(workload) + "/*sync.Map"}; };
  const auto add_row = [&](const auto& peers, const char* workload, auto run) {
    add(peers, workload, to_sixteen, run, of_go(workload));
  };
  add_row(all, "LoadMostlyHits", []<class M>(State& s) { load_some<M, 1023, 1>(s); });
  add_row(all, "LoadMostlyMisses", []<class M>(State& s) { load_some<M, 1, 1023>(s); });
  add_row(all, "LoadOrStoreBalanced", []<class M>(State& s) { load_or_store_balanced<M>(s); });
  add_row(all, "LoadOrStoreUnique", []<class M>(State& s) { load_or_store_unique<M>(s); });
  add_row(all, "LoadOrStoreCollision", []<class M>(State& s) { load_or_store_collision<M>(s); });
  add_row(erasing, "LoadAndDeleteBalanced", []<class M>(State& s) { load_and_delete_balanced<M>(s); });
  add_row(erasing, "LoadAndDeleteUnique", []<class M>(State& s) { load_and_delete_unique<M>(s); });
  add_row(erasing, "LoadAndDeleteCollision", []<class M>(State& s) { load_and_delete_collision<M>(s); });
  add_row(erasing, "DeleteCollision", []<class M>(State& s) { delete_collision<M>(s); });
  add_row(all, "Range", []<class M>(State& s) { range_over_a_thousand<M>(s); });
  add_row(all, "AdversarialAlloc", []<class M>(State& s) { adversarial_alloc<M>(s); });
  add_row(maps_to_range_beside_writers{}, "AdversarialDelete", []<class M>(State& s) { adversarial_delete<M>(s); });
}

}  // namespace lockstep::bench

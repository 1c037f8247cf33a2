// Maps by size and kind of key: 16, 1,024 and 1,048,576 keys; integers that are spread over their type, and strings
// too long to be kept inside the object.
//
//   MapHit, MapMiss   load of a key that is there, that is not
//   MapLoadOrStore    of a key that is there
//   MapStore          over a value that is there
//   MapErase          an erase, and a store that puts the key back
//   MapRange          through all of it: the time of one call
//   MapFill           from empty, one thread: the time and the memory of a key
//   MapHalfErased     filled, every other key erased, and promoted: the memory of a key that is left, beside a map that
//                     has had only those
//
// All but the last two have one map in the whole run, in which the keys are asked for in an order that is not that of
// their coming. Go's programs are in go/map_test.go.

#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <type_traits>
#include <vector>

#include <fmt/format.h>

#include "maps.h"
#include "metrics.h"

namespace lockstep::bench {
namespace {

using clock = std::chrono::steady_clock;

/// A bijection: no key comes twice, and neighbours are far from each other.
constexpr std::uint64_t spread(std::uint64_t i) { return i * 0x9e3779b97f4a7c15u; }

template <class K>
K nth_key(std::uint64_t i);
template <>
std::int64_t nth_key(std::uint64_t i) {
  return static_cast<std::int64_t>(spread(i));
}
template <>
std::string nth_key(std::uint64_t i) {
  return fmt::format("key:{:020}", spread(i));
}

/// The first half is stored, the other half never.
template <class K, std::size_t size>
const std::vector<K>& keys() {
  static const auto made = [] {
    std::vector<K> all;
    for (std::size_t i = 0; i != 2 * size; ++i) all.push_back(nth_key<K>(i));
    return all;
  }();
  return made;
}

template <class K, std::size_t size, class Map>
void fill(Map& map) {
  for (std::size_t i = 0; i != size; ++i) map.store(keys<K, size>()[i], static_cast<value>(i));
}

constexpr auto all_of_it = [](const auto& key, const auto& v) {
  benchmark::DoNotOptimize(&key);
  benchmark::DoNotOptimize(&v);
  return true;
};

/// The map of the whole run. Never destroyed: some of it would have to be in a thread that is gone.
template <class M, class K, std::size_t size>
auto& filled_map() {
  static auto* const one = [] {
    auto* const map = new typename M::template of<K>(size);
    fill<K, size>(*map);
    map->range(all_of_it);  // promotes
    return map;
  }();
  return *one;
}

/// Each operation is given the map, a key that is there and one that is not.
template <class M, class K, std::size_t size, class Operation>
void use_filled(benchmark::State& state, Operation operation) {
  [[maybe_unused]] const typename M::visitor visitor;
  auto& map = filled_map<M, K, size>();
  const K* const there = keys<K, size>().data();
  auto i = static_cast<std::size_t>(state.thread_index()) * 7919;
  for (auto _ : state) {
    const std::size_t at = (i++ * 0x9e3779b1u) & (size - 1);
    operation(map, there[at], there[at + size]);
  }
}

/// What malloc has given out and not got back.
std::size_t bytes_in_use() {
  const auto now = mallinfo2();
  return now.uordblks + now.hblkhd;
}

/// `build` is given an empty map and says how many keys it leaves. As many maps as repetitions are asked for, all of
/// which stay, so that small ones can be weighed.
template <class M, class K, std::size_t size, class Build>
void weigh(benchmark::State& state, Build build) {
  [[maybe_unused]] const typename M::visitor visitor;
  using map = typename M::template of<K>;
  std::vector<std::unique_ptr<map>> all(static_cast<std::size_t>(state.max_iterations));
  auto next = all.begin();
  keys<K, size>();
  const std::size_t before = bytes_in_use();
  std::size_t left = 0;
  for (auto _ : state) {
    const auto started = clock::now();
    *next = std::make_unique<map>(size);
    left = build(**next);
    ++next;
    const std::chrono::duration<double> taken = clock::now() - started;
    state.SetIterationTime(taken.count() / static_cast<double>(size));
  }
  state.counters[bytes_per_entry] =
      static_cast<double>(bytes_in_use() - before) / static_cast<double>(all.size() * left);
}

/// Our map that has had only those keys that the others have left.
struct our_fresh_map : our_map {
  static constexpr char name[] = "lockstep, fresh";
};

/// Leaves the keys at even places and a new one, which makes the map drop what it has of the others.
template <class M, class K, std::size_t size, class Map>
std::size_t fill_and_erase_half(Map& map) {
  const auto& all = keys<K, size>();
  if constexpr (std::is_same_v<M, our_fresh_map>) {
    for (std::size_t i = 0; i < size; i += 2) map.store(all[i], 0);
  } else {
    fill<K, size>(map);
    map.range(all_of_it);
    for (std::size_t i = 1; i < size; i += 2) map.erase(all[i]);
  }
  map.store(all[size], 0);
  map.range(all_of_it);
  return size / 2 + 1;
}

template <class K, std::size_t size>
void add_rows(const std::string& kind) {
  using benchmark::State;
  const maps all;
  const maps_to_erase_from erasing;
  // Most of it is Go's, whose program has to fill its map in each repetition; on average of the peers.
  constexpr double seconds_to_fill = 0.01 + 6e-7 * static_cast<double>(size);
  const auto add_row = [&](const auto& peers, const std::string& what, auto run) {
    add(peers, what + kind, {1, 2}, run, {.seconds_besides = seconds_to_fill, .go_name = what + '/' + kind});
  };
  add_row(all, "MapHit", []<class M>(State& s) {
    use_filled<M, K, size>(s, [](auto& map, const K& k, const K&) { benchmark::DoNotOptimize(map.load(k)); });
  });
  add_row(all, "MapMiss", []<class M>(State& s) {
    use_filled<M, K, size>(s, [](auto& map, const K&, const K& no) { benchmark::DoNotOptimize(map.load(no)); });
  });
  add_row(all, "MapLoadOrStore", []<class M>(State& s) {
    use_filled<M, K, size>(s,
                           [](auto& map, const K& k, const K&) { benchmark::DoNotOptimize(map.load_or_store(k, 1)); });
  });
  add_row(all, "MapStore", []<class M>(State& s) {
    use_filled<M, K, size>(s, [](auto& map, const K& k, const K&) { map.store(k, 1); });
  });
  add_row(erasing, "MapErase", []<class M>(State& s) {
    use_filled<M, K, size>(s, [](auto& map, const K& k, const K&) {
      map.erase(k);
      map.store(k, 1);
    });
  });
  add_row(all, "MapRange", []<class M>(State& s) {
    use_filled<M, K, size>(s, [](auto& map, const K&, const K&) { map.range(all_of_it); });
  });
  add(all, "MapFill" + kind, one_thread,
      []<class M>(State& s, int) {
        weigh<M, K, size>(s, [](auto& map) {
          fill<K, size>(map);
          return size;
        });
      },
      {.has_own_clock = true,
       .operations = static_cast<int>(std::max<std::size_t>(1, (1u << 15) / size)),
       .seconds_besides = seconds_to_fill,
       .go_name = "MapFill/" + kind});
}

}  // namespace

void add_map_size_workloads(process where) {
  using benchmark::State;
  if (where == process::of_one_thread) return;
  // The small ones first: their maps should not come from a heap that millions of keys have been through.
  add_rows<std::int64_t, 16>("Int16");
  add_rows<std::string, 16>("String16");
  add_rows<std::int64_t, 1 << 10>("Int1024");
  add_rows<std::string, 1 << 10>("String1024");
  add_rows<std::int64_t, 1 << 20>("Int1M");
  add_rows<std::string, 1 << 20>("String1M");
  add(joined<maps_to_erase_from, peers<our_fresh_map>>{}, "MapHalfErased", one_thread,
      []<class M>(State& s, int) {
        constexpr std::size_t size = 1 << 20;
        weigh<M, std::int64_t, size>(s, [](auto& map) { return fill_and_erase_half<M, std::int64_t, size>(map); });
      },
      {.has_own_clock = true, .operations = 1, .seconds_besides = 1.4});
}

}  // namespace lockstep::bench

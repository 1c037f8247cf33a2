#pragma once

// What the scenarios of the map share: keys and values that a model watches, calls with their answers, the sequential
// map that these are held against, and the states that a map can be in before.

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include <lockstep/map.h>
#include <lockstep/verify/inspect.h>
#include <lockstep/verify/linearizability.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify::maps {

/// How many copies, comparisons and hashes of its thread get through before one throws; negative: all do.
struct fuse {
  int left = -1;
};
struct blown {};

/// An int that a model watches: to read it while it is destroyed is a race, and to read it later an access to freed
/// memory.
template <policy P>
class watched {
 public:
  explicit watched(int value) : value_(value) {}
  watched(const watched& other) : value_(other.get()) { step(); }
  watched(watched&& other) noexcept : value_(other.get()) {}
  watched& operator=(const watched&) = delete;
  ~watched() { value_.write() = -1; }

  int get() const { return value_.read(); }
  friend bool operator==(const watched& a, const watched& b) {
    step();
    return a.get() == b.get();
  }
  static void step() {
    fuse& mine = P::template per_thread<fuse>();
    if (mine.left >= 0 && mine.left-- == 0) throw blown();
  }

 private:
  typename P::template plain<int> value_;
};

/// A number in a word, as a value: the multiples of 3 get a box, all others are kept bare (map_value.h).
class mixed {
 public:
  explicit constexpr mixed(int value) : word_(static_cast<unsigned>(value)) {
    if (value % 3 == 0) word_ |= std::uintptr_t{3} << (8 * sizeof(word_) - 3);
  }
  constexpr int get() const { return static_cast<int>(word_ & 0xff); }
  friend constexpr bool operator==(mixed, mixed) = default;

 private:
  std::uintptr_t word_;
};

/// All keys in one place: the second is always found behind the first.
struct one_for_all {
  template <class K>
  std::size_t operator()(const K&) const {
    K::step();
    return 0;
  }
};

template <policy P, class V = watched<P>>
using watched_map = basic_map<P, watched<P>, V, one_for_all>;

enum class does {
  load,
  store,
  load_or_store,
  load_and_delete,
  erase,
  swap,
  compare_and_swap,
  compare_and_delete,
  clear
};
inline constexpr int kinds = 9;
constexpr std::string_view name_of(does what) {
  constexpr std::string_view names[] = {"load",  "store", "load_or_store",    "load_and_delete",
                                        "erase", "swap",  "compare_and_swap", "compare_and_delete",
                                        "clear"};
  return names[static_cast<int>(what)];
}

/// The parts as one text, made at compile time.
template <std::size_t Capacity, class... Parts>
constexpr std::array<char, Capacity> joined(Parts... parts) {
  std::array<char, Capacity> text{};
  std::size_t end = 0;
  const auto append = [&](std::string_view part) {
    for (char c : part) text[end++] = c;
  };
  (append(parts), ...);
  return text;
}

/// A call and its answer. `answer` is the value that came out, or true or false; nothing is no answer.
struct map_call {
  does what = does::load;
  int key = 0;
  int value = 0;     // the new one; of compare_and_delete: the expected one
  int expected = 0;  // of compare_and_swap
  std::optional<int> answer = {};
  bool loaded = false;  // of load_or_store
};

/// Two keys, of which each has a value or none.
struct sequential_map {
  std::array<std::optional<int>, 2> values{};
  auto operator<=>(const sequential_map&) const = default;

  bool apply(const map_call& c) {
    std::optional<int>& mine = values[static_cast<std::size_t>(c.key)];
    const std::optional<int> before = mine;
    switch (c.what) {
      case does::load:
        return c.answer == before;
      case does::store:
        mine = c.value;
        return true;
      case does::load_or_store:
        if (!before) mine = c.value;
        return c.loaded == before.has_value() && c.answer == mine;
      case does::load_and_delete:
        mine.reset();
        return c.answer == before;
      case does::erase:
        mine.reset();
        return true;
      case does::swap:
        mine = c.value;
        return c.answer == before;
      case does::compare_and_swap:
        if (before == c.expected) mine = c.value;
        return c.answer == (before == c.expected);
      case does::compare_and_delete:
        if (before == c.value) mine.reset();
        return c.answer == (before == c.value);
      case does::clear:
        values = {};
        return true;
    }
    return false;
  }
};

template <policy P, class V>
std::optional<int> number(const std::optional<V>& value) {
  return value ? std::optional<int>(value->get()) : std::nullopt;
}

/// Makes the call on the map, and fills in the answer.
template <policy P, class V>
map_call make(watched_map<P, V>& map, map_call c) {
  const watched<P> key(c.key);
  switch (c.what) {
    case does::load:
      c.answer = number<P>(map.load(key));
      break;
    case does::store:
      map.store(watched<P>(c.key), V(c.value));
      break;
    case does::load_or_store: {
      const auto [actual, loaded] = map.load_or_store(watched<P>(c.key), V(c.value));
      c.answer = actual.get();
      c.loaded = loaded;
      break;
    }
    case does::load_and_delete:
      c.answer = number<P>(map.load_and_delete(key));
      break;
    case does::erase:
      map.erase(key);
      break;
    case does::swap:
      c.answer = number<P>(map.swap(watched<P>(c.key), V(c.value)));
      break;
    case does::compare_and_swap:
      c.answer = map.compare_and_swap(key, V(c.expected), V(c.value));
      break;
    case does::compare_and_delete:
      c.answer = map.compare_and_delete(key, V(c.value));
      break;
    case does::clear:
      map.clear();
      break;
  }
  return c;
}

/// How key 0, which has the value 1 or none, and the map around it can be.
enum class state {
  empty,           // nothing was ever stored
  in_dirty,        // it is in dirty alone
  both_in_dirty,   // so is key 1, with the value 9: one miss does not promote
  in_read,         // it is in read, and there is no dirty
  in_both,         // it is in both; key 1, with the value 9, is in dirty alone
  erased,          // it was in read, and there is no dirty
  erased_in_both,  // it was in both
  expunged,        // it was in read before dirty was made; key 1 is in dirty alone
};
inline constexpr int states = 8;

/// Brings an empty map into the state, and returns what is in it.
template <policy P, class V>
sequential_map prepare(watched_map<P, V>& map, state s) {
  using key_type = watched<P>;
  sequential_map contents;
  const auto store = [&](int key, int v) {
    map.store(key_type(key), V(v));
    contents.values[static_cast<std::size_t>(key)] = v;
  };
  const auto erase = [&] {
    map.erase(key_type(0));
    contents.values[0].reset();
  };
  if (s == state::empty) return contents;
  store(0, 1);
  if (s == state::in_dirty) return contents;
  if (s == state::both_in_dirty) {
    store(1, 9);
    return contents;
  }
  map.load(key_type(0));  // a miss, and one is enough: promotes
  if (s == state::expunged || s == state::erased) erase();
  if (s == state::in_both || s == state::erased_in_both || s == state::expunged) store(1, 9);
  if (s == state::erased_in_both) erase();
  return contents;
}

/// MAP-3 between any two steps, whenever the lock is free.
template <policy P, class V>
void check_invariants(const watched_map<P, V>& map) {
  if (mutex_word::is_held(inspect::word(inspect::lock(map)))) return;
  const char* const wrong = inspect::violation(map);
  check(wrong == nullptr, wrong);
}

/// For a thread that is alone: after a promotion, which range makes, an entry that dirty had twice would be visited
/// twice.
template <policy P, class V>
void check_that_no_key_is_twice(watched_map<P, V>& map) {
  int visits[3] = {};
  map.range([&](const watched<P>& key, const V&) {
    check(++visits[key.get()] == 1, "a key is there twice");
    return true;
  });
}

/// Under Relacy a full search of two threads with some fifty steps each takes minutes; explore finishes it in a second.
inline constexpr plan few_preemptions = bound(1, "explore is exhaustive");
inline constexpr plan more_preemptions = bound(2, "explore is exhaustive");

/// A scenario whose threads make calls, all of them recorded, on a map that starts in a certain state. What every such
/// scenario checks: the history is linearizable, and MAP-3 holds whenever the lock is free.
template <policy P, int Threads>
struct recorded_calls {
  static constexpr bool reclaims = true;
  static constexpr int threads = Threads;

  watched_map<P> map;
  history<P, map_call, Threads> calls;
  sequential_map initial;

  void start(state s) { initial = prepare<P>(map, s); }
  map_call call(int thread, map_call asked) {
    map_call made;
    calls.record(thread, [&] { return made = make<P>(map, asked); });
    return made;
  }
  void invariant() const { check_invariants<P>(map); }
  void after() {
    for (int key : {0, 1}) call(Threads, {.what = does::load, .key = key});
    check(is_linearizable(initial, calls.all()), "the history is not linearizable");
    check_that_no_key_is_twice<P>(map);
  }
};

}  // namespace lockstep::verify::maps

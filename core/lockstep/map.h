#pragma once

// The concurrent map: Go's sync.Map, in a language that frees memory.
//
// Contract
//   load, visit, store, load_or_store, load_and_delete, erase, swap, compare_and_swap, compare_and_delete and clear are
//   linearizable (MAP-1). A write synchronizes with every operation that observes it; an erase also with one that
//   observes the absence (MAP-2). A zeroed map, Hash and Equal being empty, is an empty map (MAP-9).
//   range calls f with every key that is there throughout, none twice, each with a value that it had at some moment
//   during the call; it is no snapshot. It and visit hold no lock while f runs, and f may use this map (MAP-6).
//   A reader sees values by reference only inside visit and range, where they stay alive whatever others do (MAP-10).
//   If an allocation, a copy, a hash or a comparison throws, the map is as it was (MAP-11). Destructors and
//   moves must not throw.
//   Hash, Equal, comparisons of V, moves of K, and the copies of V made by swap and load_and_delete may run under the
//   map's lock: they must not use the map. Destructors of K and V and all other copies run outside it.
//   Values are destroyed once nobody reads them: in bounded number later than they leave the map, on any thread that
//   uses it, and before the map's destructor returns. Nobody may destroy the map while an operation is under way.
//
// Cost: it is for keys written once and read often, or threads that keep to keys of their own. Expected: a hit in read
// is O(1), takes no lock and writes nothing but the running thread's hazard slots (MAP-7). All else is O(1) amortised;
// a new key after a promotion copies the table, O(n), as does a promotion that shrinks it. range, clear: O(n).
//
// State
//   read    a table of entries, and whether it is amended: dirty then has keys that it lacks. Readable without the lock
//   dirty   a table with all entries of read that have a value or may get one, and the new ones. Only with the lock
//   misses  operations since the last promotion that had to look into dirty
//   entry   a key, in read, in dirty or in both; its value is exchanged without the lock: nothing, expunged, bare (in
//           the entry itself, if small and trivial) or in a box; see map_value.h
// What owns and what retires them: docs/map-ownership.md. Tables that left read and boxes that left their entry are
// retired (hazard_pointer.h); an entry dies with the last table that has it.
//
// Transitions                                              guard                             order
//   M1 look      the value of an entry; a box: protected   entry in a protected table        acquire
//   M2 exchange  value -> another or nothing               not expunged                      acq_rel
//   M3 find      the table of read, protected                                                acquire
//   M4 amend     dirty = copy of read; read amended        new key, no dirty; lock           release
//   M5 expunge   nothing -> expunged, left out of dirty    in M4                             acquire
//   M6 readmit   into dirty; expunged -> nothing           a store to it; lock               relaxed
//   M7 promote   read = dirty, not amended; dirty = none   misses >= size, or range; lock    release
//   M8 clear     read = dirty = none                       lock                              release
//
// Invariants, whenever the lock is free
//   dirty exists <=> read is amended                                                          MAP-3
//   entry has nothing: there is no dirty, or the entry is in it                               MAP-3
//   entry expunged: there is dirty, and it lacks the key                                      MAP-3, MAP-4
//   else, entry in read: also in dirty, if that exists; in dirty only: it has a value         MAP-3, MAP-5
//   an entry in one table is in all that were read since, up to its last: they are one run    MAP-10
//
// A thread that found its entry before a clear may still exchange the value in it afterwards: that operation takes its
// place before the clear, during which it was already under way, and everybody who can see it was too (MAP-1).
//
// compare_and_swap holds on to the box that it compared: were it freed, another could come to be at its address, and
// the exchange would take the one for the other (ABA). Bare values that are the same are equal, and may well be taken.

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <new>
#include <optional>
#include <utility>

#include <lockstep/hazard_pointer.h>
#include <lockstep/map_key.h>
#include <lockstep/map_remains.h>
#include <lockstep/map_table.h>
#include <lockstep/mutex.h>
#include <lockstep/policy.h>

namespace lockstep {

template <policy P, std::move_constructible K, std::move_constructible V, class Hash = std::hash<K>,
          class Equal = std::equal_to<K>>
class basic_map {
  template <class Q>
  using key_arg = typename map_key_arg<K, Hash, Equal>::template type<Q>;

 public:
  basic_map() = default;
  explicit basic_map(Hash hash, Equal equal = Equal()) : hash_(std::move(hash)), equal_(std::move(equal)) {}
  basic_map(const basic_map&) = delete;
  basic_map& operator=(const basic_map&) = delete;
  ~basic_map() {
    {
      remains gone(boxes_);
      tables_.destroy_all([&](table* t) { gone.bury(t); });
      if (table* const t = now().table_) gone.bury(t);
      if (table* const t = dirty_.read()) gone.bury(t);
    }
    boxes_.destroy_all([](box* b) { P::destroy(b); });
  }

  // What a hit executes is inlined by force. Out of line an optional is returned through memory, where it is written in
  // two pieces and read as one word at once: that wait alone is as long as all the rest (docs/performance.md).

  /// A copy of the value.
  template <class Q = K>
    requires std::copy_constructible<V>
  [[gnu::always_inline]] std::optional<V> load(const key_arg<Q>& key) {
    guard held;
    return look(key, held).copy();
  }

  /// Calls f with the value, without a copy (but see map_value.h); false if there is none. No lock is held, and f may
  /// use this map.
  template <class Q = K, class F>
  [[gnu::always_inline]] bool visit(const key_arg<Q>& key, F f) {
    guard held;
    const value found = look(key, held);
    if (found.has_value()) found.pass_to(f);
    return found.has_value();
  }

  void store(K key, V desired) {
    const std::size_t hash = hash_(key);
    remains gone(boxes_);
    fresh_value fresh(std::move(desired));
    const auto act = [&](entry& e) {
      value old;
      if (!e.exchange(fresh.get(), old)) return false;
      fresh.release();
      gone.add(old);
      return true;
    };
    if (!put_in_read(hash, key, act)) put(hash, key, fresh, gone, act);
  }

  /// The value that is there, and true; if there is none, stores, and returns `desired` and false.
  std::pair<V, bool> load_or_store(K key, V desired)
    requires std::copy_constructible<V>
  {
    const std::size_t hash = hash_(key);
    remains gone(boxes_);
    guard held;
    fresh_value fresh;
    value found;
    const auto act = [&](entry& e) {
      for (;;) {
        found = e.look(held);
        if (found.is_expunged()) return false;
        if (found.has_value()) return true;
        if (!e.exchange_if(found, fresh.made_of(desired))) continue;
        fresh.release();
        return true;
      }
    };
    if (!put_in_read(hash, key, act)) {
      fresh.made_of(desired);
      put(hash, key, fresh, gone, act, counts_as_miss);
    }
    if (!found.has_value()) return {std::move(desired), false};
    return found.pass_to([](const V& original) { return std::pair<V, bool>(original, true); });
  }

  /// Takes the value out and returns it; nothing if there is none.
  template <class Q = K>
    requires std::copy_constructible<V>
  std::optional<V> load_and_delete(const key_arg<Q>& key) {
    remains gone(boxes_);
    std::optional<V> old;
    at<erasing::yes>(key, [&](entry& e) {
      const value replaced = copy_and_exchange(e, value(), old);
      gone.add(replaced);
      return replaced.has_value();
    });
    return old;
  }

  template <class Q = K>
  void erase(const key_arg<Q>& key) {
    remains gone(boxes_);
    at<erasing::yes>(key, [&](entry& e) {
      value old;
      e.exchange(value(), old);
      gone.add(old);
      return old.has_value();
    });
  }

  /// Stores, and returns the value that was replaced; nothing if there was none.
  std::optional<V> swap(K key, V desired)
    requires std::copy_constructible<V>
  {
    const std::size_t hash = hash_(key);
    remains gone(boxes_);
    fresh_value fresh(std::move(desired));
    std::optional<V> old;
    const auto act = [&](entry& e) {
      const value replaced = copy_and_exchange(e, fresh.get(), old);
      if (replaced.is_expunged()) return false;
      fresh.release();
      gone.add(replaced);
      return true;
    };
    if (!put_in_read(hash, key, act)) put(hash, key, fresh, gone, act);
    return old;
  }

  /// Stores `desired` if there is a value that equals `expected`; returns whether it did.
  template <class Q = K>
    requires std::equality_comparable<V>
  bool compare_and_swap(const key_arg<Q>& key, const V& expected, V desired) {
    remains gone(boxes_);
    fresh_value fresh;
    return at<erasing::no>(key, [&](entry& e) {
      const bool is_done = exchange_if_equal(e, expected, gone, [&] { return fresh.made_of(std::move(desired)); });
      if (is_done) fresh.release();
      return is_done;
    });
  }

  /// Takes the value out if it equals `expected`; returns whether it did.
  template <class Q = K>
    requires std::equality_comparable<V>
  bool compare_and_delete(const key_arg<Q>& key, const V& expected) {
    remains gone(boxes_);
    return at<erasing::yes>(key,
                            [&](entry& e) { return exchange_if_equal(e, expected, gone, [] { return value(); }); });
  }

  /// Calls f(key, value) for one key after the other until it returns false. No lock is held, and f may use this map.
  template <class F>
  void range(F f) {
    hazard pinned;
    view seen = now(pinned);
    if (seen.is_amended()) seen = promoted(pinned);
    guard held;
    for (std::size_t i = 0; i != seen.capacity(); ++i) {
      const entry* const e = seen.table_->at(i);
      if (e == nullptr) continue;
      const value found = e->look(held);
      if (found.has_value() && !found.pass_to([&](const V& v) -> bool { return f(e->key, v); })) return;
    }
  }

  void clear() {
    // Acquire: an empty map may be the work of a clear, which this one then comes after (MAP-2).
    if (read_.load(std::memory_order::acquire) == 0) return;
    remains gone(boxes_);
    const std::lock_guard held(lock_);
    const view old = now();
    if (table* const d = std::exchange(dirty_.write(), nullptr)) gone.bury(d);  // nobody else has ever seen it
    misses_.write() = 0;
    publish(nullptr, false);  // M8
    retire(old.table_, gone);
  }

 private:
  friend struct lockstep::inspect;

  using box = map_box<P, V>;
  using value = map_value<P, V>;
  using fresh_value = map_fresh_value<P, V>;
  using guard = map_guard<P, V>;
  using entry = map_entry<P, K, V>;
  using table = map_table<P, K, V>;
  using view = map_view<P, K, V>;
  using remains = map_remains<P, K, V>;
  using hazard = basic_hazard_pointer<P>;

  using entry_owner = map_owner<P, entry>;

  // --- without the lock

  /// M3: what read holds, and the table protected.
  [[gnu::always_inline]] view now(hazard& pinned) const {
    return view(pinned.protect(read_, [](std::uintptr_t word) -> const void* { return view::table_of(word); }));
  }

  /// Applies `act` to the entry of a key, if that is in read; false if it is not, or if `act` found it expunged.
  template <class Act>
  bool put_in_read(std::size_t hash, const K& key, Act& act) {
    hazard pinned;
    entry* const e = now(pinned).find(hash, key, equal_);
    return e != nullptr && act(*e);
  }

  enum class erasing : bool { no, yes };

  /// Applies `act` to the entry of a key, wherever it is, and returns what that returns: the default if there is none.
  /// An `act` that is erasing leaves an entry without a value if what it returns is true.
  template <erasing Erasing, class Q, class Act>
  [[gnu::always_inline]] auto at(const Q& key, Act act) {
    const std::size_t hash = hash_(key);
    {
      hazard pinned;
      const view seen = now(pinned);
      if (entry* const e = seen.find(hash, key, equal_)) [[likely]]
        return act(*e);
      if (!seen.is_amended()) return decltype(act(std::declval<entry&>())){};
    }
    return at_slow<Erasing>(hash, key, act);
  }

  template <class Q>
  [[gnu::always_inline]] value look(const Q& key, guard& held) {
    return at<erasing::no>(key, [&](entry& e) __attribute__((always_inline)) { return e.look(held); });
  }

  /// M2 and a copy of what it replaces, made before it: a copy that throws has changed nothing. Returns what was
  /// replaced; does nothing if the entry is expunged, or `desired` is nothing and so is what is there.
  static value copy_and_exchange(entry& e, value desired, std::optional<V>& copy) {
    guard held;
    for (;;) {
      value seen = e.look(held);
      copy.reset();
      if (seen.has_value()) {
        seen.pass_to([&](const V& original) { copy.emplace(original); });
      } else if (seen.is_expunged() || !desired.has_value()) {
        return seen;
      }
      if (e.exchange_if(seen, desired)) return seen;
    }
  }

  /// M2 if there is a value that equals `expected`. A box stays protected from the comparison to the exchange.
  template <class Make>
  static bool exchange_if_equal(entry& e, const V& expected, remains& gone, Make make_desired) {
    guard held;
    for (;;) {
      value seen = e.look(held);
      if (!seen.has_value() || !seen.pass_to([&](const V& v) -> bool { return v == expected; })) return false;
      if (!e.exchange_if(seen, make_desired())) continue;
      gone.add(seen);
      return true;
    }
  }

  // --- with the lock

  /// Relaxed: under the lock, without which read does not change.
  view now() const { return view(read_.load(std::memory_order::relaxed)); }

  void publish(table* t, bool is_amended) {
    // M4, M7, M8 release -> M3 acquire: the table, and what happened before to entries that are no longer in it.
    read_.store(view::word_of(t, is_amended), std::memory_order::release);
  }

  template <erasing Erasing, class Q, class Act>
  [[gnu::noinline, gnu::cold]] auto at_slow(std::size_t hash, const Q& key, Act& act) {
    remains gone(boxes_);
    const std::lock_guard held(lock_);
    const view seen = now();
    // Promoted while we waited: not a miss, the next look finds it.
    if (entry* const e = seen.find(hash, key, equal_)) return act(*e);
    decltype(act(std::declval<entry&>())) result{};
    if (!seen.is_amended()) return result;
    if (entry* const e = dirty_.read()->find(hash, key, equal_)) {
      result = act(*e);
      if constexpr (Erasing == erasing::yes) {
        // Nobody but the lock's holder can get at an entry that is in dirty alone: it need not wait for a promotion,
        // which may never come (golang/go#40999).
        if (result) {
          dirty_.read()->remove(hash, e);
          gone.add(e);
        }
      }
    }
    count_miss(gone);  // found or not: until dirty is promoted this key takes the slow path
    return result;
  }

  static constexpr bool counts_as_miss = true;

  /// Applies `act` to the entry of a key, or adds one with the value `fresh`.
  template <class Act>
  [[gnu::noinline]] void put(std::size_t hash, K& key, fresh_value& fresh, remains& gone, Act& act,
                             bool is_load = !counts_as_miss) {
    const std::lock_guard held(lock_);
    const view seen = now();
    if (entry* const e = seen.find(hash, key, equal_)) {
      if (e->is_expunged()) readmit(hash, *e);
      act(*e);
    } else if (entry* const d = seen.is_amended() ? dirty_.read()->find(hash, key, equal_) : nullptr) {
      act(*d);
      if (is_load) count_miss(gone);
    } else {
      add(hash, key, fresh, seen);
    }
  }

  /// M6: an entry that is expunged goes back into dirty before it can have a value (MAP-4).
  void readmit(std::size_t hash, entry& e) {
    table& d = *dirty_.read();
    d.reserve_one();
    d.insert(hash, &e);
    e.unexpunge();
  }

  /// A new key. All that may throw comes first.
  void add(std::size_t hash, K& key, fresh_value& fresh, const view& seen) {
    entry_owner made(P::template create<entry>(std::move(key), fresh.get()));
    if (seen.is_amended()) {
      dirty_.read()->reserve_one();
    } else {
      dirty_.write() = copy_of(seen);
    }
    dirty_.read()->insert(hash, made.release());
    fresh.release();
    if (!seen.is_amended()) publish(seen.table_, true);  // M4
  }

  /// A table with the entries that have a value, and room for one more; M5 for the others.
  table* copy_of(const view& seen) {
    table* const copy = P::template create<table>(seen.size() + 1);
    if (seen.table_ != nullptr) {
      seen.table_->for_each([&](const auto& slot) {
        if (!slot.held->expunge()) copy->insert(slot.hash, slot.held);
      });
    }
    return copy;
  }

  void count_miss(remains& gone) {
    if (++misses_.write() >= dirty_.read()->size()) promote(gone);
  }

  /// M7.
  void promote(remains& gone) {
    table* const next = std::exchange(dirty_.write(), nullptr);
    next->shrink();
    misses_.write() = 0;
    const view old = now();
    publish(next, false);
    retire(old.table_, gone);
  }

  /// For range: read with all keys, protected.
  view promoted(hazard& pinned) {
    pinned.reset_protection();  // or the table that promote retires would stay until the next one is
    remains gone(boxes_);
    const std::lock_guard held(lock_);
    if (now().is_amended()) promote(gone);
    return now(pinned);
  }

  void retire(table* t, remains& gone) {
    if (t == nullptr) return;
    hazard_chain<table> one;
    one.push(t);
    // By capacity: of large tables none waits.
    tables_.retire(one, static_cast<std::uint32_t>(t->capacity()), [&](table* unseen) { gone.bury(unseen); });
  }

  basic_mutex<P> lock_;
  typename P::template atomic<std::uintptr_t> read_{std::uintptr_t{0}};
  typename P::template plain<table*> dirty_{nullptr};
  typename P::template plain<std::size_t> misses_{std::size_t{0}};
  hazard_domain<P, table> tables_;  // used under the lock
  hazard_domain<P, box> boxes_;
  [[no_unique_address]] Hash hash_{};
  [[no_unique_address]] Equal equal_{};
};

}  // namespace lockstep

#pragma once

// What a map is made of: boxes of values, entries of keys, tables of entries. See map.h for who owns what.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include <lockstep/hazard_pointer.h>
#include <lockstep/policy.h>

namespace lockstep {

/// A value. It does not change; a store puts another box in its place.
template <policy P, class V>
struct map_box : hazard_object<P, map_box<P, V>> {
  template <class... Args>
  explicit map_box(Args&&... args) : value(std::forward<Args>(args)...) {}
  const V value;
};

/// A key, and where its value is.
///
///   value_   null      deleted
///            expunged  deleted, and missing from dirty: a store has to put the entry back there first
///            else      the box
///
/// It changes by read-modify-writes only, so whoever acquires any of its values sees what happened before all the
/// earlier ones: also who finds nothing is ordered after the erase (MAP-2).
template <policy P, class K, class V>
class map_entry {
 public:
  using box = map_box<P, V>;
  using hazard = basic_hazard_pointer<P>;

  map_entry(K&& its_key, box* first) : key(std::move(its_key)), value_(first) {}
  map_entry(const map_entry&) = delete;
  map_entry& operator=(const map_entry&) = delete;

  const K key;
  typename P::template plain<std::uint32_t> tables{0u};  // in how many tables it is; under the map's lock
  typename P::template plain<map_entry*> next_dead{nullptr};

  static bool is_box(const box* value) { return value != nullptr && value != expunged(); }
  bool is_expunged() const {
    // Relaxed: under the lock, without which no entry is expunged or put back.
    return value_.load(std::memory_order::relaxed) == expunged();
  }

  /// M1: the value, which lives as long as `held` protects it; null if there is none.
  const box* protect(hazard& held) const {
    const box* const seen = held.protect(value_);
    return is_box(seen) ? seen : nullptr;
  }
  /// M1, and whether the entry may be given a value.
  box* protect(hazard& held, bool& is_stored_to) {
    box* const seen = held.protect(value_);
    is_stored_to = seen != expunged();
    return is_box(seen) ? seen : nullptr;
  }

  /// M2: puts `desired` (null: nothing) in the place of `expected`; false if something else is there, which is now
  /// `expected`. Acquire: whoever takes a box out is to destroy it. Failure is acquire too: the operation may end
  /// there.
  bool exchange_if(box*& expected, box* desired) {
    return value_.compare_exchange_strong(expected, desired, std::memory_order::acq_rel, std::memory_order::acquire);
  }

  /// M2 whatever was there, returned in `old` (null: nothing). False if the entry is expunged. That a box may have been
  /// replaced by another at its address meanwhile (ABA) is the same to it. Who puts nothing in the place of nothing
  /// writes nothing: threads that erase in vain do not contend.
  bool exchange(box* desired, box*& old) {
    old = value_.load(std::memory_order::acquire);
    while (old != expunged()) {
      if (old == desired || exchange_if(old, desired)) return true;
    }
    old = nullptr;
    return false;
  }

  /// M5, under the lock: expunges the entry if it has no value. True if it is expunged now.
  bool expunge() {
    box* seen = nullptr;
    // Release sequence: an erase before stays visible through it. Acquire: and to the table that is built without it.
    return value_.compare_exchange_strong(seen, expunged(), std::memory_order::acq_rel, std::memory_order::acquire) ||
           seen == expunged();
  }

  /// M6, under the lock and with the entry in dirty: lets it be given values again.
  void unexpunge() {
    box* seen = expunged();
    value_.compare_exchange_strong(seen, nullptr, std::memory_order::acq_rel, std::memory_order::relaxed);
  }

  /// The box that is left in an entry which nobody can reach any more; null if there is none.
  box* last_box() {
    // Relaxed: what made it unreachable came after all exchanges.
    box* const last = value_.load(std::memory_order::relaxed);
    return is_box(last) ? last : nullptr;
  }

 private:
  friend struct lockstep::inspect;

  /// An address that no box has.
  static box* expunged() { return reinterpret_cast<box*>(std::uintptr_t{1}); }

  typename P::template atomic<box*> value_;
};

/// A hash table of entries: open addressing, linear probing. The hash stands beside the pointer, so that a miss seldom
/// looks at an entry, and that a copy or a growth calls no user code. It changes as dirty, under the map's lock;
/// published as read it does not.
template <policy P, class K, class V>
class map_table : public hazard_object<P, map_table<P, K, V>> {
 public:
  using entry = map_entry<P, K, V>;
  struct slot {
    std::size_t hash = 0;
    entry* held = nullptr;
  };

  /// With room for that many entries.
  explicit map_table(std::size_t entries) : fields_(made(capacity_for(entries))) {}
  map_table(const map_table&) = delete;
  map_table& operator=(const map_table&) = delete;
  ~map_table() { P::destroy_array(fields_.read().slots, fields_.read().mask + 1); }

  std::size_t size() const { return fields_.read().size; }
  std::size_t capacity() const { return fields_.read().mask + 1; }

  /// The entry of a key; null if there is none. Expected O(1).
  template <class Q, class Equal>
  [[gnu::always_inline]] entry* find(std::size_t hash, const Q& key, const Equal& equal) const {
    const fields& f = fields_.read();
    for (std::size_t i = home_of(hash, f.mask);; i = (i + 1) & f.mask) {
      const slot& s = f.slots[i].read();
      if (s.held == nullptr) return nullptr;
      if (s.hash == hash && equal(s.held->key, key)) return s.held;
    }
  }

  /// Makes room for one more; allocates if there is none. If that throws, nothing has changed.
  void reserve_one() {
    if (size() + 1 > room_in(capacity())) rebuild(size() + 1);
  }

  /// Adds an entry that is not there; needs room.
  void insert(std::size_t hash, entry* e) {
    e->tables.write() += 1;
    fields& f = fields_.write();
    put(f, hash, e);
    ++f.size;
  }

  /// Takes an entry out. The ones behind it in its run move up, so there are no tombstones.
  void remove(std::size_t hash, entry* e) {
    e->tables.write() -= 1;
    fields& f = fields_.write();
    std::size_t hole = home_of(hash, f.mask);
    while (f.slots[hole].read().held != e) hole = (hole + 1) & f.mask;
    for (std::size_t i = (hole + 1) & f.mask; f.slots[i].read().held != nullptr; i = (i + 1) & f.mask) {
      const std::size_t home = home_of(f.slots[i].read().hash, f.mask);
      if (((i - home) & f.mask) < ((i - hole) & f.mask)) continue;  // it is between the hole and its home
      f.slots[hole].write() = f.slots[i].read();
      hole = i;
    }
    f.slots[hole].write() = slot{};
    --f.size;
  }

  /// Gives memory back if less than half would do. Does nothing if there is none for the smaller table.
  void shrink() {
    if (capacity_for(size()) * 2 > capacity()) return;
    try {
      rebuild(size());
    } catch (const std::bad_alloc&) {
      return;
    }
  }

  /// Calls f with every slot that is in use.
  template <class F>
  void for_each(F f) const {
    const fields& now = fields_.read();
    for (std::size_t i = 0; i <= now.mask; ++i) {
      const slot& s = now.slots[i].read();
      if (s.held != nullptr) f(s);
    }
  }

  /// The entry in a slot, null if it is empty: to go through the table and stop on the way.
  entry* at(std::size_t index) const { return fields_.read().slots[index].read().held; }

 private:
  friend struct lockstep::inspect;

  struct shared_slot {
    const slot& read() const { return content.read(); }
    slot& write() { return content.write(); }
    typename P::template plain<slot> content{slot{}};
  };
  struct fields {
    shared_slot* slots = nullptr;
    std::size_t mask = 0;
    std::size_t size = 0;
  };

  static constexpr std::size_t least_capacity = 4;
  static constexpr std::size_t room_in(std::size_t capacity) { return capacity - capacity / 4; }
  static constexpr std::size_t capacity_for(std::size_t entries) {
    std::size_t capacity = least_capacity;
    while (room_in(capacity) < entries) capacity *= 2;
    return capacity;
  }
  static fields made(std::size_t capacity) {
    return {P::template create_array<shared_slot>(capacity), capacity - 1, 0};
  }

  /// std::hash of an integer is that integer, and of pointers the low bits are alike: spread them (Knuth's
  /// multiplicative hashing).
  static std::size_t home_of(std::size_t hash, std::size_t mask) {
    const std::uint64_t spread = static_cast<std::uint64_t>(hash) * 0x9e3779b97f4a7c15u;
    return static_cast<std::size_t>(spread >> 32 ^ spread) & mask;
  }

  static void put(fields& f, std::size_t hash, entry* e) {
    std::size_t i = home_of(hash, f.mask);
    while (f.slots[i].read().held != nullptr) i = (i + 1) & f.mask;
    f.slots[i].write() = slot{hash, e};
  }

  void rebuild(std::size_t entries) {
    fields next = made(capacity_for(entries));
    for_each([&](const slot& s) { put(next, s.hash, s.held); });
    next.size = size();
    const fields old = std::exchange(fields_.write(), next);
    P::destroy_array(old.slots, old.mask + 1);
  }

  typename P::template plain<fields> fields_;
};

}  // namespace lockstep

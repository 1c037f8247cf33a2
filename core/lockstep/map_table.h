#pragma once

// A map's tables of entries, and what its readers see of them. See map.h for who owns what.

#include <cstddef>
#include <cstdint>
#include <new>
#include <utility>

#include <lockstep/hazard_pointer.h>
#include <lockstep/map_entry.h>
#include <lockstep/policy.h>

namespace lockstep {

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

/// What read holds, in one word: a table or none, and in the lowest bit whether it is amended.
template <policy P, class K, class V>
struct map_view {
  using table = map_table<P, K, V>;

  static constexpr std::uintptr_t amended = 1;
  explicit map_view(std::uintptr_t word) : table_(table_of(word)), is_amended_((word & amended) != 0) {}

  static table* table_of(std::uintptr_t word) { return reinterpret_cast<table*>(word & ~amended); }
  static std::uintptr_t word_of(const table* t, bool is_amended) {
    return reinterpret_cast<std::uintptr_t>(t) | (is_amended ? amended : 0);
  }

  bool is_amended() const { return is_amended_; }
  std::size_t size() const { return table_ != nullptr ? table_->size() : 0; }
  std::size_t capacity() const { return table_ != nullptr ? table_->capacity() : 0; }
  template <class Q, class Equal>
  [[gnu::always_inline]] map_entry<P, K, V>* find(std::size_t hash, const Q& key, const Equal& equal) const {
    return table_ != nullptr ? table_->find(hash, key, equal) : nullptr;
  }

  table* table_;
  bool is_amended_;
};

}  // namespace lockstep

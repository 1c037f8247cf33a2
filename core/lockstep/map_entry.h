#pragma once

// What a map knows of one key: the entry, and the box with its value. See map.h for who owns what.

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
  [[gnu::always_inline]] const box* protect(hazard& held) const {
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
    // Acquire: an erase before happens before the table that is built without the entry. It publishes nothing: as a
    // read-modify-write it hands the erase on. Relaxed failure: the entry stays, or who expunged it had the lock.
    return value_.compare_exchange_strong(seen, expunged(), std::memory_order::acquire, std::memory_order::relaxed) ||
           seen == expunged();
  }

  /// M6, under the lock and with the entry in dirty: lets it be given values again.
  void unexpunge() {
    box* seen = expunged();
    // Relaxed: it hands the erase on, as expunge does, and the value that is to come publishes itself.
    value_.compare_exchange_strong(seen, nullptr, std::memory_order::relaxed, std::memory_order::relaxed);
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

/// A box or an entry that is not in a map yet.
template <policy P, class T>
struct map_destroyer {
  void operator()(T* object) const { P::destroy(object); }
};
template <policy P, class T>
using map_owner = std::unique_ptr<T, map_destroyer<P, T>>;

}  // namespace lockstep

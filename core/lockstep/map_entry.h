#pragma once

// What a map knows of one key: the entry, and how its value is looked at and changed. See map.h for who owns what.

#include <cstdint>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include <lockstep/hazard_pointer.h>
#include <lockstep/map_value.h>
#include <lockstep/policy.h>

namespace lockstep {

/// Keeps the box that it protected last from being destroyed, until it protects another or is gone. One that has met
/// only bare values takes no slot.
template <policy P, class V>
class map_guard {
 public:
  using value = map_value<P, V>;

  /// M1: what `source` holds; if that is a box, protected.
  template <class Source>
  [[gnu::always_inline]] value protect(const Source& source) {
    if constexpr (value::may_be_bare) {
      // M1 acquire <- M2: as with a box, what the writer did before. Nothing is left to be read, and so to be
      // protected.
      const value seen(source.load(std::memory_order::acquire));
      if (!seen.is_boxed()) [[likely]]
        return seen;
      if (!slot_) slot_.emplace();
    }
    return value(slot_->protect(source, [](typename value::word w) -> const void* { return value(w).boxed(); }));
  }

 private:
  using hazard = basic_hazard_pointer<P>;
  struct always {
    hazard* operator->() { return &it; }
    hazard it;
  };

  std::conditional_t<value::may_be_bare, std::optional<hazard>, always> slot_;
};

/// A key, and its value: see map_value.h.
///
/// The value changes by read-modify-writes only, so whoever acquires any of its values sees what happened before all
/// the earlier ones: also who finds nothing is ordered after the erase (MAP-2).
template <policy P, class K, class V>
class map_entry {
 public:
  using value = map_value<P, V>;
  using guard = map_guard<P, V>;

  map_entry(K&& its_key, value first) : key(std::move(its_key)), value_(first.as_word()) {}
  map_entry(const map_entry&) = delete;
  map_entry& operator=(const map_entry&) = delete;

  const K key;
  typename P::template plain<std::uint32_t> tables{0u};  // in how many tables it is; under the map's lock
  typename P::template plain<map_entry*> next_dead{nullptr};

  bool is_expunged() const {
    // Relaxed: under the lock, without which no entry is expunged or put back.
    return value(value_.load(std::memory_order::relaxed)).is_expunged();
  }

  /// M1: the value, which can be looked at as long as `held` protects nothing else.
  [[gnu::always_inline]] value look(guard& held) const { return held.protect(value_); }

  /// M2: puts `desired` in the place of `expected`; false if something else is there, which is now `expected`. Acquire:
  /// whoever takes a box out is to destroy it. Failure is acquire too: the operation may end there.
  bool exchange_if(value& expected, value desired) {
    auto seen = expected.as_word();
    const bool is_done =
        value_.compare_exchange_strong(seen, desired.as_word(), std::memory_order::acq_rel, std::memory_order::acquire);
    if (!is_done) expected = value(seen);
    return is_done;
  }

  /// M2 whatever was there, returned in `old`. False if the entry is expunged. That a box may have been replaced by
  /// another at its address meanwhile (ABA) is the same to it. Who puts nothing in the place of nothing writes nothing:
  /// threads that erase in vain do not contend. A value in the place of an equal one is written, for somebody may be
  /// ordered after it.
  bool exchange(value desired, value& old) {
    old = value(value_.load(std::memory_order::acquire));
    while (!old.is_expunged()) {
      if ((old == desired && !desired.has_value()) || exchange_if(old, desired)) return true;
    }
    return false;
  }

  /// M5, under the lock: expunges the entry if it has no value. True if it is expunged now.
  bool expunge() {
    auto seen = value().as_word();
    // Acquire: an erase before happens before the table that is built without the entry. It publishes nothing: as a
    // read-modify-write it hands the erase on. Relaxed failure: the entry stays, or who expunged it had the lock.
    return value_.compare_exchange_strong(seen, value::expunged().as_word(), std::memory_order::acquire,
                                          std::memory_order::relaxed) ||
           value(seen).is_expunged();
  }

  /// M6, under the lock and with the entry in dirty: lets it be given values again.
  void unexpunge() {
    auto seen = value::expunged().as_word();
    // Relaxed: it hands the erase on, as expunge does, and the value that is to come publishes itself.
    value_.compare_exchange_strong(seen, value().as_word(), std::memory_order::relaxed, std::memory_order::relaxed);
  }

  /// What is left in an entry which nobody can reach any more.
  value last() {
    // Relaxed: what made it unreachable came after all exchanges.
    return value(value_.load(std::memory_order::relaxed));
  }

 private:
  friend struct lockstep::inspect;

  typename P::template atomic<typename value::word> value_;
};

/// A value that is not in a map yet, or nothing: if it has a box, it is destroyed at the end.
template <policy P, class V>
class map_fresh_value {
 public:
  using value = map_value<P, V>;

  map_fresh_value() = default;
  explicit map_fresh_value(V&& v) : made_(value::of(std::move(v))) {}
  map_fresh_value(const map_fresh_value&) = delete;
  map_fresh_value& operator=(const map_fresh_value&) = delete;
  ~map_fresh_value() {
    if (auto* const box = made_.boxed()) P::destroy(box);
  }

  /// Makes it of `v`, unless it has been made already.
  template <class Arg>
  value made_of(Arg&& v) {
    if (!made_.has_value()) made_ = value::of(std::forward<Arg>(v));
    return made_;
  }
  value get() const { return made_; }
  void release() { made_ = value(); }

 private:
  value made_;
};

/// An entry that is not in a map yet.
template <policy P, class T>
struct map_destroyer {
  void operator()(T* object) const { P::destroy(object); }
};
template <policy P, class T>
using map_owner = std::unique_ptr<T, map_destroyer<P, T>>;

}  // namespace lockstep

#pragma once

// What leaves a map. See map.h for who owns what.

#include <cstdint>
#include <utility>

#include <lockstep/hazard_pointer.h>
#include <lockstep/map_table.h>
#include <lockstep/policy.h>

namespace lockstep {

/// What an operation has taken out of the map. Made before the lock is taken and gone after, because destructors are
/// user code.
template <policy P, class K, class V>
class map_remains {
 public:
  using box = map_box<P, V>;
  using entry = map_entry<P, K, V>;
  using table = map_table<P, K, V>;

  explicit map_remains(hazard_domain<P, box>& boxes) : domain_(boxes) {}
  map_remains(const map_remains&) = delete;
  map_remains& operator=(const map_remains&) = delete;
  ~map_remains() {
    while (entries_ != nullptr) {
      entry* const e = std::exchange(entries_, entries_->next_dead.read());
      add(e->last());
      P::destroy(e);
    }
    while (!tables_.is_empty()) P::destroy(tables_.pop());
    domain_.retire(boxes_, boxes_.size(), [](box* b) { P::destroy(b); });
  }

  void add(map_value<P, V> v) {
    if (box* const b = v.boxed()) boxes_.push(b);
  }
  void add(entry* e) {
    e->next_dead.write() = entries_;
    entries_ = e;
  }
  /// A table that nobody looks at any more, and the entries that were in no other. Needs the lock, as they count.
  void bury(table* t) {
    t->for_each([&](const auto& slot) {
      if ((slot.held->tables.write() -= 1) == 0) add(slot.held);
    });
    tables_.push(t);
  }

 private:
  hazard_domain<P, box>& domain_;
  entry* entries_ = nullptr;
  hazard_chain<table> tables_;
  hazard_chain<box> boxes_;
};

}  // namespace lockstep

#pragma once

// Private state of core's primitives, for scenarios that look on. Looking is no step of the program: it takes no part
// in the memory model and orders nothing.

#include <lockstep/cond.h>
#include <lockstep/map.h>
#include <lockstep/mutex.h>
#include <lockstep/notify_list.h>
#include <lockstep/once.h>
#include <lockstep/rw_mutex.h>
#include <lockstep/semaphore.h>
#include <lockstep/wait_group.h>

namespace lockstep {

struct inspect {
  template <policy P>
  static std::uint32_t word(const basic_mutex<P>& m) {
    return newest(m.word_);
  }
  template <policy P>
  static const auto& semaphore(const basic_mutex<P>& m) {
    return m.sema_;
  }
  template <policy P, std::uint32_t N>
  static std::uint64_t word(const basic_rw_mutex<P, N>& m) {
    return newest(m.word_);
  }
  template <policy P, std::uint32_t N>
  static std::uint32_t to_leave(const basic_rw_mutex<P, N>& m) {
    return newest(m.to_leave_);
  }
  /// Where writers sleep, where readers sleep, and where the announced writer does.
  template <policy P, std::uint32_t N>
  static const auto& writers(const basic_rw_mutex<P, N>& m) {
    return m.writers_;
  }
  template <policy P, std::uint32_t N>
  static const auto& readers(const basic_rw_mutex<P, N>& m) {
    return m.readers_;
  }
  template <policy P, std::uint32_t N>
  static const auto& left(const basic_rw_mutex<P, N>& m) {
    return m.left_;
  }
  template <memory_policy M>
  static std::uint32_t word(const basic_semaphore<M>& s) {
    return newest(s.word_);
  }

  /// Whether somebody sleeps on the semaphore, be it core's or a specification.
  template <class S>
  static bool has_waiters(const S& s) {
    if constexpr (requires { s.sleepers(); }) {
      return s.sleepers() != 0;
    } else {
      return semaphore_word::has_parked(newest(s.word_));
    }
  }
  /// How many do, of a semaphore that has its bucket for itself.
  template <class S>
  static unsigned waiters(const S& s) {
    if constexpr (requires { s.sleepers(); }) {
      return s.sleepers();
    } else {
      return parked(s);
    }
  }

  template <policy P>
  static std::uint64_t word(const basic_wait_group<P>& group) {
    return newest(group.state_);
  }
  template <policy P>
  static auto& semaphore(basic_wait_group<P>& group) {
    return group.sema_;
  }

  template <policy P>
  static std::uint32_t word(const basic_once<P>& o) {
    return newest(o.word_);
  }
  template <policy P>
  static auto& semaphore(basic_once<P>& o) {
    return o.sema_;
  }

  /// How many tickets of a notify list, be it core's or a specification, have been taken and not called.
  template <class List>
  static std::uint32_t uncalled(const List& list) {
    if constexpr (requires { list.uncalled(); }) {
      return list.uncalled();
    } else {
      return newest(list.taken_) - newest(list.called_);
    }
  }
  /// The first ticket that has not been called.
  template <class List>
  static std::uint32_t called(const List& list) {
    if constexpr (requires { list.called(); }) {
      return list.called();
    } else {
      return newest(list.called_);
    }
  }
  template <class Lock, policy P>
  static const auto& waiters(const basic_cond<Lock, P>& c) {
    return c.waiters_;
  }
  /// A cond whose counters have come that far.
  template <class Cond, class Lock>
  static Cond cond_with_first_ticket(Lock& lock, std::uint32_t first_ticket) {
    return Cond(lock, first_ticket, nullptr);
  }
  /// What its bytes somewhere else would be.
  template <class Lock, policy P>
  static basic_cond<Lock, P> copy_of(const basic_cond<Lock, P>& c) {
    return basic_cond<Lock, P>(c.lock_, 0, newest(c.used_at_));
  }

  /// What MAP-3 says of a map, and what follows from it: null if all of it holds, else what does not. Not a step of the
  /// program; the lock must be free, or the caller's.
  template <policy P, class K, class V, class Hash, class Equal>
  static const char* violation(const basic_map<P, K, V, Hash, Equal>& m) {
    using view = typename basic_map<P, K, V, Hash, Equal>::view;
    using entry = map_entry<P, K, V>;
    const view read(newest(m.read_));
    const auto* const dirty = newest(m.dirty_);
    if (read.is_amended() != (dirty != nullptr)) return "read is amended and there is no dirty, or the other way round";
    const std::size_t misses = newest(m.misses_);
    if (dirty == nullptr && misses != 0) return "misses are counted, and there is no dirty";
    if (dirty != nullptr && misses >= newest(dirty->fields_).size)
      return "dirty was missed often enough, and not promoted";
    const char* wrong = nullptr;
    for_each_entry(read.table_, [&](entry* e) {
      const bool is_expunged = value_of(e).is_expunged();
      const bool is_in_dirty = has(dirty, e);
      if (is_expunged && dirty == nullptr) wrong = "an entry is expunged and there is no dirty";
      if (is_expunged && is_in_dirty) wrong = "an expunged entry is in dirty";
      if (!is_expunged && dirty != nullptr && !is_in_dirty) wrong = "dirty lacks an entry of read";
      if (newest(e->tables) < 1u + is_in_dirty) wrong = "an entry counts too few tables";
    });
    for_each_entry(dirty, [&](entry* e) {
      if (value_of(e).is_expunged()) wrong = "an expunged entry is in dirty";
      if (!value_of(e).has_value() && !has(read.table_, e)) wrong = "an entry of dirty alone has no value";
    });
    return wrong;
  }
  /// The map's lock.
  template <policy P, class K, class V, class Hash, class Equal>
  static auto& lock(basic_map<P, K, V, Hash, Equal>& m) {
    return m.lock_;
  }
  template <policy P, class K, class V, class Hash, class Equal>
  static const auto& lock(const basic_map<P, K, V, Hash, Equal>& m) {
    return m.lock_;
  }
  /// How many boxes, and tables, have been retired and not destroyed. Alone, or with the lock for the tables.
  template <memory_policy M, class T>
  static std::size_t garbage(const hazard_domain<M, T>& domain) {
    std::size_t count = 0;
    for (T* object = newest(domain.retired_); object != nullptr; object = newest(object->next_retired)) ++count;
    return count;
  }
  template <policy P, class K, class V, class Hash, class Equal>
  static std::size_t retired_boxes(const basic_map<P, K, V, Hash, Equal>& m) {
    return garbage(m.boxes_);
  }
  template <policy P, class K, class V, class Hash, class Equal>
  static std::size_t retired_tables(const basic_map<P, K, V, Hash, Equal>& m) {
    return garbage(m.tables_);
  }
  /// How many entries of read are expunged.
  template <policy P, class K, class V, class Hash, class Equal>
  static int expunged(const basic_map<P, K, V, Hash, Equal>& m) {
    using view = typename basic_map<P, K, V, Hash, Equal>::view;
    using entry = map_entry<P, K, V>;
    int count = 0;
    for_each_entry(view(newest(m.read_)).table_, [&](entry* e) { count += value_of(e).is_expunged() ? 1 : 0; });
    return count;
  }
  /// What read holds: changes at every promotion.
  template <policy P, class K, class V, class Hash, class Equal>
  static std::uintptr_t read(const basic_map<P, K, V, Hash, Equal>& m) {
    return newest(m.read_);
  }

 private:
  template <policy P, class K, class V>
  static map_value<P, V> value_of(const map_entry<P, K, V>* e) {
    return map_value<P, V>(newest(e->value_));
  }

  template <memory_policy M>
  static unsigned parked(const basic_semaphore<M>& s) {
    unsigned count = 0;
    const auto& queue = semaphore_table<M>::bucket_of(&s.word_).queue;
    for (const auto* w = newest(queue.root_); w != nullptr; w = newest(w->next)) ++count;
    return count;
  }

  template <class Table, class F>
  static void for_each_entry(const Table* table, F f) {
    if (table == nullptr) return;
    const auto& fields = newest(table->fields_);
    for (std::size_t i = 0; i <= fields.mask; ++i) {
      if (auto* const e = newest(fields.slots[i].content).held) f(e);
    }
  }
  template <class Table, class Entry>
  static bool has(const Table* table, const Entry* wanted) {
    bool found = false;
    for_each_entry(table, [&](const Entry* e) { found = found || e == wanted; });
    return found;
  }

  template <class A>
  static auto newest(const A& atomic) {
    if constexpr (requires { atomic.peek(); }) {
      return atomic.peek();
    } else if constexpr (requires { atomic.read(); }) {
      return atomic.read();
    } else {
      return atomic.load(std::memory_order::relaxed);
    }
  }
};

}  // namespace lockstep

#pragma once

// An execution as a graph: events in program order, what each read reads from, and for each place the order of its
// writes (modification order). An event's number is its rank in the order in which events were added.
//
// Happens-before, the order po ∪ rf ("what the event depends on") and the like are closed under program order, so each
// event keeps them as a view: how much of every thread. That an atomic access is coherent needs no search either: it
// may not read or write before the latest write that happens before it, or that was read by what happens before it.

#include <array>
#include <atomic>
#include <cstdint>
#include <source_location>
#include <vector>

#include "view.h"

namespace lockstep::models::exploring {

using event_id = std::uint16_t;
/// No event. As what a read reads from, or what a write follows: the place's initial value.
inline constexpr event_id none = 0xffff;

enum class kind : std::uint8_t {
  read,   // also the first half of a read-modify-write
  write,  // also the second half
  fence,
  await,   // reads a state of an object, which is determined by the graph
  choice,  // a number
  panic,   // misuse was reported
  leave,   // a thread that is blocked for good leaves by exception, because of a panic
};

inline bool acquires(std::memory_order o) {
  return o == std::memory_order::acquire || o == std::memory_order::consume || o == std::memory_order::acq_rel ||
         o == std::memory_order::seq_cst;
}
inline bool releases(std::memory_order o) {
  return o == std::memory_order::release || o == std::memory_order::acq_rel || o == std::memory_order::seq_cst;
}

/// What a thread does, as far as it is known before it is decided what comes of it.
struct call {
  kind what;
  std::uint8_t thread;
  std::uint16_t index;  // in its thread
  std::memory_order order = std::memory_order::relaxed;
  std::memory_order failure{};  // compare-exchange: if it fails
  bool is_rmw = false;          // a half of a read-modify-write
  bool is_compare = false;      // read: a compare-exchange, of `expected`
  bool is_needed = false;       // read: the thread goes no further unless it finds what it needs
  bool is_awaited = false;      // besides: and if that never comes, it is a deadlock
  bool is_alone = false;        // no other thread can do anything any more
  bool is_silent = false;       // carries no happens-before: a ghost, or the kernel's
  bool is_kernel = false;       // belongs to a futex call
  event_id from = none;         // read, await, write of a read-modify-write: the write it read
  std::uint16_t opened = 0;     // write of a read-modify-write, comparison by the kernel: the index of its read
  std::uint32_t place = 0;
  std::uint64_t value = 0;     // of a read, what it found
  std::uint64_t expected = 0;  // compare-exchange: what it hopes for; choice: below what
  std::source_location where;
};

struct event : call {
  std::memory_order success = order;  // as it was asked for; `order` is the one that applies
  bool is_pending = false;            // read: another read-modify-write read the same write before
  bool is_tied = false;               // so far its thread did what its twin did, see symmetry.cpp
  event_id previous = none;           // the thread's last access of the place before
  std::uint16_t position = 0;         // write: in modification order, from 1
  view before;                        // what happens before it, itself included
  view needs;                         // po ∪ rf, itself included; and its twin's
  view acquired;                      // what an acquire fence after it would synchronize with
  view fenced;                        // what happened before the last release fence
  view published;  // write: what synchronizes with who acquires it; a kernel's: what the kernel has seen

  explicit event(const call& c) : call(c) {}
};

/// The places of a program are numbered in series: one for each thread that makes them, one for the main thread, and
/// one for futexes.
inline constexpr unsigned series_of_places = max_threads + 2;
inline bool is_made_by(unsigned thread, std::uint32_t place) { return place % series_of_places == thread; }

class graph {
 public:
  struct place {
    std::uint64_t initial = 0;
    std::vector<event_id> order;  // its writes
    std::array<event_id, max_threads> last;
  };

  void clear();
  unsigned size() const { return static_cast<unsigned>(events_.size()); }
  const event& at(event_id id) const { return events_[id]; }
  const std::vector<event>& events() const { return events_; }
  const std::vector<event_id>& thread(unsigned t) const { return threads_[t]; }
  const event* last_of(unsigned t) const { return threads_[t].empty() ? nullptr : &events_[threads_[t].back()]; }
  view before_now(unsigned t) const { return threads_[t].empty() ? view{} : events_[threads_[t].back()].before; }

  void initialise(std::uint32_t p, std::uint64_t value);
  const place& at_place(std::uint32_t p) const { return places_[p]; }
  std::uint64_t value_of(event_id write, std::uint32_t p) const {
    return write == none ? places_[p].initial : events_[write].value;
  }
  unsigned position(event_id write) const { return write == none ? 0 : events_[write].position; }
  event_id at_position(std::uint32_t p, unsigned position) const {
    return position == 0 ? none : places_[p].order[position - 1];
  }
  unsigned newest(std::uint32_t p) const { return static_cast<unsigned>(places_[p].order.size()); }
  event_id newest_write(std::uint32_t p) const { return at_position(p, newest(p)); }

  /// The latest write, as a position, that who knows `seen` may still read, or write after.
  unsigned floor(const view& seen, std::uint32_t p) const;
  /// The read of a read-modify-write that reads from this write, or none.
  event_id taken_by(event_id write, std::uint32_t p) const;

  /// Which threads are alike, for all graphs to come; see symmetry.cpp.
  void pair(std::uint8_t alike) { alike_ = alike; }
  /// The event of the twin that this one follows, or null.
  const event* twin_of(const call& e) const { return is_tied_before(e) ? event_of_twin(e) : nullptr; }
  /// Whether the event's thread did what its twin did, until now. Then the twin must have done the like of this event.
  bool is_tied_before(const call&) const;
  const event* event_of_twin(const call&) const;
  /// Whether the event, just added, respects the order of its thread and its twin.
  bool is_in_order(event_id) const;
  /// po ∪ rf, and what the twin's events add: what `e` needs if it reads from `source`.
  view needs_of(const call& e, event_id source) const;

  /// Fills in what follows from the event's thread and from what it reads.
  void complete(event&) const;
  /// Appends a completed event; a write goes to right after `predecessor`.
  event_id push(event, event_id predecessor = none);
  void pop();
  void set_value(event_id id, std::uint64_t value) { events_[id].value = value; }
  /// Gives the last event of a thread another order.
  void reorder(event_id id, std::memory_order order) {
    events_[id].order = order;
    complete(events_[id]);
  }
  void truncate(unsigned size) {
    while (events_.size() > size) pop();
  }
  /// Adds the completed write `a`, lets the read `r` read it, and drops what was added after `r` and `a` does not need.
  /// Returns where `r` is now.
  event_id revisit(const event& a, event_id r, event_id predecessor);
  void restore(const std::vector<event>& saved);

 private:
  bool is_tied(const event&) const;
  const event& whole(const event&) const;
  bool depends(event_id id, const event& on) const;
  void insert(event_id id, unsigned position);
  void link(event_id id);

  std::vector<event> events_;
  std::array<std::vector<event_id>, max_threads> threads_;
  std::vector<place> places_;
  std::vector<event_id> moved_;  // revisit: new numbers
  std::uint8_t alike_ = 0;
};

}  // namespace lockstep::models::exploring

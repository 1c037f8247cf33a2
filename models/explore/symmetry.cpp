// Threads that run the same code.
//
// If threads 0 to n - 1 are alike, then each execution comes n! times over, with the threads' parts exchanged. One of
// those is enough. Which one must show early, and in a way that the search can live with: it takes any notion of
// consistency for which what an event needs comes before it without a cycle, the restriction of a consistent execution
// to some events and all they need is consistent, and whatever comes next can always be added as the newest.
//
// Two neighbours that are alike, a and then b = a's successor, are *tied* as long as they do the same: read from the
// same write, choose the same number. Up to where the tie ends, that end included,
//   - b's k-th event needs a's k-th: in every graph of the search, a is there first;
//   - b's k-th event reads no older a write, writes no earlier, and chooses no greater a number, than a's;
//   - but if what b reads depends on a's k-th event by program order and reads-from alone, b may.
// Writes of one place never tie, nor do read-modify-writes that succeed. So what b does before the tie ends, it only
// reads; and a's events and b's are the same calls.
//
// Restriction: the rules speak of events that b's needs, and of the order of their sources, which stays. Extension: b's
// event is added when a's is there, and the newest write is no older than a's source; of choices the search takes 0 for
// the newest. Nothing is lost: sort the threads, beginning with any order in which none comes before one that it
// depends on (for the events at which ties end), and exchange neighbours of which neither depends on the other and the
// second is before the first in modification order. Each exchange makes one pair fewer that is out of order, so this
// ends, and what it ends with has no cycle and obeys the rules. One execution may be left twice, where modification
// order contradicts dependency all around three threads or more; that costs time and nothing else.

#include "graph.h"

namespace lockstep::models::exploring {

bool graph::is_tied_before(const call& e) const {
  if (e.thread == 0 || (alike_ >> (e.thread - 1) & 1) == 0) return false;
  return e.index == 0 || events_[threads_[e.thread][e.index - 1u]].is_tied;
}

const event* graph::event_of_twin(const call& e) const {
  const auto& twin = threads_[e.thread - 1u];
  return e.index < twin.size() ? &events_[twin[e.index]] : nullptr;
}

/// Of the read of a read-modify-write, the write: one never comes without the other.
const event& graph::whole(const event& e) const {
  if (e.what != kind::read || !e.is_rmw) return e;
  for (std::size_t i = e.index + 1u; i < threads_[e.thread].size(); ++i) {
    const event& w = events_[threads_[e.thread][i]];
    if (w.what == kind::write && w.is_rmw && w.opened == e.index) return w;
  }
  return e;
}

/// Whether the event is as its twin is. What a thread does to places of its own is the same by itself.
bool graph::is_tied(const event& e) const {
  const event* const twin = twin_of(e);
  if (twin == nullptr) return false;
  switch (e.what) {
    case kind::read:
    case kind::await:
      if (is_made_by(e.thread, e.place)) return position(e.from) == position(twin->from);
      return e.from == twin->from;
    case kind::write:
      return is_made_by(e.thread, e.place);
    case kind::choice:
      return e.value == twin->value;
    default:
      return true;
  }
}

bool graph::is_in_order(event_id id) const {
  const event& e = events_[id];
  const event* const twin = twin_of(e);
  if (twin == nullptr || e.is_tied || is_made_by(e.thread, e.place)) return true;
  switch (e.what) {
    case kind::read:
      return position(e.from) > position(twin->from) || depends(e.from, *twin);
    case kind::write:
      return e.position > twin->position;
    case kind::choice:
      return e.value < twin->value;
    default:
      return true;
  }
}

/// Whether there is a way from `on` to the event by program order and reads-from.
bool graph::depends(event_id id, const event& on) const {
  if (id == none) return false;
  view seen;
  const auto reaches = [&](const auto& self, event_id from) -> bool {
    const event& e = events_[from];
    if (e.thread == on.thread && e.index >= on.index) return true;
    for (unsigned i = seen.of(e.thread); i <= e.index; ++i) {
      seen.add(e.thread, i);
      const event_id source = events_[threads_[e.thread][i]].from;
      if (source != none && self(self, source)) return true;
    }
    return false;
  };
  return reaches(reaches, id);
}

}  // namespace lockstep::models::exploring

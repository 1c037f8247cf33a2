#include "graph.h"

#include <algorithm>
#include <stdexcept>

namespace lockstep::models::exploring {

void graph::clear() {
  events_.clear();
  for (auto& t : threads_) t.clear();
  for (place& p : places_) {
    p.order.clear();
    p.last.fill(none);
  }
}

void graph::initialise(std::uint32_t p, std::uint64_t value) {
  while (places_.size() <= p) places_.emplace_back().last.fill(none);
  places_[p].initial = value;
}

unsigned graph::floor(const view& seen, std::uint32_t p) const {
  unsigned latest = 0;
  const place& here = places_[p];
  for (unsigned t = 0; t != max_threads; ++t) {
    event_id id = here.last[t];
    while (id != none && !seen.contains(t, events_[id].index)) id = events_[id].previous;
    if (id == none) continue;
    const event& e = events_[id];
    latest = std::max(latest, e.what == kind::write ? e.position : position(e.from));
  }
  return latest;
}

event_id graph::taken_by(event_id write, std::uint32_t p) const {
  const unsigned after = position(write);
  if (after == newest(p)) return none;
  const event& next = events_[places_[p].order[after]];
  return next.is_rmw && next.from == write ? threads_[next.thread][next.opened] : none;
}

view graph::needs_of(const call& e, event_id source) const {
  view needs;
  if (e.index != 0) needs = events_[threads_[e.thread][e.index - 1u]].needs;
  if (source != none) needs.join(events_[source].needs);
  if (const event* const twin = twin_of(e)) needs.join(whole(*twin).needs);
  return needs;
}

void graph::complete(event& e) const {
  if (e.index != 0) {
    const event& p = events_[threads_[e.thread][e.index - 1u]];
    e.before = p.before;
    e.acquired = p.acquired;
    e.fenced = p.fenced;
  } else {
    e.before = e.acquired = e.fenced = view{};
  }
  const event* const source = e.from == none ? nullptr : &events_[e.from];
  e.before.add(e.thread, e.index);
  e.needs = needs_of(e, e.from);
  e.needs.add(e.thread, e.index);
  switch (e.what) {
    case kind::read:
      e.value = value_of(e.from, e.place);
      if (e.is_compare) {
        e.is_rmw = e.value == e.expected;
        e.order = e.is_rmw ? e.success : e.failure;
      }
      if (source == nullptr || e.is_silent) break;
      if (acquires(e.order)) {
        e.before.join(source->published);
      } else {
        e.acquired.join(source->published);
      }
      break;
    case kind::write:
      if (e.is_kernel) {
        e.published = e.before;
      } else if (e.is_silent) {
        e.published = view{};
      } else {
        e.published = releases(e.order) ? e.before : e.fenced;
      }
      // A read-modify-write continues the release sequence of what it read.
      if (e.is_rmw && source != nullptr) e.published.join(source->published);
      break;
    case kind::fence:
      if (acquires(e.order)) e.before.join(e.acquired);
      if (releases(e.order)) e.fenced = e.before;
      break;
    case kind::await:
      if (source != nullptr && releases(source->order)) e.before.join(source->before);
      break;
    case kind::choice:
    case kind::panic:
    case kind::leave:
      break;
  }
  e.is_tied = is_tied(e);
}

void graph::insert(event_id id, unsigned at) {
  auto& order = places_[events_[id].place].order;
  order.insert(order.begin() + (at - 1), id);
  for (unsigned i = at; i <= order.size(); ++i) events_[order[i - 1]].position = static_cast<std::uint16_t>(i);
}

void graph::link(event_id id) {
  event& e = events_[id];
  threads_[e.thread].push_back(id);
  if (e.what == kind::read || e.what == kind::write || e.what == kind::await) {
    e.previous = places_[e.place].last[e.thread];
    places_[e.place].last[e.thread] = id;
  }
}

event_id graph::push(event e, event_id predecessor) {
  if (events_.size() >= none - 1u) throw std::length_error("an execution of more than 65,000 events");
  const auto id = static_cast<event_id>(events_.size());
  events_.push_back(e);
  link(id);
  if (e.what == kind::write) insert(id, position(predecessor) + 1);
  return id;
}

void graph::pop() {
  const event& e = events_.back();
  threads_[e.thread].pop_back();
  if (e.what == kind::read || e.what == kind::write || e.what == kind::await) {
    places_[e.place].last[e.thread] = e.previous;
  }
  if (e.what == kind::write) {
    auto& order = places_[e.place].order;
    for (unsigned i = e.position; i != order.size(); ++i) --events_[order[i]].position;
    order.erase(order.begin() + (e.position - 1));
  }
  events_.pop_back();
}

event_id graph::revisit(const event& a, event_id r, event_id predecessor) {
  moved_.assign(events_.size(), none);
  event_id kept = 0;
  for (event_id id = 0; id != events_.size(); ++id) {
    if (id > r && !a.needs.contains(events_[id].thread, events_[id].index)) continue;
    moved_[id] = kept;
    if (kept != id) events_[kept] = events_[id];
    ++kept;
  }
  events_.erase(events_.begin() + kept, events_.end());
  const auto renumber = [&](event_id& id) {
    if (id != none) id = moved_[id];
  };
  for (event& e : events_) renumber(e.from);
  for (auto& t : threads_) t.clear();
  for (place& p : places_) {
    p.last.fill(none);
    std::erase_if(p.order, [&](event_id& id) { return (id = moved_[id]) == none; });
    for (unsigned i = 0; i != p.order.size(); ++i) events_[p.order[i]].position = static_cast<std::uint16_t>(i + 1);
  }
  for (event_id id = 0; id != kept; ++id) link(id);

  event added = a;
  renumber(added.from);
  renumber(predecessor);
  if (a.is_rmw) events_[threads_[a.thread][a.opened]].is_pending = false;
  const event_id at = push(added, predecessor);
  event& reader = events_[moved_[r]];
  reader.from = at;
  complete(reader);
  return moved_[r];
}

void graph::restore(const std::vector<event>& saved) {
  events_ = saved;
  for (auto& t : threads_) t.clear();
  for (place& p : places_) {
    p.last.fill(none);
    p.order.clear();
  }
  for (event_id id = 0; id != events_.size(); ++id) {
    link(id);
    const event& e = events_[id];
    if (e.what != kind::write) continue;
    auto& order = places_[e.place].order;
    if (order.size() < e.position) order.resize(e.position);
    order[e.position - 1u] = id;
  }
}

}  // namespace lockstep::models::exploring

#include "axioms.h"

#include <algorithm>

namespace lockstep::models::exploring {

namespace {

bool is_sc(const event& e) { return e.order == std::memory_order::seq_cst; }
bool is_sc_fence(const event& e) { return e.what == kind::fence && is_sc(e); }
bool is_access(const event& e) { return e.what == kind::read || e.what == kind::write || e.what == kind::await; }
/// Where in modification order: of a read, where it reads.
unsigned position(const graph& g, const event& e) { return e.what == kind::write ? e.position : g.position(e.from); }
bool comes_before(const event& a, const event& b) { return a.thread == b.thread && a.index < b.index; }
bool happens_before(const event& a, const event& b) {
  return b.before.contains(a.thread, a.index) && !(a.thread == b.thread && a.index == b.index);
}

}  // namespace

bool axioms::allow(const graph& g, event_id added) {
  const event& e = g.at(added);
  if (!is_access(e) || position(g, e) == g.newest(e.place)) return true;
  return model_ == memory_model::sc ? !has_sc_cycle(g, added) : !has_psc_cycle(g, added);
}

bool axioms::has_sc_cycle(const graph& g, event_id added) {
  reached_.assign(g.size(), 0);
  todo_.clear();
  const auto go = [&](event_id id) {
    if (reached_[id] == 0) {
      reached_[id] = 1;
      todo_.push_back(id);
    }
  };
  const auto go_on_from = [&](event_id id) {
    const event& e = g.at(id);
    if (e.index + 1u < g.thread(e.thread).size()) go(g.thread(e.thread)[e.index + 1u]);
    if (!is_access(e)) return;
    const unsigned p = position(g, e);
    if (p < g.newest(e.place)) go(g.at_position(e.place, p + 1));
    if (e.what != kind::write) return;
    for (event_id r = 0; r != g.size(); ++r) {
      if ((g.at(r).what == kind::read || g.at(r).what == kind::await) && g.at(r).from == id) go(r);
    }
  };
  go_on_from(added);
  while (!todo_.empty()) {
    const event_id id = todo_.back();
    todo_.pop_back();
    if (id == added) return true;
    go_on_from(id);
  }
  return false;
}

/// Marks the sequentially consistent events at which an edge of scb that ends in `target` arrives.
void axioms::reach(const graph& g, event_id target, bool only_fences) {
  const event& y = g.at(target);
  const auto mark = [&](event_id id) {
    if (reached_[id] == 0) {
      reached_[id] = 1;
      todo_.push_back(id);
    }
  };
  if (!only_fences && is_sc(y) && is_access(y)) mark(target);
  for (const event_id t : sc_) {
    if (is_sc_fence(g.at(t)) && g.at(t).before.contains(y.thread, y.index)) mark(t);
  }
}

/// Marks what is one edge away along mo, rb and rf from the events given, which are accesses; along mo;rf and rb;rf too
/// if it is for psc_F.
void axioms::spread(const graph& g, const std::vector<event_id>& from, bool to_fences_too) {
  for (const event_id id : from) {
    const event& x = g.at(id);
    if (earliest_.size() <= x.place) earliest_.resize(x.place + 1, 0);
    unsigned& here = earliest_[x.place];
    const unsigned p = position(g, x) + 1;
    here = here == 0 ? p : std::min(here, p);
  }
  const bool follows_rf = model_ != memory_model::rc11_published;
  for (event_id id = 0; id != g.size(); ++id) {
    const event& y = g.at(id);
    if (!is_access(y) || y.place >= earliest_.size() || earliest_[y.place] == 0) continue;
    const unsigned p = position(g, y) + 1;
    if (y.what == kind::write) {
      if (p > earliest_[y.place]) reach(g, id, false);
      continue;
    }
    const bool reads_it = y.from != none && std::find(from.begin(), from.end(), y.from) != from.end();
    if (reads_it && follows_rf) reach(g, id, false);
    if (to_fences_too && (reads_it || p > earliest_[y.place])) reach(g, id, true);
  }
  for (const event_id id : from) earliest_[g.at(id).place] = 0;
}

/// Whether there is an edge of psc from s to t along po and hb alone.
bool axioms::follows(const graph& g, const event& s, const event& t) const {
  const bool is_published = model_ == memory_model::rc11_published;
  if (s.what == kind::fence && t.what == kind::fence) return happens_before(s, t);
  if (comes_before(s, t)) return true;
  const auto before_t = [&](unsigned index) -> const event& { return g.at(g.thread(t.thread)[index]); };
  const auto meets = [&](const event& x, const event& y) {  // hb of one place
    return x.place == y.place && happens_before(x, y);
  };
  if (s.what == kind::fence) {
    if (t.index != 0 && before_t(t.index - 1u).before.contains(s.thread, s.index)) return true;
    return is_published && happens_before(s, t) &&
           std::any_of(at_hand_.begin(), at_hand_.end(), [&](event_id x) { return meets(g.at(x), t); });
  }
  if (t.what == kind::fence) {
    if (t.before.contains(s.thread, s.index + 1u)) return true;
    return is_published && std::any_of(g.events().begin(), g.events().end(), [&](const event& y) {
             return is_access(y) && meets(s, y) && happens_before(y, t);
           });
  }
  if (!is_published) return t.index != 0 && before_t(t.index - 1u).before.contains(s.thread, s.index + 1u);
  if (meets(s, t)) return true;
  const auto& after_s = g.thread(s.thread);
  unsigned first = s.index + 1u;
  while (first < after_s.size() && is_access(g.at(after_s[first])) && g.at(after_s[first]).place == s.place) ++first;
  unsigned last = t.index;
  while (last != 0 && is_access(before_t(last - 1u)) && before_t(last - 1u).place == t.place) --last;
  return first < after_s.size() && last != 0 && before_t(last - 1u).before.contains(s.thread, first);
}

bool axioms::has_psc_cycle(const graph& g, event_id added) {
  const event& e = g.at(added);
  sc_.clear();
  bool begins_at_fence = false;
  for (event_id id = 0; id != g.size(); ++id) {
    const event& s = g.at(id);
    if (!is_sc(s) || (!is_access(s) && s.what != kind::fence)) continue;
    sc_.push_back(id);
    begins_at_fence = begins_at_fence || (s.what == kind::fence && happens_before(s, e));
  }
  if (sc_.size() < 2 || (!is_sc(e) && !begins_at_fence)) return false;
  reached_.assign(g.size(), 0);
  todo_.clear();
  // An edge of psc_base that begins with the new event closes a cycle at the event itself or at a fence before it; one
  // of psc_F only at such a fence.
  at_hand_.assign(1, added);
  spread(g, at_hand_, false);
  if (reaches(g, added, true)) return true;
  if (!begins_at_fence) return false;
  at_hand_.assign(1, added);
  spread(g, at_hand_, true);
  return reaches(g, added, false);
}

/// Whether what is to do leads to a fence before the new event, or to the event itself.
bool axioms::reaches(const graph& g, event_id added, bool itself) {
  while (!todo_.empty()) {
    const event_id from = todo_.back();
    todo_.pop_back();
    const event& s = g.at(from);
    if (from == added ? itself : is_sc_fence(s) && happens_before(s, g.at(added))) return true;
    at_hand_.clear();
    if (s.what != kind::fence) {
      at_hand_.push_back(from);
    } else {
      for (event_id id = 0; id != g.size(); ++id) {
        if (is_access(g.at(id)) && happens_before(s, g.at(id))) at_hand_.push_back(id);
      }
    }
    spread(g, at_hand_, s.what == kind::fence);
    for (const event_id id : sc_) {
      if (reached_[id] != 0 || !follows(g, s, g.at(id))) continue;
      reached_[id] = 1;
      todo_.push_back(id);
    }
  }
  return false;
}

}  // namespace lockstep::models::exploring

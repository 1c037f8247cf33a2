#include "tree.h"

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace lockstep::models::exploring {

std::string to_text(const path& p) {
  if (p.empty()) return "-";
  std::string text;
  for (std::size_t i = 0; i != p.size();) {
    std::size_t run = 1;
    while (i + run != p.size() && p[i + run] == p[i]) ++run;
    if (!text.empty()) text += '-';
    if (run > 1) text += std::to_string(run) + 'x';
    text += std::to_string(p[i]);
    i += run;
  }
  return text;
}

path path_from(const std::string& text) {
  path p;
  if (text == "-") return p;
  const char* at = text.data();
  const char* const end = at + text.size();
  const auto number = [&] {
    std::uint16_t value = 0;
    const auto [rest, error] = std::from_chars(at, end, value);
    if (error != std::errc{}) throw std::invalid_argument("not a replay string: '" + text + "'");
    at = rest;
    return value;
  };
  for (;;) {
    std::uint16_t count = 1;
    std::uint16_t value = number();
    if (at != end && *at == 'x') {
      ++at;
      count = value;
      value = number();
    }
    p.insert(p.end(), count, value);
    if (at == end) return p;
    if (*at++ != '-') throw std::invalid_argument("not a replay string: '" + text + "'");
  }
}

void tree::begin(walk how, path given, std::uint64_t seed) {
  walk_ = how;
  graph_.clear();
  frames_.clear();
  alternatives_.clear();
  saves_ = 0;
  given_ = std::move(given);
  given_at_ = 0;
  is_on_the_way_ = is_astray_ = false;
  random_ = seed;
  subtrees_ = 0;
}

void tree::begin_at(const std::vector<event>& from, std::vector<std::vector<event>>& branches) {
  begin(walk::branching, {}, 0);
  graph_.restore(from);
  branches_ = &branches;
}

/// SplitMix64 (Steele, Lea and Flood, 2014).
std::uint64_t tree::draw() {
  std::uint64_t x = random_ += 0x9e3779b97f4a7c15u;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

// --- what may be

/// What a read or write of the thread's has to respect.
view tree::seen_by(const event& e) const {
  view seen;
  if (e.index != 0) seen = graph_.at(graph_.thread(e.thread)[e.index - 1u]).before;
  // The kernel compares under its lock, after whoever had it before.
  if (e.what == kind::read && e.is_kernel && !e.is_rmw) {
    const event_id lock = graph_.at(graph_.thread(e.thread)[e.opened]).from;
    if (lock != none) seen.join(graph_.at(lock).published);
  }
  return seen;
}

void tree::list(event& e) {
  switch (e.what) {
    case kind::read:
      list_read(e);
      break;
    case kind::write:
      list_write(e);
      break;
    case kind::choice:
      for (std::uint64_t i = 0; i != e.expected; ++i) alternatives_.push_back({none, static_cast<event_id>(i)});
      break;
    default:
      alternatives_.push_back({none, none});
  }
}

/// Whether the write is one that the read needs.
bool tree::finds(const event& e, event_id source) const {
  const std::uint64_t value = graph_.value_of(source, e.place);
  return e.is_compare ? value == e.expected : (*needed_)(value);
}

/// A read that needs more than it can find waits for a later write to revisit it. Only where it reads the newest write
/// can that happen.
void tree::list_read(const event& e) {
  const unsigned least = graph_.floor(seen_by(e), e.place);
  for (unsigned p = graph_.newest(e.place) + 1; p-- != least;) {
    const event_id source = graph_.at_position(e.place, p);
    if (e.is_needed && !finds(e, source) && (p != graph_.newest(e.place) || (e.is_alone && !e.is_awaited))) {
      continue;
    }
    const bool takes = e.is_compare ? graph_.value_of(source, e.place) == e.expected : e.is_rmw;
    if (takes) {
      // Two read-modify-writes of one write are inconsistent, but for now the second may stand if it does not depend on
      // the first: it may be for its write to revisit that.
      const event_id other = graph_.taken_by(source, e.place);
      if (other != none) {
        if (walk_ == walk::forward) continue;
        const view needs = graph_.needs_of(e, source);
        if (needs.contains(graph_.at(other).thread, graph_.at(other).index)) continue;
      }
    }
    alternatives_.push_back({none, source});
  }
}

void tree::list_write(event& e) {
  graph_.complete(e);
  const event_id other = e.is_rmw ? graph_.taken_by(e.from, e.place) : none;
  if (other == none) list_placements(e, none, graph_.floor(seen_by(e), e.place));
  if (walk_ != walk::forward) list_revisits(e, other);
}

/// Where the write can go, among what is kept if it revisits: after `least`, and never between the halves of another
/// read-modify-write.
void tree::list_placements(const event& a, event_id revisited, unsigned least) {
  const auto is_kept = [&](event_id id) {
    return revisited == none || id < revisited || a.needs.contains(graph_.at(id).thread, graph_.at(id).index);
  };
  event_id next = none;
  for (unsigned p = graph_.newest(a.place) + 1; p-- != least;) {
    const event_id w = graph_.at_position(a.place, p);
    if (w != none && !is_kept(w)) continue;
    const bool is_split = next != none && graph_.at(next).is_rmw && graph_.at(next).from == w;
    if (!is_split && (!a.is_rmw || a.from == w)) alternatives_.push_back({revisited, w});
    next = w;
  }
}

/// Walks back over what was added, as long as all of it could be dropped.
void tree::list_revisits(const event& a, event_id other) {
  list_delayed();
  const unsigned least = graph_.floor(seen_by(a), a.place);
  for (auto id = static_cast<event_id>(graph_.size()); id-- != 0;) {
    const event& e = graph_.at(id);
    if (a.needs.contains(e.thread, e.index)) continue;
    if (!is_maximal(e, id, a)) return;
    if (e.what != kind::read || e.place != a.place || (other != none && id > other)) continue;
    list_placements(a, id, std::max(least, graph_.floor(seen_by(e), a.place)));
  }
}

/// Whether the event had been added in the way that stands for all: a read reads the latest write, and a write is the
/// latest and unread, of what was there then or is needed by `a`.
bool tree::is_maximal(const event& e, event_id id, const event& a) const {
  const auto was_there = [&](event_id other) {
    return other == none || other <= id || a.needs.contains(graph_.at(other).thread, graph_.at(other).index);
  };
  const auto is_latest = [&](unsigned position) {
    const auto& order = graph_.at_place(e.place).order;
    for (std::size_t p = position; p != order.size(); ++p) {
      if (was_there(order[p])) return false;
    }
    return true;
  };
  switch (e.what) {
    case kind::read:
      return was_there(e.from) && is_latest(graph_.position(e.from));
    case kind::write:
      for (const event_id r : delayed_) {
        if (r < id && graph_.at(r).from == id) return false;
      }
      return is_latest(e.position);
    case kind::choice:
      return e.value == 0;
    default:
      return true;
  }
}

// --- going there

bool tree::is_allowed(event_id id) { return graph_.is_in_order(id) && axioms_.allow(graph_, id); }

bool tree::go_forward(const event& given, const alternative& a) {
  event e = given;
  if (e.what == kind::choice) {
    e.value = a.source;
  } else if (e.what == kind::read) {
    e.from = a.source;
  }
  if (e.what != kind::write) graph_.complete(e);
  if (e.what == kind::read && e.is_rmw) e.is_pending = graph_.taken_by(e.from, e.place) != none;
  // What depends on a read that is pending is judged once that has been settled.
  const bool is_open = e.what == kind::read && e.is_kernel && !e.is_rmw;
  const bool is_pending = e.is_pending || (is_open && graph_.at(graph_.thread(e.thread)[e.opened]).is_pending);
  const event_id id = graph_.push(e, e.what == kind::write ? a.source : none);
  if (is_pending || is_allowed(id)) return true;
  graph_.pop();
  return false;
}

bool tree::add(const call& given) {
  event e(given);
  graph_.complete(e);
  return is_allowed(graph_.push(e));
}

bool tree::settle(event_id read, std::memory_order order) {
  const event& r = graph_.at(read);
  if (r.order == order) return true;
  graph_.reorder(read, order);
  return r.is_pending || is_allowed(read);
}

bool tree::go_back(frame& f, const alternative& a) {
  if (f.saved < 0) {
    f.saved = static_cast<int>(saves_++);
    if (saved_.size() < saves_) saved_.emplace_back();
    saved_[static_cast<std::size_t>(f.saved)] = graph_.events();
  }
  return revisit(f.added, a);
}

bool tree::revisit(const event& by, const alternative& a) {
  const event_id r = graph_.revisit(by, a.revisited, a.source);
  if (!is_allowed(r)) return false;
  const auto& thread = graph_.thread(by.thread);
  for (unsigned i = by.is_rmw ? by.opened : by.index; i <= by.index; ++i) {
    if (!is_allowed(thread[i])) return false;
  }
  return true;
}

/// Whether everything that can still come of this graph is beyond the bound.
///
/// What a graph needs, one that extends it needs too. But a revisit drops events, and what is left may need fewer. What
/// it drops had been added maximally, so all of it can be executed after all that is kept: each thread that loses
/// events is interrupted once more than needed, between what it keeps and what it loses, and there is one at least that
/// loses none, the one whose write revisits. That the dropped events do not interrupt one another holds where they had
/// been added thread by thread, and not always; tests/explore/bound.cpp compares with a search that leaves out nothing.
bool tree::needs_too_many() {
  if (!most_preemptions_) return false;
  unsigned started = 0;
  for (unsigned t = 0; t != max_threads; ++t) started += !graph_.thread(t).empty();
  return !preemptions_.are_enough(graph_, *most_preemptions_ + std::max(started, 1u) - 1);
}

bool tree::is_beyond_bound() { return most_preemptions_ && !preemptions_.are_enough(graph_, *most_preemptions_); }

bool tree::is_for_another_part() {
  return parts_ > 1 && frames_.size() == depth_of_parts && subtrees_++ % parts_ != part_;
}

bool tree::is_mine() {
  if (parts_ == 1 || frames_.size() >= depth_of_parts) return true;
  return subtrees_++ % parts_ == part_;
}

bool tree::extend(const call& given) {
  event e(given);
  const std::size_t first = alternatives_.size();
  list(e);
  std::size_t count = alternatives_.size() - first;
  if (count == 0) return false;
  if (walk_ == walk::forward && count > 1) {
    alternatives_[first] = alternatives_[first + draw() % count];
    alternatives_.resize(first + 1);
    count = 1;
  }
  if (count == 1 && alternatives_[first].revisited == none) {
    const alternative only = alternatives_[first];
    alternatives_.pop_back();
    return go_forward(e, only);
  }
  if (walk_ == walk::branching) {
    branch(e, first);
    return false;
  }
  const bool is_given = given_at_ != given_.size();
  const std::size_t at = is_given ? given_[given_at_++] : 0;
  if (at >= count) {
    is_astray_ = true;
    alternatives_.resize(first);
    return false;
  }
  frames_.push_back({graph_.size(), first, alternatives_.size(), first + at, -1, e});
  while (frames_.back().at != frames_.back().end) {
    const alternative a = alternatives_[frames_.back().at];
    if (a.revisited != none) {
      is_on_the_way_ = is_given;
      return false;
    }
    ++frames_.back().at;
    if (go_forward(e, a) && !is_for_another_part()) return true;
    graph_.truncate(frames_.back().size);
  }
  return false;
}

/// Lists the graphs that the alternatives lead to, and takes none of them.
void tree::branch(const event& e, std::size_t first) {
  const std::vector<event> before = graph_.events();
  for (std::size_t at = first; at != alternatives_.size(); ++at) {
    const alternative a = alternatives_[at];
    if (at != first) graph_.restore(before);
    if (a.revisited == none ? go_forward(e, a) : revisit(e, a)) branches_->push_back(graph_.events());
  }
  alternatives_.resize(first);
}

void tree::drop_frame() {
  // The frames below know the graph as it was before the revisits.
  if (frames_.back().saved >= 0) graph_.restore(saved_[--saves_]);
  alternatives_.resize(frames_.back().first);
  frames_.pop_back();
}

/// The next alternative of the last frame that leads somewhere.
bool tree::take_next() {
  frame& f = frames_.back();
  while (f.at != f.end) {
    const alternative a = alternatives_[f.at++];
    if (f.saved >= 0) {
      graph_.restore(saved_[static_cast<std::size_t>(f.saved)]);
    } else {
      graph_.truncate(f.size);
    }
    const bool is_there = a.revisited == none ? go_forward(f.added, a) : go_back(f, a);
    if (is_there && !needs_too_many() && !is_for_another_part()) return true;
  }
  return false;
}

bool tree::advance() {
  is_on_the_way_ = false;
  while (!frames_.empty()) {
    if (take_next()) return true;
    drop_frame();
  }
  return false;
}

// --- where it is

void tree::list_in_order(std::vector<event_id>& order) {
  order.clear();
  list_delayed();
  for (event_id id = 0; id != graph_.size(); ++id) {
    const event& e = graph_.at(id);
    if (e.what == kind::read && e.from != none && e.from > id) continue;
    order.push_back(id);
    if (e.what != kind::write) continue;
    for (const event_id r : delayed_) {
      if (graph_.at(r).from == id) order.push_back(r);
    }
  }
}

void tree::list_delayed() {
  delayed_.clear();
  for (event_id id = 0; id != graph_.size(); ++id) {
    const event& e = graph_.at(id);
    if (e.what == kind::read && e.from != none && e.from > id) delayed_.push_back(id);
  }
}

path tree::taken() const {
  path p;
  for (const frame& f : frames_) {
    p.push_back(static_cast<std::uint16_t>(f.at - f.first - 1));
  }
  return p;
}

double tree::fraction() const {
  double done = 0, width = 1;
  for (const frame& f : frames_) {
    width /= static_cast<double>(f.end - f.first);
    done += width * static_cast<double>(f.at - f.first - 1);
  }
  return done;
}

}  // namespace lockstep::models::exploring

#include "brute_force.h"

#include <algorithm>
#include <bitset>
#include <map>
#include <optional>
#include <vector>

namespace lockstep::brute_force {
namespace {

using models::memory_model;
using models::litmus::operation;
using op = operation::kind;
using order = std::memory_order;

constexpr std::size_t most = 64;

struct relation {
  std::vector<std::bitset<most>> to;

  explicit relation(std::size_t n) : to(n) {}
  void add(std::size_t a, std::size_t b) { to[a].set(b); }
  bool has(std::size_t a, std::size_t b) const { return to[a].test(b); }
  std::size_t size() const { return to.size(); }

  relation operator|(const relation& o) const {
    relation r = *this;
    for (std::size_t i = 0; i != size(); ++i) r.to[i] |= o.to[i];
    return r;
  }
  /// This, then the other.
  relation operator*(const relation& o) const {
    relation r(size());
    for (std::size_t i = 0; i != size(); ++i) {
      for (std::size_t j = 0; j != size(); ++j) {
        if (has(i, j)) r.to[i] |= o.to[j];
      }
    }
    return r;
  }
  relation closed() const {
    relation r = *this;
    for (std::size_t k = 0; k != size(); ++k) {
      for (std::size_t i = 0; i != size(); ++i) {
        if (r.has(i, k)) r.to[i] |= r.to[k];
      }
    }
    return r;
  }
  relation or_same() const {
    relation r = *this;
    for (std::size_t i = 0; i != size(); ++i) r.add(i, i);
    return r;
  }
  relation inverse() const {
    relation r(size());
    for (std::size_t i = 0; i != size(); ++i) {
      for (std::size_t j = 0; j != size(); ++j) {
        if (has(i, j)) r.add(j, i);
      }
    }
    return r;
  }
  template <class F>
  relation where(F holds) const {
    relation r(size());
    for (std::size_t i = 0; i != size(); ++i) {
      for (std::size_t j = 0; j != size(); ++j) {
        if (has(i, j) && holds(i, j)) r.add(i, j);
      }
    }
    return r;
  }
  bool is_irreflexive() const {
    for (std::size_t i = 0; i != size(); ++i) {
      if (has(i, i)) return false;
    }
    return true;
  }
  bool is_acyclic() const { return closed().is_irreflexive(); }
};

template <class F>
relation identity(std::size_t n, F holds) {
  relation r(n);
  for (std::size_t i = 0; i != n; ++i) {
    if (holds(i)) r.add(i, i);
  }
  return r;
}

bool is_acquire(order o) { return o == order::acquire || o == order::acq_rel || o == order::seq_cst; }
bool is_release(order o) { return o == order::release || o == order::acq_rel || o == order::seq_cst; }

enum class sort { initial, read, write, fence };

struct event {
  sort is;
  unsigned place;
  order how;
  std::size_t thread;
};

/// One operation of the program, flattened, and what it reads in the execution at hand.
struct step {
  const operation* what;
  std::size_t thread;
  bool reads() const { return what->what != op::write && what->what != op::fence; }
  bool may_write() const { return what->what != op::read && what->what != op::fence; }
};

class counter {
 public:
  counter(const models::litmus::program& p, memory_model model, bool with_preemptions)
      : model_(model), with_preemptions_(with_preemptions) {
    for (std::size_t t = 0; t != p.size(); ++t) {
      for (const operation& o : p[t]) steps_.push_back({&o, t});
    }
    source_.resize(steps_.size());
  }

  std::map<unsigned, std::uint64_t> count() {
    choose_source(0);
    return found_;
  }

  up_to_symmetry count_up_to_symmetry(std::uint8_t alike) {
    alike_ = alike;
    for (const step& s : steps_) {
      if (name_.empty() || name_.back() != s.thread) name_.push_back(s.thread);
    }
    up_to_symmetry r;
    r.all = count()[0];
    r.different = orbits_.size();
    r.in_order = in_order_;
    for (const auto& [execution, is_one] : orbits_) {
      if (is_one) ++r.represented;
    }
    return r;
  }

 private:
  static constexpr int initial = -1;

  void choose_source(std::size_t i) {
    if (i == steps_.size()) return choose_orders();
    if (!steps_[i].reads()) return choose_source(i + 1);
    source_[i] = initial;
    choose_source(i + 1);
    for (std::size_t w = 0; w != steps_.size(); ++w) {
      if (w == i || !steps_[w].may_write() || steps_[w].what->place != steps_[i].what->place) continue;
      source_[i] = static_cast<int>(w);
      choose_source(i + 1);
    }
  }

  /// The value that a step reads; none if it depends on itself or reads from what does not write.
  std::optional<std::uint32_t> read_value(std::size_t i, std::size_t depth) const {
    if (source_[i] == initial) return 0;
    if (depth > steps_.size()) return std::nullopt;
    return written_value(static_cast<std::size_t>(source_[i]), depth + 1);
  }
  std::optional<std::uint32_t> written_value(std::size_t i, std::size_t depth) const {
    const operation& o = *steps_[i].what;
    if (o.what == op::write) return o.value;
    const auto old = read_value(i, depth);
    if (!old) return std::nullopt;
    switch (o.what) {
      case op::add:
        return *old + o.value;
      case op::exchange:
        return o.value;
      case op::compare_exchange:
        return *old == o.expected ? std::optional(o.value) : std::nullopt;
      default:
        return std::nullopt;
    }
  }

  void choose_orders() {
    events_.clear();
    read_of_.assign(steps_.size(), 0);
    write_of_.assign(steps_.size(), 0);
    is_rmw_.clear();
    for (unsigned p = 0; p != models::litmus::places; ++p) events_.push_back({sort::initial, p, order::relaxed, 99});
    for (std::size_t i = 0; i != steps_.size(); ++i) {
      const operation& o = *steps_[i].what;
      if (o.what == op::fence) {
        events_.push_back({sort::fence, 99, o.order, steps_[i].thread});
        continue;
      }
      bool succeeds = true;
      if (steps_[i].reads()) {
        const auto value = read_value(i, 0);
        if (!value) return;
        succeeds = o.what != op::compare_exchange || *value == o.expected;
        read_of_[i] = events_.size();
        events_.push_back({sort::read, o.place, succeeds ? o.order : o.failure, steps_[i].thread});
      }
      if (!steps_[i].may_write() || !succeeds) continue;
      write_of_[i] = events_.size();
      if (steps_[i].reads()) is_rmw_.emplace_back(read_of_[i], write_of_[i]);
      events_.push_back({sort::write, o.place, o.order, steps_[i].thread});
    }
    for (std::size_t i = 0; i != steps_.size(); ++i) {
      if (steps_[i].reads() && source_[i] != initial && write_of_[static_cast<std::size_t>(source_[i])] == 0) return;
    }
    for (auto& o : orders_) o.clear();
    for (std::size_t e = 0; e != events_.size(); ++e) {
      if (events_[e].is == sort::write) orders_[events_[e].place].push_back(e);
    }
    permute(0);
  }

  void permute(unsigned place) {
    if (place == models::litmus::places) {
      if (!is_consistent()) return;
      if (alike_ != 0) note_symmetry();
      least_.clear();
      ++found_[with_preemptions_ ? preemptions({}, nobody) : 0];
      return;
    }
    auto& all = orders_[place];
    std::sort(all.begin(), all.end());
    do {
      permute(place + 1);
    } while (std::next_permutation(all.begin(), all.end()));
  }

  bool is_consistent() const {
    const std::size_t n = events_.size();
    relation po(n), rf(n), mo(n), rmw(n);
    for (std::size_t a = 0; a != n; ++a) {
      for (std::size_t b = a + 1; b != n; ++b) {
        if (events_[a].is != sort::initial && events_[a].thread == events_[b].thread) po.add(a, b);
        if (events_[a].is == sort::initial && events_[b].is != sort::initial) po.add(a, b);
      }
    }
    for (std::size_t i = 0; i != steps_.size(); ++i) {
      if (!steps_[i].reads()) continue;
      rf.add(source_[i] == initial ? steps_[i].what->place : write_of_[static_cast<std::size_t>(source_[i])],
             read_of_[i]);
    }
    for (unsigned p = 0; p != models::litmus::places; ++p) {
      std::vector<std::size_t> all{p};
      all.insert(all.end(), orders_[p].begin(), orders_[p].end());
      for (std::size_t a = 0; a != all.size(); ++a) {
        for (std::size_t b = a + 1; b != all.size(); ++b) mo.add(all[a], all[b]);
      }
    }
    for (const auto& [r, w] : is_rmw_) rmw.add(r, w);
    const relation rb = (rf.inverse() * mo).where([](std::size_t a, std::size_t b) { return a != b; });
    const relation eco = (rf | mo | rb).closed();
    if (!(po | rf).is_acyclic()) return false;
    for (const auto& [r, w] : is_rmw_) {
      if ((rb * mo).has(r, w)) return false;
    }
    if (model_ == memory_model::sc) return (po | rf | mo | rb).is_acyclic();

    const auto fences = [&](auto holds) {
      return identity(n, [&](std::size_t e) { return events_[e].is == sort::fence && holds(events_[e].how); });
    };
    const auto accesses = [&](sort s, auto holds) {
      return identity(n, [&](std::size_t e) { return events_[e].is == s && holds(events_[e].how); });
    };
    const auto any = [](order) { return true; };
    const relation writes = accesses(sort::write, any);
    const relation sequence = writes * (rf * rmw).closed().or_same();
    const relation releasing = accesses(sort::write, is_release) | fences(is_release) * po * writes;
    const relation acquiring = accesses(sort::read, is_acquire) | accesses(sort::read, any) * po * fences(is_acquire);
    const relation hb = (po | releasing * sequence * rf * acquiring).closed();
    if (!hb.is_irreflexive() || !(hb * eco).is_irreflexive()) return false;

    const auto is_same_place = [&](std::size_t a, std::size_t b) {
      return events_[a].is != sort::fence && events_[a].place == events_[b].place;
    };
    relation scb = po | mo | rb;
    if (model_ == memory_model::rc11) {
      scb = scb | po * hb * po | rf;
    } else {
      const relation elsewhere = po.where([&](std::size_t a, std::size_t b) { return !is_same_place(a, b); });
      scb = scb | elsewhere * hb * elsewhere | hb.where(is_same_place);
    }
    const auto is_sc = [](order o) { return o == order::seq_cst; };
    const relation sc = accesses(sort::read, is_sc) | accesses(sort::write, is_sc) | fences(is_sc);
    const relation sc_fences = fences(is_sc);
    const relation base = (sc | sc_fences * hb.or_same()) * scb * (sc | hb.or_same() * sc_fences);
    const relation between_fences = sc_fences * (hb | hb * eco * hb) * sc_fences;
    return (base | between_fences).is_acyclic();
  }

  // --- symmetry

  bool are_alike(std::size_t thread) const { return (alike_ >> thread & 1) != 0; }  // with the next one

  std::size_t step_of(std::size_t thread, std::size_t index) const {
    std::size_t i = 0;
    while (steps_[i].thread != thread) ++i;
    return i + index;
  }
  /// In modification order; the initial value: 0.
  std::size_t position_of(std::size_t step) const {
    const auto& all = orders_[steps_[step].what->place];
    return 1 + static_cast<std::size_t>(std::find(all.begin(), all.end(), write_of_[step]) - all.begin());
  }
  std::size_t position_read(std::size_t step) const {
    return source_[step] == initial ? 0 : position_of(static_cast<std::size_t>(source_[step]));
  }
  std::size_t steps_in(std::size_t thread) const {
    return static_cast<std::size_t>(
        std::count_if(steps_.begin(), steps_.end(), [thread](const step& s) { return s.thread == thread; }));
  }

  /// The execution when thread t is called name[t].
  std::vector<std::size_t> renamed(const std::vector<std::size_t>& name) const {
    std::vector<std::size_t> text(2 * steps_.size());
    const auto renamed_step = [&](std::size_t i) {
      return step_of(name[steps_[i].thread], i - step_of(steps_[i].thread, 0));
    };
    for (std::size_t i = 0; i != steps_.size(); ++i) {
      const std::size_t at = 2 * renamed_step(i);
      if (steps_[i].reads() && source_[i] != initial) {
        text[at] = 1 + renamed_step(static_cast<std::size_t>(source_[i]));
      }
      if (write_of_[i] != 0) text[at + 1] = position_of(i);
    }
    return text;
  }

  bool is_in_order() const {
    relation needs(steps_.size());
    for (std::size_t i = 0; i != steps_.size(); ++i) {
      if (i != 0 && steps_[i - 1].thread == steps_[i].thread) needs.add(i - 1, i);
      if (steps_[i].reads() && source_[i] != initial) needs.add(static_cast<std::size_t>(source_[i]), i);
    }
    const relation depends = needs.closed();
    for (std::size_t t = 0; t + 1 < name_.size(); ++t) {
      if (!are_alike(t)) continue;
      for (std::size_t k = 0; k != steps_in(t); ++k) {
        const std::size_t a = step_of(t, k), b = step_of(t + 1, k);
        needs.add(a, b);
        if (steps_[a].what->what == op::fence) continue;
        if (!steps_[a].reads()) {
          if (position_of(b) < position_of(a)) return false;
          break;
        }
        if (source_[a] == source_[b]) continue;
        const bool is_after = position_read(b) > position_read(a) ||
                              (source_[b] != initial && (source_[b] == static_cast<int>(a) ||
                                                         depends.has(a, static_cast<std::size_t>(source_[b]))));
        if (!is_after) return false;
        break;
      }
    }
    return needs.is_acyclic();
  }

  void note_symmetry() {
    std::vector<std::size_t> least = renamed(name_);
    std::vector<std::size_t> name = name_;
    const auto rename = [&](const auto& self, std::size_t t) -> void {
      if (t == name.size()) {
        least = std::min(least, renamed(name));
        return;
      }
      for (std::size_t other = t; other != name.size() && (other == t || are_alike(other - 1)); ++other) {
        std::swap(name[t], name[other]);
        self(self, t + 1);
        std::swap(name[t], name[other]);
      }
    };
    rename(rename, 0);
    const bool is_one = is_in_order();
    if (is_one) ++in_order_;
    bool& is_represented = orbits_[least];
    is_represented = is_represented || is_one;
  }

  static constexpr std::size_t nobody = models::max_threads;

  using steps_done = std::bitset<most>;

  bool is_next(std::size_t i, const steps_done& done) const {
    for (std::size_t before = 0; before != i; ++before) {
      if (steps_[before].thread == steps_[i].thread && !done[before]) return false;
    }
    const bool is_source_there =
        !steps_[i].reads() || source_[i] == initial || done[static_cast<std::size_t>(source_[i])];
    return !done[i] && is_source_there;
  }

  bool has_ended(std::size_t thread, const steps_done& done) const {
    for (std::size_t i = 0; i != steps_.size(); ++i) {
      if (steps_[i].thread == thread && !done[i]) return false;
    }
    return true;
  }

  /// How many are needed from here on, when `running` had the last step: every order of steps is tried.
  unsigned preemptions(const steps_done& done, std::size_t running) {
    const auto [known, is_new] =
        least_.try_emplace({done.to_ullong(), running}, done.count() == steps_.size() ? 0 : 99);
    for (std::size_t i = 0; is_new && i != steps_.size(); ++i) {
      if (!is_next(i, done)) continue;
      const bool preempts = running != nobody && running != steps_[i].thread && !has_ended(running, done);
      steps_done after = done;
      known->second = std::min(known->second, preempts + preemptions(after.set(i), steps_[i].thread));
    }
    return known->second;
  }

  memory_model model_;
  bool with_preemptions_;
  std::map<std::pair<std::uint64_t, std::size_t>, unsigned> least_;  // of what is done, and who did the last of it
  std::vector<step> steps_;
  std::vector<int> source_;
  std::vector<event> events_;
  std::vector<std::size_t> read_of_, write_of_;  // event of a step
  std::vector<std::pair<std::size_t, std::size_t>> is_rmw_;
  std::vector<std::size_t> orders_[models::litmus::places];
  std::map<unsigned, std::uint64_t> found_;  // by the preemptions they need
  std::uint8_t alike_ = 0;
  std::vector<std::size_t> name_;                    // each thread's own number
  std::map<std::vector<std::size_t>, bool> orbits_;  // by the least name of an execution: whether one is in order
  std::uint64_t in_order_ = 0;
};

}  // namespace

double candidates(const models::litmus::program& p) {
  double all = 1;
  for (unsigned place = 0; place != models::litmus::places; ++place) {
    unsigned writes = 0, reads = 0;
    for (const auto& thread : p) {
      for (const operation& o : thread) {
        if (o.what == op::fence || o.place != place) continue;
        writes += o.what != op::read;
        reads += o.what != op::write;
      }
    }
    for (unsigned i = 0; i != reads; ++i) all *= writes + 1;
    for (unsigned i = 2; i <= writes; ++i) all *= i;
  }
  return all;
}

std::map<unsigned, std::uint64_t> count_by_preemptions(const models::litmus::program& p, memory_model model) {
  return counter(p, model, true).count();
}

up_to_symmetry count_up_to_symmetry(const models::litmus::program& p, memory_model model) {
  return counter(p, model, false).count_up_to_symmetry(models::litmus::alike(p));
}

std::uint64_t count(const models::litmus::program& p, memory_model model) {
  return counter(p, model, false).count()[0];
}

}  // namespace lockstep::brute_force

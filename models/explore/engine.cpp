#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <utility>

#include <lockstep/models/engine.h>

#include "estimate.h"
#include "machine.h"

namespace lockstep::models {

using namespace exploring;

namespace {

/// A search that has so many behind it and has not ended is worth an estimate.
constexpr std::uint64_t executions_before_estimate = 100'000;
constexpr std::size_t most_failures = 100;
/// In front of the replay string of a random execution.
constexpr char random_mark = 'r';
/// The memory models, in front of every replay string.
constexpr const char* names[] = {"rc11", "published", "sc"};

/// What the machine works on while a search lasts.
class installed {
 public:
  installed() {
    static explore_machine the_machine;
    static explore_run the_run;
    current_machine = decorate(the_machine);
    current_run = &the_run;
  }
  ~installed() {
    current_machine = nullptr;
    current_run = nullptr;
    running = nullptr;
  }
  installed(const installed&) = delete;
};

class one_search {
 public:
  one_search(const program_type& type, const search_plan& plan, monitor* watcher)
      : plan_(plan), watcher_(watcher), tree_(plan.model), run_(type, tree_) {
    if (type.threads < 1 || type.threads > max_threads) {
      throw std::invalid_argument("the engine explore takes 1 to 8 threads, not " + std::to_string(type.threads));
    }
    run_.weak_may_fail = plan.weak_may_fail;
    if (is_symmetric()) tree_.pair(type.alike);
    result_.symmetric = is_symmetric();
    if (plan.kind == search_kind::bound) tree_.bound(plan.bound);
  }

  search_result random() {
    run_.is_random = true;
    result_.finished = true;
    for (std::uint64_t n = 0; plan_.executions == 0 || n != plan_.executions; ++n) {
      const std::uint64_t seed = (plan_.seed << 32) + n;
      tree_.begin(tree::walk::forward, {}, seed);
      const end came = run_.run();
      if (!count(came, random_mark + std::to_string(seed))) break;
      if (is_time_to_stop(false)) {
        result_.finished = plan_.executions == 0;
        break;
      }
    }
    return conclude();
  }

  /// All executions, or all within the bound, or within the part.
  search_result full() {
    const bool is_all = is_of_all();
    place from;
    if (plan_.resume) {
      result_ = *plan_.resume;
      if (result_.finished) return result_;
      from = place_from(std::exchange(result_.stopped_at, {}));
    }
    const bool is_whole = walk(std::move(from));
    result_.finished = result_.stopped_at.empty();
    result_.exhaustive = is_whole && is_all && !result_.failed;
    if (is_whole) result_.fraction = -1;
    return conclude();
  }

  /// The one execution that the string stands for, with its trace.
  failure replay(const std::string& text) {
    run_.is_recording = true;
    if (text.starts_with(random_mark)) {
      run_.is_random = true;
      tree_.begin(tree::walk::forward, {}, seed_from(text.substr(1)));
      return again(run_.run(), text);
    }
    tree_.begin(tree::walk::all, parse(text), 0);
    do {
      const end came = run_.run();
      if (tree_.is_beyond_given() && came != end::blocked) return again(came, text);
    } while (!tree_.is_astray() && tree_.advance());
    throw std::invalid_argument("the replay string does not fit the scenario");
  }

 private:
  bool is_of_all() const { return plan_.kind == search_kind::full && plan_.parts == 1; }

  /// A random search lets the threads take turns by chance, and tells them apart.
  bool is_symmetric() const { return plan_.symmetry && plan_.kind != search_kind::random && run_.type().alike != 0; }

  std::string mark() const {
    return std::string(names[static_cast<int>(plan_.model)]) + (plan_.weak_may_fail ? "w" : "") +
           (is_symmetric() ? "s:" : ":");
  }

  static std::uint64_t seed_from(const std::string& text) {
    std::size_t used = 0;
    std::uint64_t seed = 0;
    try {
      seed = std::stoull(text, &used);
    } catch (const std::exception&) {
    }
    if (used != text.size() || text.empty()) throw std::invalid_argument("not a replay string: 'r" + text + "'");
    return seed;
  }

  /// "outside/inside": the choices outside the threads, and the way through the tree.
  path parse(const std::string& text) {
    const auto slash = text.find('/');
    if (slash == std::string::npos || !run_.set_outside(path_from(text.substr(0, slash)))) {
      throw std::invalid_argument("not a replay string: '" + text + "'");
    }
    return path_from(text.substr(slash + 1));
  }
  std::string where_now() const { return to_text(run_.outside()) + '/' + to_text(tree_.taken()); }

  /// Where a walk goes on.
  struct place {
    path given;
    std::uint64_t subtrees_before = 0;
  };
  place place_from(const std::string& text) {
    const auto colon = text.find(':');
    if (colon == std::string::npos) throw std::invalid_argument("nothing to resume from: '" + text + "'");
    return {parse(text.substr(colon + 1)), std::stoull(text)};
  }
  void note_place() {
    result_.stopped_at = std::to_string(tree_.subtrees_passed()) + ':' + where_now();
    result_.fraction = fraction();
  }
  /// The tree's own fraction takes siblings for equally large. The large ones come last, so it is too high; so is what
  /// the estimate says where that is too low.
  double fraction() const {
    const double of_tree = tree_.fraction();
    if (result_.estimate == 0) return of_tree;
    return std::min(of_tree, static_cast<double>(result_.executions) / result_.estimate);
  }

  failure again(end came, const std::string& text) {
    std::string what = came == end::failed ? run_.failure : "";
    if (came == end::complete && !is_outcome_allowed()) what = "outcome not allowed: " + run_.outcome;
    if (!what.empty() && (run_.trace.empty() || run_.trace.back().what != what)) {
      run_.record(what, std::source_location{});
    }
    return {what, text, run_.trace};
  }

  bool is_outcome_allowed() const {
    return plan_.allowed_outcomes == nullptr || plan_.allowed_outcomes->contains(run_.outcome);
  }

  /// Walks the tree. False if it ended on the way: by a failure, or else stopped_at says where.
  bool walk(place from) {
    do {
      tree_.begin(tree::walk::all, std::move(from.given), 0);
      tree_.take_part(plan_.part, plan_.parts, from.subtrees_before);
      from = {};
      bool is_left = true;
      while (is_left) {
        end came = run_.run();
        if (tree_.is_astray()) throw std::invalid_argument("the place to resume from does not fit the scenario");
        if (came == end::complete && tree_.is_beyond_bound()) came = end::blocked;
        if (!tree_.is_on_the_way() && (tree_.is_mine() || came == end::blocked)) {
          if (!count(came, {})) return false;
          // What is chosen outside the threads is tried on the same graph.
          while (came == end::complete && run_.next_outside_after()) {
            came = run_.run();
            if (!count(came, {})) return false;
          }
        }
        is_left = tree_.advance();
        if (is_left && is_time_to_stop(true)) {
          note_place();
          return false;
        }
        if (is_left && is_time_to_report()) report();
      }
    } while (run_.next_outside_before());
    return true;
  }

  /// False if that was the end of the search.
  bool count(end came, const std::string& replay) {
    if (came == end::blocked) {
      ++result_.blocked;
      return true;
    }
    ++result_.executions;
    if (came == end::complete) {
      for (const char* name : run_.seen) ++result_.witnesses[name];
      if (!run_.outcome.empty()) ++result_.outcomes[run_.outcome];
      if (is_outcome_allowed()) return true;
      run_.failure = "outcome not allowed: " + run_.outcome;
    }
    failure f{run_.failure, mark() + (replay.empty() ? where_now() : replay), {}};
    if (!result_.failed) {
      result_.failed = std::move(f);
      return plan_.collect;
    }
    const auto is_same = [&](const failure& other) { return other.what == f.what; };
    if (!is_same(*result_.failed) && std::none_of(result_.others.begin(), result_.others.end(), is_same)) {
      result_.others.push_back(std::move(f));
    }
    return result_.others.size() != most_failures;
  }

  bool is_time_to_stop(bool has_fraction) {
    if (++looks_ % 256 != 0) return false;
    const auto is_told_to = [&] {
      if (plan_.seconds > 0 && seconds() > plan_.seconds) return true;
      const double done = has_fraction            ? fraction()
                          : plan_.executions == 0 ? -1
                                                  : static_cast<double>(looks_) / static_cast<double>(plan_.executions);
      return watcher_ != nullptr && !watcher_->progress(result_.executions, done);
    };
    if (is_of_all() && result_.estimate == 0 && result_.executions >= executions_before_estimate) {
      result_.estimate =
          estimate(run_.type(), plan_.model, plan_.weak_may_fail, is_symmetric(), [&] { return !is_told_to(); });
    }
    return is_told_to();
  }

  bool is_time_to_report() {
    if (plan_.seconds_between_reports == 0 || watcher_ == nullptr || looks_ % 256 != 0) return false;
    return seconds() > reported_ + plan_.seconds_between_reports;
  }

  void report() {
    reported_ = seconds();
    note_place();
    search_result so_far = result_;
    so_far.seconds += reported_;
    watcher_->report(so_far);
    result_.stopped_at.clear();
  }

  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count(); }

  search_result conclude() {
    result_.seconds += seconds();
    return std::move(result_);
  }

  const search_plan& plan_;
  monitor* watcher_;
  tree tree_;
  execution run_;
  search_result result_;
  std::uint64_t looks_ = 0;
  double reported_ = 0;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};

class explore final : public engine {
 public:
  search_result search(const program_type& type, const search_plan& plan, monitor& watcher) override {
    const installed ours;
    search_result result;
    {
      one_search s(type, plan, &watcher);
      result = plan.kind == search_kind::random ? s.random() : s.full();
    }
    if (result.failed) result.failed->trace = again(type, result.failed->replay, plan.allowed_outcomes).trace;
    for (failure& f : result.others) f.trace = again(type, f.replay, plan.allowed_outcomes).trace;
    return result;
  }

  search_result replay(const program_type& type, const std::string& text,
                       const std::set<std::string>* allowed_outcomes) override {
    const installed ours;
    search_result result;
    result.executions = 1;
    result.failed = again(type, text, allowed_outcomes);
    return result;
  }

 private:
  static failure again(const program_type& type, const std::string& text,
                       const std::set<std::string>* allowed_outcomes) {
    search_plan plan;
    plan.allowed_outcomes = allowed_outcomes;
    // The model comes first: "rc11:…".
    const auto colon = text.find(':');
    if (colon == std::string::npos) throw std::invalid_argument("not a replay string: '" + text + "'");
    std::string name = text.substr(0, colon);
    const auto is_marked = [&name](char with) {
      const bool is = name.ends_with(with);
      if (is) name.pop_back();
      return is;
    };
    plan.symmetry = is_marked('s');
    plan.weak_may_fail = is_marked('w');
    const auto known = std::find(std::begin(names), std::end(names), name);
    if (known == std::end(names)) throw std::invalid_argument("not a replay string: '" + text + "'");
    plan.model = static_cast<memory_model>(known - std::begin(names));
    failure f = one_search(type, plan, nullptr).replay(text.substr(colon + 1));
    f.replay = text;
    return f;
  }
};

}  // namespace

engine& explore_engine() {
  static explore instance;
  return instance;
}

}  // namespace lockstep::models

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <string>
#include <utility>

#include <lockstep/models/engine.h>

#include "machine.h"

namespace lockstep::models {

using namespace exploring;

namespace {

constexpr unsigned samples = 64;
constexpr std::size_t most_failures = 100;
/// In front of the replay string of a random execution.
constexpr char random_mark = 'r';

/// What the machine works on while a search lasts.
class installed {
 public:
  installed() {
    static explore_machine the_machine;
    static explore_run the_run;
    current_machine = &the_machine;
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
  }

  search_result random() {
    run_.is_random = true;
    result_.finished = true;
    for (std::uint64_t n = 0; plan_.executions == 0 || n != plan_.executions; ++n) {
      const std::uint64_t seed = (plan_.seed << 32) + n;
      tree_.begin(tree::walk::forward, {}, seed);
      const end came = run_.run();
      if (!count(came, [&] { return random_mark + std::to_string(seed); })) break;
      if (is_time_to_stop(false)) {
        result_.finished = plan_.executions == 0;
        break;
      }
    }
    return conclude();
  }

  search_result full() {
    if (plan_.resume.empty() && plan_.parts == 1) estimate();
    path given;
    if (!plan_.resume.empty()) given = parse(plan_.resume);
    result_.finished = walk(given);
    result_.exhaustive = result_.finished && !result_.failed && plan_.parts == 1;
    if (!result_.finished && !result_.failed) result_.stopped_at = where_now();
    result_.finished = result_.finished || result_.failed.has_value();
    return conclude();
  }

  /// The one execution that the string stands for, with its trace.
  failure replay(const std::string& text) {
    run_.is_recording = true;
    try {
      if (text.starts_with(random_mark)) {
        run_.is_random = true;
        tree_.begin(tree::walk::forward, {}, seed_from(text.substr(1)));
        return again(run_.run(), text);
      }
      tree_.begin(tree::walk::all, parse(text), 0);
      for (;;) {
        const end came = run_.run();
        if (tree_.is_beyond_given() && came != end::blocked) return again(came, text);
        if (!tree_.advance()) break;
      }
    } catch (const tree::not_this_program&) {
    }
    throw std::invalid_argument("the replay string does not fit the scenario");
  }

 private:
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
    if (slash == std::string::npos) throw std::invalid_argument("not a replay string: '" + text + "'");
    try {
      run_.set_outside(path_from(text.substr(0, slash)));
    } catch (const tree::not_this_program&) {
      throw std::invalid_argument("not a replay string: '" + text + "'");
    }
    return path_from(text.substr(slash + 1));
  }
  std::string where_now() const { return to_text(run_.outside()) + '/' + to_text(tree_.taken()); }

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

  /// Takes note of an execution. False if the search ends with it. `replay` gives the string that stands for it.
  template <class F>
  bool count(end came, F replay) {
    if (came == end::blocked) {
      ++result_.blocked;
      return true;
    }
    if (!tree_.is_mine()) return true;
    ++result_.executions;
    for (const char* name : run_.seen) ++result_.witnesses[name];
    if (came == end::complete && !run_.outcome.empty()) ++result_.outcomes[run_.outcome];
    if (came == end::complete && is_outcome_allowed()) return true;
    failure found = one_search(run_.type(), plan_, nullptr).replay(replay());
    if (!result_.failed) {
      result_.failed = std::move(found);
    } else {
      result_.others.push_back(std::move(found));
    }
    return plan_.collect && result_.others.size() + 1 < most_failures;
  }

  /// Now and then tells how far the search is, and asks whether to go on.
  bool is_time_to_stop(bool has_fraction) {
    if ((result_.executions + result_.blocked) % 256 != 0) return is_stopped_;
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - started_;
    is_stopped_ =
        (plan_.seconds > 0 && passed.count() > plan_.seconds) ||
        (watcher_ != nullptr && !watcher_->progress(result_.executions, has_fraction ? tree_.fraction() : -1));
    return is_stopped_;
  }

  /// How many executions there are, from a few random descents (Knuth, "Estimating the efficiency of backtrack
  /// programs", 1975).
  void estimate() {
    double sum = 0;
    for (unsigned i = 0; i != samples; ++i) {
      tree_.begin(tree::walk::sampling, {}, plan_.seed + i);
      if (run_.run() == end::complete) sum += tree_.weight();
    }
    result_.estimate = sum / samples;
  }

  search_result conclude() {
    result_.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
    if (!result_.finished) result_.fraction = tree_.fraction();
    return std::move(result_);
  }

  /// Walks the tree. False if it was stopped on the way.
  bool walk(path given) {
    do {
      tree_.begin(tree::walk::all, std::move(given), 0);
      tree_.take_part(plan_.part, plan_.parts);
      given.clear();
      do {
        const end came = run_.run();
        if (!count(came, [this] { return where_now(); })) return false;
        // What is not decided inside the threads is tried on the same graph.
        while (came == end::complete && run_.next_outside_after()) {
          if (!count(run_.run(), [this] { return where_now(); })) return false;
        }
        if (is_time_to_stop(true) && tree_.advance()) return false;
      } while (!is_stopped_ && tree_.advance());
    } while (run_.next_outside_before());
    return true;
  }

  const search_plan& plan_;
  monitor* watcher_;
  tree tree_;
  execution run_;
  search_result result_;
  bool is_stopped_ = false;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};

class explore final : public engine {
 public:
  search_result search(const program_type& type, const search_plan& plan, monitor& watcher) override {
    const installed here;
    one_search it(type, plan, &watcher);
    return plan.kind == search_kind::random ? it.random() : it.full();
  }

  search_result replay(const program_type& type, const std::string& schedule,
                       const std::set<std::string>* allowed_outcomes) override {
    const installed here;
    search_plan plan;
    plan.allowed_outcomes = allowed_outcomes;
    search_result result;
    result.executions = 1;
    result.failed = one_search(type, plan, nullptr).replay(schedule);
    return result;
  }
};

}  // namespace

engine& explore_engine() {
  static explore instance;
  return instance;
}

}  // namespace lockstep::models

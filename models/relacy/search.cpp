#include "search.h"

#include <bit>
#include <charconv>
#include <stdexcept>

namespace lockstep::models {

std::string schedule::to_string() const {
  std::string text;
  for (std::size_t i = 0; i != choices_.size();) {
    std::size_t run = 1;
    while (i + run != choices_.size() && choices_[i + run] == choices_[i]) ++run;
    if (!text.empty()) text += '-';
    if (run > 1) text += std::to_string(run) + 'x';
    text += std::to_string(choices_[i]);
    i += run;
  }
  return text;
}

schedule schedule::parse(const std::string& text) {
  schedule result;
  const char* at = text.data();
  const char* const end = at + text.size();
  const auto number = [&] {
    unsigned value = 0;
    const auto [rest, error] = std::from_chars(at, end, value);
    if (error != std::errc{} || value > 100000) throw std::invalid_argument("not a schedule: '" + text + "'");
    at = rest;
    return value;
  };
  for (;;) {
    unsigned count = 1;
    unsigned value = number();
    if (at != end && *at == 'x') {
      ++at;
      count = value;
      value = number();
    }
    if (value > 255) throw std::invalid_argument("not a schedule: '" + text + "'");
    for (; count != 0; --count) result.push(value);
    if (at == end) return result;
    if (*at++ != '-') throw std::invalid_argument("not a schedule: '" + text + "'");
  }
}

search::search(int threads, const search_plan& plan, monitor& watcher)
    : threads_(threads), plan_(plan), monitor_(&watcher) {}

search::search(int threads, const schedule& given)
    : threads_(threads), monitor_(nullptr), is_replay_(true), given_(given) {}

unsigned search::begin() {
  depth_ = 0;
  last_step_ = 0;
  is_repeating_ = false;
  has_chosen_ = false;
  taken_.clear();
  alive_ = running_ = (set{1} << threads_) - 1;
  preemptions_ = 0;
  places_ = first_free_place;
  is_noting_ = false;
  current_ = {};
  random_ = plan_.seed * 0x9e3779b97f4a7c15u + executions_;
  thread_ = threads_ == 0 ? 0 : static_cast<unsigned>(threads_);  // nobody: the first choice preempts nobody
  return next();
}

void search::threads_start() {
  current_ = {};
  is_noting_ = true;
}

void search::threads_end() { is_noting_ = false; }

unsigned search::pick_otherwise() {
  const auto any_running = [&] { return static_cast<unsigned>(std::countr_zero(running_)); };
  if (is_replay_) {
    const std::size_t i = taken_.size();
    const unsigned given = i < given_.size() ? given_[i] : any_running();
    if ((running_ >> given & 1) == 0) throw not_deterministic{};
    return given;
  }
  if (plan_.kind == search_kind::bound) return pick_bounded();
  set left = running_;
  for (auto skip = draw() % static_cast<unsigned>(std::popcount(running_)); skip != 0; --skip) left &= left - 1;
  return static_cast<unsigned>(std::countr_zero(left));
}

unsigned search::pick_bounded() {
  const bool could_stay = (running_ >> thread_ & 1) != 0;
  const bool may_preempt = preemptions_ < plan_.bound;
  if (depth_ == tree_.size()) {
    node fresh{};
    fresh.enabled = could_stay && !may_preempt ? set{1} << thread_ : running_;
    fresh.taken = could_stay ? thread_ : static_cast<unsigned>(std::countr_zero(running_));
    push(fresh);
  }
  const node& here = tree_[depth_];
  if (here.is_choice || (running_ >> here.taken & 1) == 0) throw not_deterministic{};
  ++depth_;
  if (could_stay && here.taken != thread_) ++preemptions_;
  return here.taken;
}

unsigned search::choose(unsigned limit) {
  unsigned value = 0;
  if (is_replay_) {
    const std::size_t i = taken_.size();
    value = i < given_.size() ? given_[i] : 0;
    if (value >= limit) throw not_deterministic{};
  } else if (plan_.kind == search_kind::random) {
    value = static_cast<unsigned>(draw() % limit);
  } else if (!is_repeating_ && limit > 1) {
    if (depth_ == tree_.size()) {
      node fresh{};
      fresh.is_choice = true;
      fresh.limit = limit;
      push(fresh);
    }
    const node& here = tree_[depth_];
    if (!here.is_choice || here.limit != limit) throw not_deterministic{};
    ++depth_;
    value = here.taken;
  }
  taken_.push(value);
  return value;
}

bool search::block(unsigned thread) {
  running_ &= ~(set{1} << thread);
  return running_ != 0;
}

void search::unblock(unsigned thread) { running_ |= set{1} << thread; }

search::finished search::finish(unsigned thread) {
  alive_ &= ~(set{1} << thread);
  running_ &= ~(set{1} << thread);
  if (alive_ == 0) return finished::all_done;
  return running_ != 0 ? finished::others_run : finished::deadlock;
}

bool search::end() {
  close_step();
  ++executions_;
  if (is_repeating_) ++redundant_;
  if (is_replay_) return true;
  if (plan_.kind == search_kind::random) {
    is_finished_ = plan_.executions != 0 && executions_ == plan_.executions;
  } else {
    is_finished_ = !advance();
  }
  if (is_finished_) return true;
  if (executions_ % 256 != 0) return false;
  if (plan_.seconds > 0) {
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - started_;
    if (passed.count() > plan_.seconds) {
      is_finished_ = plan_.kind == search_kind::random && plan_.executions == 0;
      return true;
    }
  }
  return !monitor_->progress(executions_, fraction());
}

/// To the next execution: the deepest node with an alternative takes it. False if there is none.
bool search::advance() {
  while (!tree_.empty() && !advance(tree_.back())) tree_.pop_back();
  return !tree_.empty();
}

bool search::advance(node& n) {
  if (n.is_choice) return ++n.taken != n.limit;
  n.explored |= set{1} << n.taken;
  const set left = n.enabled & ~n.explored & ~n.asleep;
  if (left == 0) return false;
  n.taken = static_cast<unsigned>(std::countr_zero(left));
  if (!steps_.empty()) steps_[tree_.size() - 1][n.taken] = {};
  return true;
}

/// The part of the tree that lies before the current path, if each node's subtrees are of a size.
double search::fraction() const {
  if (plan_.kind == search_kind::random) {
    return plan_.executions == 0 ? -1 : static_cast<double>(executions_) / static_cast<double>(plan_.executions);
  }
  double done = 0;
  double width = 1;
  for (const node& n : tree_) {
    const unsigned all = n.is_choice ? n.limit : static_cast<unsigned>(std::popcount(n.enabled & ~n.asleep));
    const unsigned past = n.is_choice ? n.taken : static_cast<unsigned>(std::popcount(n.explored));
    width /= all;
    done += width * past;
  }
  return done;
}

/// SplitMix64 (Steele, Lea and Flood, 2014).
std::uint64_t search::draw() {
  std::uint64_t x = random_ += 0x9e3779b97f4a7c15u;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

}  // namespace lockstep::models

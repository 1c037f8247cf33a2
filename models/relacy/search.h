#pragma once

// Which thread runs next, and what a nondeterministic choice yields: the search through the tree of all executions.
// It knows nothing of Relacy; scheduler.h fits it to Relacy's context.
//
// Full search leaves out interleavings that differ only in the order of independent steps, by sleep sets (Godefroid,
// "Partial-Order Methods for the Verification of Concurrent Systems", 1996, chapter 5). A step is what a thread does
// between two scheduling points. Two steps are independent if neither touches a place that the other writes. After all
// that begins with a step of thread t has been explored from some point, t sleeps in the alternatives that remain,
// until a step is taken that depends on t's: before that, running t could only repeat what was seen. Sleep sets lose no
// reachable state and no complete execution but repetitions, and the steps' places need to be known only after they
// were taken. Every access that a step can make has to be noted, plain data and the scenario's ghosts included.

#include <array>
#include <bit>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include <lockstep/models/engine.h>

namespace lockstep::models {

/// The places that a step touches. Places beyond 64 share bits, which can only make steps look dependent.
class footprint {
 public:
  void note(unsigned place, bool is_write) { (is_write ? writes_ : reads_) |= std::uint64_t{1} << place % 64; }
  void add(const footprint& other) {
    reads_ |= other.reads_;
    writes_ |= other.writes_;
  }
  bool depends_on(const footprint& other) const {
    return (writes_ & (other.reads_ | other.writes_)) != 0 || (reads_ & other.writes_) != 0;
  }

 private:
  std::uint64_t reads_ = 0;
  std::uint64_t writes_ = 0;
};

/// The choices of one execution, in order: a thread at each scheduling point, a number at each other choice.
class schedule {
 public:
  void push(unsigned choice) { choices_.push_back(static_cast<std::uint8_t>(choice)); }
  void clear() { choices_.clear(); }
  std::size_t size() const { return choices_.size(); }
  unsigned operator[](std::size_t i) const { return choices_[i]; }

  /// Decimal numbers separated by '-', runs as count x value: "0x12-1-0x3".
  std::string to_string() const;
  /// Throws std::invalid_argument.
  static schedule parse(const std::string&);

 private:
  std::vector<std::uint8_t> choices_;
};

class search {
 public:
  /// Places that every execution has; new_place() gives out the others.
  enum well_known_place : unsigned { heap, futexes, fences, poison, first_free_place };

  /// The scenario did something else than in an execution that began with the same choices.
  struct not_deterministic {};

  search(int threads, const search_plan& plan, monitor& watcher);
  /// Carries out one given execution.
  search(int threads, const schedule& given);

  // One execution, in this order.
  unsigned begin();                 // the thread that runs first
  void threads_start();             // construction is over
  bool goes_on();                   // scheduling point: whether the running thread runs on; if not, next() follows
  unsigned next();                  // the thread that runs now
  unsigned choose(unsigned limit);  // another choice
  bool block(unsigned thread);      // false: nobody is left to run
  void unblock(unsigned thread);
  enum class finished { others_run, all_done, deadlock };
  finished finish(unsigned thread);
  void threads_end();  // destruction begins
  bool end();          // true: that was the last execution

  unsigned new_place() { return places_++; }
  void note(unsigned place, bool is_write) {
    if (is_noting_) current_.note(place, is_write);
  }

  /// Between a goes_on() that said no and its next().
  bool has_chosen() const { return has_chosen_; }
  /// Whether the threads run: accesses count, and can be ordered.
  bool is_noting() const { return is_noting_; }
  unsigned current() const { return thread_; }

  const schedule& taken() const { return taken_; }
  std::uint64_t executions() const { return executions_; }
  std::uint64_t redundant() const { return redundant_; }
  bool is_finished() const { return is_finished_; }
  /// How much of the search is done, by an estimate; negative if there is none.
  double fraction() const;
  bool is_replay() const { return is_replay_; }

 private:
  using set = std::uint32_t;  // of threads

  struct node {
    bool is_choice;
    // choice
    unsigned limit;
    // thread
    set enabled;
    set asleep;    // on arrival: running them would repeat
    set explored;  // all that begins with them has been seen
    // both
    unsigned taken;
  };
  using steps = std::array<footprint, max_threads>;  // of the threads asleep, explored and taken at a node

  unsigned pick_thread() { return plan_.kind == search_kind::full && !is_replay_ ? pick_full() : pick_otherwise(); }
  unsigned pick_otherwise();
  unsigned pick_full();
  unsigned pick_bounded();
  void arrive(node& fresh);
  void choose_thread();
  void close_step();
  bool advance();
  bool advance(node&);
  std::uint64_t draw();
  void push(const node& fresh);

  int threads_;
  search_plan plan_;
  monitor* monitor_;
  bool is_replay_ = false;
  schedule given_;

  std::vector<node> tree_;     // the path to the current execution
  std::vector<steps> steps_;   // beside it, if the search is reduced
  std::size_t depth_ = 0;      // nodes of it that this execution has passed
  std::size_t last_step_ = 0;  // 1 + index of the node that chose the running step
  bool is_repeating_ = false;  // everybody left is asleep: the rest was seen before
  schedule taken_;

  set running_ = 0;  // can run
  set alive_ = 0;    // has not finished
  unsigned thread_ = 0;
  unsigned chosen_ = 0;
  bool has_chosen_ = false;
  unsigned preemptions_ = 0;
  unsigned places_ = 0;
  bool is_noting_ = false;
  footprint current_;

  std::uint64_t executions_ = 0;
  std::uint64_t redundant_ = 0;
  bool is_finished_ = false;
  std::uint64_t random_ = 0;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};

// --- what runs at every scheduling point, inline

inline void search::choose_thread() {
  close_step();
  chosen_ = pick_thread();
  taken_.push(chosen_);
}

inline bool search::goes_on() {
  choose_thread();
  has_chosen_ = chosen_ != thread_;
  return !has_chosen_;
}

inline unsigned search::next() {
  if (!has_chosen_) choose_thread();
  has_chosen_ = false;
  return thread_ = chosen_;
}

inline unsigned search::pick_full() {
  const auto default_of = [this](set candidates) {
    // Going on with the same thread first finds failures with few preemptions first.
    const bool stays = (candidates >> thread_ & 1) != 0;
    return stays ? thread_ : static_cast<unsigned>(std::countr_zero(candidates));
  };
  if (is_repeating_) return default_of(running_);
  if (depth_ == tree_.size()) {
    node fresh{};
    arrive(fresh);
    const set candidates = fresh.enabled & ~fresh.asleep;
    if (candidates == 0) {
      is_repeating_ = true;
      return default_of(running_);
    }
    fresh.taken = default_of(candidates);
    push(fresh);
  }
  const node& here = tree_[depth_];
  if (here.is_choice || here.enabled != running_) throw not_deterministic{};
  last_step_ = ++depth_;
  return here.taken;
}

/// Who sleeps at a new node: whoever slept, or was done with, where the last step was chosen, unless that step matters
/// to it.
inline void search::arrive(node& fresh) {
  fresh.enabled = running_;
  if (!plan_.reduce) return;
  // A path may have been longer before; whatever it left behind here is overwritten where it is read.
  if (steps_.size() <= depth_) steps_.resize(depth_ + 1);
  if (last_step_ == 0) return;
  const node& before = tree_[last_step_ - 1];
  const steps& known = steps_[last_step_ - 1];
  for (set left = before.asleep | before.explored; left != 0; left &= left - 1) {
    const auto t = static_cast<unsigned>(std::countr_zero(left));
    if (known[t].depends_on(known[before.taken])) continue;
    fresh.asleep |= set{1} << t;
    steps_[depth_][t] = known[t];
  }
}

inline void search::push(const node& fresh) {
  tree_.push_back(fresh);
  if (plan_.reduce && !fresh.is_choice && plan_.kind == search_kind::full) steps_[depth_][fresh.taken] = {};
}

/// The step that ends here has shown all that it touches.
inline void search::close_step() {
  if (last_step_ != 0 && !is_repeating_ && plan_.reduce)
    steps_[last_step_ - 1][tree_[last_step_ - 1].taken].add(current_);
  current_ = {};
}

}  // namespace lockstep::models

#pragma once

// The search through all consistent executions, each once: TruSt (Kokologiannakis, Marmanis, Gladstein, Vafeiadis,
// "Truly Stateless, Optimal Dynamic Partial Order Reduction", POPL 2022).
//
// Threads are extended one event at a time. A read may read any write that is there and coherent, a write may go to any
// coherent place in modification order: the *forward* alternatives. A write may also be read by a read that was added
// before it: the read is *revisited*, and what was added after it, and the write does not need, is dropped. That is
// done only if all that is dropped had been added in the one way that stands for all others (is_maximal), which is what
// makes every execution come up once.
//
// The tree of these alternatives is walked depth first. What is kept is one graph, the alternatives not yet tried along
// the way to it, and one graph for each revisit along that way.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <lockstep/models/machine.h>

#include "axioms.h"
#include "graph.h"
#include "preemptions.h"

namespace lockstep::models::exploring {

/// How far the walk has come: which alternative was taken wherever there were several.
using path = std::vector<std::uint16_t>;
/// Decimal numbers separated by '-', runs as count x value: "0x12-1-0x3". Empty: "-".
std::string to_text(const path&);
/// Throws std::invalid_argument.
path path_from(const std::string&);

class tree {
 public:
  explicit tree(memory_model model) : axioms_(model) {}

  enum class walk {
    all,        // every alternative, in order
    forward,    // a random forward alternative each time: one execution
    branching,  // as far as there are no alternatives; then those are listed, and none is taken
  };
  /// Begins anew at the empty graph. `given` says which alternatives to take first.
  void begin(walk, path given, std::uint64_t seed);
  /// Begins a branching walk at a graph. What it comes to is added to `branches`, unless an execution ends before.
  void begin_at(const std::vector<event>& from, std::vector<std::vector<event>>& branches);
  void pair(std::uint8_t alike) { graph_.pair(alike); }

  graph& executed() { return graph_; }
  const graph& executed() const { return graph_; }

  /// Adds an event to the execution that runs. False if it cannot go on like that: advance().
  bool extend(const call&);
  /// What the next read needs to find, if it is_needed and no compare-exchange.
  void need(function_ref<bool(std::uint64_t)> holds) { needed_ = holds; }
  /// Adds an event without alternatives.
  bool add(const call&);
  /// After an execution has ended: to the next graph that has to be executed. False if there is none.
  bool advance();
  /// The order of a step of an object, known only now: the last event of its thread.
  bool settle(event_id read, std::memory_order);

  /// The order in which the graph's events can be executed.
  void list_in_order(std::vector<event_id>&);

  path taken() const;
  bool is_beyond_given() const { return given_at_ == given_.size(); }
  /// Whether an execution that just ended was only on the way to a given alternative.
  bool is_on_the_way() const { return is_on_the_way_; }
  /// Whether a given alternative does not exist: they are of another program.
  bool is_astray() const { return is_astray_; }
  double fraction() const;
  std::uint64_t draw();

  /// Only executions that can do with so many preemptions; not without exception, see needs_too_many().
  void bound(unsigned preemptions) { most_preemptions_ = preemptions; }
  /// Whether an execution that just ended cannot.
  bool is_beyond_bound();

  /// Only every `count`-th subtree, beginning with `index`, when `before` others have been passed.
  void take_part(unsigned index, unsigned count, std::uint64_t before) {
    part_ = index;
    parts_ = count;
    subtrees_ = before;
  }
  /// How many have been passed before the one that the walk is in.
  std::uint64_t subtrees_passed() const { return parts_ == 1 ? 0 : subtrees_ - (frames_.size() >= depth_of_parts); }
  /// Whether an execution that just ended is for this part to count.
  bool is_mine();

 private:
  struct alternative {
    event_id revisited;  // none: forward
    event_id source;     // what to read from; for a write, what it follows; of a choice, the number
  };
  struct frame {
    unsigned size;           // of the graph before the event
    std::size_t first, end;  // its alternatives
    std::size_t at;
    int saved = -1;
    event added;
  };

  void list(event&);
  void list_read(const event&);
  bool finds(const event&, event_id source) const;
  void list_write(event&);
  void list_revisits(const event& a, event_id other);
  void list_placements(const event& a, event_id revisited, unsigned least);
  void list_delayed();
  bool is_maximal(const event&, event_id, const event& a) const;
  view seen_by(const event&) const;
  bool go_forward(const event&, const alternative&);
  bool go_back(frame&, const alternative&);
  bool revisit(const event& by, const alternative&);
  void branch(const event&, std::size_t first);
  bool is_allowed(event_id);
  bool needs_too_many();
  bool is_for_another_part();
  bool take_next();
  void drop_frame();

  static constexpr std::size_t depth_of_parts = 9;

  graph graph_;
  axioms axioms_;
  preemptions preemptions_;
  std::optional<unsigned> most_preemptions_;
  walk walk_ = walk::all;
  std::vector<frame> frames_;
  std::vector<alternative> alternatives_;
  std::vector<std::vector<event>>* branches_ = nullptr;
  std::vector<std::vector<event>> saved_;
  std::size_t saves_ = 0;
  std::vector<event_id> delayed_;  // reads that read what was added after them
  std::optional<function_ref<bool(std::uint64_t)>> needed_;
  path given_;
  std::size_t given_at_ = 0;
  bool is_on_the_way_ = false, is_astray_ = false;
  std::uint64_t random_ = 0;
  unsigned part_ = 0, parts_ = 1;
  std::uint64_t subtrees_ = 0;
};

}  // namespace lockstep::models::exploring

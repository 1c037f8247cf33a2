#pragma once

// How many preemptions an execution needs.
//
// A graph does not say in which order its events came; any order that respects program order and reads-from will do. A
// thread is preempted in such an order where another one runs although its own next event is no await: between two
// operations of its own, and not because it was blocked. What counts is the order with the fewest.
//
// An order with the fewest can be found among those in which a thread, once it runs, runs as far as it can: until it
// has ended, or is to read what is not there yet. For if it stops short of an event that it could have had, let it have
// that first: nobody is kept from anything, and the thread is interrupted after this event instead of before it, or not
// at all. And a thread that ends, or comes to an await, without having been preempted may as well run at once. So there
// is something to be tried only where each thread that can run will have to be preempted.

#include <array>
#include <cstdint>
#include <set>
#include <utility>

#include "graph.h"

namespace lockstep::models::exploring {

class preemptions {
 public:
  /// Whether the graph can be executed with that many, or fewer.
  bool are_enough(const graph&, unsigned most);

 private:
  /// How many events of each thread have been executed.
  using state = std::array<std::uint16_t, max_threads>;
  enum class stop : std::uint8_t {
    at_end,     // or at an await
    preempted,  // where it is to read what is not there yet
  };

  static bool is_next_possible(const graph&, const state&, unsigned thread);
  static stop run(const graph&, state&, unsigned thread);
  static bool run_what_is_free(const graph&, state&);
  bool search(const graph&, state, unsigned left);

  std::set<std::pair<state, unsigned>> hopeless_;
};

}  // namespace lockstep::models::exploring

#pragma once

// Mutation as a decorator of machines: a machine over an engine's own that hands every operation on, and either notes
// which sites of core the program reaches and what could be planted there, or plants one fault. No engine knows of it
// and nothing is compiled again: a fault is chosen when the search starts.

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include <lockstep/models/machine.h>

namespace lockstep::models {

/// What can be planted at an operation.
enum class fault {
  weaken,          // its order; of a compare-exchange the one of success
  weaken_failure,  // the order of a compare-exchange that fails
  drop,            // a store, or the store of a read-modify-write, is not made; a wake-up or a fence likewise
  delay,           // a store is made after the thread's next operation
  deny,            // a compare-exchange that would succeed fails once more
  skip_check,      // a compare-exchange stores without comparing
  repeat_read,     // a read returns what the thread read there before
  twice,           // a wake-up is made twice
  to_another,      // a wake-up goes to the last in the queue, or to a thread that sleeps elsewhere
  no_handoff,      // a hand-off becomes a release for all
  to_the_back,     // who asks for the front of the queue goes to the back
};

enum class operation {
  load,
  store,
  exchange,
  compare_exchange,
  fetch,
  fence,
  futex_wake,
  acquire,
  release,
  notify_one,
  notify_all,
};

std::string_view name_of(fault);
std::string_view name_of(operation);
std::string_view name_of(std::memory_order);

/// A fault at a place.
struct mutation {
  std::string file;      // within the source tree: "core/lockstep/mutex.h"
  std::string function;  // as the compiler writes it
  unsigned line = 0;
  unsigned column = 0;
  operation at = operation::load;
  fault planted = fault::drop;
  std::optional<std::memory_order> order;   // the order of the text, where that is what the fault changes
  std::optional<std::memory_order> weaker;  // and what it becomes
  bool is_in_a_loop = false;  // of `deny`: an exchange that failed here was tried again, so it is one turn more
};
bool operator<(const mutation&, const mutation&);

/// From now on every search notes which operations of core it comes to.
void observe_mutations();
/// What could be planted there and would have made a difference.
std::set<mutation> observed_mutations();
/// From now on every search runs with this fault.
void plant(const mutation&);

}  // namespace lockstep::models

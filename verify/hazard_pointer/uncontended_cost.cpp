// MAP-7, MAP-10: what hazard pointers cost a thread that is alone: protecting is two loads and a store, retiring two
// exchanges, and nobody looks for garbage before there is enough. Hunts for guesses that are stale and cost a turn, for
// a free record that looks taken or the reverse, and for garbage that is looked through again and again.

#include <iterator>
#include <optional>

#include <lockstep/verify/counted.h>

#include "object.h"

namespace lockstep::verify::uncontended_hazard_cost {
namespace {

template <policy P>
struct uncontended_cost {
  static constexpr bool reclaims = true;
  static constexpr int threads = 2;
  static constexpr std::uint32_t garbage_limit = 3;

  using counting = counted<P>;
  using object = hazards::object<counting>;

  [[no_unique_address]] counted_global<P, hazard_registry<counting>> registry;
  typename counting::template atomic<object*> source;
  hazard_domain<counting, object> retired;

  ~uncontended_cost() { retired.destroy_all(destroyed); }

  static void destroyed(object* o) { counting::destroy(o); }

  void thread(int index) {
    if (index != 0) return;  // so the other is alone
    protect_twice();
    retire_up_to(garbage_limit);
    take_more_than_there_are();
    retire_up_to(garbage_limit + 2);  // and one for each record that was allocated
  }

  void protect_twice() {
    object of_old(1);
    object of_new(2);
    basic_hazard_pointer<counting> hazard;
    for (object* o : {&of_old, &of_new}) {
      source.store(o, std::memory_order::release);
      check(cost_of([&] { hazard.protect(source); }) == cost{.loads = 2, .stores = 1},
            "to protect is more than a guess, a store and a look");
    }
  }

  void retire_up_to(std::uint32_t limit) {
    for (std::uint32_t waiting = 1; waiting != limit; ++waiting)
      check(cost_of([&] { retire(); }) == cost{.loads = 2, .read_modify_writes = 2},
            "to retire is more than two exchanges, or there is a look before its time");
    check(cost_of([&] { retire(); }).loads > 2, "nobody looks for what can be destroyed");
  }
  void retire() {
    hazard_chain<object> chain;
    chain.push(counting::template create<object>(0));
    retired.retire(chain, 1, destroyed);
  }

  /// A record has two slots. The thread has one record from before, another is there, and two have to be made.
  void take_more_than_there_are() {
    constexpr cost of_records[] = {
        {},                                     // the thread has it
        {.loads = 2, .read_modify_writes = 1},  // the first is taken, the second is not
        {.loads = 4, .read_modify_writes = 2},  // both are: a look at the list, which is empty, and an add
        {.loads = 5, .read_modify_writes = 2},  // the same with a look at the one in the list
    };
    std::optional<basic_hazard_pointer<counting>> hazards[8];
    for (std::size_t i = 0; i != std::size(hazards); ++i) {
      const cost expected = i % 2 == 0 ? of_records[i / 2] : cost{};
      check(cost_of([&] { hazards[i].emplace(); }) == expected, "to take a record is more than it need be");
    }
  }
};

// Not on real threads, whose records outlive an execution.
const scenario<uncontended_cost> registered{
    {.name = "hazard_pointer/uncontended_cost", .claims = "MAP-7 MAP-10", .stress = false}};

}  // namespace
}  // namespace lockstep::verify::uncontended_hazard_cost

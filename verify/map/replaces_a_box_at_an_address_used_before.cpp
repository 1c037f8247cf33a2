// MAP-10, MAP-1: a store replaces whatever is there, also a box that has come to be where the one was that it had seen
// (ABA): it must be ordered after that box's construction, for it is to destroy it. Every box that is replaced is
// looked through at once, so the address is free soon. Hunts for an exchange that relies on the look before it.
// Witness: the store was the last, and was not.

#include "calls.h"

namespace lockstep::verify::replaces_a_box_at_an_address_used_before {
namespace {

using namespace maps;

template <policy P>
struct replaces_a_box_at_an_address_used_before {
  static constexpr bool reclaims = true;
  static constexpr int threads = 2;
  static constexpr std::uint32_t garbage_limit = 0;
  watched_map<P> map;

  void before() { prepare<P>(map, state::in_read); }
  void thread(int index) {
    using value = watched<P>;
    if (index == 0) {
      map.store(value(0), value(2));
      return;
    }
    map.store(value(0), value(3));
    map.store(value(0), value(4));
  }
  void after() {
    const std::optional<int> last = number<P>(map.load(watched<P>(0)));
    check(last == 2 || last == 4, "the last store was lost");
    witness(last == 2 ? "last" : "not_last");
  }
};

const scenario<replaces_a_box_at_an_address_used_before> registered{
    {.name = "map/replaces_a_box_at_an_address_used_before",
     .claims = "MAP-10 MAP-1",
     .witnesses = "last not_last",
     .quick = few_preemptions,
     .thorough = more_preemptions}};

}  // namespace
}  // namespace lockstep::verify::replaces_a_box_at_an_address_used_before

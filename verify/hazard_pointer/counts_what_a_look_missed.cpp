// MAP-10: garbage stays below the limit also if somebody looks before it is reached. Hunts for a look that forgets the
// count of an object that it did not take: the next look then comes too late. One thread looks whenever it likes, the
// other retires two, which is the limit. Witnesses: none is left, and one.

#include "object.h"

namespace lockstep::verify::counts_what_a_look_missed {
namespace {

template <policy P>
struct counts_what_a_look_missed {
  static constexpr bool reclaims = true;
  static constexpr int threads = 2;
  static constexpr std::uint32_t garbage_limit = 2;

  hazards::shared_object<P> shared;

  void thread(int index) {
    if (index == 0) {
      shared.look_through();
      return;
    }
    shared.replace(1);
    shared.replace(2);
  }

  void after() {
    const std::size_t left = shared.retired();
    check(left < garbage_limit, "as many are left as the limit, and nobody has looked");
    witness(left == 0 ? "none" : "one");
  }
};

const scenario<counts_what_a_look_missed> registered{
    {.name = "hazard_pointer/counts_what_a_look_missed", .claims = "MAP-10", .witnesses = "none one"}};

}  // namespace
}  // namespace lockstep::verify::counts_what_a_look_missed

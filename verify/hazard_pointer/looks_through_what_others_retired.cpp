// MAP-10: who looks finds also what others have retired, and their removal from the source must come before its fence:
// hunts for a fence before the objects are taken, which a reader's protection can slip past. Two threads replace, and
// only the second to count looks. Its look must not fail to come, or garbage has no bound.
// Witnesses: something was destroyed while the reader was there, and the reader kept something.

#include "object.h"

namespace lockstep::verify::looks_through_what_others_retired {
namespace {

template <policy P>
struct looks_through_what_others_retired {
  static constexpr bool reclaims = true;
  static constexpr int threads = 3;
  static constexpr std::uint32_t garbage_limit = 2;

  hazards::shared_object<P> shared;

  void thread(int index) {
    if (index != 0) {
      shared.replace(index);
      return;
    }
    basic_hazard_pointer<P> hazard;
    shared.read(hazard);
  }
  void after() {
    const std::size_t left = shared.retired();
    check(left < 2, "two were retired, one reader protected one at most, and none was destroyed");
    witness(left == 0 ? "destroyed" : "kept");
  }
};

const scenario<looks_through_what_others_retired> registered{
    {.name = "hazard_pointer/looks_through_what_others_retired",
     .claims = "MAP-10",
     .witnesses = "destroyed kept",
     .quick = bound(2, "explore is exhaustive"),
     .thorough = bound(3, "explore is exhaustive")}};

}  // namespace
}  // namespace lockstep::verify::looks_through_what_others_retired

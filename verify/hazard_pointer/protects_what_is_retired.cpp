// MAP-10: what a hazard pointer protects is not destroyed, and what nobody protects is. Hunts for a publication that
// the reclaimer misses although the reader's second look still finds the object, which is what the pair of fences
// excludes, and for a destruction that is not ordered after the last use. Witnesses: the reader found the object that
// was there first, one that came later, and ended before the last retirement.

#include "object.h"

namespace lockstep::verify::protects_what_is_retired {
namespace {

template <policy P, int Replacements>
struct protects_what_is_retired {
  static constexpr bool reclaims = true;
  static constexpr int threads = 2;
  static constexpr std::uint32_t garbage_limit = 1;  // each retirement looks through all

  hazards::shared_object<P> shared;
  ghost<bool> has_read;

  void thread(int index) {
    if (index == 0) {
      basic_hazard_pointer<P> hazard;
      witness(shared.read(hazard) == 0 ? "first" : "later");
      has_read.set(true);
      return;
    }
    for (int i = 1; i <= Replacements; ++i) {
      if (has_read.get()) witness("afterwards");
      shared.replace(i);
    }
  }
};

template <policy P>
using once = protects_what_is_retired<P, 1>;
template <policy P>
using twice = protects_what_is_retired<P, 2>;

const scenario<once> small{{.name = "hazard_pointer/protects_what_is_retired/once",
                            .claims = "MAP-10",
                            .witnesses = "first later afterwards"}};
const scenario<twice> large{{.name = "hazard_pointer/protects_what_is_retired/twice",
                             .claims = "MAP-10",
                             .witnesses = "first later afterwards"}};

}  // namespace
}  // namespace lockstep::verify::protects_what_is_retired

// LIFE-4, MAP-10: a thread that ends gives its records back, and no record is freed that a reclaimer reads. Hunts for a
// record that a new thread takes while the old one still links its slots, for a protection in a record that the
// reclaimer does not know yet, and for a record that is freed while its list is walked. One thread takes both static
// records and ends; the other takes one of them or, if it comes earlier, allocates a third. Witnesses: each of the two.

#include "object.h"

namespace lockstep::verify::threads_may_end_at_any_time {
namespace {

template <policy P>
struct threads_may_end_at_any_time {
  static constexpr bool reclaims = true;
  static constexpr int threads = 3;
  static constexpr std::uint32_t garbage_limit = 1;

  hazards::shared_object<P> shared;

  void thread(int index) {
    if (index == 0) {
      basic_hazard_pointer<P> first, second, third;  // two records
      shared.read(third);
    } else if (index == 1) {
      basic_hazard_pointer<P> hazard;
      shared.read(hazard);
    } else {
      shared.replace(1);
    }
  }

  void after() { witness(hazard_registry<P>::get().allocated() == 0 ? "taken_over" : "allocated"); }
};

const scenario<threads_may_end_at_any_time> registered{{.name = "hazard_pointer/threads_may_end_at_any_time",
                                                        .claims = "LIFE-4 MAP-10",
                                                        .witnesses = "taken_over allocated",
                                                        .quick = bound(1),
                                                        .thorough = bound(3, "full: more than an hour")}};

}  // namespace
}  // namespace lockstep::verify::threads_may_end_at_any_time

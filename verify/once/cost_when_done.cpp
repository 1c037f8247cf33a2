// ONCE-4: a call of a once that is done is one load, the first such call too. Hunts for a call that does not believe
// what it has seen, and goes the long way.

#include <lockstep/once.h>
#include <lockstep/verify/counted.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify::cost_when_done {
namespace {

template <policy P>
struct cost_when_done {
  static constexpr int threads = 2;

  basic_once<counted<P>> once;

  void thread(int index) {
    if (index != 0) return;  // so the other is alone
    once.call([] {});
    for (int call = 0; call != 2; ++call)
      check(cost_of([&] { once.call([] {}); }) == cost{.loads = 1}, "a call when done is more than one load");
  }
};

const scenario<cost_when_done> registered{{.name = "once/cost_when_done", .claims = "ONCE-4"}};

}  // namespace
}  // namespace lockstep::verify::cost_when_done

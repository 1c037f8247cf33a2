// ATOMIC-1: the four-thread program that the claim is named for, on our atomics. verify/litmus/seed_program.cpp has it
// under each memory order and says what it is about; this one must never end with z = 0.
// Witnesses: both readers came through, and each of them was seen to be the one that found the other's write missing.

#include <lockstep/atomic.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify::seed_program_never_ends_with_zero {
namespace {

template <policy P>
struct seed_program {
  static constexpr int threads = 4;
  using flag = basic_atomic<bool, P>;

  flag x, y;
  basic_atomic<std::int32_t, P> z;
  ghost<int> readers_through;

  void thread(int i) {
    switch (i) {
      case 0:
        return x.store(true);
      case 1:
        return y.store(true);
      case 2:
        return read(x, y, "first_reader_missed_y");
      case 3:
        return read(y, x, "second_reader_missed_x");
    }
  }

  /// A reader that would go round its loop once more leaves: the other executions say what happens next.
  void read(const flag& awaited, const flag& then, const char* missed) {
    if (!awaited.load()) return;
    readers_through.add(1);
    if (then.load()) {
      z.add(1);
    } else {
      witness(missed);
    }
  }

  void after() {
    if (readers_through.get() != 2) return;
    witness("both_through");
    check(z.load() != 0, "the readers saw the writes in different orders");
  }
};

const scenario<seed_program> registered{{.name = "atomic/seed_program_never_ends_with_zero",
                                         .claims = "ATOMIC-1",
                                         .witnesses = "both_through first_reader_missed_y second_reader_missed_x"}};

}  // namespace
}  // namespace lockstep::verify::seed_program_never_ends_with_zero

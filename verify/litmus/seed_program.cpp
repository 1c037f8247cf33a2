// ATOMIC-1, ATOMIC-7. Two writers, and two readers who each wait for one write and look for the other:
//
//   x = 1  |  y = 1  |  while (x == 0);       |  while (y == 0);
//          |         |  if (y == 1) z += 1;   |  if (x == 1) z += 1;
//
// Outcome: z at the end, weak: 0, where the readers disagree about which write came first. A reader that would go round
// its loop once more leaves instead, and the outcome is `waits`: the other executions say what happens next.
//
// Forbidden if all are seq_cst, whose one order all threads share. Acquire and release order what one thread did before
// its release, and here the two writes are by two threads that know nothing of each other. x86 never shows it: its
// stores become visible to all other processors at once.

#include "litmus.h"

namespace lockstep::verify::litmus::seed_program {
namespace {

template <policy P, std::memory_order Store, std::memory_order Load>
struct seed_program {
  static constexpr int threads = 4;

  location<P> x, y;
  ghost<bool> is_through[2];
  value_read other[2];

  void thread(int i) {
    switch (i) {
      case 0:
        return x.store(1, Store);
      case 1:
        return y.store(1, Store);
      case 2:
        return read(0, x, y);
      case 3:
        return read(1, y, x);
    }
  }

  void read(int reader, const location<P>& awaited, const location<P>& then) {
    if (awaited.load(Load) == 0) return;
    other[reader].set(then.load(Load));
    is_through[reader].set(true);
  }

  void after() {
    if (is_through[0].get() && is_through[1].get()) {
      observe(digit(other[0].get() + other[1].get()));
    } else {
      observe("waits");
    }
  }
};

template <policy P>
using with_relaxed = seed_program<P, relaxed, relaxed>;
template <policy P>
using with_acquire_release = seed_program<P, release, acquire>;
template <policy P>
using with_seq_cst = seed_program<P, seq_cst, seq_cst>;

const scenario<with_relaxed> a{{.name = "litmus/seed_program/relaxed", .claims = "ATOMIC-7", .allowed = "waits 0 1 2"}};
const scenario<with_acquire_release> b{
    {.name = "litmus/seed_program/acquire_release", .claims = "ATOMIC-7", .allowed = "waits 0 1 2"}};
const scenario<with_seq_cst> c{{.name = "litmus/seed_program/seq_cst", .claims = "ATOMIC-1", .allowed = "waits 1 2"}};

}  // namespace
}  // namespace lockstep::verify::litmus::seed_program

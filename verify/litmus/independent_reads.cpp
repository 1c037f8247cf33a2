// ATOMIC-1, ATOMIC-7. Independent reads of independent writes (IRIW): may two readers see two writes in different
// orders? seed_program.cpp without its loops.
//
//   x = 1  |  y = 1  |  r0 = x  |  r2 = y
//          |         |  r1 = y  |  r3 = x          outcome r0 r1 r2 r3, weak: 1010
//
// Forbidden if all are seq_cst. POWER shows it with acquire and release, x86 and Arm never do.

#include "litmus.h"

namespace lockstep::verify::litmus::independent_reads {
namespace {

template <policy P, std::memory_order Store, std::memory_order Load>
struct independent_reads {
  static constexpr int threads = 4;

  location<P> x, y;
  value_read r[4];

  void thread(int i) {
    switch (i) {
      case 0:
        return x.store(1, Store);
      case 1:
        return y.store(1, Store);
      case 2:
        r[0].set(x.load(Load));
        return r[1].set(y.load(Load));
      case 3:
        r[2].set(y.load(Load));
        return r[3].set(x.load(Load));
    }
  }
  void after() { observe_word(r[0], r[1], r[2], r[3]); }
};

constexpr char all[] = "0000 0001 0010 0011 0100 0101 0110 0111 1000 1001 1010 1011 1100 1101 1110 1111";
constexpr char all_but_weak[] = "0000 0001 0010 0011 0100 0101 0110 0111 1000 1001 1011 1100 1101 1110 1111";

template <policy P>
using with_relaxed = independent_reads<P, relaxed, relaxed>;
template <policy P>
using with_acquire_release = independent_reads<P, release, acquire>;
template <policy P>
using with_seq_cst = independent_reads<P, seq_cst, seq_cst>;

const scenario<with_relaxed> a{{.name = "litmus/independent_reads/relaxed", .claims = "ATOMIC-7", .allowed = all}};
const scenario<with_acquire_release> b{
    {.name = "litmus/independent_reads/acquire_release", .claims = "ATOMIC-7", .allowed = all}};
const scenario<with_seq_cst> c{
    {.name = "litmus/independent_reads/seq_cst", .claims = "ATOMIC-1", .allowed = all_but_weak}};

}  // namespace
}  // namespace lockstep::verify::litmus::independent_reads

// ATOMIC-2, ATOMIC-7. Write-to-read causality (WRC): message passing through a third thread.
//
//   x = 1  |  r0 = x  |  r1 = y
//          |  y = 1   |  r2 = x          outcome r0 r1 r2, weak: 110
//
// Forbidden with acquire and release: happens-before is transitive, across threads and locations. x86 never shows it.

#include "litmus.h"

namespace lockstep::verify::litmus::write_to_read_causality {
namespace {

template <policy P, std::memory_order Store, std::memory_order Load>
struct write_to_read_causality {
  static constexpr int threads = 3;

  location<P> x, y;
  value_read r[3];

  void thread(int i) {
    switch (i) {
      case 0:
        return x.store(1, Store);
      case 1:
        r[0].set(x.load(Load));
        return y.store(1, Store);
      case 2:
        r[1].set(y.load(Load));
        return r[2].set(x.load(Load));
    }
  }
  void after() { observe_word(r[0], r[1], r[2]); }
};

constexpr char all[] = "000 001 010 011 100 101 110 111";
constexpr char all_but_weak[] = "000 001 010 011 100 101 111";

template <policy P>
using with_relaxed = write_to_read_causality<P, relaxed, relaxed>;
template <policy P>
using with_acquire_release = write_to_read_causality<P, release, acquire>;
template <policy P>
using with_seq_cst = write_to_read_causality<P, seq_cst, seq_cst>;

const scenario<with_relaxed> a{
    {.name = "litmus/write_to_read_causality/relaxed", .claims = "ATOMIC-7", .allowed = all}};
const scenario<with_acquire_release> b{
    {.name = "litmus/write_to_read_causality/acquire_release", .claims = "ATOMIC-7", .allowed = all_but_weak}};
const scenario<with_seq_cst> c{
    {.name = "litmus/write_to_read_causality/seq_cst", .claims = "ATOMIC-1 ATOMIC-2", .allowed = all_but_weak}};

}  // namespace
}  // namespace lockstep::verify::litmus::write_to_read_causality

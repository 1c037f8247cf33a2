// ATOMIC-7. Load buffering: each thread loads one location and then stores to the other. May each read the store that
// the other makes later?
//
//   r0 = x  |  r1 = y
//   y = 1   |  x = 1          outcome r0 r1, weak: 11
//
// Forbidden if the loads acquire and the stores release: each store would happen before itself. With less C++20 allows
// it (Arm and POWER may do it, and so may a compiler that moves a store up), RC11 forbids it, and Relacy, which runs a
// thread's operations in their order, never shows it. x86 neither: a store waits for the loads before it.

#include "litmus.h"

namespace lockstep::verify::litmus::load_buffering {
namespace {

template <policy P, std::memory_order Load, std::memory_order Store>
struct load_buffering {
  static constexpr int threads = 2;

  location<P> here[2];
  value_read r[2];

  void thread(int i) {
    r[i].set(here[i].load(Load));
    here[1 - i].store(1, Store);
  }
  void after() { observe_word(r[0], r[1]); }
};

constexpr char all[] = "00 01 10 11";
constexpr char all_but_weak[] = "00 01 10";

template <policy P>
using lb_relaxed = load_buffering<P, relaxed, relaxed>;
template <policy P>
using lb_acquire_only = load_buffering<P, acquire, relaxed>;
template <policy P>
using lb_acquire_release = load_buffering<P, acquire, release>;
template <policy P>
using lb_seq_cst = load_buffering<P, seq_cst, seq_cst>;

const scenario<lb_relaxed> a{
    {.name = "litmus/load_buffering/relaxed", .claims = "ATOMIC-7", .allowed = all, .relacy_misses = "11"}};
const scenario<lb_acquire_only> b{
    {.name = "litmus/load_buffering/acquire_only", .claims = "ATOMIC-7", .allowed = all, .relacy_misses = "11"}};
const scenario<lb_acquire_release> c{
    {.name = "litmus/load_buffering/acquire_release", .claims = "ATOMIC-7", .allowed = all_but_weak}};
const scenario<lb_seq_cst> d{{.name = "litmus/load_buffering/seq_cst", .claims = "ATOMIC-1", .allowed = all_but_weak}};

}  // namespace
}  // namespace lockstep::verify::litmus::load_buffering

// ATOMIC-1, ATOMIC-7. Store buffering: each thread stores to one location and loads the other. May both miss the
// other's store? The question behind every "announce myself, then look whether somebody is there".
//
//   x = 1     |  y = 1
//   r0 = y    |  r1 = x          outcome r0 r1, weak: 00
//
// Forbidden only if all four are seq_cst: nothing else in C++20 orders a store before a later load of another location.
// x86 shows it, for its stores wait in a buffer; an exchange empties the buffer.

#include "litmus.h"

namespace lockstep::verify::litmus::store_buffering {
namespace {

template <policy P, std::memory_order Store, std::memory_order Load>
struct store_buffering {
  static constexpr int threads = 2;

  location<P> here[2];
  value_read r[2];

  void thread(int i) {
    here[i].store(1, Store);
    r[i].set(here[1 - i].load(Load));
  }
  void after() { observe_word(r[0], r[1]); }
};

/// The same with an exchange for the store.
template <policy P, std::memory_order Exchange, std::memory_order Load>
struct exchange_buffering : store_buffering<P, relaxed, Load> {
  void thread(int i) {
    this->here[i].exchange(1, Exchange);
    this->r[i].set(this->here[1 - i].load(Load));
  }
};

constexpr char all[] = "00 01 10 11";
constexpr char all_but_weak[] = "01 10 11";

template <policy P>
using sb_relaxed = store_buffering<P, relaxed, relaxed>;
template <policy P>
using sb_acquire_release = store_buffering<P, release, acquire>;
template <policy P>
using sb_seq_cst_stores = store_buffering<P, seq_cst, acquire>;
template <policy P>
using sb_seq_cst = store_buffering<P, seq_cst, seq_cst>;
template <policy P>
using xb_acq_rel = exchange_buffering<P, acq_rel, acquire>;
template <policy P>
using xb_seq_cst = exchange_buffering<P, seq_cst, seq_cst>;

const scenario<sb_relaxed> a{{.name = "litmus/store_buffering/relaxed", .claims = "ATOMIC-7", .allowed = all}};
const scenario<sb_acquire_release> b{
    {.name = "litmus/store_buffering/acquire_release", .claims = "ATOMIC-7", .allowed = all}};
const scenario<sb_seq_cst_stores> c{
    {.name = "litmus/store_buffering/seq_cst_stores_only", .claims = "ATOMIC-7", .allowed = all}};
const scenario<sb_seq_cst> d{{.name = "litmus/store_buffering/seq_cst", .claims = "ATOMIC-1", .allowed = all_but_weak}};
const scenario<xb_acq_rel> e{{.name = "litmus/store_buffering/exchange_acq_rel", .claims = "ATOMIC-7", .allowed = all}};
const scenario<xb_seq_cst> f{
    {.name = "litmus/store_buffering/exchange_seq_cst", .claims = "ATOMIC-1", .allowed = all_but_weak}};

}  // namespace
}  // namespace lockstep::verify::litmus::store_buffering

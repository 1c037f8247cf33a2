// ATOMIC-1, ATOMIC-7. 2+2W: two threads store to two locations in opposite orders. May each location end with the store
// that its thread made first?
//
//   x = 1  |  y = 1
//   y = 2  |  x = 2          outcome x y in the end, weak: 11
//
// Forbidden only if all are seq_cst: release orders nothing between stores that nobody reads. Relacy never shows it:
// its order of stores to a location is the order in which it runs them. x86 neither: it keeps stores in order.

#include "litmus.h"

namespace lockstep::verify::litmus::two_plus_two_writes {
namespace {

template <policy P, std::memory_order Store>
struct two_plus_two_writes {
  static constexpr int threads = 2;

  location<P> here[2];

  void thread(int i) {
    here[i].store(1, Store);
    here[1 - i].store(2, Store);
  }
  void after() { observe_word(last_value(here[0]), last_value(here[1])); }
};

constexpr char all[] = "11 12 21 22";
constexpr char all_but_weak[] = "12 21 22";

template <policy P>
using with_relaxed = two_plus_two_writes<P, relaxed>;
template <policy P>
using with_release = two_plus_two_writes<P, release>;
template <policy P>
using with_seq_cst = two_plus_two_writes<P, seq_cst>;

const scenario<with_relaxed> a{
    {.name = "litmus/two_plus_two_writes/relaxed", .claims = "ATOMIC-7", .allowed = all, .relacy_misses = "11"}};
const scenario<with_release> b{
    {.name = "litmus/two_plus_two_writes/release", .claims = "ATOMIC-7", .allowed = all, .relacy_misses = "11"}};
const scenario<with_seq_cst> c{
    {.name = "litmus/two_plus_two_writes/seq_cst", .claims = "ATOMIC-1", .allowed = all_but_weak}};

}  // namespace
}  // namespace lockstep::verify::litmus::two_plus_two_writes

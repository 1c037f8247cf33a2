// ATOMIC-2, ATOMIC-7. Message passing: one thread writes data and raises a flag; may a thread that sees the flag miss
// the data?
//
//   data = 1  |  r0 = flag
//   flag = 1  |  r1 = data       outcome r0 r1, weak: 10
//
// Forbidden if the flag is stored with release and loaded with acquire: the store synchronizes with the load that reads
// it. Either alone does nothing. Consume orders only what is computed from the value loaded; compilers, and Relacy,
// take it for acquire. x86 never shows the weak outcome: it keeps stores in order, and loads.

#include "litmus.h"

namespace lockstep::verify::litmus::message_passing {
namespace {

template <policy P, std::memory_order Store, std::memory_order Load>
struct message_passing {
  static constexpr int threads = 2;

  location<P> data, flag;
  value_read r0, r1;

  void thread(int i) {
    if (i == 0) {
      data.store(1, relaxed);
      flag.store(1, Store);
    } else {
      r0.set(flag.load(Load));
      r1.set(data.load(relaxed));
    }
  }
  void after() { observe_word(r0, r1); }
};

/// What consume is for: the data's address comes from the flag. Outcome: what was found there, or `none`.
template <policy P>
struct pointer_passing {
  static constexpr int threads = 2;

  location<P> data;
  typename P::template atomic<location<P>*> pointer{nullptr};
  ghost<bool> was_null;
  value_read r;

  void thread(int i) {
    if (i == 0) {
      data.store(1, relaxed);
      pointer.store(&data, release);
    } else {
      const location<P>* const found = pointer.load(consume);
      was_null.set(found == nullptr);
      if (found != nullptr) r.set(found->load(relaxed));
    }
  }
  void after() { observe(was_null.get() ? "none" : digit(r)); }
};

/// Data that is not atomic: where the weak outcome is allowed there is a race, and where it is forbidden there is none.
template <policy P, std::memory_order Store, std::memory_order Load>
struct plain_passing {
  static constexpr int threads = 2;

  typename P::template plain<int> data{0};
  location<P> flag;

  void thread(int i) {
    if (i == 0) {
      data.write() = 1;
      flag.store(1, Store);
    } else if (flag.load(Load) == 1) {
      witness("saw_the_flag");
      check(data.read() == 1, "saw the flag and missed the data");
    }
  }
};

constexpr char all[] = "00 01 10 11";
constexpr char all_but_weak[] = "00 01 11";

template <policy P>
using mp_relaxed = message_passing<P, relaxed, relaxed>;
template <policy P>
using mp_release_only = message_passing<P, release, relaxed>;
template <policy P>
using mp_acquire_only = message_passing<P, relaxed, acquire>;
template <policy P>
using mp_consume = message_passing<P, release, consume>;
template <policy P>
using mp_acquire_release = message_passing<P, release, acquire>;
template <policy P>
using mp_seq_cst = message_passing<P, seq_cst, seq_cst>;
template <policy P>
using plain_relaxed = plain_passing<P, relaxed, relaxed>;
template <policy P>
using plain_acquire_release = plain_passing<P, release, acquire>;

const scenario<mp_relaxed> a{{.name = "litmus/message_passing/relaxed", .claims = "ATOMIC-7", .allowed = all}};
const scenario<mp_release_only> b{
    {.name = "litmus/message_passing/release_only", .claims = "ATOMIC-7", .allowed = all}};
const scenario<mp_acquire_only> c{
    {.name = "litmus/message_passing/acquire_only", .claims = "ATOMIC-7", .allowed = all}};
const scenario<mp_consume> d{{.name = "litmus/message_passing/consume_without_dependency",
                              .claims = "ATOMIC-7",
                              .allowed = all,
                              .relacy_misses = "10"}};
const scenario<pointer_passing> e{
    {.name = "litmus/message_passing/consume_with_dependency", .claims = "ATOMIC-7", .allowed = "none 1"}};
const scenario<mp_acquire_release> f{
    {.name = "litmus/message_passing/acquire_release", .claims = "ATOMIC-7", .allowed = all_but_weak}};
const scenario<mp_seq_cst> g{{.name = "litmus/message_passing/seq_cst", .claims = "ATOMIC-2", .allowed = all_but_weak}};
const scenario<plain_relaxed> h{
    {.name = "litmus/message_passing/plain_data_relaxed", .claims = "ATOMIC-7", .must_fail = "data race"}};
const scenario<plain_acquire_release> i{
    {.name = "litmus/message_passing/plain_data_acquire_release", .claims = "ATOMIC-7", .witnesses = "saw_the_flag"}};

}  // namespace
}  // namespace lockstep::verify::litmus::message_passing

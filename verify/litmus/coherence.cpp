// ATOMIC-7. Coherence: to one location even relaxed operations are in one order that no thread sees backwards. So the
// four ways to contradict it are forbidden under every order, and no engine or machine shows them.

#include "litmus.h"

namespace lockstep::verify::litmus::coherence {
namespace {

/// x = 1; x = 2  |  r0 = x; r1 = x: two reads do not go back. Outcome r0 r1.
template <policy P>
struct read_read {
  static constexpr int threads = 2;
  location<P> x;
  value_read r0, r1;
  void thread(int i) {
    if (i == 0) {
      x.store(1, relaxed);
      x.store(2, relaxed);
    } else {
      r0.set(x.load(relaxed));
      r1.set(x.load(relaxed));
    }
  }
  void after() { observe_word(r0, r1); }
};

/// x = 1; r0 = x  |  x = 2: a read does not go back behind the thread's own write. Outcome r0, x in the end.
template <policy P>
struct write_read {
  static constexpr int threads = 2;
  location<P> x;
  value_read r0;
  void thread(int i) {
    if (i == 0) {
      x.store(1, relaxed);
      r0.set(x.load(relaxed));
    } else {
      x.store(2, relaxed);
    }
  }
  void after() { observe_word(r0, last_value(x)); }
};

/// r0 = x; x = 1  |  x = 2: a write comes after what the thread has read before. Outcome r0, x in the end.
template <policy P>
struct read_write {
  static constexpr int threads = 2;
  location<P> x;
  value_read r0;
  void thread(int i) {
    if (i == 0) {
      r0.set(x.load(relaxed));
      x.store(1, relaxed);
    } else {
      x.store(2, relaxed);
    }
  }
  void after() { observe_word(r0, last_value(x)); }
};

/// x = 1; x = 2  |  r0 = x: two writes stay in order. Outcome r0, x in the end.
template <policy P>
struct write_write {
  static constexpr int threads = 2;
  location<P> x;
  value_read r0;
  void thread(int i) {
    if (i == 0) {
      x.store(1, relaxed);
      x.store(2, relaxed);
    } else {
      r0.set(x.load(relaxed));
    }
  }
  void after() { observe_word(r0, last_value(x)); }
};

const scenario<read_read> a{
    {.name = "litmus/coherence/read_read", .claims = "ATOMIC-7", .allowed = "00 01 02 11 12 22"}};
const scenario<write_read> b{{.name = "litmus/coherence/write_read", .claims = "ATOMIC-7", .allowed = "11 12 22"}};
const scenario<read_write> c{{.name = "litmus/coherence/read_write", .claims = "ATOMIC-7", .allowed = "01 02 21"}};
const scenario<write_write> d{{.name = "litmus/coherence/write_write", .claims = "ATOMIC-7", .allowed = "02 12 22"}};

}  // namespace
}  // namespace lockstep::verify::litmus::coherence

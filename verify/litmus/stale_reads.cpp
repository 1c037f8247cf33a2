// ATOMIC-7. How stale a relaxed read may be: message passing without orders, where Relacy shows less than it might.
// C++20 sets no limit to staleness but coherence. Relacy's full search goes back by one store at most, and its failed
// compare-exchange always finds the newest value. x86 shows none of this.

#include "litmus.h"

namespace lockstep::verify::litmus::stale_reads {
namespace {

/// data = 1; data = 2; flag = 1  |  r0 = flag; r1 = data. Outcome r0 r1, weak: 10 and 11.
template <policy P>
struct by_two_stores {
  static constexpr int threads = 2;
  location<P> data, flag;
  value_read r0, r1;
  void thread(int i) {
    if (i == 0) {
      data.store(1, relaxed);
      data.store(2, relaxed);
      flag.store(1, relaxed);
    } else {
      r0.set(flag.load(relaxed));
      r1.set(data.load(relaxed));
    }
  }
  void after() { observe_word(r0, r1); }
};

/// data = 1; flag = 1  |  r0 = flag; r1 = what a compare-exchange that expects 7 finds in data. Outcome r0 r1,
/// weak: 10.
template <policy P>
struct by_failed_compare_exchange {
  static constexpr int threads = 2;
  location<P> data, flag;
  value_read r0, r1;
  void thread(int i) {
    if (i == 0) {
      data.store(1, relaxed);
      flag.store(1, relaxed);
    } else {
      r0.set(flag.load(relaxed));
      std::uint32_t found = 7;
      data.compare_exchange_strong(found, 8, relaxed, relaxed);
      r1.set(found);
    }
  }
  void after() { observe_word(r0, r1); }
};

const scenario<by_two_stores> a{{.name = "litmus/stale_reads/by_two_stores",
                                 .claims = "ATOMIC-7",
                                 .allowed = "00 01 02 10 11 12",
                                 .relacy_misses = "10"}};
const scenario<by_failed_compare_exchange> b{{.name = "litmus/stale_reads/by_failed_compare_exchange",
                                              .claims = "ATOMIC-7",
                                              .allowed = "00 01 10 11",
                                              .relacy_misses = "10"}};

}  // namespace
}  // namespace lockstep::verify::litmus::stale_reads

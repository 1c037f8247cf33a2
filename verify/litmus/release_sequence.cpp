// ATOMIC-7. Release sequences: message passing where something else is stored to the flag between the release and the
// acquire. Does the acquire still synchronize with the release?
//
//   data = 1 (relaxed)  |  flag changes (relaxed)  |  r0 = flag (acquire)
//   flag = 1 (release)  |                          |  r1 = data (relaxed)
//
// Read-modify-writes, by whomever and in whichever order, continue the sequence; a plain store of another thread ends
// it; and since C++20 so does one of the same thread. Relacy has C++11's rule there, and misses what that hides.

#include "litmus.h"

namespace lockstep::verify::litmus::release_sequence {
namespace {

template <policy P>
struct passing {
  location<P> data, flag;
  value_read r0, r1;

  void send() {
    data.store(1, relaxed);
    flag.store(1, release);
  }
  void receive() {
    r0.set(flag.load(acquire));
    r1.set(data.load(relaxed));
  }
};

/// The flag goes up by 2, so 3 is what comes after the release. Outcome r0 r1, forbidden: 10 and 30.
template <policy P>
struct continued_by_read_modify_write : passing<P> {
  static constexpr int threads = 3;
  void thread(int i) {
    if (i == 0) this->send();
    if (i == 1) this->flag.fetch_add(2, relaxed);
    if (i == 2) this->receive();
  }
  void after() { observe_word(this->r0, this->r1); }
};

/// Another thread stores 2. Outcome r0 r1, the flag in the end; 202: the store came after the release, and was read.
template <policy P>
struct ended_by_store_of_another : passing<P> {
  static constexpr int threads = 3;
  void thread(int i) {
    if (i == 0) this->send();
    if (i == 1) this->flag.store(2, relaxed);
    if (i == 2) this->receive();
  }
  void after() { observe_word(this->r0, this->r1, last_value(this->flag)); }
};

/// The sender itself stores 2. Outcome r0 r1, weak: 20.
template <policy P>
struct ended_by_store_of_its_own : passing<P> {
  static constexpr int threads = 2;
  void thread(int i) {
    if (i == 0) {
      this->send();
      this->flag.store(2, relaxed);
    } else {
      this->receive();
    }
  }
  void after() { observe_word(this->r0, this->r1); }
};

const scenario<continued_by_read_modify_write> a{{.name = "litmus/release_sequence/continued_by_read_modify_write",
                                                  .claims = "ATOMIC-7",
                                                  .allowed = "00 01 11 20 21 31"}};
const scenario<ended_by_store_of_another> b{{.name = "litmus/release_sequence/ended_by_store_of_another",
                                             .claims = "ATOMIC-7",
                                             .allowed = "001 002 011 012 111 112 201 202 211 212"}};
const scenario<ended_by_store_of_its_own> c{{.name = "litmus/release_sequence/ended_by_store_of_its_own",
                                             .claims = "ATOMIC-7",
                                             .allowed = "00 01 11 20 21",
                                             .relacy_misses = "20"}};

}  // namespace
}  // namespace lockstep::verify::litmus::release_sequence

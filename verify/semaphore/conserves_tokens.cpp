// SEMA-1, SEMA-5: an acquire returns only with a token, no token is lost or made up, and a release synchronizes with
// the acquire that takes its token. One token is passed around and protects `count`: two tokens where one should be
// show as a race, a lost one as a deadlock, a release that orders nothing as a race. Witness: a thread found another
// one parked.

#include <lockstep/semaphore.h>
#include <lockstep/verify/inspect.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify::conserves_tokens {
namespace {

template <policy P, int Threads, int Rounds, bool Handoff>
struct conserves_tokens {
  static constexpr int threads = Threads;

  typename P::semaphore token;
  typename P::template plain<int> count{0};

  void before() { token.release(); }

  void thread(int) {
    for (int round = 0; round != Rounds; ++round) {
      token.acquire();
      count.write() += 1;
      token.release(Handoff);
    }
  }

  void invariant() const {
    if (inspect::has_waiters(token)) witness("parked");
  }

  void after() {
    check(count.read() == Threads * Rounds, "an increment was lost");
    check(!inspect::has_waiters(token),
          "a mark without a waiter: every later release would take the slow path (SEMA-6)");
    check(token.try_acquire(), "the token was lost");
    check(!token.try_acquire(), "a token was made up");
  }
};

template <policy P>
using two_by_one = conserves_tokens<P, 2, 1, false>;
template <policy P>
using two_by_one_handoff = conserves_tokens<P, 2, 1, true>;
template <policy P>
using two_by_two = conserves_tokens<P, 2, 2, false>;
template <policy P>
using two_by_two_handoff = conserves_tokens<P, 2, 2, true>;
template <policy P>
using three_by_one = conserves_tokens<P, 3, 1, false>;
template <policy P>
using three_by_one_handoff = conserves_tokens<P, 3, 1, true>;

template <int Threads>
constexpr statement stating(std::string_view name, unsigned spurious_returns, plan quick, plan thorough,
                            plan graphs = full()) {
  return {.name = name,
          .claims = "SEMA-1 SEMA-2 SEMA-5",
          .witnesses = "parked",
          .surroundings = {.spurious_returns = spurious_returns},
          .symmetric = alike(0, Threads - 1),
          .quick = quick,
          .thorough = thorough,
          .graphs = graphs,
          .graphs_thorough = full()};
}

// A second round multiplies the executions by some thousands: the full stack of two rounds is explored up to a bound.
const full_stack_scenario<two_by_one> smallest{stating<2>("semaphore/conserves_tokens/2x1", 1, full(), full())};
const full_stack_scenario<two_by_one_handoff> smallest_handoff{
    stating<2>("semaphore/conserves_tokens/2x1_handoff", 1, full(), full())};
const full_stack_scenario<two_by_two> small{stating<2>("semaphore/conserves_tokens/2x2", 1, bound(2),
                                                       bound(4, "full: 10^8 executions by estimate"),
                                                       random(10'000, "full: 10^7 executions by estimate"))};
const full_stack_scenario<two_by_two_handoff> small_handoff{
    stating<2>("semaphore/conserves_tokens/2x2_handoff", 1, bound(2), bound(4, "full: 10^8 executions by estimate"),
               random(10'000, "full: 10^7 executions by estimate"))};
const full_stack_scenario<three_by_one> wide{stating<3>("semaphore/conserves_tokens/3x1", 0, bound(2),
                                                        bound(3, "full: 10^9 executions by estimate"),
                                                        random(10'000, "full: 10^7 executions by estimate"))};
const full_stack_scenario<three_by_one_handoff> wide_handoff{
    stating<3>("semaphore/conserves_tokens/3x1_handoff", 0, bound(2), bound(3, "full: 10^9 executions by estimate"),
               random(10'000, "full: 10^6 executions by estimate"))};

}  // namespace
}  // namespace lockstep::verify::conserves_tokens

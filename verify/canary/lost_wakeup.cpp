// Wrong on purpose: the waiter looks for the token and then announces itself, the releaser looks for the waiter and
// then adds the token. In one interleaving each looks too early, and the waiter sleeps for ever.

#include <lockstep/verify/scenario.h>

namespace lockstep::verify::lost_wakeup {
namespace {

template <policy P>
struct lost_wakeup {
  static constexpr int threads = 2;

  typename P::template atomic<std::uint32_t> token{0u};
  typename P::template atomic<std::uint32_t> waiting{0u};
  typename P::template atomic<std::uint32_t> signal{0u};

  void thread(int index) {
    if (index == 0) {
      if (token.load(std::memory_order::seq_cst) == 0) {
        waiting.store(1, std::memory_order::seq_cst);
        while (signal.load(std::memory_order::seq_cst) == 0) P::futex_wait(signal, 0);
      }
    } else {
      const bool has_waiter = waiting.load(std::memory_order::seq_cst) != 0;
      token.store(1, std::memory_order::seq_cst);
      if (has_waiter) {
        signal.store(1, std::memory_order::seq_cst);
        P::futex_wake(&signal, 1);
      }
    }
  }
};

const scenario<lost_wakeup> registered{{.name = "canary/lost_wakeup", .claims = "", .must_fail = "deadlock"}};

}  // namespace
}  // namespace lockstep::verify::lost_wakeup

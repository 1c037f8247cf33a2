// COND-7: a notify synchronizes with each wait that it lets go, whether the waiter slept or came too late to. Hunts for
// a signal, or a lock, that orders too little: it shows as a race on `data`. Witnesses: a ticket was called before its
// thread came to wait, and after. Bounded for the reason that calls_in_order gives.

#include <cstdint>

#include <lockstep/notify_list.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify::publishes_to_whom_it_calls {
namespace {

template <policy P, int Waiters, bool All>
struct publishes_to_whom_it_calls {
  static constexpr int threads = Waiters + 1;

  typename P::notify_list list;
  std::uint32_t tickets[Waiters];
  typename P::template plain<int> data[Waiters];
  ghost<bool> came;

  void before() {
    for (auto& ticket : tickets) ticket = list.add();
  }

  void thread(int index) {
    if (index != Waiters) {
      came.set(true);
      list.wait(tickets[index]);
      check(data[index].read() == index + 1, "a waiter does not see what was written for it");
      return;
    }
    for (int i = 0; i != Waiters; ++i) {
      data[i].write() = i + 1;
      if (!All) notify();
    }
    if (All) notify();
  }

  void notify() {
    witness(came.get() ? "after" : "before");
    All ? list.notify_all() : list.notify_one();
  }
};

template <policy P>
using one_at_a_time = publishes_to_whom_it_calls<P, 2, false>;
template <policy P>
using all_at_once = publishes_to_whom_it_calls<P, 2, true>;

constexpr statement stating(std::string_view name) {
  return {.name = name,
          .claims = "COND-7 COND-4",
          .witnesses = "before after",
          .quick = bound(2),
          .thorough = bound(4, "full: more than an hour"),
          .graphs = random(10'000, "full: 10^6 executions by estimate"),
          .graphs_thorough = full()};
}

const full_stack_scenario<one_at_a_time> by_one{stating("notify_list/publishes_to_whom_it_calls/one_at_a_time")};
const full_stack_scenario<all_at_once> by_all{stating("notify_list/publishes_to_whom_it_calls/all_at_once")};

}  // namespace
}  // namespace lockstep::verify::publishes_to_whom_it_calls

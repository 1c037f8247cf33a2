// LIFE-3, LIFE-5: the last thread whose wait has returned may destroy the list while the notify that let it go is still
// under way. Hunts for a notify that touches the list after a waiter can know that it was called, and for one that
// touches a waiter's stack after it has woken it. Witnesses: the ticket was called before its thread came to wait, and
// after. Two waiters are bounded for the reason that calls_in_order gives.

#include <cstdint>

#include <lockstep/notify_list.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify::may_be_destroyed_after_wait {
namespace {

template <policy P, int Waiters, bool All>
struct may_be_destroyed_after_wait {
  static constexpr int threads = Waiters + 1;

  typename P::notify_list* list = nullptr;
  std::uint32_t tickets[Waiters];
  typename P::template atomic<std::uint32_t> users{Waiters};
  ghost<bool> came;

  void before() {
    list = P::template create<typename P::notify_list>();
    for (auto& ticket : tickets) ticket = list->add();
  }

  void thread(int index) {
    if (index != Waiters) {
      came.set(true);
      list->wait(tickets[index]);
      if (users.fetch_sub(1, std::memory_order::acq_rel) == 1) P::destroy(list);
      return;
    }
    witness(came.get() ? "after" : "before");
    if (All) return list->notify_all();
    for (int i = 0; i != Waiters; ++i) list->notify_one();
  }
};

template <policy P>
using one_by_one = may_be_destroyed_after_wait<P, 1, false>;
template <policy P>
using one_by_all = may_be_destroyed_after_wait<P, 1, true>;
template <policy P>
using two_by_one = may_be_destroyed_after_wait<P, 2, false>;
template <policy P>
using two_by_all = may_be_destroyed_after_wait<P, 2, true>;

constexpr statement stating(std::string_view name, unsigned spurious_returns, plan quick, plan thorough,
                            plan graphs = full()) {
  return {.name = name,
          .claims = "LIFE-3 LIFE-5",
          .witnesses = "before after",
          .surroundings = {.spurious_returns = spurious_returns},
          .quick = quick,
          .thorough = thorough,
          .graphs = graphs,
          .graphs_thorough = full()};
}

const full_stack_scenario<one_by_one> small{
    stating("notify_list/may_be_destroyed_after_wait/1_by_notify_one", 1, full(), full())};
const full_stack_scenario<one_by_all> small_all{
    stating("notify_list/may_be_destroyed_after_wait/1_by_notify_all", 1, full(), full())};
const full_stack_scenario<two_by_one> wide{stating("notify_list/may_be_destroyed_after_wait/2_by_notify_one", 0,
                                                   bound(2), bound(4, "full: 10^8 executions by estimate"),
                                                   random(10'000, "full: 10^6 executions by estimate"))};
const full_stack_scenario<two_by_all> wide_all{stating("notify_list/may_be_destroyed_after_wait/2_by_notify_all", 0,
                                                       bound(2), bound(4, "full: 10^8 executions by estimate"),
                                                       random(10'000, "full: 10^6 executions by estimate"))};

}  // namespace
}  // namespace lockstep::verify::may_be_destroyed_after_wait

// The specification that stands for the notify list under every cond is justified here: whatever core's list can do
// over a futex that may return for no reason, the specification can do too. Small clients record what they see; the
// engine first collects every outcome of the specification and then fails core's at the first other one.
// COND-1, COND-2, COND-4, COND-5. Bounded but for the smallest client: see calls_in_order.

#include <cstdint>
#include <string>

#include <lockstep/notify_list.h>
#include <lockstep/verify/scaffold.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify::refines_its_specification {
namespace {

/// Records who came back when: in which order, and after how many notifies had begun. The two counts are atomic, and
/// not ghosts, because a step of theirs must fall between a notify and what follows it; relaxed, they order nothing.
template <policy P, int Waiters>
struct client {
  using counter = typename P::template atomic<std::uint32_t>;

  typename P::notify_list list;
  std::uint32_t tickets[Waiters];
  counter returns{0};
  counter notifies{0};
  ghost<std::uint32_t> turn_of[Waiters];
  ghost<std::uint32_t> notifies_before[Waiters];

  static std::uint32_t add(counter& count, std::uint32_t n) { return count.fetch_add(n, std::memory_order::relaxed); }

  void before() {
    for (auto& ticket : tickets) ticket = list.add();
  }
  void wait(int index) {
    list.wait(tickets[index]);
    notifies_before[index].set(add(notifies, 0));
    turn_of[index].set(add(returns, 1));
  }
  void notify_one() {
    add(notifies, 1);
    list.notify_one();
  }
  void notify_all() {
    add(notifies, 1);
    list.notify_all();
  }
  void after() {
    for (int i = 0; i != Waiters; ++i) {
      observe(std::to_string(turn_of[i].get()) + " after " + std::to_string(notifies_before[i].get()));
    }
  }
};

/// Two waiters, called one after the other.
template <policy P>
struct one_by_one : client<P, 2> {
  static constexpr int threads = 3;
  void thread(int index) {
    if (index != 2) return this->wait(index);
    this->notify_one();
    this->notify_one();
  }
};

/// Two waiters, called at once.
template <policy P>
struct all_at_once : client<P, 2> {
  static constexpr int threads = 3;
  void thread(int index) {
    if (index != 2) return this->wait(index);
    this->notify_all();
  }
};

/// Two waiters, called by two threads, one of which calls all.
template <policy P>
struct two_callers : client<P, 2> {
  static constexpr int threads = 4;
  void thread(int index) {
    if (index < 2) return this->wait(index);
    if (index == 2) return this->notify_one();
    this->notify_all();
  }
};

/// A waiter that takes its ticket while another thread calls; and calls once more, when the ticket is taken.
template <policy P>
struct newcomer : client<P, 1> {
  static constexpr int threads = 2;
  typename scaffold<P>::semaphore has_come;

  void before() {}
  void thread(int index) {
    if (index == 0) {
      this->tickets[0] = this->list.add();
      has_come.release();
      this->wait(0);
      return;
    }
    this->notify_one();  // perhaps too early
    has_come.acquire();
    this->notify_all();
  }
};

constexpr statement stating(std::string_view name, plan quick, plan thorough, plan graphs = full(),
                            plan graphs_thorough = full()) {
  return {.name = name,
          .claims = "COND-1 COND-2 COND-4 COND-5",
          .surroundings = {.spurious_returns = 1},
          .quick = quick,
          .thorough = thorough,
          .graphs = graphs,
          .graphs_thorough = graphs_thorough,
          .refines = true};
}

const full_stack_scenario<one_by_one> first{stating("notify_list/refines_its_specification/one_by_one", bound(2),
                                                    bound(3, "full: 10^8 executions by estimate"), random(10'000),
                                                    random(1'000'000, "full: 10^8 executions by estimate"))};
const full_stack_scenario<all_at_once> second{stating("notify_list/refines_its_specification/all_at_once", bound(2),
                                                      bound(3, "full: 10^8 executions by estimate"),
                                                      random(10'000, "full: 10^6 executions by estimate"))};
const full_stack_scenario<two_callers> third{stating("notify_list/refines_its_specification/two_callers", bound(1),
                                                     bound(2, "full: 10^12 executions by estimate"), random(10'000),
                                                     random(1'000'000, "full: 10^11 executions by estimate"))};
const full_stack_scenario<newcomer> fourth{stating("notify_list/refines_its_specification/newcomer", bound(3), full())};

}  // namespace
}  // namespace lockstep::verify::refines_its_specification

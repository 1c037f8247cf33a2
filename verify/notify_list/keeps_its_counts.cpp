// COND-2, COND-4: called never passes taken, or a notify that found nobody would be saved up for a waiter to come; and
// who comes back from wait has a ticket before called, or a later notify would be lost on it. Evaluated between any two
// steps. Hunts for a notify that decides before it has the lock: one that finds the last ticket called by another and
// calls the next, one that takes waiters off the queue who came after it had looked, one that goes by the tickets that
// it saw before. Witnesses: two notifies met, and a waiter came while a notify was under way.

#include <cstdint>

#include <lockstep/notify_list.h>
#include <lockstep/verify/inspect.h>
#include <lockstep/verify/scaffold.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify::keeps_its_counts {
namespace {

template <policy P>
struct counts {
  typename P::notify_list list;
  ghost<int> notifying;

  void wait(std::uint32_t ticket) {
    list.wait(ticket);
    check(notify_ticket::is_before(ticket, inspect::called(list)), "a waiter came back uncalled");
  }
  void notify_one() {
    if (notifying.add(1) == 2) witness("met");
    list.notify_one();
    notifying.add(-1);
  }
  void notify_all() {
    notifying.add(1);
    list.notify_all();
    notifying.add(-1);
  }

  void invariant() const { check(inspect::uncalled(list) <= 2, "more tickets were called than taken"); }
  void after() { check(inspect::uncalled(list) == 0, "a ticket was left uncalled"); }
};

/// One waiter, and two threads that want to call it.
template <policy P>
struct two_callers : counts<P> {
  static constexpr int threads = 3;

  std::uint32_t ticket = 0;

  void before() { ticket = this->list.add(); }
  void thread(int index) { index == 0 ? this->wait(ticket) : this->notify_one(); }
};

/// One waiter that is there, one that comes, and a thread that calls all, and all again when both have come.
template <policy P>
struct newcomer : counts<P> {
  static constexpr int threads = 3;

  std::uint32_t ticket = 0;
  typename scaffold<P>::semaphore has_come;

  void before() { ticket = this->list.add(); }

  void thread(int index) {
    if (index == 0) return this->wait(ticket);
    if (index == 1) {
      const std::uint32_t late = this->list.add();
      if (this->notifying.get() != 0) witness("came");
      has_come.release();
      return this->wait(late);
    }
    this->notify_all();
    has_come.acquire();
    this->notify_all();
  }
};

/// One notify, while another ticket is taken and both are called. Nobody waits: who comes too late finds its call.
template <policy P>
struct overtaken : counts<P> {
  static constexpr int threads = 2;

  void before() { (void)this->list.add(); }
  void thread(int index) {
    if (index == 1) {
      (void)this->list.add();
      this->notify_one();
    }
    this->notify_one();
  }
};

constexpr statement stating(std::string_view name, std::string_view witnesses, plan graphs = full()) {
  return {.name = name,
          .claims = "COND-2 COND-4",
          .witnesses = witnesses,
          .quick = bound(3),
          .thorough = bound(4, "full: 10^8 executions by estimate"),
          .graphs = graphs,
          .graphs_thorough = full()};
}

const full_stack_scenario<two_callers> first{stating("notify_list/keeps_its_counts/two_callers", "met")};
const full_stack_scenario<overtaken> late{stating("notify_list/keeps_its_counts/overtaken", "met")};
const full_stack_scenario<newcomer> second{
    stating("notify_list/keeps_its_counts/newcomer", "came", random(10'000, "full: 10^7 executions by estimate"))};

}  // namespace
}  // namespace lockstep::verify::keeps_its_counts

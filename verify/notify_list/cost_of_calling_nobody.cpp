// COND-4: a notify that finds nobody to call is two loads, also after others were called. Hunts for one that does not
// see what its own thread has called, and takes the bucket's lock to find out.

#include <lockstep/notify_list.h>
#include <lockstep/verify/counted.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify::cost_of_calling_nobody {
namespace {

template <policy P>
struct cost_of_calling_nobody {
  static constexpr int threads = 2;

  [[no_unique_address]] counted_global<P, semaphore_table<counted<P>>> table;
  basic_notify_list<counted<P>> list;

  void thread(int index) {
    if (index != 0) return;  // so the other is alone
    for (int round = 0; round != 2; ++round) {
      check(cost_of([&] { list.notify_one(); }) == cost{.loads = 2}, "calling nobody is more than two loads");
      check(cost_of([&] { list.notify_all(); }) == cost{.loads = 2}, "calling nobody is more than two loads");
      std::uint32_t ticket = 0;
      check(cost_of([&] { ticket = list.add(); }) == cost{.read_modify_writes = 1}, "a ticket is more than one add");
      list.notify_one();
      check(cost_of([&] { list.notify_one(); }) == cost{.loads = 2}, "who was called is called again");
      list.wait(ticket);
    }
  }
};

const full_stack_scenario<cost_of_calling_nobody> registered{
    {.name = "notify_list/cost_of_calling_nobody", .claims = "COND-4"}};

}  // namespace
}  // namespace lockstep::verify::cost_of_calling_nobody

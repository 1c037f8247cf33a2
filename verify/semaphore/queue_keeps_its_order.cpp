// SEMA-3, COND-5: the queue under the semaphore and the notify list, against what it is to be: at each address a list,
// whose ends push and pop, and out of which a ticket can be taken. One thread, for the queue is used with a lock.
// Hunts for whatever a change at one end makes of the other, and a change at one address of the others in the tree: a
// tail that is forgotten, a branch that is dropped or kept twice. Every way to push three waiters at three addresses,
// to take one or all of an address out, and to push another; at several places, for the place decides which address is
// above which in the tree. Witnesses: both ends of an address, and a ticket from the middle.

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include <lockstep/verify/scenario.h>
#include <lockstep/wait_queue.h>

namespace lockstep::verify::queue_keeps_its_order {
namespace {

template <policy P>
struct queue_keeps_its_order {
  static constexpr int threads = 2;  // the other has nothing to do
  static constexpr unsigned addresses = 3;
  static constexpr unsigned at_first = 3;
  static constexpr unsigned places = 16;

  wait_queue<P> queue;
  std::array<std::optional<waiter<P>>, at_first + 1> waiters;
  std::array<std::uint64_t, places + addresses> memory{};
  const std::uint64_t* objects = nullptr;                 // `addresses` of them, somewhere in there
  std::array<std::vector<unsigned>, addresses> expected;  // the numbers of the waiters at each address

  void push(unsigned number) {
    const unsigned at = choose(addresses);
    const bool to_front = number != at_first && choose(2) != 0;
    queue.push(waiters[number].emplace(&objects[at], number), to_front ? queue_at::front : queue_at::back);
    auto& list = expected[at];
    if (to_front && list.size() > 1) witness("front");
    list.insert(to_front ? list.begin() : list.end(), number);
  }

  void pop(unsigned at) {
    auto& list = expected[at];
    const auto [first, more] = queue.pop(&objects[at]);
    check((first == nullptr) == list.empty(), "it is not empty when it should be");
    if (first == nullptr) return;
    check(first->ticket == list.front(), "another waiter is the first");
    list.erase(list.begin());
    check(more == !list.empty(), "it does not know whether others wait");
  }

  void pop_all(unsigned at) {
    for (waiter<P>* w = queue.pop_all(&objects[at]); w != nullptr; w = w->next.read()) {
      check(!expected[at].empty() && w->ticket == expected[at].front(), "not all of them, in their order");
      expected[at].erase(expected[at].begin());
    }
    check(expected[at].empty(), "one was left");
  }

  void pop_ticket(unsigned number) {
    for (unsigned at = 0; at != addresses; ++at) {
      auto& list = expected[at];
      const auto place = std::find(list.begin(), list.end(), number);
      waiter<P>* const found = queue.pop_ticket(&objects[at], number);
      check((found != nullptr) == (place != list.end()), "a ticket is where it is not, or the other way round");
      if (found == nullptr) continue;
      check(found->ticket == number, "another ticket");
      if (place != list.begin() && place + 1 != list.end()) witness("middle");
      list.erase(place);
    }
  }

  void thread(int index) {
    if (index != 0) return;
    objects = &memory[choose(places)];
    for (unsigned number = 0; number != at_first; ++number) push(number);
    const unsigned how = choose(2 * addresses + at_first);
    if (how < addresses) {
      pop(how);
    } else if (how < 2 * addresses) {
      pop_all(how - addresses);
    } else {
      pop_ticket(how - 2 * addresses);
    }
    push(at_first);
    for (unsigned at = 0; at != addresses; ++at) {
      while (!expected[at].empty()) pop(at);
      pop(at);
    }
  }
};

const scenario<queue_keeps_its_order> registered{{.name = "semaphore/queue_keeps_its_order",
                                                  .claims = "SEMA-3 COND-5",
                                                  .witnesses = "front middle",
                                                  .stress = false}};

}  // namespace
}  // namespace lockstep::verify::queue_keeps_its_order

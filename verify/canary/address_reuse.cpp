// Wrong on purpose: a pop protects the node while it reads what comes next, and not its compare-exchange. Meanwhile
// another thread takes the nodes, frees the first, and pushes a new one that gets its address: the exchange then takes
// one node for the other (ABA). An engine that never gives an address back does not see it.

#include <utility>

#include <lockstep/verify/scenario.h>

namespace lockstep::verify::address_reuse {
namespace {

template <policy P>
struct address_reuse {
  static constexpr int threads = 2;
  static constexpr auto order = std::memory_order::seq_cst;

  struct node {
    node(int number_of_it, node* next_to_it) : number(number_of_it), next(next_to_it) {}
    typename P::template plain<int> number;
    typename P::template plain<node*> next;
  };

  typename P::template atomic<node*> head{nullptr};
  typename P::template atomic<std::uint32_t> readers{0};
  node* popped = nullptr;
  node* taken = nullptr;

  void before() { head.store(P::template create<node>(1, P::template create<node>(2, nullptr)), order); }

  void thread(int index) { index == 0 ? pop() : replace(); }

  void pop() {
    readers.store(1, order);
    node* first = head.load(order);
    const int number = first != nullptr ? first->number.read() : 0;
    node* const next = first != nullptr ? first->next.read() : nullptr;
    readers.store(0, order);  // too early
    if (first == nullptr || !head.compare_exchange_strong(first, next, order, order)) return;
    popped = first;
    check(first->number.read() == number, "it is another node");
  }

  void replace() {
    taken = head.exchange(nullptr, order);
    if (taken == nullptr || readers.load(order) != 0) return;
    node* const rest = taken->next.read();
    P::destroy(taken);
    taken = rest;
    head.store(P::template create<node>(3, nullptr), order);
  }

  void after() {
    if (popped != nullptr) P::destroy(popped);
    destroy_all(taken);
    destroy_all(head.load(order));
  }
  void destroy_all(node* first) {
    while (first != nullptr) P::destroy(std::exchange(first, first->next.read()));
  }
};

const scenario<address_reuse> registered{
    {.name = "canary/address_reuse", .claims = "", .must_fail = "it is another node"}};

}  // namespace
}  // namespace lockstep::verify::address_reuse

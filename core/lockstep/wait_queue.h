#pragma once

#include <cstdint>
#include <functional>

#include <lockstep/policy.h>

namespace lockstep {

/// A blocked thread, on that thread's own stack.
///
/// `signal` is the word the thread sleeps on. Whoever takes a waiter off its queue owns it until it stores to `signal`;
/// that store is the last touch, because the thread may then leave and its stack be used again.
template <memory_policy M>
struct waiter {
  enum verdict : std::uint32_t {
    waiting,  // all that the thread itself ever stores
    compete,  // there may be a token: go and look
    granted,  // the token is yours
  };

  explicit waiter(const void* object, std::uint32_t its_ticket = 0) : ticket(its_ticket), address(object) {}
  waiter(const waiter&) = delete;
  waiter& operator=(const waiter&) = delete;

  typename M::template atomic<std::uint32_t> signal{waiting};
  const std::uint32_t ticket;  // tells the waiters of a notify list apart; a semaphore has no use for it
  const void* const address;

  typename M::template plain<waiter*> next{nullptr};  // behind this one, same address
  typename M::template plain<waiter*> last{nullptr};  // valid in the first of an address
  typename M::template plain<waiter*> left{nullptr};  // tree links, valid in the first of an address
  typename M::template plain<waiter*> right{nullptr};
};

/// The waiters of one bucket: a tree of addresses, and at each address its waiters in order. Needs the bucket's lock.
///
/// The tree is a treap (Seidel and Aragon, 1996) whose priorities are a hash of the address: expected O(log n) in the
/// number of addresses, O(1) in the number of waiters at one, no rebalancing state and no random numbers. The first
/// waiter of an address is the tree's node for it and hands that place on.
template <memory_policy M>
class wait_queue {
 public:
  using waiter_type = waiter<M>;
  struct popped {
    waiter_type* first;  // null if nobody waits at the address
    bool more;           // whether others still do
  };

  void push(waiter_type& w, queue_at end) {
    link* at = find(w.address);
    waiter_type* const first = at->read();
    w.next.write() = nullptr;
    w.last.write() = &w;
    if (first == nullptr) {
      insert(w);
    } else if (end == queue_at::front) {
      w.next.write() = first;
      w.last.write() = first->last.read();
      take_place(at, first, w);
    } else {
      first->last.read()->next.write() = &w;
      first->last.write() = &w;
    }
  }

  popped pop(const void* address) { return pop_at(find(address)); }

  /// Takes the one waiter with that ticket off the queue; null if it is not there. O(1) in the number of waiters at the
  /// address if it is the first.
  waiter_type* pop_ticket(const void* address, std::uint32_t ticket) {
    link* const at = find(address);
    waiter_type* const first = at->read();
    if (first == nullptr || first->ticket == ticket) return pop_at(at).first;
    waiter_type* before = first;
    waiter_type* w = first->next.read();
    while (w != nullptr && w->ticket != ticket) {
      before = w;
      w = w->next.read();
    }
    if (w == nullptr) return nullptr;
    before->next.write() = w->next.read();
    if (first->last.read() == w) first->last.write() = before;
    return w;
  }

  /// Takes all waiters of an address off the queue: the first, the others behind it by `next`; null if there are none.
  waiter_type* pop_all(const void* address) {
    link* const at = find(address);
    waiter_type* const first = at->read();
    if (first != nullptr) unlink(at, first);
    return first;
  }

 private:
  friend struct lockstep::inspect;
  using link = typename M::template plain<waiter_type*>;

  static popped pop_at(link* at) {
    waiter_type* const first = at->read();
    if (first == nullptr) return {nullptr, false};
    waiter_type* const second = first->next.read();
    if (second == nullptr) {
      unlink(at, first);
      return {first, false};
    }
    second->last.write() = first->last.read();
    take_place(at, first, *second);
    return {first, true};
  }

  /// Takes an address out of the tree, with all its waiters.
  static void unlink(link* at, waiter_type* first) { at->write() = merge(first->left.read(), first->right.read()); }

  /// MurmurHash3's finaliser (Appleby, 2011): one-to-one, hence without ties. A single multiplication would not do: it
  /// keeps some distances, and objects that far apart would make the tree a list (SEMA-7).
  static std::uint64_t priority(const waiter_type* w) {
    auto key = static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(w->address));
    key = (key ^ (key >> 33)) * 0xff51afd7ed558ccdu;
    key = (key ^ (key >> 33)) * 0xc4ceb9fe1a85ec53u;
    return key ^ (key >> 33);
  }

  static bool is_before(const void* a, const void* b) { return std::less<const void*>{}(a, b); }

  /// The link that points to the first waiter of `address`, or the empty one where it would hang.
  link* find(const void* address) {
    link* at = &root_;
    for (waiter_type* node = at->read(); node != nullptr && node->address != address; node = at->read()) {
      at = is_before(address, node->address) ? &node->left : &node->right;
    }
    return at;
  }

  static void take_place(link* at, waiter_type* old, waiter_type& w) {
    w.left.write() = old->left.read();
    w.right.write() = old->right.read();
    at->write() = &w;
  }

  /// Hangs the first waiter of a new address above all nodes of lower priority, which are split into its subtrees.
  void insert(waiter_type& w) {
    link* at = &root_;
    waiter_type* node = at->read();
    while (node != nullptr && priority(node) > priority(&w)) {
      at = is_before(w.address, node->address) ? &node->left : &node->right;
      node = at->read();
    }
    at->write() = &w;
    link* lower = &w.left;
    link* higher = &w.right;
    while (node != nullptr) {
      if (is_before(node->address, w.address)) {
        lower->write() = node;
        lower = &node->right;
        node = lower->read();
      } else {
        higher->write() = node;
        higher = &node->left;
        node = higher->read();
      }
    }
    lower->write() = nullptr;
    higher->write() = nullptr;
  }

  /// One tree of two, all addresses of the first being before all of the second.
  static waiter_type* merge(waiter_type* lower, waiter_type* higher) {
    link root{nullptr};
    link* at = &root;
    while (lower != nullptr && higher != nullptr) {
      if (priority(lower) > priority(higher)) {
        at->write() = lower;
        at = &lower->right;
        lower = at->read();
      } else {
        at->write() = higher;
        at = &higher->left;
        higher = at->read();
      }
    }
    at->write() = lower != nullptr ? lower : higher;
    return root.read();
  }

  link root_{nullptr};
};

}  // namespace lockstep

// Whose turn it is: who adds the next event, who waits and for what, and how an execution ends.

#include <bit>
#include <cstdlib>

#include "execution.h"

namespace lockstep::models::exploring {

bool execution::looks_again(waiter& w) {
  const graph& g = now();
  if (w.next == ~0u) {
    const event_id last = g.at_place(w.place).last[w.thread];
    w.next = last == none ? 0 : g.position(g.at(last).what == kind::write ? last : g.at(last).from);
  }
  for (; w.next <= g.newest(w.place); ++w.next) {
    const event_id state = g.at_position(w.place, w.next);
    if (!w.holds(state_after(state, slots_[w.place]))) continue;
    w.found = state;
    w.is_found = true;
    return true;
  }
  return false;
}

bool execution::can_go_on(unsigned thread) {
  waiter* const w = waiting_[thread];
  return w == nullptr || w->is_found || (leavers_ >> thread & 1) != 0 || looks_again(*w);
}

/// The thread that is to add the next event: a function of the graph alone, unless chance decides.
unsigned execution::pick() {
  if (open_ != 0) return static_cast<unsigned>(std::countr_zero(open_));
  if (is_random) {
    std::uint32_t ready = 0;
    for (std::uint32_t left = unfinished_; left != 0; left &= left - 1) {
      const auto t = static_cast<unsigned>(std::countr_zero(left));
      if (can_go_on(t)) ready |= 1u << t;
    }
    for (auto skip = ready == 0 ? 0 : tree_.draw() % static_cast<unsigned>(std::popcount(ready)); skip != 0; --skip) {
      ready &= ready - 1;
    }
    if (ready != 0) return static_cast<unsigned>(std::countr_zero(ready));
  } else {
    for (std::uint32_t left = unfinished_; left != 0; left &= left - 1) {
      const auto t = static_cast<unsigned>(std::countr_zero(left));
      if (can_go_on(t)) return t;
    }
  }
  const std::uint32_t blocked = unfinished_ | stuck_;
  if (blocked == 0 || panic_ == none) return nobody;
  const auto t = static_cast<unsigned>(std::countr_zero(blocked));
  leavers_ |= 1u << t;
  return t;
}

void execution::go_to(unsigned thread) {
  if ((begun_ >> thread & 1) == 0) {
    begun_ |= 1u << thread;
    fibers_.begin(thread, thread_body);
  }
  fibers_.switch_to(thread);
}

/// Leaves to whoever is next.
void execution::finish_thread() {
  const unsigned next = at_ != order_.size() ? now().at(order_[at_]).thread : pick();
  if (next != nobody) return go_to(next);
  if (is_stopped_) {
    end_ = end::blocked;
  } else if ((unfinished_ | stuck_) != 0) {
    end_ = end::failed;
    failure = "deadlock";
    // Who could still find a newer value does in another execution.
    for (std::uint32_t left = stuck_; left != 0; left &= left - 1) {
      if (!would_find_nothing_else(static_cast<unsigned>(std::countr_zero(left)))) end_ = end::blocked;
    }
  }
  if (self() != fibers::engine) fibers_.switch_to(fibers::engine);
}

bool execution::arrive() {
  const unsigned me = self();
  for (;;) {
    const bool is_again = at_ != order_.size();
    const unsigned next = is_again ? now().at(order_[at_]).thread : pick();
    if (next == me) {
      if (!is_again && open_ == 0) look();
      return is_again;
    }
    if (next == nobody) {
      finish_thread();
    } else {
      go_to(next);
    }
  }
}

bool execution::wait(waiter& w) {
  w.thread = self();
  waiting_[self()] = &w;
  const bool is_again = arrive();
  waiting_[self()] = nullptr;
  return is_again;
}

void execution::stop() {
  is_stopped_ = true;
  unfinished_ &= ~(1u << self());
  finish_thread();
  std::abort();  // not reached either
}

bool execution::would_find_nothing_else(unsigned thread) const {
  const event& last = *now().last_of(thread);
  return now().position(last.from) == now().newest(last.place);
}

void execution::wait_for_good(const where& w) {
  const std::uint32_t me = 1u << self();
  stuck_ |= me;
  unfinished_ &= ~me;
  finish_thread();
  // Somebody panicked.
  stuck_ &= ~me;
  unfinished_ |= me;
  leave(arrive(), w);
}

void execution::leave(bool is_again, const where& w) {
  call e = begin(kind::leave, w);
  has_left();
  if (is_again) {
    next_in_graph(e);
  } else {
    e.from = panic();  // without which it would not leave
    add(e);
  }
  if (is_recording) record("is blocked for good, and leaves because of the panic", w);
  throw poisoned{};
}

}  // namespace lockstep::models::exploring

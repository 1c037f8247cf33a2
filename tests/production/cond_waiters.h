#pragma once

#include "observe.h"

namespace lockstep::tests {

/// The tickets of the threads that sleep, first to last: an exact answer, see waiters_of a semaphore.
template <memory_policy M>
std::vector<std::uint32_t> tickets_of_sleepers(const basic_notify_list<M>& list) {
  auto& bucket = semaphore_table<M>::bucket_of(&list);
  std::vector<waiter<M>*> found;
  std::vector<std::uint32_t> tickets;
  const std::lock_guard held(bucket.lock);
  while (auto* const first = bucket.queue.pop(&list).first) found.push_back(first);
  for (auto* const w : found) {
    tickets.push_back(w->ticket);
    bucket.queue.push(*w, queue_at::back);
  }
  return tickets;
}

template <basic_lockable Lock, policy P>
std::vector<std::uint32_t> tickets_of_sleepers(const basic_cond<Lock, P>& c) {
  using list = typename P::notify_list;
  const auto* const behind_the_pointers = reinterpret_cast<const std::byte*>(&c) + 2 * sizeof(void*);
  return tickets_of_sleepers(*reinterpret_cast<const list*>(behind_the_pointers));
}

/// Returns when `count` threads sleep, or have only that left to do.
template <basic_lockable Lock, policy P>
void await_sleepers(const basic_cond<Lock, P>& c, std::size_t count) {
  while (tickets_of_sleepers(c).size() != count) nap();
}

}  // namespace lockstep::tests

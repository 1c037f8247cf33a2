#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <mutex>
#include <thread>
#include <vector>

#include <lockstep/sync.h>

namespace lockstep::tests {

/// The bytes of an object that nobody else is using.
template <class To, class From>
To bytes_of(const From& object) {
  static_assert(sizeof(To) == sizeof(From));
  To bytes;
  std::memcpy(&bytes, static_cast<const void*>(&object), sizeof bytes);
  return bytes;
}

/// Between two looks at something that another thread is to do. Sleeps: a yield on a busy machine may take far longer.
inline void nap() { std::this_thread::sleep_for(std::chrono::microseconds(20)); }

/// The waiters of a semaphore, first to last. Takes them all off the queue and puts them back, under the lock that
/// every thread needs to come or go: an exact answer, where to ask whether a thread sleeps would be a guess.
template <memory_policy M>
std::vector<waiter<M>*> waiters_of(const basic_semaphore<M>& s) {
  auto& bucket = semaphore_table<M>::bucket_of(&s);
  std::vector<waiter<M>*> found;
  const std::lock_guard held(bucket.lock);
  while (auto* const first = bucket.queue.pop(&s).first) found.push_back(first);
  for (auto* const w : found) bucket.queue.push(*w, queue_at::back);
  return found;
}

/// Returns when `count` threads wait: they sleep, or have only that left to do.
template <memory_policy M>
void await_waiters(const basic_semaphore<M>& s, std::size_t count) {
  while (waiters_of(s).size() != count) nap();
}

template <policy P>
void await_waiters(const basic_mutex<P>& m, std::size_t count) {
  const auto* const behind_the_word = reinterpret_cast<const std::byte*>(&m) + sizeof(std::uint32_t);
  await_waiters(*reinterpret_cast<const typename P::semaphore*>(behind_the_word), count);
}

}  // namespace lockstep::tests

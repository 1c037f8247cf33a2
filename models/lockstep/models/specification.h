#pragma once

// What a semaphore promises, as an object of atomic steps. Models put it under a primitive in place of core's
// semaphore, whose own steps would multiply the primitive's; verify/semaphore checks that core's does nothing that this
// cannot do.

#include <cstdint>
#include <source_location>

#include <lockstep/models/machine.h>
#include <lockstep/policy.h>

namespace lockstep::models {

/// The state of a semaphore: its tokens, and the threads in its queue.
struct semaphore_state {
  std::uint8_t tokens = 0;
  std::uint8_t sleepers = 0;
  std::uint8_t queue[max_threads + 1] = {};  // threads, first in line first
  std::uint8_t turns[max_threads + 1] =
      {};                     // how often each has come to the queue: its acquires, and when it slept again
  std::uint16_t woken = 0;    // threads that are no longer in the queue and have not come back to it, as bits
  std::uint16_t granted = 0;  // of these, who has a token by hand-off

  void enqueue(unsigned thread, queue_at end) {
    if (end == queue_at::back) {
      queue[sleepers] = static_cast<std::uint8_t>(thread);
    } else {
      for (unsigned i = sleepers; i != 0; --i) queue[i] = queue[i - 1];
      queue[0] = static_cast<std::uint8_t>(thread);
    }
    ++sleepers;
    woken &= static_cast<std::uint16_t>(~bit(thread));
    granted &= static_cast<std::uint16_t>(~bit(thread));
  }
  void wake(unsigned position, bool with_token) {
    const unsigned chosen = queue[position];
    --sleepers;
    for (unsigned i = position; i != sleepers; ++i) queue[i] = queue[i + 1];
    woken |= bit(chosen);
    if (with_token) granted |= bit(chosen);
  }
  bool is_woken(unsigned thread) const { return (woken & bit(thread)) != 0; }
  bool is_granted(unsigned thread) const { return (granted & bit(thread)) != 0; }

 private:
  static constexpr std::uint16_t bit(unsigned thread) { return static_cast<std::uint16_t>(1u << thread); }
};

class specification_semaphore {
 public:
  using where = std::source_location;

  explicit specification_semaphore(where w = where::current()) {
    const semaphore_state empty;
    current_machine->construct(object_, &empty, sizeof empty, w);
  }
  ~specification_semaphore() { current_machine->destroy(object_); }
  specification_semaphore(const specification_semaphore&) = delete;
  specification_semaphore& operator=(const specification_semaphore&) = delete;

  void acquire(queue_at end = queue_at::back, where w = where::current()) {
    intent call{.of = intent::kind::acquire, .at_front = end == queue_at::front};
    current_machine->alter(call, w);
    end = call.at_front ? queue_at::front : queue_at::back;
    const auto self = static_cast<unsigned>(current_machine->self());
    for (bool is_back = false; !take_or_queue(self, end, is_back, w); is_back = true) {
      bool is_granted = false;
      current_machine->await(
          object_,
          [&](const void* state) {
            const auto& s = *static_cast<const semaphore_state*>(state);
            is_granted = s.is_granted(self);
            return s.is_woken(self);
          },
          w);
      if (is_granted) return;
      end = queue_at::front;  // it has waited longest
    }
  }

  [[nodiscard]] bool try_acquire(where w = where::current()) {
    bool taken = false;
    step(w, [&](semaphore_state& s) -> effect {
      taken = s.tokens != 0;
      return taken ? take(s) : effect{std::memory_order::relaxed, "semaphore: has no token"};
    });
    return taken;
  }

  void release(bool handoff = false, where w = where::current()) {
    intent call{.of = intent::kind::release, .handoff = handoff};
    current_machine->alter(call, w);
    for (; call.times != 0; --call.times) release_one(call, w);
  }

  // For a scenario that looks on: no step, no order.

  /// Whether the thread sleeps in the queue.
  bool is_sleeping(int thread) const {
    const semaphore_state& s = newest();
    for (unsigned i = 0; i != s.sleepers; ++i) {
      if (s.queue[i] == thread) return true;
    }
    return false;
  }
  unsigned sleepers() const { return newest().sleepers; }
  /// The thread at a position of the queue.
  int sleeper(unsigned position) const { return newest().queue[position]; }
  /// How often the thread has come to the queue: its calls of acquire, and what it slept again after losing a token.
  unsigned turns(int thread) const { return newest().turns[thread]; }

 private:
  template <class F>
  void step(where w, F change) {
    current_machine->step(object_, [&](void* state) { return change(*static_cast<semaphore_state*>(state)); }, w);
  }

  /// Every step on the word is a read-modify-write, so an acquire sees all releases before it.
  static effect take(semaphore_state& s) {
    --s.tokens;
    return {std::memory_order::acquire, "semaphore: takes a token"};
  }

  void release_one(const intent& call, where w) {
    step(w, [&](semaphore_state& s) -> effect {
      if (s.sleepers == 0 || !call.handoff) ++s.tokens;
      if (s.sleepers == 0) return {std::memory_order::release, "semaphore: adds a token"};
      s.wake(call.to_the_last ? s.sleepers - 1u : 0u, call.handoff);
      return {std::memory_order::release, call.handoff ? "semaphore: hands a token to the first sleeper"
                                                       : "semaphore: adds a token, wakes the first"};
    });
  }

  bool take_or_queue(unsigned self, queue_at end, bool is_back, where w) {
    bool taken = false;
    step(w, [&](semaphore_state& s) -> effect {
      taken = s.tokens != 0;
      if (!taken || !is_back) ++s.turns[self];
      if (taken) return take(s);
      s.enqueue(self, end);
      return {std::memory_order::relaxed,
              end == queue_at::front ? "semaphore: sleeps, first in the queue" : "semaphore: sleeps"};
    });
    return taken;
  }

  const semaphore_state& newest() const {
    return *static_cast<const semaphore_state*>(current_machine->newest(object_));
  }

  object object_;
};

}  // namespace lockstep::models

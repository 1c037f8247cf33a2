#pragma once

// What a semaphore promises, as a program of atomic steps. Models put it under a primitive in place of core's
// semaphore, whose own steps would multiply the primitive's; verify/semaphore checks that core's does nothing that this
// cannot do.
//
// `Machine` is the engine's side of a specification: `step` is a scheduling point before an atomic step at a place,
// `park` and `unpark` block and release a thread, `clock` carries happens-before from whom it is released by to whom it
// is acquired by.

#include <cstdint>
#include <source_location>

#include <lockstep/policy.h>

namespace lockstep::models {

template <class Machine>
class specification_semaphore {
 public:
  using where = std::source_location;

  specification_semaphore() : place_(Machine::new_place()) {}
  ~specification_semaphore() {
    Machine::touch(place_, true);
    alive_ = 0;
  }
  specification_semaphore(const specification_semaphore&) = delete;
  specification_semaphore& operator=(const specification_semaphore&) = delete;

  void acquire(queue_at end = queue_at::back, where w = where::current()) {
    const int self = Machine::self();
    begin(w);
    ++turns_[self];
    if (take(w)) return;
    for (;;) {
      enqueue(self, end);
      Machine::record(end == queue_at::front ? "semaphore: sleeps, first in the queue" : "semaphore: sleeps", w);
      Machine::park(w);
      Machine::touch(place_, true);
      if (is_granted_[self]) {
        Machine::acquire(grant_[self]);
        Machine::record("semaphore: has its token by hand-off", w);
        return;
      }
      Machine::acquire(grant_[self]);
      if (take(w)) return;
      ++turns_[self];
      end = queue_at::front;
    }
  }

  [[nodiscard]] bool try_acquire(where w = where::current()) {
    begin(w);
    return take(w);
  }

  void release(bool handoff = false, where w = where::current()) {
    begin(w);
    if (sleepers_ == 0) {
      add_token();
      Machine::record("semaphore: adds a token", w);
      return;
    }
    const int first = dequeue();
    is_granted_[first] = handoff;
    grant_[first] = {};
    Machine::release(grant_[first]);
    if (!handoff) add_token();
    Machine::record(
        handoff ? "semaphore: hands a token to the first sleeper" : "semaphore: adds a token, wakes the first", w);
    Machine::unpark(first, w);
  }

  // For a scenario that looks on: no step, no order.

  /// Whether the thread sleeps in the queue.
  bool is_sleeping(int thread) const {
    Machine::touch(place_, false);
    for (unsigned i = 0; i != sleepers_; ++i) {
      if (queue_[i] == thread) return true;
    }
    return false;
  }
  unsigned sleepers() const {
    Machine::touch(place_, false);
    return sleepers_;
  }
  /// The thread at a position of the queue.
  int sleeper(unsigned position) const {
    Machine::touch(place_, false);
    return queue_[position];
  }
  /// How often the thread has queued up: its calls of acquire, and what it slept again after losing a token.
  unsigned turns(int thread) const {
    Machine::touch(place_, false);
    return turns_[thread];
  }

 private:
  static constexpr std::uint32_t alive = 0x5e3a9f01;

  void begin(where w) {
    Machine::step(place_, w);
    if (alive_ != alive) Machine::access_after_destruction(w);
  }

  bool take(where w) {
    if (tokens_ == 0) return false;
    --tokens_;
    // Every step on the word is a read-modify-write, so an acquire sees all releases since the count was zero.
    Machine::acquire(released_);
    Machine::record("semaphore: takes a token", w);
    return true;
  }

  void add_token() {
    ++tokens_;
    Machine::release(released_);
  }

  void enqueue(int thread, queue_at end) {
    if (end == queue_at::back) {
      queue_[sleepers_] = thread;
    } else {
      for (unsigned i = sleepers_; i != 0; --i) queue_[i] = queue_[i - 1];
      queue_[0] = thread;
    }
    ++sleepers_;
  }

  int dequeue() {
    const int first = queue_[0];
    --sleepers_;
    for (unsigned i = 0; i != sleepers_; ++i) queue_[i] = queue_[i + 1];
    return first;
  }

  std::uint32_t alive_ = alive;
  std::uint32_t tokens_ = 0;
  unsigned sleepers_ = 0;
  unsigned place_;
  int queue_[8] = {};
  unsigned turns_[8] = {};
  bool is_granted_[8] = {};
  typename Machine::clock grant_[8] = {};
  typename Machine::clock released_{};
};

}  // namespace lockstep::models

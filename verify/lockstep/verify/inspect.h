#pragma once

// Private state of core's primitives, for scenarios that look on. Looking is no step of the program: it takes no part
// in the memory model and orders nothing.

#include <lockstep/cond.h>
#include <lockstep/mutex.h>
#include <lockstep/notify_list.h>
#include <lockstep/once.h>
#include <lockstep/rw_mutex.h>
#include <lockstep/semaphore.h>
#include <lockstep/wait_group.h>

namespace lockstep {

struct inspect {
  template <policy P>
  static std::uint32_t word(const basic_mutex<P>& mutex) {
    return newest(mutex.word_);
  }
  template <policy P>
  static const auto& semaphore(const basic_mutex<P>& mutex) {
    return mutex.sema_;
  }
  template <policy P, std::uint32_t N>
  static std::uint64_t word(const basic_rw_mutex<P, N>& mutex) {
    return newest(mutex.word_);
  }
  template <policy P, std::uint32_t N>
  static std::uint32_t to_leave(const basic_rw_mutex<P, N>& mutex) {
    return newest(mutex.to_leave_);
  }
  /// Where writers sleep, where readers sleep, and where the announced writer does.
  template <policy P, std::uint32_t N>
  static const auto& writers(const basic_rw_mutex<P, N>& mutex) {
    return mutex.writers_;
  }
  template <policy P, std::uint32_t N>
  static const auto& readers(const basic_rw_mutex<P, N>& mutex) {
    return mutex.readers_;
  }
  template <policy P, std::uint32_t N>
  static const auto& left(const basic_rw_mutex<P, N>& mutex) {
    return mutex.left_;
  }
  template <memory_policy M>
  static std::uint32_t word(const basic_semaphore<M>& semaphore) {
    return newest(semaphore.word_);
  }

  /// Whether somebody sleeps on the semaphore, be it core's or a specification.
  template <class S>
  static bool has_waiters(const S& semaphore) {
    if constexpr (requires { semaphore.sleepers(); }) {
      return semaphore.sleepers() != 0;
    } else {
      return semaphore_word::has_parked(newest(semaphore.word_));
    }
  }

  template <policy P>
  static std::uint64_t word(const basic_wait_group<P>& group) {
    return newest(group.state_);
  }
  template <policy P>
  static auto& semaphore(basic_wait_group<P>& group) {
    return group.sema_;
  }

  template <policy P>
  static std::uint32_t word(const basic_once<P>& once) {
    return newest(once.word_);
  }
  template <policy P>
  static auto& semaphore(basic_once<P>& once) {
    return once.sema_;
  }

  /// How many tickets of a notify list, be it core's or a specification, have been taken and not called.
  template <class List>
  static std::uint32_t uncalled(const List& list) {
    if constexpr (requires { list.uncalled(); }) {
      return list.uncalled();
    } else {
      return newest(list.taken_) - newest(list.called_);
    }
  }
  /// The first ticket that has not been called.
  template <class List>
  static std::uint32_t called(const List& list) {
    if constexpr (requires { list.called(); }) {
      return list.called();
    } else {
      return newest(list.called_);
    }
  }
  template <class Lock, policy P>
  static const auto& waiters(const basic_cond<Lock, P>& cond) {
    return cond.waiters_;
  }
  /// A cond whose counters have come that far.
  template <class Cond, class Lock>
  static Cond cond_with_first_ticket(Lock& lock, std::uint32_t first_ticket) {
    return Cond(lock, first_ticket, nullptr);
  }
  /// What its bytes somewhere else would be.
  template <class Lock, policy P>
  static basic_cond<Lock, P> copy_of(const basic_cond<Lock, P>& cond) {
    return basic_cond<Lock, P>(cond.lock_, 0, newest(cond.used_at_));
  }

 private:
  template <class A>
  static auto newest(const A& atomic) {
    if constexpr (requires { atomic.peek(); }) {
      return atomic.peek();
    } else {
      return atomic.load(std::memory_order::relaxed);
    }
  }
};

}  // namespace lockstep

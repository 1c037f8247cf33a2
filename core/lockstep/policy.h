#pragma once

// The seam between the algorithms and whatever runs them.
//
// A primitive is a template on a *policy*. The same text is compiled against `native` for production, against a model
// for exhaustive exploration and against `stress` for real threads under a sanitizer. Two layers, so that the
// blocking itself can be checked instead of trusted:
//
//   memory policy   what a machine and its kernel give: atomics, plain data, a futex, a clock
//   policy          a memory policy, and a semaphore and a list of ticketed waiters on top of it: core's own, or
//                   specifications of them
//
// Every operation takes a trailing std::source_location that defaults to the caller, so that a model's trace names
// lines of core. Production ignores it, at no cost.

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <source_location>

#include <lockstep/misuse.h>

namespace lockstep {

/// Befriended by every primitive and defined by none: whoever checks core (scenarios, tests) may define it to look at
/// private state. Production has no definition and pays nothing.
struct inspect;

/// The end of a queue of waiters at which a thread queues up.
enum class queue_at : bool { back, front };

/// `A` is an atomic object of type `T`: std::atomic's operations, with every order named by the caller.
template <class A, class T>
concept atomic_object =
    requires(A a, const A c, T value, T& expected, std::memory_order order, std::source_location where) {
      { c.load(order, where) } -> std::same_as<T>;
      { a.store(value, order, where) } -> std::same_as<void>;
      { a.exchange(value, order, where) } -> std::same_as<T>;
      { a.compare_exchange_strong(expected, value, order, order, where) } -> std::same_as<bool>;
      { a.compare_exchange_weak(expected, value, order, order, where) } -> std::same_as<bool>;
    };

/// An atomic object with the read-modify-writes of an integer; each returns the value that it replaced.
template <class A, class T>
concept atomic_integer =
    atomic_object<A, T> && requires(A a, T value, std::memory_order order, std::source_location where) {
      { a.fetch_add(value, order, where) } -> std::same_as<T>;
      { a.fetch_sub(value, order, where) } -> std::same_as<T>;
      { a.fetch_and(value, order, where) } -> std::same_as<T>;
      { a.fetch_or(value, order, where) } -> std::same_as<T>;
    };

/// `V` holds a `T` that threads share and that is not atomic: a model reports two unordered accesses as a race.
template <class V, class T>
concept plain_object = requires(V v, const V c, std::source_location where) {
  { c.read(where) } -> std::same_as<const T&>;  // the value, for reading only
  { v.write(where) } -> std::same_as<T&>;       // the value, for reading and writing
};

/// What a machine and its kernel give.
template <class M>
concept memory_policy =
    // Atomic objects of every width core uses, and of pointers to any object; all-zero bytes are the value zero.
    atomic_integer<typename M::template atomic<std::uint32_t>, std::uint32_t> &&
    atomic_integer<typename M::template atomic<std::uint64_t>, std::uint64_t> &&
    atomic_integer<typename M::template atomic<std::uintptr_t>, std::uintptr_t> &&
    atomic_object<typename M::template atomic<void*>, void*> &&
    atomic_object<typename M::template atomic<const int*>, const int*> &&
    // Shared data that is not atomic: free in production, watched for races by a model.
    plain_object<typename M::template plain<int>, int> &&
    requires(typename M::template atomic<std::uint32_t>& word, const void* address, std::uint32_t expected, int count,
             std::source_location where) {
      // Sleeps if `word` still holds `expected`, compared and put to sleep as one step against `futex_wake`. Returns
      // when woken, when the value differs, or for no reason at all. It orders nothing: a futex call is no fence.
      M::futex_wait(word, expected, where);
      // Wakes at most `count` of the threads that sleep on the word at `address`, whichever it likes. Only the address
      // counts: the word may be gone, and another object may live there (its sleepers then return for no reason).
      M::futex_wake(address, count, where);
    } &&
    requires(typename M::stopwatch watch, std::chrono::nanoseconds span) {
      // A stopwatch is made stopped; a model answers `has_passed` both ways until it has once answered yes.
      watch.start();
      { watch.is_running() } -> std::same_as<bool>;
      { watch.has_passed(span) } -> std::same_as<bool>;
    } && requires(unsigned iteration, std::source_location where) {
      // Whether a thread that has already spun `iteration` times may do so again; if so, spins briefly first.
      { M::spin(iteration, where) } -> std::same_as<bool>;
    } && requires(std::source_location where) {
      // An asymmetric pair of fences: one thread's light_fence and another's heavy_fence order as two sequentially
      // consistent fences would, two light ones order nothing. Production makes the heavy one pay for both.
      M::light_fence(where);
      M::heavy_fence(where);
    } && requires {
      // The one `T` of the program: constant-initialised, never destroyed (in a model: new in every execution).
      { M::template global<int>() } -> std::same_as<int&>;
      // The one `T` of the running thread: constant-initialised, destroyed when the thread ends. One without a
      // destructor may be used until the very end, by the destructors of others.
      { M::template per_thread<int>() } -> std::same_as<int&>;
      // How many buckets the semaphore's table has: many in production, one where collisions are what is explored.
      { M::semaphore_buckets } -> std::convertible_to<std::size_t>;
      // How many threads' hazard records need no allocation.
      { M::static_hazard_records } -> std::convertible_to<std::size_t>;
      // How many retired objects may gather before somebody looks which of them can go.
      { M::garbage_limit() } -> std::same_as<std::uint32_t>;
    } && requires(int* object, std::size_t count) {
      // Allocation and its end, which a model watches for leaks, double frees and use after free.
      { M::template create<int>(0) } -> std::same_as<int*>;
      M::destroy(object);
      // The same for `count` objects, each value-initialised; destroy_array is told how many there are.
      { M::template create_array<int>(count) } -> std::same_as<int*>;
      M::destroy_array(object, count);
    } && requires(const char* message, std::source_location where) {
      M::panic(message, where);  // recoverable misuse: throws `misuse`; never returns
      M::fatal(message, where);  // the message on standard error, then abort; never returns
    };

/// A memory policy with the two ways to block over it: all that a primitive may use.
template <class P>
concept policy = memory_policy<P> && requires(typename P::semaphore semaphore, queue_at end, bool handoff) {
  // Takes a token; if there is none, sleeps in the queue until one is given to it or can be taken.
  semaphore.acquire(end);
  // Adds a token and wakes the first waiter. With hand-off the first waiter gets the token and nobody else can.
  semaphore.release(handoff);
} && requires(typename P::notify_list list, std::uint32_t ticket) {
  // Takes the next ticket and does not block. Somebody owes a wait with it.
  { list.add() } -> std::same_as<std::uint32_t>;
  // Sleeps until the ticket is called, and not at all if it has been.
  list.wait(ticket);
  // Calls the first ticket that has not been called, if there is one. Synchronizes with the wait that it lets go.
  list.notify_one();
  // Calls all tickets that have been taken. Synchronizes with the waits that it lets go.
  list.notify_all();
};

}  // namespace lockstep

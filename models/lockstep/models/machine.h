#pragma once

// What an engine that explores puts under the policy `modelled`: every operation of a program under test, with its type
// erased. One program serves all engines; which of them runs it is decided when it runs.
//
// Values travel as 64 bits, whichever width the object in core has; the machine wraps arithmetic at that width. Each
// call carries the place in core (or in a scenario) from which it came, so that a trace names lines of core.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <source_location>
#include <type_traits>

#include <lockstep/models/engine.h>

namespace lockstep::models {

/// A function that outlives the call it is passed to, not owned: all that a machine needs of what it is to call.
template <class Signature>
class function_ref;

template <class Result, class... Args>
class function_ref<Result(Args...)> {
 public:
  template <class F>
    requires(!std::is_same_v<std::remove_cvref_t<F>, function_ref> && std::is_invocable_r_v<Result, F&, Args...>)
  function_ref(F&& f)  // NOLINT(bugprone-forwarding-reference-overload)
      : object_(const_cast<void*>(static_cast<const void*>(std::addressof(f)))), call_([](void* object, Args... args) {
          return static_cast<Result>((*static_cast<std::remove_reference_t<F>*>(object))(args...));
        }) {}

  Result operator()(Args... args) const { return call_(object_, args...); }

 private:
  void* object_;
  Result (*call_)(void*, Args...);
};

/// Room for what an engine keeps of an atomic object.
struct alignas(8) cell {
  std::byte bytes[64];
  unsigned place;
  bool is_wide;  // 64 bits; else 32
};

/// Room for what an engine keeps of an object that is not atomic: who may touch it. The value stays with the object.
struct alignas(8) detector {
  std::byte bytes[32];
  unsigned place;
};

/// An object of the model's own (the specification of a semaphore, say): a state that changes in atomic steps. The
/// state, of a trivially copyable type, is kept by the engine.
struct alignas(8) object {
  std::byte bytes[8];
  unsigned place;
};

enum class rmw { add, sub, bit_and, bit_or };

/// What a step of an object did.
struct effect {
  /// Relaxed, acquire, release or acq_rel. Steps are read-modify-writes: an acquire synchronizes with all the release
  /// steps of the object before it.
  std::memory_order order;
  const char* what;  // for the trace; a literal
};

/// What a call of a model's own object (a semaphore, a notify list) is about to do, and what it does instead where a
/// decorator plants a fault: see mutant.h.
struct intent {
  enum class kind { acquire, release, notify_one, notify_all };
  kind of;
  bool at_front = false;     // acquire: the end of the queue
  bool handoff = false;      // release
  unsigned times = 1;        // release, notify_one: how many are made of the one
  bool to_the_last = false;  // release: wakes the last in the queue instead of the first
};

class machine {
 public:
  using where = std::source_location;
  virtual ~machine() = default;

  // Atomic objects. A destroyed one must not be touched again.
  virtual void construct(cell&, bool is_wide, std::uint64_t value, where) = 0;
  virtual void destroy(cell&) = 0;
  virtual std::uint64_t load(const cell&, std::memory_order, where) = 0;
  virtual void store(cell&, std::uint64_t, std::memory_order, where) = 0;
  virtual std::uint64_t exchange(cell&, std::uint64_t, std::memory_order, where) = 0;
  virtual bool compare_exchange(cell&, bool weak, std::uint64_t& expected, std::uint64_t desired,
                                std::memory_order success, std::memory_order failure, where) = 0;
  virtual std::uint64_t fetch(cell&, rmw, std::uint64_t operand, std::memory_order, where) = 0;
  virtual void fence(std::memory_order, where) = 0;
  /// The newest value, for a scenario that looks on: no step, no order. An engine without a notion of newest answers
  /// with any value that a relaxed load could have.
  virtual std::uint64_t peek(const cell&) = 0;

  // Data that is not atomic: two unordered accesses, one of them a write, are a race.
  virtual void construct(detector&, bool initialised, where) = 0;
  virtual void destroy(detector&) = 0;
  virtual void read(const detector&, where) = 0;
  virtual void write(detector&, where) = 0;

  // Objects of the model's own.
  virtual void construct(object&, const void* state, std::size_t size, where) = 0;
  virtual void destroy(object&) = 0;
  /// One atomic step: `change` is given the newest state and changes it. An engine may call it several times, for other
  /// states; the last call is the one that counts. It must do nothing but change the state and assign its results.
  virtual void step(object&, function_ref<effect(void* state)> change, where) = 0;
  /// Blocks until a state, from this thread's last step on the object onwards, satisfies `holds`, which then must stay
  /// true until this thread's next step. Synchronizes with the step that made it true, if that was a release, and with
  /// nothing else.
  virtual void await(object&, function_ref<bool(const void* state)> holds, where) = 0;
  /// As peek.
  virtual const void* newest(const object&) = 0;

  // The kernel's contract; see memory_policy.
  virtual void futex_wait(const cell&, std::uint32_t expected, where) = 0;
  virtual void futex_wake(const void* address, int count, where) = 0;

  // Watched for leaks, double frees and use after free.
  virtual void* allocate(std::size_t size, where) = 0;
  virtual void deallocate(void*, where) = 0;

  /// Asked by each call of a model's own object before it does anything.
  virtual void alter(intent&, where) {}

  virtual bool may_spin(unsigned iteration, where) = 0;
  virtual bool time_has_passed(where) = 0;
  /// The index of the running thread; max_threads before and after the threads.
  virtual int self() = 0;

  /// Throws `misuse`. From then on a thread that is blocked for good leaves by an exception of the engine's: it is not
  /// a deadlock, and the scenario judges what happened.
  [[noreturn]] virtual void panic(const char* message, where) = 0;
  /// Ends the execution as failed.
  [[noreturn]] virtual void fail(const char* kind, const char* message, where) = 0;
};

/// Set by the engine for the duration of a search.
inline machine* current_machine = nullptr;

/// Puts another machine over an engine's, which every engine does with its own: itself, unless somebody has set this.
inline machine* (*decorate)(machine&) = [](machine& m) { return &m; };

}  // namespace lockstep::models

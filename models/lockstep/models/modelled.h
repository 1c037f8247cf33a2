#pragma once

// The policy for exploration. It knows no engine: every operation is a call on the machine of whichever engine is
// searching, so that a program is compiled once and runs on all of them.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <source_location>
#include <type_traits>
#include <utility>
#include <vector>

#include <lockstep/hazard_pointer.h>
#include <lockstep/models/machine.h>
#include <lockstep/models/specification.h>
#include <lockstep/models/specification_notify_list.h>
#include <lockstep/notify_list.h>
#include <lockstep/policy.h>
#include <lockstep/semaphore.h>

namespace lockstep::models {

namespace modelled_detail {

using where = std::source_location;

template <class T>
  requires std::is_trivially_copyable_v<T> && (sizeof(T) <= sizeof(std::uint64_t))
class atomic {
 public:
  explicit atomic(T value = T{}, where w = where::current()) {
    current_machine->construct(cell_, sizeof(T) == 8, to_bits(value), w);
  }
  ~atomic() { current_machine->destroy(cell_); }
  atomic(const atomic&) = delete;
  atomic& operator=(const atomic&) = delete;

  T load(std::memory_order order, where w = where::current()) const {
    return from_bits(current_machine->load(cell_, order, w));
  }
  void store(T value, std::memory_order order, where w = where::current()) {
    current_machine->store(cell_, to_bits(value), order, w);
  }
  T exchange(T value, std::memory_order order, where w = where::current()) {
    return from_bits(current_machine->exchange(cell_, to_bits(value), order, w));
  }
  bool compare_exchange_strong(T& expected, T desired, std::memory_order success, std::memory_order failure,
                               where w = where::current()) {
    return compare_exchange(false, expected, desired, success, failure, w);
  }
  bool compare_exchange_weak(T& expected, T desired, std::memory_order success, std::memory_order failure,
                             where w = where::current()) {
    return compare_exchange(true, expected, desired, success, failure, w);
  }
  T fetch_add(T value, std::memory_order order, where w = where::current()) { return fetch(rmw::add, value, order, w); }
  T fetch_sub(T value, std::memory_order order, where w = where::current()) { return fetch(rmw::sub, value, order, w); }
  T fetch_and(T value, std::memory_order order, where w = where::current()) {
    return fetch(rmw::bit_and, value, order, w);
  }
  T fetch_or(T value, std::memory_order order, where w = where::current()) {
    return fetch(rmw::bit_or, value, order, w);
  }

  /// The newest value, for a scenario that looks on: no step, no order.
  T peek() const { return from_bits(current_machine->peek(cell_)); }

  const cell& underlying() const { return cell_; }

 private:
  static std::uint64_t to_bits(T value) {
    if constexpr (std::is_pointer_v<T>) {
      return reinterpret_cast<std::uintptr_t>(value);
    } else {
      return static_cast<std::make_unsigned_t<T>>(value);
    }
  }
  static T from_bits(std::uint64_t bits) {
    if constexpr (std::is_pointer_v<T>) {
      return reinterpret_cast<T>(static_cast<std::uintptr_t>(bits));
    } else {
      return static_cast<T>(bits);
    }
  }
  bool compare_exchange(bool weak, T& expected, T desired, std::memory_order success, std::memory_order failure,
                        where w) {
    std::uint64_t bits = to_bits(expected);
    const bool done = current_machine->compare_exchange(cell_, weak, bits, to_bits(desired), success, failure, w);
    expected = from_bits(bits);
    return done;
  }
  T fetch(rmw how, T value, std::memory_order order, where w) {
    static_assert(sizeof(T) >= 4, "arithmetic would not wrap where it should");
    return from_bits(current_machine->fetch(cell_, how, to_bits(value), order, w));
  }

  cell cell_;
};

template <class T>
class plain {
 public:
  explicit plain(where w = where::current()) { current_machine->construct(detector_, false, w); }
  explicit plain(T value, where w = where::current()) : value_(std::move(value)) {
    current_machine->construct(detector_, true, w);
  }
  ~plain() { current_machine->destroy(detector_); }
  plain(const plain&) = delete;
  plain& operator=(const plain&) = delete;

  const T& read(where w = where::current()) const {
    current_machine->read(detector_, w);
    return value_;
  }
  T& write(where w = where::current()) {
    current_machine->write(detector_, w);
    return value_;
  }

  /// The value, for a scenario that looks on.
  const T& peek() const { return value_; }

 private:
  detector detector_;
  T value_{};
};

class stopwatch {
 public:
  void start() { running_ = true; }
  bool is_running() const { return running_; }
  bool has_passed(std::chrono::nanoseconds, where w = where::current()) {
    passed_ = passed_ || current_machine->time_has_passed(w);  // time does not run backwards
    return passed_;
  }

 private:
  bool running_ = false;
  bool passed_ = false;
};

/// What the threads of an execution keep for themselves, to be destroyed when each ends.
class thread_storage {
 public:
  /// The running thread's one T.
  template <class T>
  static T& get() {
    // Aligned, so that what a program makes of such an address does not depend on where the linker puts it.
    alignas(1 << 16) static room<T> of_thread[max_threads + 1];
    const int thread = current_machine->self();
    room<T>& mine = of_thread[thread];
    if (mine.made_in != execution_) {
      ::new (static_cast<void*>(mine.bytes)) T();
      mine.made_in = execution_;
      destroyers_[thread].push_back([](int of) {
        std::destroy_at(of_thread[of].object());
        of_thread[of].made_in = 0;
      });
    }
    return *mine.object();
  }

  /// An engine may have abandoned the execution before, with all that was in it.
  static void execution_begins() {
    ++execution_;
    for (auto& of_thread : destroyers_) of_thread.clear();
  }

  /// Destroys what the running thread has, the newest first: a destructor may use what was made before.
  static void thread_ends() {
    const int thread = current_machine->self();
    auto& mine = destroyers_[thread];
    for (; !mine.empty(); mine.pop_back()) mine.back()(thread);
  }

 private:
  template <class T>
  struct room {
    T* object() { return std::launder(reinterpret_cast<T*>(bytes)); }
    alignas(T) std::byte bytes[sizeof(T)];
    std::uint64_t made_in = 0;  // the number of an execution
  };

  static inline std::uint64_t execution_ = 0;
  static inline std::vector<void (*)(int thread)> destroyers_[max_threads + 1];
};

}  // namespace modelled_detail

/// How much may be retired before it is looked through; set by the scenario that is run.
inline std::uint32_t scenario_garbage_limit = 1;

/// The memory policy of exploration.
struct modelled_memory {
  template <class T>
  using atomic = modelled_detail::atomic<T>;
  template <class T>
  using plain = modelled_detail::plain<T>;
  using stopwatch = modelled_detail::stopwatch;
  using where = std::source_location;

  /// One, so that semaphores at different addresses always share it.
  static constexpr std::size_t semaphore_buckets = 1;
  /// As many as small scenarios need. Each slot is a step of everybody who reclaims.
  static constexpr std::size_t static_hazard_records = 2;
  static std::uint32_t garbage_limit() { return scenario_garbage_limit; }

  static void futex_wait(const atomic<std::uint32_t>& word, std::uint32_t expected, where w = where::current()) {
    current_machine->futex_wait(word.underlying(), expected, w);
  }
  static void futex_wake(const void* address, int count, where w = where::current()) {
    current_machine->futex_wake(address, count, w);
  }
  static bool spin(unsigned iteration, where w = where::current()) { return current_machine->may_spin(iteration, w); }

  /// What the asymmetric pair amounts to; an engine knows no membarrier.
  static void light_fence(where w = where::current()) { current_machine->fence(std::memory_order::seq_cst, w); }
  static void heavy_fence(where w = where::current()) { current_machine->fence(std::memory_order::seq_cst, w); }

  template <class T>
  static T& global(where w = where::current()) {
    if (global_object<T> == nullptr) {
      current_machine->fail("", "the program uses hazard pointers (so does a map): its scenario has to say `reclaims`",
                            w);
    }
    return *static_cast<T*>(global_object<T>);
  }
  template <class T, class... Args>
  static T* create(Args&&... args) {
    void* const memory = current_machine->allocate(sizeof(T), where::current());
    try {
      return ::new (memory) T(std::forward<Args>(args)...);
    } catch (...) {
      current_machine->deallocate(memory, where::current());
      throw;
    }
  }
  template <class T>
  static void destroy(T* object, where w = where::current()) {
    object->~T();
    current_machine->deallocate(object, w);
  }
  template <class T>
  static T* create_array(std::size_t count) {
    T* const objects = static_cast<T*>(current_machine->allocate(count * sizeof(T), where::current()));
    for (std::size_t i = 0; i != count; ++i) ::new (objects + i) T();
    return objects;
  }
  template <class T>
  static void destroy_array(T* objects, std::size_t count, where w = where::current()) {
    std::destroy_n(objects, count);
    current_machine->deallocate(objects, w);
  }
  template <class T>
  static T& per_thread() {
    return modelled_detail::thread_storage::get<T>();
  }
  static void thread_ends() { modelled_detail::thread_storage::thread_ends(); }

  [[noreturn]] static void panic(const char* message, where w = where::current()) {
    current_machine->panic(message, w);
    __builtin_unreachable();  // g++ 12 does not believe a virtual function's [[noreturn]]
  }
  [[noreturn]] static void fatal(const char* message, where w = where::current()) {
    current_machine->fail("fatal error: ", message, w);
    __builtin_unreachable();
  }

  /// The program's statics, made anew for each execution before its threads start.
  template <class T>
  struct global_instance {
    global_instance() { global_object<T> = &object; }
    ~global_instance() { global_object<T> = nullptr; }
    T object;
  };

 private:
  template <class T>
  static inline T* global_object = nullptr;
};
static_assert(memory_policy<modelled_memory>);

/// The program's last thread, the main one, begins and ends with it.
struct main_thread {
  main_thread() { modelled_detail::thread_storage::execution_begins(); }
  ~main_thread() { modelled_memory::thread_ends(); }
};

/// With a semaphore and a notify list that are their specifications: the state space of the primitive alone.
struct modelled : modelled_memory {
  using semaphore = specification_semaphore;
  using notify_list = specification_notify_list;
  using globals = main_thread;
  using reclamation = global_instance<hazard_registry<modelled>>;
};
static_assert(policy<modelled>);

/// With core's own semaphore and notify list over the model's futex: the full stack.
struct modelled_full_stack : modelled_memory {
  using semaphore = basic_semaphore<modelled_memory>;
  using notify_list = basic_notify_list<modelled_memory>;
  struct globals : global_instance<semaphore_table<modelled_memory>>, main_thread {};
  using reclamation = global_instance<hazard_registry<modelled_full_stack>>;
};
static_assert(policy<modelled_full_stack>);

}  // namespace lockstep::models

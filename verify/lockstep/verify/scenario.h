#pragma once

// A scenario: a small concurrent program over one primitive, and what must hold of it.
//
//   template <policy P>
//   struct excludes_others {
//     static constexpr int threads = 2;
//     basic_mutex<P> mutex;
//     typename P::template plain<int> count{0};
//     void thread(int) {
//       mutex.lock();
//       count.write() += 1;                     // a race here is a failure
//       mutex.unlock();
//     }
//     void after() { check(count.read() == 2); }
//   };
//   const scenario<excludes_others> registered{{.name = "mutex/excludes_others", .claims = "MUTEX-1 MUTEX-2"}};
//
// `threads` and `thread` are required; `before`, `after` and `invariant` (const) are optional. The constructor,
// before and after run alone. The same text runs on every engine. A program that uses hazard pointers, or a map, says
// `static constexpr bool reclaims = true`: the registry of hazard pointers is then part of it.

#include <cstdint>
#include <cstring>
#include <new>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <lockstep/models/engine.h>
#include <lockstep/models/stress.h>
#include <lockstep/policy.h>

#ifdef LOCKSTEP_EXPLORES
#include <lockstep/models/modelled.h>
#endif

namespace lockstep::verify {

using models::environment;
using where = std::source_location;

/// Fails the execution unless `condition` holds.
inline void check(bool condition, const char* what = nullptr, where w = where::current()) {
  if (!condition) [[unlikely]] {
    models::current_run->fail(std::string("check failed: ") + (what != nullptr ? what : w.function_name()), w);
  }
}

/// Says that the branch a scenario is about was reached. A scenario names its witnesses when it registers; a search
/// that finished without seeing each of them proves nothing and fails.
inline void witness(const char* name) { models::current_run->witness(name); }

/// Adds to the outcome of the execution. A scenario on core's semaphore that states `refines` must have no outcome that
/// it could not also have on the specification. A litmus scenario observes once, in after(), and states what may come.
inline void observe(const std::string& part) { models::current_run->observe(part); }

/// Any number below `limit`: a model tries all of them.
inline unsigned choose(unsigned limit, where w = where::current()) { return models::current_run->choose(limit, w); }

/// A variable of the scenario's own, outside the program under test: no race, no order, no cost to the memory model.
/// Use it for what the scenario observes; use P::plain for what the primitive is to protect.
template <class T>
  requires std::is_trivially_copyable_v<T> && (sizeof(T) <= sizeof(std::uint64_t))
class ghost {
 public:
  explicit ghost(T value = T{}) : value_(to_bits(value)), place_(models::current_run->new_place()) {
    models::current_run->ghost_made(value_, place_);
  }
  T get() const { return from_bits(models::current_run->ghost_load(value_, place_)); }
  void set(T value) { models::current_run->ghost_store(value_, place_, to_bits(value)); }
  /// Returns the new value.
  T add(T delta)
    requires std::is_integral_v<T>
  {
    return from_bits(models::current_run->ghost_add(value_, place_, to_bits(delta)));
  }

 private:
  static std::uint64_t to_bits(T value) {
    if constexpr (std::is_integral_v<T>) {
      return static_cast<std::uint64_t>(value);
    } else {
      std::uint64_t bits = 0;
      std::memcpy(&bits, &value, sizeof value);
      return bits;
    }
  }
  static T from_bits(std::uint64_t bits) {
    if constexpr (std::is_integral_v<T>) {
      return static_cast<T>(bits);
    } else {
      T value;
      std::memcpy(&value, &bits, sizeof value);
      return value;
    }
  }

  models::run::ghost_variable value_;
  unsigned place_;
};

/// How an engine searches a scenario unless told otherwise.
struct plan {
  models::search_kind kind;
  unsigned bound = 0;
  std::uint64_t executions = 0;
  std::string_view because = "";  // why it is no full search, in a few words
};
constexpr plan full() { return {models::search_kind::full}; }
constexpr plan bound(unsigned preemptions, std::string_view because = "") {
  return {models::search_kind::bound, preemptions, 0, because};
}
constexpr plan random(std::uint64_t executions, std::string_view because = "") {
  return {models::search_kind::random, 0, executions, because};
}

/// Which semaphore a model puts under the primitive: `scenario` takes the first, `full_stack_scenario` the second.
enum class semaphores {
  specified,    // what a semaphore promises and no more: the state space of the primitive alone
  implemented,  // core's own over the model's futex: the full stack
};

/// The threads `first` to `last` run the same code: they do not look at their index, nor does anything that is checked,
/// witnessed or observed tell them apart.
constexpr std::uint8_t alike(unsigned first, unsigned last) {
  return static_cast<std::uint8_t>((1u << last) - (1u << first));
}

/// What a scenario states about itself.
struct statement {
  std::string_view name;            // folder/property[/size]: "mutex/excludes_others/2x2"
  std::string_view claims;          // IDs from docs/claims.md, separated by spaces
  std::string_view witnesses = "";  // must each be seen in a finished search, separated by spaces
  environment surroundings = {};
  std::uint8_t symmetric = 0;            // alike(0, 2) | alike(3, 4): explore leaves out what only exchanges them
  plan quick = full();                   // interleavings, under Relacy
  plan thorough = quick;                 // the same in the full profile
  plan graphs = full();                  // execution graphs, under explore
  plan graphs_thorough = graphs;         // the same in the full profile
  std::string_view must_fail = "";       // a *wrong* scenario: the failure that must be found (a part of its text)
  bool refines = false;                  // full stack only: every outcome must also be one of the specified stack
  std::string_view allowed = "";         // the outcomes that C++20 allows, separated by spaces: no engine may show more
  std::string_view relacy_misses = "";   // of these, what full search under Relacy is blind to: it shows the rest
  std::string_view explore_misses = "";  // of the witnesses, those that explore, which looks on less, need not see
  // Of a wrong scenario: why full search under Relacy cannot find the failure. Then it must not find it.
  std::string_view relacy_is_blind = "";
  bool moments = false;  // what it checks is exact only where a step and what it notes are one: for interleavings only
  bool graphs_only = false;  // too large for interleavings, in any bound: for execution graphs only
  bool stress = true;        // whether it makes sense on real threads; never for a wrong one
};

/// A scenario as the runner sees it.
struct entry {
  statement stated;
  semaphores stack;
  int threads;
  const models::program_type* modelled;       // null: no engine of this build explores, or graphs only
  const models::program_type* explored;       // the same, unless the scenario is for interleavings only
  const models::program_type* specification;  // of a scenario that refines: the same on the specified stack
  const models::program_type* stress;         // null: not for real threads
  where registered;
};

/// All scenarios of the program, in the order of their names.
const std::vector<entry>& registry();
void add_to_registry(const entry&);

namespace detail {

struct nothing {};

/// The statics of the program, which a model makes anew for each execution.
template <class S, class P>
struct surrounding_globals {};

template <class S, class P>
  requires requires { typename P::globals; }
struct surrounding_globals<S, P> {
  static constexpr bool reclaims = [] {
    if constexpr (requires { S::reclaims; }) return S::reclaims;
    return false;
  }();
  // First, for the main thread gives back its records to it as it ends.
  [[no_unique_address]] std::conditional_t<reclaims, typename P::reclamation, nothing> registry;
  typename P::globals all;
};

/// What a scenario may say about the model beside `environment`: how much of what the map retires may gather before it
/// is looked through. By default all of it gathers, and what is retired is destroyed at the end.
template <class S>
struct surroundings_of {
#ifdef LOCKSTEP_EXPLORES
  surroundings_of() {
    constexpr std::uint32_t unlimited = 1'000'000;
    models::scenario_garbage_limit = unlimited;
    if constexpr (requires { S::garbage_limit; }) models::scenario_garbage_limit = S::garbage_limit;
  }
#endif
};

/// A thread of a scenario. A model is told of its end; a real thread is one.
template <class P>
struct thread_scope {
  thread_scope() = default;
  thread_scope(const thread_scope&) = delete;
  ~thread_scope() {
    if constexpr (requires { P::thread_ends(); }) P::thread_ends();
  }
};

template <class S, policy P>
class program_of final : public models::program {
 public:
  void before() override {
    if constexpr (requires { scenario_.before(); }) scenario_.before();
  }
  void thread(int index) override {
    const thread_scope<P> until_it_ends;
    scenario_.thread(index);
  }
  void after() override {
    if constexpr (requires { scenario_.after(); }) scenario_.after();
  }
  void invariant() const override {
    if constexpr (requires { scenario_.invariant(); }) scenario_.invariant();
  }

 private:
  [[no_unique_address]] surroundings_of<S> surroundings_;
  [[no_unique_address]] surrounding_globals<S, P> globals_;
  S scenario_;
};

template <class S, policy P>
models::program_type type_of(const statement& stated) {
  using made = program_of<S, P>;
  return {S::threads,          sizeof(made),
          alignof(made),       [](void* storage) -> models::program* { return ::new (storage) made; },
          stated.surroundings, stated.symmetric};
}

#ifdef LOCKSTEP_EXPLORES
using models::modelled;
using models::modelled_full_stack;
#else
using modelled = models::stress;  // never run
using modelled_full_stack = models::stress;
#endif

/// The program of S on an exploring engine; none where no engine of this build explores.
template <class S, policy P>
std::optional<models::program_type> modelled_type([[maybe_unused]] const statement& stated) {
#ifdef LOCKSTEP_EXPLORES
  return type_of<S, P>(stated);
#else
  return std::nullopt;
#endif
}

/// Keeps the programs of one scenario for as long as the registry refers to them.
template <class Modelled, policy P, class Stress>
class registration {
 public:
  registration() = default;
  registration(const registration&) = delete;

 protected:
  void add(const statement& stated, semaphores stack, where registered,
           std::optional<models::program_type> specification = {}) {
    modelled_ = modelled_type<Modelled, P>(stated);
    if (stated.refines) specification_ = specification;
    if (stated.stress && stated.must_fail.empty()) stress_ = type_of<Stress, models::stress>(stated);
    const auto address = [](const auto& type) { return type ? &*type : nullptr; };
    add_to_registry({stated, stack, Stress::threads, stated.graphs_only ? nullptr : address(modelled_),
                     stated.moments ? nullptr : address(modelled_), address(specification_), address(stress_),
                     registered});
  }

 private:
  std::optional<models::program_type> modelled_;
  std::optional<models::program_type> specification_;
  std::optional<models::program_type> stress_;
};

}  // namespace detail

/// Registers a scenario; define one at namespace scope.
template <template <policy> class S>
class scenario : detail::registration<S<detail::modelled>, detail::modelled, S<models::stress>> {
 public:
  /// The second parameter is never passed. It makes this constructor as internal to its file as the scenario is: g++ 12
  /// gives external linkage to what is made from an alias template, even of an unnamed namespace, and of two files that
  /// have an alias `two` the one would run the other's program.
  explicit scenario(const statement& stated, const S<models::stress>* = nullptr, where w = where::current()) {
    this->add(stated, semaphores::specified, w);
  }
};

/// Registers a scenario that runs on core's own semaphore.
template <template <policy> class S>
class full_stack_scenario
    : detail::registration<S<detail::modelled_full_stack>, detail::modelled_full_stack, S<models::stress>> {
 public:
  /// The second parameter: see `scenario`.
  explicit full_stack_scenario(const statement& stated, const S<models::stress>* = nullptr,
                               where w = where::current()) {
    this->add(stated, semaphores::implemented, w, detail::modelled_type<S<detail::modelled>, detail::modelled>(stated));
  }
};

/// Registers a scenario that looks at the specification of the semaphore (who sleeps, in which order), and so runs on
/// nothing else.
template <template <policy> class S>
class specification_scenario {
 public:
  /// The second parameter: see `scenario`.
  explicit specification_scenario([[maybe_unused]] const statement& stated, const S<models::stress>* = nullptr,
                                  [[maybe_unused]] where w = where::current()) {
#ifdef LOCKSTEP_EXPLORES
    modelled_ = detail::type_of<S<models::modelled>, models::modelled>(stated);
    add_to_registry({stated, semaphores::specified, S<models::modelled>::threads, &modelled_,
                     stated.moments ? nullptr : &modelled_, nullptr, nullptr, w});
#endif
  }
  specification_scenario(const specification_scenario&) = delete;

 private:
  [[maybe_unused]] models::program_type modelled_{};
};

}  // namespace lockstep::verify

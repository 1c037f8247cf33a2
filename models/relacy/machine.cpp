// The operations of the machine but those that block.

#include <cinttypes>
#include <cstdio>
#include <optional>
#include <string>

#include "relacy_machine.h"

#include <lockstep/misuse.h>

namespace lockstep::models {

using namespace relacy_detail;

std::string relacy_detail::value_text(std::uint64_t value) {
  char text[24];
  std::snprintf(text, sizeof text, value < 1000000 ? "%" PRIu64 : "0x%" PRIx64, value);
  return text;
}

bool relacy_detail::scheduling_point::goes_on() {
  rl::context& relacy = rl::ctx();
  if (!choices().is_noting() || relacy.invariant_executing) return false;  // nothing is scheduled
  relacy.invariant_executing = true;
  {
    rl::preemption_disabler alone(relacy);
    current_session->current().invariant();
  }
  relacy.invariant_executing = false;
  try {
    return choices().goes_on();
  } catch (const search::not_deterministic&) {
    fail_now("the scenario is not deterministic");
    return false;
  }
}

namespace {

const char* order_text(std::memory_order order) {
  switch (order) {
    case std::memory_order::relaxed:
      return ", relaxed";
    case std::memory_order::consume:
      return ", consume";
    case std::memory_order::acquire:
      return ", acquire";
    case std::memory_order::release:
      return ", release";
    case std::memory_order::acq_rel:
      return ", acq_rel";
    case std::memory_order::seq_cst:
      return ", seq_cst";
  }
  return "";
}

rl::memory_order order_of(std::memory_order order) {
  switch (order) {
    case std::memory_order::relaxed:
      return rl::mo_relaxed;
    case std::memory_order::consume:
      return rl::mo_consume;
    case std::memory_order::acquire:
      return rl::mo_acquire;
    case std::memory_order::release:
      return rl::mo_release;
    case std::memory_order::acq_rel:
      return rl::mo_acq_rel;
    case std::memory_order::seq_cst:
      break;
  }
  return rl::mo_seq_cst;
}

// --- cells ---

template <class Word>
using relacy_atomic = rl::atomic<Word>;

static_assert(sizeof(relacy_atomic<std::uint64_t>) <= sizeof(cell::bytes));
static_assert(sizeof(relacy_atomic<std::uint32_t>) <= sizeof(cell::bytes));

/// Calls `f` with Relacy's atomic inside the cell, of the width that the object in core has.
template <class F>
[[gnu::always_inline]] inline decltype(auto) inside(const cell& c, F f) {
  void* const bytes = const_cast<std::byte*>(c.bytes);
  return c.is_wide ? f(*static_cast<relacy_atomic<std::uint64_t>*>(bytes), std::uint64_t{})
                   : f(*static_cast<relacy_atomic<std::uint32_t>*>(bytes), std::uint32_t{});
}

std::uint64_t latest(const cell& c) {
  return inside(c, [](auto& a, auto) { return std::uint64_t{a.debug_value()}; });
}

}  // namespace

std::uint64_t relacy_detail::read_newest(const cell& c) {
  rl::preemption_disabler at_once(rl::ctx());
  return inside(c, [&](auto& a, auto word) -> std::uint64_t {
    auto seen = static_cast<decltype(word)>(~latest(c));
    a.compare_exchange(rl::bool_t<false>(), seen, seen, rl::mo_relaxed, rl::mo_relaxed, unread);
    return seen;
  });
}

void relacy_machine::construct(cell& c, bool is_wide, std::uint64_t value, where) {
  c.is_wide = is_wide;
  c.place = choices().new_place();
  note(c.place, true);
  // Construction is no step of its own: nobody else knows the object yet.
  rl::preemption_disabler alone(rl::ctx());
  if (is_wide) {
    (::new (c.bytes) relacy_atomic<std::uint64_t>)->store(value, rl::mo_relaxed, unread);
  } else {
    (::new (c.bytes) relacy_atomic<std::uint32_t>)->store(static_cast<std::uint32_t>(value), rl::mo_relaxed, unread);
  }
}

void relacy_machine::destroy(cell& c) {
  note(c.place, true);
  inside(c, [](auto& a, auto) { std::destroy_at(&a); });
}

std::uint64_t relacy_machine::load(const cell& c, std::memory_order order, where w) {
  announce(w);
  const scheduling_point here;
  const std::uint64_t value = inside(c, [&](auto& a, auto) { return std::uint64_t{a.load(order_of(order), unread)}; });
  note(c.place, false);
  if (is_recording()) {
    const std::uint64_t newest = latest(c);
    record("load" + name_of(c.place) + ": " + value_text(value) +
               (newest != value ? " (stale: the newest is " + value_text(newest) + ")" : "") + order_text(order),
           w, c, value, {}, newest != value ? std::optional(newest) : std::nullopt);
  }
  return value;
}

std::uint64_t relacy_machine::peek(const cell& c) {
  note(c.place, false);
  return latest(c);
}

void relacy_machine::store(cell& c, std::uint64_t value, std::memory_order order, where w) {
  announce(w);
  const scheduling_point here;
  inside(c, [&](auto& a, auto word) { a.store(static_cast<decltype(word)>(value), order_of(order), unread); });
  note(c.place, true);
  if (is_recording())
    record("store" + name_of(c.place) + ": " + value_text(value) + order_text(order), w, c, {}, latest(c));
}

std::uint64_t relacy_machine::exchange(cell& c, std::uint64_t value, std::memory_order order, where w) {
  announce(w);
  const scheduling_point here;
  const std::uint64_t old = inside(c, [&](auto& a, auto word) {
    return std::uint64_t{a.exchange(static_cast<decltype(word)>(value), order_of(order), unread)};
  });
  note(c.place, true);
  if (is_recording()) {
    record("exchange" + name_of(c.place) + ": " + value_text(old) + " -> " + value_text(value) + order_text(order), w,
           c, old, latest(c));
  }
  return old;
}

namespace {
/// Whether a failure is ordered by more than success is, which Relacy, of before C++17, does not take.
bool is_uneven(std::memory_order success, std::memory_order failure) {
  using enum std::memory_order;
  if (failure == seq_cst) return success != seq_cst;
  return failure != relaxed && (success == relaxed || success == release);
}
}  // namespace

bool relacy_machine::compare_exchange(cell& c, bool weak, std::uint64_t& expected, std::uint64_t desired,
                                      std::memory_order success, std::memory_order failure, where w) {
  announce(w);
  const scheduling_point here;
  const std::uint64_t wanted = expected;
  const bool done = inside(c, [&](auto& a, auto word) {
    using word_type = decltype(word);
    auto seen = static_cast<word_type>(expected);
    const auto value = static_cast<word_type>(desired);
    rl::memory_order if_equal = order_of(success), if_not = order_of(failure);
    std::optional<rl::preemption_disabler> at_once;
    if (!weak && is_uneven(success, failure)) {
      // Once the scheduler has had its turn, the newest value tells which it will be. The other's order is then free.
      rl::ctx().sched();
      at_once.emplace(rl::ctx());
      if (a.debug_value() == seen) {
        if_not = rl::mo_relaxed;
      } else {
        if_equal = if_not;
      }
    }
    const bool swapped = weak ? a.compare_exchange(rl::bool_t<true>(), seen, value, if_equal, if_not, unread)
                              : a.compare_exchange(rl::bool_t<false>(), seen, value, if_equal, if_not, unread);
    expected = seen;
    return swapped;
  });
  note(c.place, done);  // one that fails only reads
  if (is_recording()) {
    const std::string what =
        "compare_exchange" + name_of(c.place) + ": " + value_text(wanted) + " -> " + value_text(desired);
    record(done ? what + order_text(success) : what + " fails, finds " + value_text(expected) + order_text(failure), w,
           c, expected, done ? std::optional(latest(c)) : std::nullopt);
  }
  return done;
}

std::uint64_t relacy_machine::fetch(cell& c, rmw how, std::uint64_t operand, std::memory_order order, where w) {
  announce(w);
  const scheduling_point here;
  const rl::memory_order relacy_order = order_of(order);
  const std::uint64_t old = inside(c, [&](auto& a, auto word) -> std::uint64_t {
    const auto value = static_cast<decltype(word)>(operand);
    switch (how) {
      case rmw::add:
        return a.fetch_add(value, relacy_order, unread);
      case rmw::sub:
        return a.fetch_sub(value, relacy_order, unread);
      case rmw::bit_and:
        return a.fetch_and(value, relacy_order, unread);
      case rmw::bit_or:
        break;
    }
    return a.fetch_or(value, relacy_order, unread);
  });
  note(c.place, true);
  if (is_recording()) {
    constexpr const char* names[] = {"fetch_add", "fetch_sub", "fetch_and", "fetch_or"};
    record(names[static_cast<int>(how)] + name_of(c.place) + ": " + value_text(old) + " -> " + value_text(latest(c)) +
               order_text(order),
           w, c, old, latest(c));
  }
  return old;
}

void relacy_machine::fence(std::memory_order order, where w) {
  announce(w);
  pass_scheduling_point();
  // A sequentially consistent fence takes up what earlier ones left; the others concern their own thread only.
  if (order == std::memory_order::seq_cst) note(search::fences, true);
  rl::atomic_thread_fence(order_of(order), unread);
  if (is_recording()) record(std::string("fence") + order_text(order), w);
}

// --- detectors ---

namespace {
using relacy_var = rl::var<unsigned>;
static_assert(sizeof(relacy_var) <= sizeof(detector::bytes));

relacy_var& inside(const detector& d) {
  return *static_cast<relacy_var*>(static_cast<void*>(const_cast<std::byte*>(d.bytes)));
}
}  // namespace

void relacy_machine::construct(detector& d, bool initialised, where) {
  d.place = choices().new_place();
  note(d.place, true);
  if (initialised) {
    ::new (d.bytes) relacy_var(0u);
  } else {
    ::new (d.bytes) relacy_var;
  }
}

void relacy_machine::destroy(detector& d) {
  note(d.place, true);
  std::destroy_at(&inside(d));
}

void relacy_machine::read(const detector& d, where w) {
  announce(w);
  note(d.place, false);
  (void)std::as_const(inside(d))(unread).load();
  if (is_recording()) record("read plain" + name_of(d.place), w);
}

void relacy_machine::write(detector& d, where w) {
  announce(w);
  note(d.place, true);
  inside(d)(unread).store(0);
  if (is_recording()) record("write plain" + name_of(d.place), w);
}

// --- choices ---

bool relacy_machine::may_spin(unsigned iteration, where w) {
  return iteration < current_session->type().surroundings.spins && current_run->choose(2, w) == 1;
}

bool relacy_machine::time_has_passed(where w) {
  if (!current_session->type().surroundings.time_passes) return false;
  const bool passed = current_run->choose(2, w) == 1;
  if (is_recording()) record(passed ? "time has passed" : "time has not passed", w);
  return passed;
}

// --- memory ---

void* relacy_machine::allocate(std::size_t size, where w) {
  heap_history& heap = current_session->heap;
  const unsigned reusable = choices().is_noting() ? heap.reusable(size) : 0;
  // Two allocations that find nothing to use again can change places.
  note(search::heap, reusable != 0);
  const unsigned chosen = reusable != 0 ? rl::ctx().rand(reusable + 1, rl::sched_type_user) : 0;
  if (is_recording()) {
    record("allocates " + std::to_string(size) + " bytes" + (chosen != 0 ? ", where some were freed" : ""), w);
  }
  if (chosen != 0) return heap.reuse(size, chosen - 1);
  void* const memory = rl::ctx().alloc(size, false, unread);
  heap.allocated({memory, size});
  return memory;
}

void relacy_machine::deallocate(void* memory, where w) {
  note(search::heap, true);
  if (is_recording()) record("frees", w);
  heap_history& heap = current_session->heap;
  const auto freed = heap.remove(memory);
  if (!freed) {
    rl::ctx().fail_test("", rl::test_result_double_free, unread);
  } else if (choices().is_noting()) {
    heap.keep(*freed);
  } else {
    rl::ctx().free(memory, false, unread);
  }
}

void relacy_machine::fail(const char* kind, const char* text, where w) {
  const std::string what = std::string(kind) + text;
  if (is_recording()) record(what, w);
  fail_now(what);
  std::abort();  // not reached: the fiber is never resumed
}

void relacy_machine::panic(const char* message, where w) {
  if (is_recording()) record(std::string("panic: ") + message, w);
  note(search::poison, true);
  session& now = *current_session;
  now.is_poisoned = true;
  now.futex_sleepers.clear();
  for (; now.blocked != 0; now.blocked &= now.blocked - 1) {
    choices().unblock(static_cast<unsigned>(std::countr_zero(now.blocked)));
  }
  throw misuse(message);
}

int relacy_machine::self() { return static_cast<int>(running_thread()); }

// --- the scenario's side ---

namespace {
class scenario_run final : public run {
 public:
  void fail(const std::string& what, where w) override { current_machine->fail(what.c_str(), "", w); }
  void witness(const char* name) override {
    current_session->witness(name);
    if (is_recording()) record(std::string("witness: ") + name, where::current());
  }
  void observe(const std::string& part) override { current_session->observe(part); }
  unsigned choose(unsigned limit, where w) override {
    const unsigned value = rl::ctx().rand(limit, rl::sched_type_user);
    if (is_recording()) record("chooses " + std::to_string(value) + " of " + std::to_string(limit), w);
    return value;
  }
  unsigned new_place() override { return choices().new_place(); }
  void touch(unsigned place, bool is_write) override { note(place, is_write); }
};
}  // namespace

run& run_under_relacy() {
  static scenario_run instance;
  return instance;
}

machine& machine_under_relacy() {
  static relacy_machine instance;
  return instance;
}

}  // namespace lockstep::models

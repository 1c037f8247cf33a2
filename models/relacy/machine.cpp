// The operations of the policy `relacy` and of its specifications, on Relacy.

#include <bit>
#include <cinttypes>
#include <cstdio>
#include <cstring>
#include <string>

#include "suite.h"

#include <lockstep/models/relacy.h>

namespace lockstep::models::relacy_machine {
namespace {

bool is_recording() { return current_session->is_recording() && !rl::ctx().invariant_executing; }

/// The attempt is the last line of the trace if the execution fails in it.
void announce(const where& w) {
  if (is_recording()) current_session->announce(w);
}

rl::debug_info info_of(const where& w) { return {w.function_name(), w.file_name(), w.line()}; }

search& choices() { return current_session->choices(); }

void note(unsigned place, bool is_write) {
  if (!rl::ctx().invariant_executing) choices().note(place, is_write);
}

unsigned self() { return static_cast<unsigned>(rl::ctx().current_thread()); }

// --- the trace, written only when a failure is shown ---

void record(std::string what, const where& w) { current_session->record(std::move(what), w); }

std::string value_text(std::uint64_t value) {
  char text[24];
  std::snprintf(text, sizeof text, value < 1000000 ? "%" PRIu64 : "0x%" PRIx64, value);
  return text;
}

std::string name_of(unsigned place) { return " #" + std::to_string(place); }

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

void construct(cell& c, bool is_wide, std::uint64_t value, where w) {
  c.is_wide = is_wide;
  c.place = choices().new_place();
  note(c.place, true);
  // Construction is no step of its own: nobody else knows the object yet.
  rl::preemption_disabler alone(rl::ctx());
  if (is_wide) {
    (::new (c.bytes) relacy_atomic<std::uint64_t>)->store(value, rl::mo_relaxed, info_of(w));
  } else {
    (::new (c.bytes) relacy_atomic<std::uint32_t>)
        ->store(static_cast<std::uint32_t>(value), rl::mo_relaxed, info_of(w));
  }
}

void destroy(cell& c) {
  note(c.place, true);
  inside(c, [](auto& a, auto) { std::destroy_at(&a); });
}

std::uint64_t load(const cell& c, std::memory_order order, where w) {
  announce(w);
  const std::uint64_t value =
      inside(c, [&](auto& a, auto) { return std::uint64_t{a.load(order_of(order), info_of(w))}; });
  note(c.place, false);
  if (is_recording()) {
    const std::uint64_t newest = latest(c);
    record("load" + name_of(c.place) + ": " + value_text(value) +
               (newest != value ? " (stale: the newest is " + value_text(newest) + ")" : "") + order_text(order),
           w);
  }
  return value;
}

std::uint64_t peek(const cell& c) {
  note(c.place, false);
  return latest(c);
}

void store(cell& c, std::uint64_t value, std::memory_order order, where w) {
  announce(w);
  inside(c, [&](auto& a, auto word) { a.store(static_cast<decltype(word)>(value), order_of(order), info_of(w)); });
  note(c.place, true);
  if (is_recording()) record("store" + name_of(c.place) + ": " + value_text(value) + order_text(order), w);
}

std::uint64_t exchange(cell& c, std::uint64_t value, std::memory_order order, where w) {
  announce(w);
  const std::uint64_t old = inside(c, [&](auto& a, auto word) {
    return std::uint64_t{a.exchange(static_cast<decltype(word)>(value), order_of(order), info_of(w))};
  });
  note(c.place, true);
  if (is_recording()) {
    record("exchange" + name_of(c.place) + ": " + value_text(old) + " -> " + value_text(value) + order_text(order), w);
  }
  return old;
}

bool compare_exchange(cell& c, bool weak, std::uint64_t& expected, std::uint64_t desired, std::memory_order success,
                      std::memory_order failure, where w) {
  announce(w);
  const std::uint64_t wanted = expected;
  const bool done = inside(c, [&](auto& a, auto word) {
    using word_type = decltype(word);
    auto seen = static_cast<word_type>(expected);
    const auto value = static_cast<word_type>(desired);
    const bool swapped =
        weak ? a.compare_exchange(rl::bool_t<true>(), seen, value, order_of(success), order_of(failure), info_of(w))
             : a.compare_exchange(rl::bool_t<false>(), seen, value, order_of(success), order_of(failure), info_of(w));
    expected = seen;
    return swapped;
  });
  note(c.place, done);  // one that fails only reads
  if (is_recording()) {
    const std::string what =
        "compare_exchange" + name_of(c.place) + ": " + value_text(wanted) + " -> " + value_text(desired);
    record(done ? what + order_text(success) : what + " fails, finds " + value_text(expected) + order_text(failure), w);
  }
  return done;
}

std::uint64_t fetch(cell& c, rmw how, std::uint64_t operand, std::memory_order order, where w) {
  announce(w);
  const rl::memory_order relacy_order = order_of(order);
  const std::uint64_t old = inside(c, [&](auto& a, auto word) -> std::uint64_t {
    const auto value = static_cast<decltype(word)>(operand);
    switch (how) {
      case rmw::add:
        return a.fetch_add(value, relacy_order, info_of(w));
      case rmw::sub:
        return a.fetch_sub(value, relacy_order, info_of(w));
      case rmw::bit_and:
        return a.fetch_and(value, relacy_order, info_of(w));
      case rmw::bit_or:
        break;
    }
    return a.fetch_or(value, relacy_order, info_of(w));
  });
  note(c.place, true);
  if (is_recording()) {
    constexpr const char* names[] = {"fetch_add", "fetch_sub", "fetch_and", "fetch_or"};
    record(names[static_cast<int>(how)] + name_of(c.place) + ": " + value_text(old) + " -> " + value_text(latest(c)) +
               order_text(order),
           w);
  }
  return old;
}

// --- detectors ---

namespace {
using relacy_var = rl::var<unsigned>;
static_assert(sizeof(relacy_var) <= sizeof(detector::bytes));

relacy_var& inside(const detector& d) {
  return *static_cast<relacy_var*>(static_cast<void*>(const_cast<std::byte*>(d.bytes)));
}
}  // namespace

void construct(detector& d, bool initialised, where) {
  d.place = choices().new_place();
  note(d.place, true);
  if (initialised) {
    ::new (d.bytes) relacy_var(0u);
  } else {
    ::new (d.bytes) relacy_var;
  }
}

void destroy(detector& d) {
  note(d.place, true);
  std::destroy_at(&inside(d));
}

void read(const detector& d, where w) {
  announce(w);
  note(d.place, false);
  (void)std::as_const(inside(d))(info_of(w)).load();
  if (is_recording()) record("read plain" + name_of(d.place), w);
}

void write(detector& d, where w) {
  announce(w);
  note(d.place, true);
  inside(d)(info_of(w)).store(0);
  if (is_recording()) record("write plain" + name_of(d.place), w);
}

// --- blocking ---

namespace {
void sleep_until_unblocked(const where& w) {
  session& now = *current_session;
  note(search::poison, false);
  if (now.is_poisoned) throw session::poisoned{};
  now.blocked |= std::uint32_t{1} << self();
  if (!choices().block(self())) rl::ctx().fail_test("", rl::test_result_deadlock, info_of(w));
  rl::ctx().sched();
  if (now.is_poisoned) throw session::poisoned{};
}

void unblock(unsigned thread) {
  const std::uint32_t it = std::uint32_t{1} << thread;
  if ((current_session->blocked & it) == 0) return;  // a panic was faster
  current_session->blocked &= ~it;
  choices().unblock(thread);
}
}  // namespace

namespace {
/// A relaxed load of the newest value, after which this thread can load no older one: a compare-exchange that fails.
std::uint64_t read_newest(const cell& c, const where& w) {
  rl::preemption_disabler at_once(rl::ctx());
  return inside(c, [&](auto& a, auto word) -> std::uint64_t {
    auto seen = static_cast<decltype(word)>(~latest(c));
    a.compare_exchange(rl::bool_t<false>(), seen, seen, rl::mo_relaxed, rl::mo_relaxed, info_of(w));
    return seen;
  });
}
}  // namespace

void futex_wait(const cell& c, std::uint32_t expected, where w) {
  announce(w);
  rl::ctx().sched();
  // The kernel compares under its own lock: the newest value, and no step of anybody's between that and sleeping.
  const std::uint64_t value = read_newest(c, w);
  note(c.place, false);
  note(search::futexes, true);
  if (value != expected) {
    if (is_recording()) record("futex_wait" + name_of(c.place) + ": finds " + value_text(value) + ", returns", w);
    return;
  }
  // To return for no reason at once, and to run late, is the same as to return for no reason later.
  if (current_session->spurious_returns_left != 0 && rl::ctx().rand(2, rl::sched_type_user) == 1) {
    --current_session->spurious_returns_left;
    if (is_recording()) record("futex_wait" + name_of(c.place) + ": returns for no reason", w);
    return;
  }
  if (is_recording()) record("futex_wait" + name_of(c.place) + ": sleeps", w);
  current_session->futex_sleepers.push_back({self(), &c});
  sleep_until_unblocked(w);
}

void futex_wake(const void* address, int count, where w) {
  announce(w);
  rl::ctx().sched();
  note(search::futexes, true);
  auto& sleepers = current_session->futex_sleepers;
  int woken = 0;
  for (; woken != count; ++woken) {
    std::vector<std::size_t> here;
    for (std::size_t i = 0; i != sleepers.size(); ++i) {
      if (sleepers[i].address == address) here.push_back(i);
    }
    if (here.empty()) break;
    const std::size_t chosen = here[rl::ctx().rand(static_cast<unsigned>(here.size()), rl::sched_type_user)];
    unblock(sleepers[chosen].thread);
    sleepers.erase(sleepers.begin() + static_cast<std::ptrdiff_t>(chosen));
  }
  if (is_recording()) record("futex_wake: wakes " + std::to_string(woken), w);
}

bool may_spin(unsigned iteration, where w) {
  return iteration < current_session->type().surroundings.spins && current_run->choose(2, w) == 1;
}

bool time_has_passed(where w) {
  if (!current_session->type().surroundings.time_passes) return false;
  const bool passed = current_run->choose(2, w) == 1;
  if (is_recording()) record(passed ? "time has passed" : "time has not passed", w);
  return passed;
}

// --- memory ---

void* allocate(std::size_t size, where w) {
  note(search::heap, true);
  void* const memory = rl::ctx().alloc(size, false, info_of(w));
  if (is_recording()) record("allocates " + std::to_string(size) + " bytes", w);
  return memory;
}

void deallocate(void* memory, where w) {
  note(search::heap, true);
  if (is_recording()) record("frees", w);
  rl::ctx().free(memory, false, info_of(w));
}

void fail(const char* kind, const char* text, where w) {
  const std::string what = std::string(kind) + text;
  if (is_recording()) record(what, w);
  fail_now(what);
  std::abort();  // not reached: the fiber is never resumed
}

void panic(const char* message, where w) {
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

// --- the scenario's side ---

namespace {
class scenario_run final : public run {
 public:
  void fail(const std::string& what, where w) override { relacy_machine::fail(what.c_str(), "", w); }
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

// --- specifications ---

unsigned machine::new_place() { return choices().new_place(); }

void machine::step(unsigned place, where w) {
  announce(w);
  rl::ctx().sched();
  note(place, true);
}

void machine::touch(unsigned place, bool is_write) { note(place, is_write); }

int machine::self() { return static_cast<int>(relacy_machine::self()); }

void machine::park(where w) {
  announce(w);
  sleep_until_unblocked(w);
}

void machine::unpark(int thread, where) { unblock(static_cast<unsigned>(thread)); }

void machine::acquire(const clock& c) {
  rl::thread_info_base& me = *rl::ctx().threadx_;
  me.own_acq_rel_order_ += 1;
  for (int i = 0; i != rl::ctx().get_thread_count(); ++i) {
    me.acq_rel_order_[i] = std::max(me.acq_rel_order_[i], c.times[i]);
  }
}

void machine::release(clock& c) {
  rl::thread_info_base& me = *rl::ctx().threadx_;
  me.own_acq_rel_order_ += 1;
  for (int i = 0; i != rl::ctx().get_thread_count(); ++i) c.times[i] = std::max(c.times[i], me.acq_rel_order_[i]);
}

void machine::record(const char* what, where w) {
  if (is_recording()) relacy_machine::record(what, w);
}

void machine::access_after_destruction(where w) {
  rl::ctx().fail_test("", rl::test_result_access_to_freed_memory, info_of(w));
  std::abort();  // not reached
}

}  // namespace lockstep::models::relacy_machine

lockstep::models::run& lockstep::models::run_under_relacy() {
  static relacy_machine::scenario_run instance;
  return instance;
}

// Objects of the model's own, the futex, plain data, memory, choices, and the ends of an execution.

#include <algorithm>
#include <bit>
#include <cstring>

#include <lockstep/misuse.h>

#include "machine.h"

namespace lockstep::models::exploring {

// --- choices

unsigned operation::choose(unsigned limit, const where& w) {
  execution& e = *running;
  if (limit == 1) return 0;
  if (e.is_main()) return e.choose_outside(limit);
  const bool is_again = e.arrive();
  call proto = e.begin(kind::choice, w);
  proto.expected = limit;
  return static_cast<unsigned>(e.now().at(is_again ? e.next_in_graph(proto) : e.decide(proto)).value);
}

unsigned explore_run::choose(unsigned limit, where w) {
  const unsigned value = operation::choose(limit, w);
  if (running->is_recording) {
    running->record("chooses " + std::to_string(value) + " of " + std::to_string(limit), w);
  }
  return value;
}

bool explore_machine::may_spin(unsigned iteration, where w) {
  return iteration < running->type().surroundings.spins && operation::choose(2, w) == 1;
}

bool explore_machine::time_has_passed(where w) {
  if (!running->type().surroundings.time_passes) return false;
  const bool passed = operation::choose(2, w) == 1;
  if (running->is_recording) running->record(passed ? "time has passed" : "time has not passed", w);
  return passed;
}

// --- objects

void explore_machine::construct(object& o, const void* state, std::size_t size, where) {
  execution& e = *running;
  o.place = e.new_place();
  slot& s = operation::make(&o, o.place, slot::sort::object);
  s.size = static_cast<std::uint32_t>(size);
  s.first_state = e.new_state(size);
  std::memcpy(s.first_state, state, size);
  e.now().initialise(o.place, 0);
  ++e.live_objects;
}

void explore_machine::destroy(object& o) {
  operation::end(&o, o.place, where::current());
  --running->live_objects;
}

void explore_machine::step(object& o, function_ref<effect(void*)> change, where w) {
  execution& e = *running;
  operation::use(&o, o.place, w);
  if (e.is_main()) {
    (void)change(e.main_state(o.place));
    return;
  }
  call proto = e.begin(kind::read, w);
  proto.place = o.place;
  proto.is_rmw = true;
  const event_id read = operation::read_half(proto);
  std::byte* const state = e.copy_of(e.now().at(read).from, *e.find_place(o.place));
  const effect done = change(state);
  if (!e.choices().settle(read, done.order)) e.give_up();
  e.keep(operation::write_half(read, 0, done.order, w), state);
  if (e.is_recording) e.record(done.what, w);
}

void operation::await(unsigned place, function_ref<bool(const void*)> holds, const where& w) {
  execution& e = *running;
  execution::waiter waiting{place, holds};
  bool is_again = e.wait(waiting);
  const bool leaves = is_again ? e.next_kind() == kind::leave : e.is_leaver();
  if (leaves) e.leave(is_again, w);
  call proto = e.begin(kind::await, w);
  proto.place = place;
  proto.from = waiting.found;
  const event_id id = is_again ? e.next_in_graph(proto) : e.add(proto);
  if (is_again) (void)holds(e.state_after(e.now().at(id).from, *e.find_place(place)));
  if (e.is_recording) e.record("goes on", w);
}

void explore_machine::await(object& o, function_ref<bool(const void*)> holds, where w) {
  execution& e = *running;
  operation::use(&o, o.place, w);
  if (e.is_main()) {
    if (!holds(e.main_state(o.place))) e.fail("deadlock", w);
    return;
  }
  if (e.is_recording) e.record("waits", w, {}, true);
  operation::await(o.place, holds, w);
}

const void* explore_machine::newest(const object& o) {
  execution& e = *running;
  operation::use(&o, o.place, where::current());
  if (e.is_main() && !e.is_looking()) return e.main_state(o.place);
  event_id write = e.write_to_peek_at(o.place);
  if (write == execution::unknown) {
    call proto = e.begin(kind::read, where::current());
    proto.place = o.place;
    write = e.now().at(operation::read_half(proto)).from;
  }
  return e.state_after(write, *e.find_place(o.place));
}

// --- the futex

// The kernel compares and enqueues under a lock of its own, which wakes take too. The steps under that lock are a chain
// of read-modify-writes on the address, which order nothing for the program; but each tells the next what its thread
// had seen, and the comparison reads nothing older than that.

namespace {

event_id lock_kernel(unsigned place, const where& w) {
  call proto = running->begin(kind::read, w);
  proto.place = place;
  proto.is_rmw = true;
  proto.is_silent = true;
  proto.is_kernel = true;
  return operation::read_half(proto);
}

void unlock_kernel(event_id lock, unsigned place, std::uint32_t sleepers, const where& w) {
  execution& e = *running;
  std::byte* const state = e.copy_of(e.now().at(lock).from, *e.find_place(place));
  std::memcpy(state, &sleepers, sizeof sleepers);
  e.keep(operation::write_half(lock, 0, std::memory_order::relaxed, w), state);
}

std::uint32_t sleepers_in(const void* state) {
  std::uint32_t sleepers;
  std::memcpy(&sleepers, state, sizeof sleepers);
  return sleepers;
}

std::uint32_t sleepers_at(event_id lock, unsigned place) {
  execution& e = *running;
  return sleepers_in(e.state_after(e.now().at(lock).from, *e.find_place(place)));
}

/// The comparison's read.
std::uint64_t compare(event_id lock, const cell& c, const where& w) {
  execution& e = *running;
  const bool is_again = e.arrive();
  call proto = e.begin(kind::read, w);
  proto.place = c.place;
  proto.is_silent = true;
  proto.is_kernel = true;
  proto.opened = e.now().at(lock).index;
  return e.now().at(is_again ? e.next_in_graph(proto) : e.decide(proto)).value;
}

}  // namespace

void explore_machine::futex_wait(const cell& c, std::uint32_t expected, where w) {
  execution& e = *running;
  operation::use(&c, c.place, w);
  if (e.is_main()) {
    if (peek(c) == expected) e.fail("deadlock", w);
    return;
  }
  const unsigned place = e.place_of_futex(&c);
  const event_id lock = lock_kernel(place, w);
  const std::uint64_t value = compare(lock, c, w);
  const std::uint32_t me = 1u << e.self();
  const bool can_return = e.spurious_returns() < e.type().surroundings.spurious_returns;
  const bool sleeps = value == expected && (!can_return || operation::choose(2, w) == 0);
  unlock_kernel(lock, place, sleepers_at(lock, place) | (sleeps ? me : 0), w);
  if (e.is_recording) {
    e.record("futex_wait" + operation::name(c.place) + ": finds " + operation::text(value) +
                 (sleeps              ? ", sleeps"
                  : value == expected ? ", returns for no reason"
                                      : ", returns"),
             w, access{c.place, c.is_wide, value, {}}, sleeps);
  }
  if (!sleeps) {
    if (value == expected) e.returned_for_no_reason();
    return;
  }
  operation::await(place, [&](const void* state) { return (sleepers_in(state) & me) == 0; }, w);
}

void explore_machine::futex_wake(const void* address, int count, where w) {
  execution& e = *running;
  if (e.is_main()) return;  // nobody sleeps
  const unsigned place = e.place_of_futex(address);
  const event_id lock = lock_kernel(place, w);
  std::uint32_t sleepers = sleepers_at(lock, place);
  int woken = 0;
  for (; woken < count && sleepers != 0; ++woken) {
    const auto here = static_cast<unsigned>(std::popcount(sleepers));
    const bool all = count - woken >= static_cast<int>(here);
    std::uint32_t left = sleepers;
    for (unsigned skip = all ? 0 : operation::choose(here, w); skip != 0; --skip) left &= left - 1;
    sleepers &= ~(left & ~(left - 1));
  }
  unlock_kernel(lock, place, sleepers, w);
  if (e.is_recording) e.record("futex_wake: wakes " + std::to_string(woken), w);
}

// --- plain data

namespace {

constexpr std::uint16_t never = 0xffff;

slot& use_plain(const detector& d, const where& w) {
  slot* const s = running->find_place(d.place);
  if (s == nullptr || s->owner != &d || !s->is_alive) running->fail("access to freed memory", w);
  if (!running->is_known(s->born_in, s->born_at)) {
    running->fail("data race: with the construction of the object", w);
  }
  return *s;
}

void check_after_write(const slot& s, const where& w) {
  if (s.written_at != never && !running->is_known(s.written_by, s.written_at)) {
    running->fail("data race: with a write by thread " + std::to_string(s.written_by), w);
  }
}

void check_after_reads(const slot& s, const where& w) {
  for (unsigned t = 0; t != max_threads; ++t) {
    if (s.read_at[t] != 0 && !running->is_known(t, s.read_at[t] - 1u)) {
      running->fail("data race: with a read by thread " + std::to_string(t), w);
    }
  }
}

}  // namespace

void explore_machine::construct(detector& d, bool initialised, where) {
  d.place = running->new_place();
  slot& s = operation::make(&d, d.place, slot::sort::plain);
  s.is_initialised = initialised;
  s.written_at = never;
  ++running->live_objects;
}

void explore_machine::destroy(detector& d) {
  const where w = where::current();
  slot& s = use_plain(d, w);
  check_after_write(s, w);
  check_after_reads(s, w);
  s.is_alive = false;
  --running->live_objects;
}

void explore_machine::read(const detector& d, where w) {
  execution& e = *running;
  if (e.is_looking()) return;
  slot& s = use_plain(d, w);
  check_after_write(s, w);
  if (!s.is_initialised) e.fail("read of an uninitialised object", w);
  if (!e.is_main()) s.read_at[e.self()] = static_cast<std::uint16_t>(e.executed_by(e.self()) + 1);
  if (e.is_recording) e.record("read plain" + operation::name(d.place), w);
}

void explore_machine::write(detector& d, where w) {
  execution& e = *running;
  slot& s = use_plain(d, w);
  check_after_write(s, w);
  check_after_reads(s, w);
  s.is_initialised = true;
  if (!e.is_main()) {
    s.written_by = static_cast<std::uint8_t>(e.self());
    s.written_at = static_cast<std::uint16_t>(e.executed_by(e.self()));
  }
  if (e.is_recording) e.record("write plain" + operation::name(d.place), w);
}

// --- memory

void* explore_machine::allocate(std::size_t size, where w) {
  execution& e = *running;
  const unsigned thread = std::min(e.self(), fibers::main);
  // Whether an address comes back is for the allocator to say: both are tried, for what the thread itself has freed.
  const bool again = thread != fibers::main && e.can_reuse(thread, size) && operation::choose(2, w) == 1;
  void* const memory = again ? e.reuse(thread, size) : e.allocate(thread, size, w);
  if (e.is_recording) {
    e.record("allocates " + std::to_string(size) + " bytes" + (again ? ", where it has freed some" : ""), w);
  }
  return memory;
}

void explore_machine::deallocate(void* memory, where w) {
  if (running->is_recording) running->record("frees", w);
  running->deallocate(memory, w);
}

// --- ends

int explore_machine::self() { return static_cast<int>(std::min(running->self(), fibers::main)); }

void explore_machine::panic(const char* message, where w) {
  execution& e = *running;
  if (!e.is_main()) {
    const bool is_again = e.arrive();
    const call proto = e.begin(kind::panic, w);
    e.panicked(is_again ? e.next_in_graph(proto) : e.add(proto));
  }
  if (e.is_recording) e.record(std::string("panic: ") + message, w);
  throw misuse(message);
}

void explore_machine::fail(const char* kind, const char* message, where w) {
  running->fail(std::string(kind) + message, w);
}

void explore_run::fail(const std::string& what, where w) { running->fail(what, w); }

void explore_run::witness(const char* name) {
  execution& e = *running;
  if (std::find(e.seen.begin(), e.seen.end(), name) == e.seen.end()) e.seen.push_back(name);
  if (e.is_recording) e.record(std::string("witness: ") + name, where::current());
}

void explore_run::observe(const std::string& part) {
  std::string& outcome = running->outcome;
  outcome += outcome.empty() ? part : ' ' + part;
}

unsigned explore_run::new_place() { return running->new_place(); }

}  // namespace lockstep::models::exploring

// The operations on atomic objects.

#include "machine.h"

#include <algorithm>
#include <cinttypes>
#include <cstdio>

#include <lockstep/models/explore.h>

namespace lockstep::models::exploring {

// --- what all have in common

std::string operation::text(std::uint64_t value) {
  char digits[24];
  std::snprintf(digits, sizeof digits, value < 1000000 ? "%" PRIu64 : "0x%" PRIx64, value);
  return digits;
}

const char* operation::order_text(std::memory_order order) {
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

std::string operation::name(unsigned place) { return " #" + std::to_string(place); }

slot& operation::make(const void* owner, unsigned place, slot::sort sort) {
  execution& e = *running;
  slot& s = *e.find_place(place);
  s = {};
  s.owner = owner;
  s.is = sort;
  s.is_alive = true;
  s.born_in = static_cast<std::uint8_t>(std::min(e.self(), fibers::main));
  s.born_at = s.born_in == fibers::main ? std::uint16_t{0} : static_cast<std::uint16_t>(e.executed_by(s.born_in));
  return s;
}

slot& operation::use(const void* owner, unsigned place, const where& w) {
  execution& e = *running;
  slot* const s = e.find_place(place);
  if (s == nullptr || s->owner != owner || !s->is_alive) e.fail("access to freed memory", w);
  if (e.is_looking()) return *s;
  if (!e.is_known(s->born_in, s->born_at)) e.fail("access that is not ordered after the object's construction", w);
  return *s;
}

void operation::end(const void* owner, unsigned place, const where& w) {
  execution& e = *running;
  slot* const s = e.find_place(place);
  if (s == nullptr || s->owner != owner || !s->is_alive) e.fail("access to freed memory", w);
  s->is_alive = false;
  if (e.is_main()) return;
  const graph& g = e.now();
  for (unsigned t = 0; t != max_threads; ++t) {
    event_id last = g.at_place(place).last[t];
    while (last != none && g.at(last).is_silent && !g.at(last).is_kernel) last = g.at(last).previous;
    if (last != none && !e.is_known(t, g.at(last).index)) {
      e.fail("access to freed memory: thread " + std::to_string(t) + " is not ordered before the end of the object", w);
    }
  }
}

event_id operation::read_half(const call& proto) {
  execution& e = *running;
  const event_id id = e.arrive() ? e.next_in_graph(proto) : e.decide(proto);
  if (e.now().at(id).is_rmw) e.open(true);
  return id;
}

event_id operation::write_half(event_id read, std::uint64_t value, std::memory_order order, const where& w) {
  execution& e = *running;
  const auto describe = [&] {
    const event& r = e.now().at(read);
    call proto = e.begin(kind::write, w);
    proto.order = order;
    proto.is_rmw = true;
    proto.is_silent = r.is_silent;
    proto.is_kernel = r.is_kernel;
    proto.place = r.place;
    proto.from = r.from;
    proto.opened = r.index;
    proto.value = value;
    return proto;
  };
  const event_id id = e.arrive() ? e.next_in_graph(describe()) : e.decide(describe());
  e.open(false);
  return id;
}

namespace {

std::uint64_t fit(const slot& s, std::uint64_t value) { return s.is_wide ? value : static_cast<std::uint32_t>(value); }

/// Outside the threads there is only the newest value: before them, what the place begins with.
std::uint64_t outside(slot& s, unsigned place) {
  const graph& g = running->now();
  if (running->is_before()) return g.at_place(place).initial;
  return s.has_main_value ? s.main_value : g.value_of(g.newest_write(place), place);
}

void set_outside(slot& s, unsigned place, std::uint64_t value) {
  if (running->is_before()) return running->now().initialise(place, value);
  s.has_main_value = true;
  s.main_value = value;
}

std::uint64_t applied(rmw how, std::uint64_t old, std::uint64_t operand) {
  switch (how) {
    case rmw::add:
      return old + operand;
    case rmw::sub:
      return old - operand;
    case rmw::bit_and:
      return old & operand;
    case rmw::bit_or:
      break;
  }
  return old | operand;
}

/// The newest write, if the read could have read it and did not.
event_id missed_by(const graph& g, const event& read) {
  if (g.position(read.from) == g.newest(read.place) || read.is_rmw) return none;
  const event_id newest = g.newest_write(read.place);
  return g.at(newest).before.contains(read.thread, read.index) ? none : newest;  // the newer write came later
}

/// Where a read reads from, if not from the newest write: what the model allowed, and why.
std::string source_text(const graph& g, event_id id) {
  const event& e = g.at(id);
  if (g.position(e.from) == g.newest(e.place) || e.is_rmw) return "";
  std::string text = " <- ";
  text += e.from == none ? "the initial value" : "thread " + std::to_string(g.at(e.from).thread);
  const event_id missed = missed_by(g, e);
  if (missed == none) return text;
  const event& latest = g.at(missed);
  return text + " (stale: the newest is " + operation::text(latest.value) + " by thread " +
         std::to_string(latest.thread) + ", which does not happen before this)";
}

/// For the trace: what a read, and the write of the same step if there is one, did.
models::access seen(event_id read, bool is_wide, std::optional<std::uint64_t> wrote = {}) {
  execution& e = *running;
  const graph& g = e.now();
  const event& r = g.at(read);
  models::access a{r.place, is_wide, g.value_of(r.from, r.place), wrote};
  if (const event_id missed = missed_by(g, r); missed != none) a.newest = g.at(missed).value;
  a.from = e.line_of(r.from);
  return a;
}

call accessing(kind what, const slot& s, unsigned place, std::memory_order order, const where& w) {
  call proto = running->begin(what, w);
  proto.order = order;
  proto.place = place;
  proto.is_silent = s.is == slot::sort::ghost;
  return proto;
}

std::uint64_t read_at(const void* owner, unsigned place, std::memory_order order, const where& w) {
  execution& e = *running;
  slot& s = operation::use(owner, place, w);
  if (e.is_looking()) return e.now().value_of(e.now().newest_write(place), place);
  if (e.is_main()) return outside(s, place);
  const event_id id = operation::read_half(accessing(kind::read, s, place, order, w));
  if (e.is_recording && s.is != slot::sort::ghost) {
    e.record("load" + operation::name(place) + ": " + operation::text(e.now().at(id).value) +
                 operation::order_text(order) + source_text(e.now(), id),
             w, seen(id, s.is_wide));
  }
  return e.now().value_of(e.now().at(id).from, place);
}

void write_at(const void* owner, unsigned place, std::uint64_t value, std::memory_order order, const where& w) {
  execution& e = *running;
  slot& s = operation::use(owner, place, w);
  value = fit(s, value);
  if (e.is_main()) return set_outside(s, place, value);
  const auto describe = [&] {
    call proto = accessing(kind::write, s, place, order, w);
    proto.value = value;
    return proto;
  };
  const bool is_again = e.arrive();
  const event_id id = is_again ? e.next_in_graph(describe()) : e.decide(describe());
  if (e.is_recording && s.is != slot::sort::ghost) {
    const bool is_last = e.now().at(id).position == e.now().newest(place);
    e.will_record(id);
    e.record("store" + operation::name(place) + ": " + operation::text(value) + operation::order_text(order) +
                 (is_last ? "" : " (not the last in modification order)"),
             w, models::access{place, s.is_wide, {}, value});
  }
}

template <class Change>
std::uint64_t modify(const void* owner, unsigned place, std::memory_order order, const where& w, const char* what,
                     Change change) {
  execution& e = *running;
  slot& s = operation::use(owner, place, w);
  if (e.is_main()) {
    const std::uint64_t old = outside(s, place);
    set_outside(s, place, fit(s, change(old)));
    return old;
  }
  call proto = accessing(kind::read, s, place, order, w);
  proto.is_rmw = true;
  const bool is_wide = s.is_wide;
  const event_id id = operation::read_half(proto);
  const std::uint64_t old = e.now().value_of(e.now().at(id).from, place);
  const std::uint64_t value = is_wide ? change(old) : static_cast<std::uint32_t>(change(old));
  const event_id written = operation::write_half(id, value, order, w);
  if (e.is_recording && !proto.is_silent) {
    e.will_record(written);
    e.record(what + operation::name(place) + ": " + operation::text(old) + " -> " + operation::text(value) +
                 operation::order_text(order),
             w, seen(id, is_wide, value));
  }
  return old;
}

}  // namespace

// --- cells

void explore_machine::construct(cell& c, bool is_wide, std::uint64_t value, where) {
  c.is_wide = is_wide;
  c.place = running->new_place();
  slot& s = operation::make(&c, c.place, slot::sort::cell);
  s.is_wide = is_wide;
  running->now().initialise(c.place, fit(s, value));
  ++running->live_objects;
}

void explore_machine::destroy(cell& c) {
  operation::end(&c, c.place, where::current());
  --running->live_objects;
}

std::uint64_t explore_machine::load(const cell& c, std::memory_order order, where w) {
  return read_at(&c, c.place, order, w);
}

std::uint64_t explore_machine::peek(const cell& c) {
  execution& e = *running;
  slot& s = operation::use(&c, c.place, where::current());
  if (e.is_main() && !e.is_looking()) return outside(s, c.place);
  const event_id write = e.write_to_peek_at(c.place);
  if (write == execution::unknown) return read_at(&c, c.place, std::memory_order::relaxed, where::current());
  return e.now().value_of(write, c.place);
}

void explore_machine::store(cell& c, std::uint64_t value, std::memory_order order, where w) {
  write_at(&c, c.place, value, order, w);
}

std::uint64_t explore_machine::exchange(cell& c, std::uint64_t value, std::memory_order order, where w) {
  return modify(&c, c.place, order, w, "exchange", [value](std::uint64_t) { return value; });
}

std::uint64_t explore_machine::fetch(cell& c, rmw how, std::uint64_t operand, std::memory_order order, where w) {
  constexpr const char* names[] = {"fetch_add", "fetch_sub", "fetch_and", "fetch_or"};
  return modify(&c, c.place, order, w, names[static_cast<int>(how)],
                [how, operand](std::uint64_t old) { return applied(how, old, operand); });
}

bool explore_machine::compare_exchange(cell& c, bool weak, std::uint64_t& expected, std::uint64_t desired,
                                       std::memory_order success, std::memory_order failure, where w) {
  execution& e = *running;
  slot& s = operation::use(&c, c.place, w);
  expected = fit(s, expected);
  desired = fit(s, desired);
  if (e.is_main()) {
    const std::uint64_t old = outside(s, c.place);
    if (old == expected) set_outside(s, c.place, desired);
    return std::exchange(expected, old) == old;
  }
  if (weak && e.weak_may_fail && operation::choose(2, w) == 1) {
    expected = read_at(&c, c.place, failure, w);
    return false;
  }
  call proto = accessing(kind::read, s, c.place, success, w);
  proto.failure = failure;
  proto.is_compare = true;
  proto.expected = expected;
  const event_id id = operation::read_half(proto);
  const bool done = e.now().at(id).is_rmw;
  const std::uint64_t found = e.now().at(id).value;
  const event_id written = done ? operation::write_half(id, desired, success, w) : none;
  if (e.is_recording) {
    if (done) e.will_record(written);
    const std::string what = "compare_exchange" + operation::name(c.place) + ": " + operation::text(expected) + " -> " +
                             operation::text(desired);
    e.record(done ? what + operation::order_text(success)
                  : what + " fails, finds " + operation::text(found) + operation::order_text(failure) +
                        source_text(e.now(), id),
             w, seen(id, c.is_wide, done ? std::optional(desired) : std::nullopt));
  }
  expected = found;
  return done;
}

void explore_machine::fence(std::memory_order order, where w) {
  execution& e = *running;
  if (e.is_main()) return;
  const bool is_again = e.arrive();
  call proto = e.begin(kind::fence, w);
  proto.order = order;
  if (is_again) {
    e.next_in_graph(proto);
  } else {
    e.add(proto);
  }
  if (e.is_recording) e.record(std::string("fence") + operation::order_text(order), w);
}

// --- ghosts: relaxed, and carrying nothing

void explore_run::ghost_made(const ghost_variable& v, unsigned place) {
  operation::make(&v, place, slot::sort::ghost).is_wide = true;
  running->now().initialise(place, v.load(std::memory_order::relaxed));
}

std::uint64_t explore_run::ghost_load(const ghost_variable& v, unsigned place) {
  return read_at(&v, place, std::memory_order::relaxed, where::current());
}

void explore_run::ghost_store(ghost_variable& v, unsigned place, std::uint64_t value) {
  write_at(&v, place, value, std::memory_order::relaxed, where::current());
}

std::uint64_t explore_run::ghost_add(ghost_variable& v, unsigned place, std::uint64_t delta) {
  return modify(&v, place, std::memory_order::relaxed, where::current(), "ghost",
                [delta](std::uint64_t old) { return old + delta; }) +
         delta;
}

}  // namespace lockstep::models::exploring

namespace lockstep::models {

using namespace exploring;

void assume(bool condition) {
  if (!condition) running->stop();
}

namespace {

event_id needed_read(call proto, function_ref<bool(std::uint64_t)> holds) {
  execution& e = *running;
  proto.is_needed = true;
  if (e.arrive()) return e.next_in_graph(proto);
  e.choices().need(holds);  // not before: other threads may have run meanwhile, and needed something else
  return e.decide(proto);
}

}  // namespace

std::uint64_t explore_detail::load_if(const cell& c, function_ref<bool(std::uint64_t)> holds, std::memory_order order,
                                      std::source_location w) {
  execution& e = *running;
  call proto = accessing(kind::read, operation::use(&c, c.place, w), c.place, order, w);
  const std::uint64_t value = e.now().at(needed_read(proto, holds)).value;
  assume(holds(value));
  return value;
}

std::uint64_t explore_detail::await(const cell& c, function_ref<bool(std::uint64_t)> holds, std::memory_order order,
                                    std::source_location w) {
  execution& e = *running;
  slot& s = operation::use(&c, c.place, w);
  if (e.is_main()) {
    if (!holds(outside(s, c.place))) e.fail("deadlock", w);
    return outside(s, c.place);
  }
  call proto = accessing(kind::read, s, c.place, order, w);
  proto.is_awaited = true;
  const event_id id = needed_read(proto, holds);
  const std::uint64_t value = e.now().at(id).value;
  const bool is_over = holds(value);
  if (e.is_recording) {
    e.record((is_over ? "awaits" : "awaits for ever, finds") + operation::name(c.place) + ": " +
                 operation::text(value) + operation::order_text(order),
             w, seen(id, s.is_wide), !is_over);
  }
  if (!is_over) e.wait_for_good(w);
  return value;
}

void explore_detail::exchange_if(const cell& c, std::uint64_t expected, std::uint64_t desired, std::memory_order order,
                                 std::source_location w) {
  execution& e = *running;
  call proto = accessing(kind::read, operation::use(&c, c.place, w), c.place, order, w);
  proto.is_compare = proto.is_needed = true;
  proto.expected = expected;
  const event_id id = operation::read_half(proto);
  assume(e.now().at(id).is_rmw);
  operation::write_half(id, desired, order, w);
}

}  // namespace lockstep::models

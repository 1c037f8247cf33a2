#include "mutant_machine.h"

#include <algorithm>
#include <utility>

#include "places.h"

namespace lockstep::models {

bool mutant_machine::is_here(operation at, const where& w) const {
  return w.line() == planted_.line && w.column() == planted_.column && at == planted_.at &&
         within_core(w.file_name()) == planted_.file;
}

std::memory_order mutant_machine::order_here(operation at, std::memory_order order, const where& w) const {
  return is_here(at, w, fault::weaken) ? *planted_.weaker : order;
}

std::uint64_t mutant_machine::noted(const cell& c, std::uint64_t value) {
  reads_.note(c, self(), value);
  return value;
}

void mutant_machine::construct_something() {
  if (self() != max_threads) return;
  reads_.clear();
  denied_.clear();
  asleep_.clear();
  delayed_ = {};
}

void mutant_machine::construct(cell& c, bool is_wide, std::uint64_t value, where w) {
  construct_something();
  reads_.forget(c);
  below().construct(c, is_wide, value, w);
}

void mutant_machine::construct(detector& d, bool initialised, where w) {
  construct_something();
  below().construct(d, initialised, w);
}

void mutant_machine::construct(object& o, const void* state, std::size_t size, where w) {
  construct_something();
  below().construct(o, state, size, w);
}

std::uint64_t mutant_machine::load(const cell& c, std::memory_order order, where w) {
  const auto before = reads_.last(c, self());
  const std::uint64_t value = below().load(c, order_here(operation::load, order, w), w);
  make_delayed_store();
  if (before && is_here(operation::load, w, fault::repeat_read)) return *before;
  return noted(c, value);
}

void mutant_machine::store(cell& c, std::uint64_t value, std::memory_order order, where w) {
  if (is_here(operation::store, w, fault::drop)) return;
  if (is_here(operation::store, w, fault::delay)) {
    delayed_[static_cast<std::size_t>(self())] = {&c, value, order, w};
    return;
  }
  below().store(c, value, order_here(operation::store, order, w), w);
  make_delayed_store();
}

std::uint64_t mutant_machine::exchange(cell& c, std::uint64_t value, std::memory_order order, where w) {
  const std::memory_order o = order_here(operation::exchange, order, w);
  const bool is_dropped = is_here(operation::exchange, w, fault::drop);
  const std::uint64_t old = is_dropped ? below().fetch(c, rmw::add, 0, o, w) : below().exchange(c, value, o, w);
  make_delayed_store();
  return noted(c, old);
}

bool mutant_machine::compare_exchange(cell& c, bool weak, std::uint64_t& expected, std::uint64_t desired,
                                      std::memory_order success, std::memory_order failure, where w) {
  if (is_here(operation::compare_exchange, w)) {
    switch (planted_.planted) {
      case fault::weaken:
        success = *planted_.weaker;
        break;
      case fault::weaken_failure:
        failure = *planted_.weaker;
        break;
      case fault::drop:
        desired = expected;
        break;
      case fault::skip_check:
        below().exchange(c, desired, success, w);
        return true;
      case fault::deny:
        if (deny(c, weak, expected, desired, failure, w)) return false;
        break;
      default:
        break;
    }
  }
  const bool done = below().compare_exchange(c, weak, expected, desired, success, failure, w);
  make_delayed_store();
  noted(c, expected);
  return done;
}

/// Once for each thread and object. False if the thread has been denied before.
bool mutant_machine::deny(cell& c, bool weak, std::uint64_t& expected, std::uint64_t desired, std::memory_order failure,
                          const where& w) {
  if (!denied_.insert({&c, self()}).second) return false;
  // A comparison with what the word cannot hold fails, and says what it does hold.
  expected = ~expected;
  below().compare_exchange(c, weak, expected, desired, failure, failure, w);
  noted(c, expected);
  return true;
}

std::uint64_t mutant_machine::fetch(cell& c, rmw how, std::uint64_t operand, std::memory_order order, where w) {
  const std::memory_order o = order_here(operation::fetch, order, w);
  const bool is_dropped = is_here(operation::fetch, w, fault::drop);
  const std::uint64_t old = is_dropped ? below().fetch(c, rmw::add, 0, o, w) : below().fetch(c, how, operand, o, w);
  make_delayed_store();
  return noted(c, old);
}

void mutant_machine::fence(std::memory_order order, where w) {
  if (!is_here(operation::fence, w, fault::drop)) below().fence(order_here(operation::fence, order, w), w);
  make_delayed_store();
}

void mutant_machine::futex_wait(const cell& c, std::uint32_t expected, where w) {
  asleep_.push_back(&c);
  below().futex_wait(c, expected, w);
  asleep_.erase(std::find(asleep_.begin(), asleep_.end(), &c));
  make_delayed_store();
}

void mutant_machine::futex_wake(const void* address, int count, where w) {
  if (is_here(operation::futex_wake, w)) {
    if (planted_.planted == fault::drop) return;
    if (planted_.planted == fault::twice) below().futex_wake(address, count, w);
    if (planted_.planted == fault::to_another) {
      const auto other = std::find_if(asleep_.begin(), asleep_.end(), [&](const void* a) { return a != address; });
      if (other == asleep_.end()) return;
      address = *other;
    }
  }
  below().futex_wake(address, count, w);
  make_delayed_store();
}

void mutant_machine::alter(intent& call, where w) {
  below().alter(call, w);
  constexpr operation kinds[] = {operation::acquire, operation::release, operation::notify_one, operation::notify_all};
  if (!is_here(kinds[static_cast<int>(call.of)], w)) return;
  switch (planted_.planted) {
    case fault::drop:
      call.times = 0;
      break;
    case fault::twice:
      call.times = 2;
      break;
    case fault::to_another:
      call.to_the_last = true;
      break;
    case fault::no_handoff:
      call.handoff = false;
      break;
    case fault::to_the_back:
      call.at_front = false;
      break;
    default:
      break;
  }
}

void mutant_machine::make_delayed_store() {
  const delayed_store d = std::exchange(delayed_[static_cast<std::size_t>(self())], {});
  if (d.of != nullptr) below().store(*d.of, d.value, d.order, d.at);
}

}  // namespace lockstep::models

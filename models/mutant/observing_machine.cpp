#include "observing_machine.h"

#include "orders.h"
#include "places.h"

namespace lockstep::models {

observing_machine::record& observing_machine::at(operation op, const where& w) {
  const auto [place, is_new] = sites_.try_emplace(site{w.file_name(), w.line(), w.column(), op});
  record& r = place->second;
  if (is_new) {
    r.file = within_core(w.file_name());
    r.function = w.function_name();
  }
  return r;
}

void observing_machine::note(operation op, const where& w, std::optional<std::memory_order> order,
                             std::initializer_list<fault> faults) {
  record& r = at(op, w);
  r.order = order;
  for (const fault f : faults) r.faults |= 1u << static_cast<unsigned>(f);
}

bool observing_machine::is_news(const cell& c, std::uint64_t value) {
  const int thread = self();
  const auto before = reads_.last(c, thread);
  reads_.note(c, thread, value);
  return before && *before != value;
}

void observing_machine::note_try(const cell& c, record* r, bool done) {
  const std::pair key{&c, self()};
  const auto before = failed_.find(key);
  if (before != failed_.end()) {
    if (before->second == r) r->is_in_a_loop = true;
    failed_.erase(before);
  }
  if (r != nullptr && !done) failed_[key] = r;
}

void observing_machine::construct(cell& c, bool is_wide, std::uint64_t value, where w) {
  reads_.forget(c);
  failed_.erase(failed_.lower_bound({&c, 0}), failed_.upper_bound({&c, max_threads}));
  below().construct(c, is_wide, value, w);
}

std::uint64_t observing_machine::load(const cell& c, std::memory_order order, where w) {
  const std::uint64_t value = below().load(c, order, w);
  note(operation::load, w, order, {});
  if (is_news(c, value)) note(operation::load, w, order, {fault::repeat_read});
  return value;
}

void observing_machine::store(cell& c, std::uint64_t value, std::memory_order order, where w) {
  note(operation::store, w, order, {fault::drop});
  if (publishes_a_hazard(w.file_name())) note(operation::store, w, order, {fault::delay});
  below().store(c, value, order, w);
}

std::uint64_t observing_machine::exchange(cell& c, std::uint64_t value, std::memory_order order, where w) {
  note(operation::exchange, w, order, {fault::drop});
  const std::uint64_t old = below().exchange(c, value, order, w);
  note_try(c, nullptr, true);
  is_news(c, old);
  return old;
}

bool observing_machine::compare_exchange(cell& c, bool weak, std::uint64_t& expected, std::uint64_t desired,
                                         std::memory_order success, std::memory_order failure, where w) {
  const std::uint64_t wanted = expected;
  const bool done = below().compare_exchange(c, weak, expected, desired, success, failure, w);
  if (done) note(operation::compare_exchange, w, success, {fault::drop, fault::deny});
  if (!done && expected != desired) note(operation::compare_exchange, w, success, {fault::skip_check});
  if (!done && failure != std::memory_order::relaxed) at(operation::compare_exchange, w).failure_order = failure;
  note_try(c, &at(operation::compare_exchange, w), done);
  is_news(c, done ? wanted : expected);
  return done;
}

std::uint64_t observing_machine::fetch(cell& c, rmw how, std::uint64_t operand, std::memory_order order, where w) {
  note(operation::fetch, w, order, {fault::drop});
  const std::uint64_t old = below().fetch(c, how, operand, order, w);
  note_try(c, nullptr, true);
  is_news(c, old);
  return old;
}

void observing_machine::fence(std::memory_order order, where w) {
  note(operation::fence, w, order, {fault::drop});
  below().fence(order, w);
}

void observing_machine::futex_wake(const void* address, int count, where w) {
  note(operation::futex_wake, w, std::nullopt, {fault::drop, fault::twice, fault::to_another});
  below().futex_wake(address, count, w);
}

void observing_machine::alter(intent& call, where w) {
  switch (call.of) {
    case intent::kind::acquire:
      note(operation::acquire, w, std::nullopt, {});
      if (call.at_front) note(operation::acquire, w, std::nullopt, {fault::to_the_back});
      break;
    case intent::kind::release:
      note(operation::release, w, std::nullopt, {fault::drop, fault::twice, fault::to_another});
      if (call.handoff) note(operation::release, w, std::nullopt, {fault::no_handoff});
      break;
    case intent::kind::notify_one:
      note(operation::notify_one, w, std::nullopt, {fault::drop, fault::twice});
      break;
    case intent::kind::notify_all:
      note(operation::notify_all, w, std::nullopt, {fault::drop});
      break;
  }
  below().alter(call, w);
}

std::set<mutation> observing_machine::found() const {
  std::set<mutation> all;
  for (const auto& [key, r] : sites_) {
    if (r.file.empty()) continue;
    mutation m{r.file, r.function, std::get<1>(key), std::get<2>(key), std::get<3>(key), fault::drop, {}, {}, false};
    const auto add = [&] { all.insert(m); };
    for (unsigned f = 0; f != 32; ++f) {
      if ((r.faults >> f & 1) == 0) continue;
      m.planted = static_cast<fault>(f);
      m.is_in_a_loop = r.is_in_a_loop;
      add();
    }
    const auto add_weaker = [&](fault f, operation as, std::optional<std::memory_order> order) {
      if (!order) return;
      m.planted = f;
      m.order = order;
      for (const std::memory_order weaker : weaker_orders(as, *order)) {
        m.weaker = weaker;
        add();
      }
    };
    add_weaker(fault::weaken, m.at, r.order);
    add_weaker(fault::weaken_failure, operation::load, r.failure_order);
  }
  return all;
}

}  // namespace lockstep::models

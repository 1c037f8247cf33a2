// How threads block and are released: on the model's futex, and on objects of the model's own.

#include <algorithm>
#include <cstring>
#include <string>

#include "relacy_machine.h"

namespace lockstep::models {

using namespace relacy_detail;

namespace {

void sleep_until_unblocked(unsigned self) {
  session& now = *current_session;
  if (self == max_threads) rl::ctx().fail_test("", rl::test_result_deadlock, unread);  // nobody else runs
  note(search::poison, false);
  if (now.is_poisoned) throw session::poisoned{};
  now.blocked |= std::uint32_t{1} << self;
  if (is_recording()) now.record_sleep(self);
  if (!choices().block(self)) rl::ctx().fail_test("", rl::test_result_deadlock, unread);
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

// --- the futex ---

void relacy_machine::futex_wait(const cell& c, std::uint32_t expected, where w) {
  announce(w);
  pass_scheduling_point();
  // The kernel compares under its own lock: the newest value, and no step of anybody's between that and sleeping.
  const std::uint64_t value = read_newest(c);
  note(c.place, false);
  note(search::futexes, true);
  if (value != expected) {
    if (is_recording())
      record("futex_wait" + name_of(c.place) + ": finds " + value_text(value) + ", returns", w, c, value, {});
    return;
  }
  // To return for no reason at once, and to run late, is the same as to return for no reason later.
  if (current_session->spurious_returns_left != 0 && rl::ctx().rand(2, rl::sched_type_user) == 1) {
    --current_session->spurious_returns_left;
    if (is_recording()) record("futex_wait" + name_of(c.place) + ": returns for no reason", w, c, value, {});
    return;
  }
  if (is_recording()) record("futex_wait" + name_of(c.place) + ": sleeps", w, c, value, {});
  current_session->futex_sleepers.push_back({running_thread(), &c});
  sleep_until_unblocked(running_thread());
}

void relacy_machine::futex_wake(const void* address, int count, where w) {
  announce(w);
  pass_scheduling_point();
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

// --- objects ---

namespace {

static_assert(sizeof(object_history::clock::times) >= sizeof rl::thread_info<max_threads>::acq_rel_order_);

std::size_t thread_count() { return static_cast<std::size_t>(current_session->type().threads); }

void take_up(const object_history::clock& c) {
  rl::thread_info_base& me = *rl::ctx().threadx_;
  me.own_acq_rel_order_ += 1;
  for (std::size_t i = 0, end = thread_count(); i != end; ++i) {
    me.acq_rel_order_[i] = std::max(me.acq_rel_order_[i], c.times[i]);
  }
}

void leave_in(object_history::clock& c) {
  rl::thread_info_base& me = *rl::ctx().threadx_;
  me.own_acq_rel_order_ += 1;
  for (std::size_t i = 0, end = thread_count(); i != end; ++i) c.times[i] = std::max(c.times[i], me.acq_rel_order_[i]);
}

bool is_one_of(std::memory_order order, std::memory_order half) {
  return order == half || order == std::memory_order::acq_rel;
}

}  // namespace

void relacy_machine::construct(object& o, const void* state, std::size_t size, where) {
  o.place = choices().new_place();
  note(o.place, true);
  current_session->histories.add(o, state, size);
}

void relacy_machine::destroy(object& o) {
  note(o.place, true);
  object_history::retire(o);
}

void relacy_machine::step(object& o, function_ref<effect(void*)> change, where w) {
  announce(w);
  if (!current_session->is_at_scheduling_point) pass_scheduling_point();
  note(o.place, true);
  if (!object_history::is_alive(o)) rl::ctx().fail_test("", rl::test_result_access_to_freed_memory, unread);
  object_history& h = current_session->histories.of(o);
  const effect done = change(h.push());
  h.last_step[running_thread()] = h.newest();
  if (is_one_of(done.order, std::memory_order::acquire)) take_up(h.released);
  if (is_one_of(done.order, std::memory_order::release)) {
    leave_in(h.released);
    leave_in(h.left_by_newest());
  }
  if (is_recording()) record(done.what, w);
  if (current_session->is_poisoned) return;  // nobody comes back to a wait
  std::erase_if(h.waiting, [&](const object_history::waiter& it) {
    if (!it.holds(h.state(h.newest()))) return false;
    *it.satisfied_by = h.newest();
    unblock(it.thread);
    return true;
  });
}

void relacy_machine::await(object& o, function_ref<bool(const void*)> holds, where w) {
  announce(w);
  note(o.place, false);
  if (!object_history::is_alive(o)) rl::ctx().fail_test("", rl::test_result_access_to_freed_memory, unread);
  const unsigned me = running_thread();
  std::size_t found = object_history::none;
  {
    object_history& h = current_session->histories.of(o);
    for (std::size_t i = h.last_step[me]; i <= h.newest() && found == object_history::none; ++i) {
      if (holds(h.state(i))) found = i;
    }
    if (found == object_history::none) h.waiting.push_back({me, holds, &found});
  }
  const bool has_slept = found == object_history::none;
  if (has_slept) sleep_until_unblocked(me);
  note(o.place, false);
  object_history& h = current_session->histories.of(o);
  take_up(h.left_by(found));
  if (is_recording()) record("goes on", w);
  current_session->is_at_scheduling_point = has_slept;
}

const void* relacy_machine::newest(const object& o) {
  note(o.place, false);
  const object_history& h = current_session->histories.of(o);
  return h.state(h.newest());
}

}  // namespace lockstep::models

#include "session.h"

#include <unistd.h>

#include <algorithm>
#include <exception>
#include <new>
#include <string_view>

namespace lockstep::models::stress_machine {

namespace {

/// Thrown by fail(): takes the thread out of the program.
struct abandoned {};

/// For a thread that has no more business in a failed session. It must not end, for others may still look at what it
/// left behind.
[[noreturn]] void park() {
  for (;;) pause();
}

/// The moods that executions take in turn. What one hides another shows: without delays the threads meet head-on, with
/// many a thread is overtaken between any two steps, and where no futex ever sleeps every wait is tried again.
constexpr mood calm{.delay = 0, .early_return = 0, .time_passes = 32, .spin = 256};
constexpr mood lively{.delay = 32, .early_return = 64, .time_passes = 64, .spin = 128};
constexpr mood rough{.delay = 128, .early_return = 32, .time_passes = 128, .spin = 64};
constexpr mood sleepless{.delay = 32, .early_return = 256, .time_passes = 64, .spin = 128};
constexpr mood moods[] = {calm, lively, rough, sleepless};

/// Seeds that differ in one bit give generators that have nothing in common: splitmix64's finaliser.
constexpr std::uint64_t mix(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

event event_at(int thread, std::string what, std::source_location at) {
  return {thread, std::move(what), at.function_name(), at.file_name(), at.line()};
}

void append(std::string& outcome, const std::string& part) { outcome += outcome.empty() ? part : ' ' + part; }

}  // namespace

thread_local const session* session::home = nullptr;
thread_local int session::running_index = -1;

session::session(const program_type& type, const search_plan& plan)
    : type_(type), plan_(plan), workers_(static_cast<std::size_t>(type.threads)) {}

void session::start() {
  for (int i = 0; i != type_.threads; ++i) {
    workers_[static_cast<std::size_t>(i)].thread = std::thread([this, i] { work(i); });
  }
}

void session::join() {
  for (worker& w : workers_) w.thread.join();
}

bool session::has_ended_within(std::chrono::nanoseconds span) {
  std::unique_lock held(lock_);
  return changed_.wait_for(held, span, [this] { return has_ended_; });
}

search_result session::result() {
  const std::lock_guard held(lock_);
  search_result r;
  r.executions = executions() + (failure_ ? 1 : 0);
  r.failed = failure_;
  r.outcomes = outcomes_;
  r.witnesses = witnesses_;
  if (failure_) {
    for (worker& w : workers_) w.thread.detach();
  }
  return r;
}

void session::fail_as_stuck(std::chrono::seconds waited) {
  std::vector<event> trace;
  for (int i = 0; i != type_.threads; ++i) {
    const worker& w = workers_[static_cast<std::size_t>(i)];
    const bool is_inside = w.is_inside.load(std::memory_order::relaxed);
    const disturber* const disturbed = w.disturbed.load(std::memory_order::acquire);
    if (disturbed == nullptr || (i != 0 && !is_inside)) continue;
    trace.push_back(event_at(is_inside ? i : -1, "was last seen here", disturbed->last()));
  }
  record("stuck: no execution has ended for " + std::to_string(waited.count()) + " s", std::move(trace));
}

/// The worker that asks. One left over from a failed session has nothing to say to this one.
session::worker& session::running() {
  if (home != this) park();
  return workers_[static_cast<std::size_t>(running_index)];
}

void session::record(std::string what, std::vector<event> trace) {
  failed_.store(true, std::memory_order::relaxed);
  const std::lock_guard held(lock_);
  if (!failure_) failure_ = failure{std::move(what), "", std::move(trace)};  // what comes later may be its consequence
  has_ended_ = true;
  changed_.notify_all();
}

void session::fail(const std::string& what, std::source_location at) {
  const bool is_inside = running().is_inside.load(std::memory_order::relaxed);
  record(what, {event_at(is_inside ? running_index : -1, what, at)});
  // A destructor that fails while the thread is on its way out must not throw a second time.
  if (std::uncaught_exceptions() != 0) park();
  throw abandoned{};
}

void session::witness(const char* name) {
  auto& seen = running().witnesses;
  if (std::find(seen.begin(), seen.end(), name) == seen.end()) seen.push_back(name);
}

void session::observe(const std::string& part) {
  append(running().is_inside.load(std::memory_order::relaxed) ? running().observed : outcome_, part);
}

unsigned session::choose(unsigned limit, std::source_location) {
  return static_cast<unsigned>((self.draw() >> 32) % limit);
}

void session::work(int index) {
  home = this;
  running_index = index;
  workers_[static_cast<std::size_t>(index)].disturbed.store(&self, std::memory_order::release);
  if (index == 0) {
    conduct();
  } else {
    follow(index);
  }
}

bool session::is_planned(std::uint64_t round) const {
  return !stopped_.load(std::memory_order::relaxed) && (plan_.executions == 0 || round <= plan_.executions);
}

void session::conduct() {
  for (std::uint64_t round = 1; is_planned(round); ++round) {
    execute(round);
    collect_witnesses();
    collect_outcome();
    executions_.store(round, std::memory_order::relaxed);
  }
  gate_.store(quit, std::memory_order::release);
  const std::lock_guard held(lock_);
  has_ended_ = true;
  changed_.notify_all();
}

void session::follow(int index) {
  for (std::uint64_t last = 0;;) {
    std::uint64_t round = last;
    wait_until([&] { return (round = gate_.load(std::memory_order::acquire)) != last; });
    if (round == quit) return;
    take_part(index, round);
    still_inside_.fetch_sub(1, std::memory_order::release);
    last = round;
  }
}

void session::execute(std::uint64_t round) {
  set_mood(round);
  seed(0, round);
  for (worker& w : workers_) {
    w.witnesses.clear();
    w.observed.clear();
  }
  outcome_.clear();
  // New memory every time: an allocator that watches for use after free gets to see the object's end.
  void* const storage = ::operator new(type_.size, std::align_val_t{type_.alignment});
  run_or_park([&] {
    program_ = type_.construct(storage);
    program_->before();
  });
  still_inside_.store(type_.threads - 1, std::memory_order::relaxed);
  gate_.store(round, std::memory_order::release);
  take_part(0, round);
  wait_until([&] { return still_inside_.load(std::memory_order::acquire) == 0; });
  gather_observations();
  run_or_park([&] {
    program_->after();
    program_->~program();
  });
  ::operator delete(storage, std::align_val_t{type_.alignment});
}

void session::take_part(int index, std::uint64_t round) {
  worker& me = workers_[static_cast<std::size_t>(index)];
  if (index != 0) seed(index, round);
  me.is_inside.store(true, std::memory_order::relaxed);
  // All come through the gate at once; who is first should not always be the conductor.
  for (std::uint64_t i = self.draw() % 64; i != 0; --i) native_detail::pause();
  run_or_park([&] { program_->thread(index); });
  me.is_inside.store(false, std::memory_order::relaxed);
}

void session::collect_witnesses() {
  std::vector<std::string_view> seen;
  for (const worker& w : workers_) seen.insert(seen.end(), w.witnesses.begin(), w.witnesses.end());
  if (seen.empty()) return;
  std::sort(seen.begin(), seen.end());
  seen.erase(std::unique(seen.begin(), seen.end()), seen.end());
  const std::lock_guard held(lock_);
  for (const std::string_view name : seen) ++witnesses_[std::string(name)];
}

/// Real threads observe in no order that anybody could know without adding one, so the outcome takes them by number.
void session::gather_observations() {
  for (const worker& w : workers_) {
    if (!w.observed.empty()) append(outcome_, w.observed);
  }
}

void session::collect_outcome() {
  if (plan_.allowed_outcomes != nullptr && !plan_.allowed_outcomes->contains(outcome_)) {
    record("outcome not allowed: " + outcome_, {});
    park();
  }
  if (outcome_.empty()) return;
  const std::lock_guard held(lock_);
  ++outcomes_[outcome_];
}

void session::set_mood(std::uint64_t round) {
  mood_ = moods[round % std::size(moods)];
  if (!type_.surroundings.time_passes) mood_.time_passes = 0;
}

void session::seed(int index, std::uint64_t round) const {
  self.seed(mix(plan_.seed ^ mix(round * max_threads + static_cast<std::uint64_t>(index))));
  self.set(mood_);
}

/// Runs a part of the program. If that fails, the thread stays here.
template <class F>
void session::run_or_park(F&& part) {
  try {
    part();
    return;
  } catch (const abandoned&) {
    // fail() has recorded it.
  } catch (const misuse& e) {
    record(std::string("uncaught panic: ") + e.what(), {});
  } catch (const std::exception& e) {
    record(std::string("uncaught exception: ") + e.what(), {});
  } catch (...) {
    record("uncaught exception", {});
  }
  park();
}

/// There may be more threads than processors, so a wait gives way after a moment.
template <class Condition>
void session::wait_until(Condition&& condition) const {
  for (unsigned i = 0; !condition(); ++i) {
    if (failed_.load(std::memory_order::relaxed)) park();
    if (i < 64) {
      native_detail::pause();
    } else {
      sched_yield();
    }
  }
}

}  // namespace lockstep::models::stress_machine

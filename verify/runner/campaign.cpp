#include "campaign.h"

#include <poll.h>
#include <signal.h>

#include <algorithm>

#include <fmt/format.h>

#include "allowed_outcomes.h"
#include "interrupt.h"
#include "text.h"

namespace lockstep::verify::runner {
namespace {

constexpr int milliseconds_between_looks = 100;
/// A fault can make a search longer. One that takes this much longer and has found nothing will hardly do.
constexpr double times_as_long = 8;
constexpr double seconds_at_least = 10;
/// For all examiners of a mutant that is listed as equivalent. Of those that are found, most are found in less.
constexpr double seconds_for_a_listed_one = 10;
/// Without a finished execution: the fault keeps one from ending, and is found.
constexpr double seconds_to_hang = 20;

void plant(const mutant& m) {
  if (m.woven != nullptr) {
    planted = static_cast<int>(m.woven - woven_mutants().data()) + 1;
  } else {
    models::plant(m.planted);
  }
}

}  // namespace

std::vector<sentence> campaign::run(const std::vector<mutant>& mutants, const listener& finished) {
  std::vector<std::optional<sentence>> known(mutants.size());
  std::size_t next = 0, told = 0, done = 0;
  const auto settle = [&](trial& t) {
    known[t.index] = std::move(t.so_far);
    ++done;
  };
  for (;;) {
    while (interrupts() == 0 && trials_.size() < jobs_ && next < mutants.size()) {
      trial t{next, {}, 0, nullptr};
      t.so_far.of = &mutants[next++];
      if (t.so_far.of->examiners.empty()) t.so_far.reason = "no scenario is there that could find it";
      if (start(t)) {
        trials_.push_back(std::move(t));
      } else {
        settle(t);
      }
    }
    for (; told < next && known[told]; ++told) finished(*known[told]);
    if (trials_.empty()) break;
    std::vector<pollfd> pipes;
    for (const trial& t : trials_) pipes.push_back({t.process->pipe(), POLLIN, 0});
    poll(pipes.data(), pipes.size(), milliseconds_between_looks);
    std::erase_if(trials_, [&](trial& t) {
      if (t.process->receive()) {
        watch(t);
        return false;
      }
      if (!conclude(t) && start(t)) return false;
      settle(t);
      return true;
    });
    show(mutants.size(), done);
  }
  display_.clear();
  std::vector<sentence> all;
  for (auto& s : known) {
    if (s) all.push_back(std::move(*s));
  }
  return all;
}

bool campaign::start(trial& t) const {
  const mutant& m = *t.so_far.of;
  if (t.next == m.examiners.size() || (m.is_listed && t.so_far.seconds >= seconds_for_a_listed_one)) return false;
  const examiner& e = *m.examiners[t.next++];
  job j = e.of;
  j.plan.seconds = std::max(seconds_at_least, e.seconds * times_as_long);
  // A random search owes its witnesses when its time is over: it gets all of it.
  if (m.is_listed && j.plan.kind != models::search_kind::random) {
    j.plan.seconds = seconds_for_a_listed_one - t.so_far.seconds;
  }
  t.is_hung = false;
  const engine_choice& engine = *e.of.engine;
  t.process = std::make_unique<child>([&m, &engine, j](models::monitor& watcher) {
    plant(m);
    models::search_result r = search(engine, *j.scenario, j.plan, watcher);
    if (r.failed) r.failed->trace.clear();
    return r;
  });
  return true;
}

bool campaign::conclude(trial& t) const {
  const examiner& e = *t.so_far.of->examiners[t.next - 1];
  ending end = t.process->end();
  if (t.is_hung) end.died = fmt::format("hang: no execution finished for {:g} s", seconds_to_hang);
  t.process.reset();
  sentence& s = t.so_far;
  s.executions += end.result.executions;
  s.seconds += end.result.seconds;
  if (interrupts() > 0) {
    s.came_to = fate::interrupted;
    return true;
  }
  const outcome judged = judge(e.of, end);
  // A wrong scenario owes a failure, which it finds at once with nothing planted.
  const bool owes = judged.judged == verdict::incomplete && is_wrong(*e.of.scenario) && !s.of->is_listed;
  if (judged.judged == verdict::failed || owes) {
    s.came_to = fate::killed;
    s.by = e.of.scenario->stated.name;
    s.engine = e.of.engine->name;
    s.reason =
        owes ? fmt::format("did not find '{}': {}", e.of.scenario->stated.must_fail, judged.reason) : judged.reason;
    return true;
  }
  if (!end.result.finished && judged.judged != verdict::found) {
    s.unfinished.push_back(fmt::format("{} ({})", e.of.scenario->stated.name, e.of.engine->name));
  }
  return false;
}

void campaign::watch(trial& t) const {
  if (interrupts() > 0) {
    t.process->kill(SIGKILL);
  } else if (t.process->seconds_without_progress() > seconds_to_hang) {
    t.is_hung = true;
    t.process->kill(SIGKILL);
  }
}

void campaign::show(std::size_t total, std::size_t done) const {
  display::state now;
  now.total = total;
  now.done = done;
  now.at_once = jobs_;
  for (const trial& t : trials_)
    now.running.push_back({t.so_far.of->id, t.process->executions(), -1, t.process->seconds(), 0});
  display_.show(now);
}

}  // namespace lockstep::verify::runner

#include "pool.h"

#include <poll.h>
#include <signal.h>

#include <fmt/format.h>

#include "allowed_outcomes.h"
#include "interrupt.h"

namespace lockstep::verify::runner {
namespace {

constexpr int milliseconds_between_looks = 100;
/// An engine asks its monitor between executions. One that does not by then is inside an execution without end.
constexpr double seconds_to_stop = 5;
/// What a process may do with SIGABRT, such as print its stacks.
constexpr double seconds_to_abort = 2;

}  // namespace

std::vector<outcome> pool::run(const std::vector<job>& jobs, const listener& finished) {
  std::vector<std::optional<outcome>> known(jobs.size());
  std::size_t told = 0;
  std::size_t done = 0;
  next_ = 0;
  for (;;) {
    start_more(jobs);
    if (running_.empty()) break;
    for (auto& [index, result] : collect()) {
      display_.add_finished(result.result.executions);
      known[index] = std::move(result);
      ++done;
    }
    for (; told < next_ && known[told]; ++told) finished(*known[told]);
    show(jobs.size(), done);
  }
  display_.clear();
  std::vector<outcome> all;
  for (std::size_t i = 0; i != next_; ++i) all.push_back(std::move(*known[i]));
  return all;
}

void pool::start_more(const std::vector<job>& jobs) {
  while (interrupts() == 0 && running_.size() < limits_.jobs && next_ < jobs.size()) {
    const job& j = jobs[next_];
    auto process = std::make_unique<child>([&](models::monitor& m) {
      models::search_result r = search(*j.engine, *j.scenario, j.plan, m);
      if (annotate_) annotate_(r);
      return r;
    });
    running_.push_back({&j, next_++, std::move(process), {}});
  }
}

std::vector<std::pair<std::size_t, outcome>> pool::collect() {
  std::vector<pollfd> pipes;
  for (const running& r : running_) pipes.push_back({r.process->pipe(), POLLIN, 0});
  poll(pipes.data(), pipes.size(), milliseconds_between_looks);
  std::vector<std::pair<std::size_t, outcome>> ended;
  std::erase_if(running_, [&](running& r) {
    const bool is_open = r.process->receive();
    if (const auto so_far = r.process->take_report(); so_far && keep_) keep_(*r.of, *so_far);
    if (is_open) {
      watch(r);
      return false;
    }
    ended.emplace_back(r.index, conclude(r));
    if (keep_) keep_(*r.of, ended.back().second.result);
    return true;
  });
  return ended;
}

outcome pool::conclude(running& r) const {
  ending e = r.process->end();
  if (!e.died.empty() && !r.hang.empty()) e.died = r.hang;
  if (r.is_killed) e.died.clear();
  return judge(*r.of, e);
}

void pool::watch(running& r) const {
  child& c = *r.process;
  if (interrupts() > 0 && !c.was_asked_to_stop()) {
    c.ask_to_stop();
    r.asked_at = c.seconds();
  }
  if (c.was_asked_to_stop()) {
    if (interrupts() < 2 && c.seconds() < r.asked_at + seconds_to_stop) return;
    r.is_killed = true;
    c.kill(SIGKILL);
    return;
  }
  const double still = c.seconds_without_progress();
  if (still < limits_.patience) return;
  const std::string_view unit = r.of->engine->explores ? "execution" : "round";
  if (r.hang.empty()) {
    r.hang = fmt::format("hang: no {} finished for {:g} s (last: {} {})", unit, limits_.patience, unit, c.executions());
    c.kill(SIGABRT);
  } else if (still > limits_.patience + seconds_to_abort) {
    c.kill(SIGKILL);
  }
}

void pool::show(std::size_t total, std::size_t done) const {
  display::state now;
  now.total = total;
  now.done = done;
  now.at_once = limits_.jobs;
  for (const running& r : running_) {
    now.running.push_back({r.of->scenario->stated.name, r.process->executions(), r.process->fraction(),
                           r.process->seconds(), r.of->plan.seconds});
  }
  display_.show(now);
}

}  // namespace lockstep::verify::runner

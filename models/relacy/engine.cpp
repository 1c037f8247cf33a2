#include <algorithm>
#include <chrono>
#include <stdexcept>

#include <lockstep/models/machine.h>

#include "session.h"

namespace lockstep::models {

void session::begin_execution() {
  spurious_returns_left = type_.surroundings.spurious_returns;
  futex_sleepers.clear();
  histories.clear();
  heap.clear();
  exceptions_ = {};
  is_poisoned = false;
  blocked = 0;
  seen_.clear();
  outcome_.clear();
  trace_.clear();
}

bool session::end_execution() {
  for (const char* name : seen_) ++witnesses_[name];
  if (!outcome_.empty()) ++outcomes_[outcome_];
  return allowed_outcomes_ == nullptr || allowed_outcomes_->contains(outcome_);
}

void session::witness(const char* name) {
  for (const char* known : seen_) {
    if (known == name) return;
  }
  seen_.push_back(name);
}

void session::record(std::string what, const std::source_location& where, std::optional<access> touched) {
  const int thread = running() == max_threads ? -1 : static_cast<int>(running());
  if (touched && touched->read) {
    // Relacy does not say which write a read reads from: the last one of that value.
    const auto wrote_it = [&](const event& e) {
      return e.touched && e.touched->place == touched->place && e.touched->wrote == touched->read;
    };
    const auto source = std::find_if(trace_.rbegin(), trace_.rend(), wrote_it);
    touched->from = static_cast<int>(trace_.rend() - source) - 1;
  }
  trace_.push_back({thread, std::move(what), where.function_name(), where.file_name(), where.line(), touched});
}

void session::record_sleep(unsigned thread) {
  const auto last = std::find_if(trace_.rbegin(), trace_.rend(),
                                 [&](const event& e) { return e.thread == static_cast<int>(thread); });
  if (last != trace_.rend()) last->blocks = true;
}

void session::record_failure() {
  if (failure_.empty() || (!trace_.empty() && trace_.back().what == failure_)) return;
  record(failure_, attempts_[running()]);
}

void session::collect(search_result& result) const {
  result.witnesses = witnesses_;
  result.outcomes = outcomes_;
}

namespace {

verdict run_for(int threads, bool is_random) {
  switch (threads) {
    case 2:
      return run_suite<2>(is_random);
    case 3:
      return run_suite<3>(is_random);
    case 4:
      return run_suite<4>(is_random);
    case 5:
      return run_suite<5>(is_random);
  }
  throw std::invalid_argument("the engine relacy takes 2 to 5 threads, not " + std::to_string(threads));
}

/// Random search reads staler values than the others, so its schedules only fit itself.
const std::string random_mark = "r";

class relacy final : public engine {
 public:
  search_result search(const program_type& type, const search_plan& plan, monitor& watcher) override {
    models::search choices(type.threads, plan, watcher);
    session current(type, choices, plan);
    const auto started = std::chrono::steady_clock::now();
    const verdict found = run(current, plan.kind == search_kind::random);
    search_result result;
    result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    result.executions = choices.executions() + (found == verdict::failed ? 1 : 0);
    result.redundant = choices.redundant();
    result.finished = choices.is_finished() || found == verdict::failed;
    result.exhaustive = choices.is_finished() && plan.kind == search_kind::full && found == verdict::passed;
    if (!result.finished) result.fraction = choices.fraction();
    current.collect(result);
    if (found == verdict::failed) {
      result.failed = again(type, choices.taken(), plan);
      result.failed->what = current.failure();
    }
    return result;
  }

  search_result replay(const program_type& type, const std::string& text,
                       const std::set<std::string>* allowed_outcomes) override {
    search_plan plan;
    plan.allowed_outcomes = allowed_outcomes;
    if (text.starts_with(random_mark)) plan.kind = search_kind::random;
    const schedule given = schedule::parse(plan.kind == search_kind::random ? text.substr(1) : text);
    search_result result;
    result.executions = 1;
    try {
      result.failed = again(type, given, plan);
    } catch (const models::search::not_deterministic&) {
      throw std::invalid_argument("the schedule does not fit the scenario");
    }
    if (result.failed->what == "the scenario is not deterministic") {
      throw std::invalid_argument("the schedule does not fit the scenario");
    }
    return result;
  }

 private:
  static verdict run(session& current, bool is_random) {
    current_session = &current;
    current_run = &run_under_relacy();
    current_machine = decorate(machine_under_relacy());
    const verdict found = run_for(current.type().threads, is_random);
    current_machine = nullptr;
    current_run = nullptr;
    current_session = nullptr;
    return found;
  }

  static failure again(const program_type& type, const schedule& taken, const search_plan& plan) {
    models::search choices(type.threads, taken);
    session current(type, choices, plan);
    current.record_from_now_on();
    const bool is_random = plan.kind == search_kind::random;
    run(current, is_random);
    current.record_failure();
    return {current.failure(), (is_random ? random_mark : "") + taken.to_string(), std::move(current.trace())};
  }
};

}  // namespace

engine& relacy_engine() {
  static relacy instance;
  return instance;
}

}  // namespace lockstep::models

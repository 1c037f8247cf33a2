#include <lockstep/models/engine.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>

#include "session.h"

namespace lockstep::models {

namespace {

using clock = std::chrono::steady_clock;
using stress_machine::session;

double seconds_since(clock::time_point start) { return std::chrono::duration<double>(clock::now() - start).count(); }

/// Watches a session from outside: tells the monitor, keeps the time, and notices when nothing moves.
class supervisor {
 public:
  supervisor(session& s, const search_plan& plan, models::monitor& m) : session_(s), plan_(plan), monitor_(m) {}

  /// Returns when the session has ended; true if its plan was carried out.
  bool supervise() {
    while (!session_.has_ended_within(interval())) {
      if (is_stuck()) {
        session_.fail_as_stuck(patience);
        return false;
      }
      if (!is_stopping_) look();
    }
    // Where no number of executions was planned, the time was.
    return !is_interrupted_ && (plan_.executions != 0 ? session_.executions() == plan_.executions : plan_.seconds > 0);
  }

 private:
  /// An execution takes microseconds, or milliseconds under a sanitizer on a busy machine. One that takes this long has
  /// lost a wake-up.
  static constexpr std::chrono::seconds patience{10};
  static constexpr double seconds_between_looks = 0.05;

  std::chrono::nanoseconds interval() const {
    double span = seconds_between_looks;
    if (plan_.seconds > 0) span = std::clamp(plan_.seconds - seconds_since(start_), 0.0, span);
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>(span));
  }

  bool is_stuck() {
    const std::uint64_t executions = session_.executions();
    if (executions != last_executions_) {
      last_executions_ = executions;
      last_moved_ = clock::now();
    }
    return clock::now() - last_moved_ > patience;
  }

  void look() {
    const double elapsed = seconds_since(start_);
    is_interrupted_ = !monitor_.progress(last_executions_, fraction(elapsed));
    if (is_interrupted_ || (plan_.seconds > 0 && elapsed >= plan_.seconds)) {
      is_stopping_ = true;
      session_.stop();
    }
  }

  double fraction(double elapsed) const {
    double done = -1;
    if (plan_.executions != 0) done = static_cast<double>(last_executions_) / static_cast<double>(plan_.executions);
    if (plan_.seconds > 0) done = std::max(done, std::min(1.0, elapsed / plan_.seconds));
    return done;
  }

  session& session_;
  const search_plan& plan_;
  models::monitor& monitor_;
  const clock::time_point start_ = clock::now();
  clock::time_point last_moved_ = start_;
  std::uint64_t last_executions_ = 0;
  bool is_stopping_ = false;
  bool is_interrupted_ = false;
};

class stress_on_threads final : public engine {
 public:
  search_result search(const program_type& type, const search_plan& plan, monitor& m) override {
    const clock::time_point start = clock::now();
    auto* const s = new session(type, plan);
    current_run = s;
    s->start();
    const bool finished = supervisor(*s, plan, m).supervise();
    search_result r = s->result();
    r.seconds = seconds_since(start);
    // After a failure threads may still be inside the program: they keep the session and the run for good.
    if (r.failed) return r;
    r.finished = finished;
    s->join();
    current_run = nullptr;
    delete s;
    return r;
  }

  search_result replay(const program_type&, const std::string&, const std::set<std::string>*) override {
    throw std::invalid_argument("stress runs cannot be replayed");
  }
};

}  // namespace

engine& stress_engine() {
  static stress_on_threads the_engine;
  return the_engine;
}

}  // namespace lockstep::models

#include "preemptions.h"

namespace lockstep::models::exploring {

bool preemptions::is_next_possible(const graph& g, const state& now, unsigned t) {
  if (now[t] == g.thread(t).size()) return false;
  const event_id from = g.at(g.thread(t)[now[t]]).from;
  return from == none || g.at(from).index < now[g.at(from).thread];
}

preemptions::stop preemptions::run(const graph& g, state& now, unsigned t) {
  while (is_next_possible(g, now, t)) ++now[t];
  const bool is_preempted = now[t] != g.thread(t).size() && g.at(g.thread(t)[now[t]]).what != kind::await;
  return is_preempted ? stop::preempted : stop::at_end;
}

/// Whatever can run without being preempted. True if that was everything.
bool preemptions::run_what_is_free(const graph& g, state& now) {
  unsigned ended = 0;
  for (unsigned t = 0; t != max_threads;) {
    state after = now;
    if (is_next_possible(g, now, t) && run(g, after, t) == stop::at_end) {
      now = after;
      ended = t = 0;  // the others may be able to go further now
      continue;
    }
    ended += now[t] == g.thread(t).size();
    ++t;
  }
  return ended == max_threads;
}

bool preemptions::search(const graph& g, state now, unsigned left) {
  if (run_what_is_free(g, now)) return true;
  if (left == 0 || !hopeless_.insert({now, left}).second) return false;
  for (unsigned t = 0; t != max_threads; ++t) {
    if (!is_next_possible(g, now, t)) continue;
    state after = now;
    (void)run(g, after, t);
    if (search(g, after, left - 1)) return true;
  }
  return false;
}

bool preemptions::are_enough(const graph& g, unsigned most) {
  hopeless_.clear();
  return search(g, {}, most);
}

}  // namespace lockstep::models::exploring

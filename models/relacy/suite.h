#pragma once

// Relacy's context with our search in the place of its schedulers, and our program in the place of its test suite.

#include <cstdint>
#include <ostream>
#include <streambuf>

// Before Relacy, which makes macros of the standard's memory orders.
#include <atomic>

#include <relacy/relacy.hpp>
// Relacy's spellings of these would reach into everything below.
#undef new
#undef delete
#undef malloc
#undef calloc
#undef realloc
#undef free
#undef assert
#undef errno

#include "session.h"

namespace lockstep::models {

/// Relacy replaces operator new for the whole program and, during a run, watches all that it allocates; every free then
/// doubles the tree. Only what core asks its policy for is to be watched: create and destroy reach Relacy by another
/// way, and for everything else this switch of Relacy's own makes operator new the usual one. It is protected there;
/// the argument of an explicit instantiation is exempt from access checking ([temp.spec.general]/6).
template <int rl::context::* Member>
struct unwatched_allocation {
  friend void leave_operator_new_alone() { rl::ctx().*Member = 1; }
};
template struct unwatched_allocation<&rl::context::disable_alloc_>;
void leave_operator_new_alone();

/// Ends the execution from inside a fiber.
inline void fail_now(const std::string& what) {
  current_session->set_failure(what);
  rl::ctx().fail_test("", rl::test_result_user_assert_failed, rl::debug_info{});
}

/// The interface that rl::context_impl expects of a scheduler. Relacy's own park is never used: it yields, and a yield
/// prunes schedules; machine.cpp blocks threads through the search instead.
template <int N>
class scheduler {
 public:
  struct shared_context_t {};

  scheduler(rl::test_params&, shared_context_t&, rl::thread_id_t) {}

  rl::thread_id_t iteration_begin(rl::iteration_t) {
    current_session->begin_execution();
    return static_cast<rl::thread_id_t>(choices().begin());
  }
  bool iteration_end() { return choices().end(); }

  rl::thread_id_t schedule(rl::unpark_reason& reason, unsigned) {
    reason = rl::unpark_reason_normal;
    try {
      const unsigned before = choices().current();
      const unsigned after = choices().next();
      if (after != before) current_session->switch_exceptions(before, after);
      return static_cast<rl::thread_id_t>(after);
    } catch (const search::not_deterministic&) {
      fail_now("the scenario is not deterministic");
      return 0;
    }
  }
  unsigned rand(unsigned limit, rl::sched_type type) {
    if (type == rl::sched_type_mem_realloc) return 0;  // what becomes of freed memory: see heap_history
    try {
      return choices().choose(limit);
    } catch (const search::not_deterministic&) {
      fail_now("the scenario is not deterministic");
      return 0;
    }
  }
  rl::thread_finish_result thread_finished() {
    switch (choices().finish(static_cast<unsigned>(rl::ctx().current_thread()))) {
      case search::finished::others_run:
        return rl::thread_finish_result_normal;
      case search::finished::all_done:
        return rl::thread_finish_result_last;
      case search::finished::deadlock:
        break;
    }
    return rl::thread_finish_result_deadlock;
  }

  rl::iteration_t iteration_count() { return ~rl::iteration_t{0}; }
  bool park_current_thread(bool, bool) { return unused(); }
  void unpark_thread(rl::thread_id_t, bool) { unused(); }
  rl::thread_id_t create_thread() { return unused(); }
  void get_state(std::ostream&) {}
  void set_state(std::istream&) {}

 private:
  static search& choices() { return current_session->choices(); }
  static bool unused() {
    rl::assert_failed("Relacy's own blocking is in use", rl::debug_info{});
    std::abort();
  }
};

template <int N>
struct suite : rl::test_suite<suite<N>, N> {
  suite() {
    leave_operator_new_alone();
    current_session->construct_program();
  }
  ~suite() { current_session->destroy_program(); }

  void before() {
    current_session->current().before();
    current_session->choices().threads_start();
  }
  void thread(unsigned index) {
    try {
      current_session->current().thread(static_cast<int>(index));
    } catch (const session::poisoned&) {
      // Not this thread's failure: another one panicked.
    } catch (const std::exception& e) {
      fail_now(std::string("uncaught exception: ") + e.what());
    }
  }
  void after() {
    current_session->choices().threads_end();
    for (const auto& block : current_session->heap.freed()) rl::ctx().free(block.memory, false, rl::debug_info{});
    current_session->current().after();
    if (!current_session->end_execution()) {
      fail_now("outcome not allowed: " + current_session->outcome());
    }
  }
  void invariant() {
    if (!current_session->choices().has_chosen()) current_session->current().invariant();
  }
};

inline const char* text_of(rl::test_result_e result) {
  switch (result) {
    case rl::test_result_data_race:
      return "data race";
    case rl::test_result_deadlock:
      return "deadlock";
    case rl::test_result_livelock:
      return "livelock: an execution of more than 2,000 steps";
    case rl::test_result_memory_leak:
      return "memory leak";
    case rl::test_result_resource_leak:
      return "leak: an atomic or plain object was never destroyed";
    case rl::test_result_access_to_freed_memory:
      return "access to freed memory";
    case rl::test_result_double_free:
      return "double free, or free of what was not allocated";
    case rl::test_result_unitialized_access:
      return "read of an uninitialised object";
    default:
      return rl::test_result_str(result);
  }
}

template <int N>
verdict run_suite(bool is_random) {
  struct : std::streambuf {
    int overflow(int c) override { return c; }
  } nowhere;
  std::ostream quiet(&nowhere);
  rl::test_params params;
  params.output_stream = &quiet;
  params.progress_stream = &quiet;
  params.search_type = is_random ? rl::random_scheduler_type : rl::fair_full_search_scheduler_type;
  rl::ostringstream state;
  const rl::test_result_e result = rl::run_test<suite<N>, scheduler<N>>(params, state, false);
  if (result == rl::test_result_success) return verdict::passed;
  if (current_session->failure().empty()) current_session->set_failure(text_of(result));
  return verdict::failed;
}

}  // namespace lockstep::models

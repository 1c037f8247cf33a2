// The stress engine: it finds what it is there to find, and ends.

#include <gtest/gtest.h>

#include <new>
#include <set>
#include <stdexcept>
#include <string>

#include <lockstep/models/engine.h>
#include <lockstep/models/stress.h>
#include <lockstep/mutex.h>

namespace {

using namespace lockstep;
using models::stress;

/// A program that does nothing; each test overrides what it is about.
class idle : public models::program {
 public:
  void before() override {}
  void thread(int) override {}
  void after() override {}
  void invariant() const override {}
};

class monitor final : public models::monitor {
 public:
  explicit monitor(bool go_on = true) : go_on_(go_on) {}
  bool progress(std::uint64_t, double) override { return go_on_; }

 private:
  bool go_on_;
};

template <class Program>
models::program_type type_of(int threads) {
  return {threads,
          sizeof(Program),
          alignof(Program),
          [](void* storage) -> models::program* { return ::new (storage) Program; },
          {.time_passes = true}};
}

template <class Program>
models::search_result search(int threads, const models::search_plan& plan) {
  monitor m;
  return models::stress_engine().search(type_of<Program>(threads), plan, m);
}

template <class Program>
std::string failure_of(int threads) {
  const models::search_result r = search<Program>(threads, {.executions = 100});
  EXPECT_FALSE(r.finished);
  return r.failed ? r.failed->what : "";
}

TEST(stress_engine, runs_each_thread_once_an_execution) {
  static std::atomic<int> turns[5];
  struct counted : idle {
    void thread(int index) override { ++turns[index]; }
  };
  const models::search_result r = search<counted>(5, {.executions = 1'000});
  EXPECT_TRUE(r.finished);
  EXPECT_FALSE(r.exhaustive);
  EXPECT_FALSE(r.failed);
  EXPECT_EQ(r.executions, 1'000u);
  for (const auto& n : turns) EXPECT_EQ(n, 1'000);
}

TEST(stress_engine, before_and_after_and_the_end_see_what_the_threads_did) {
  static int ended = 0;
  struct counted : idle {
    ~counted() override { ended += done == 3; }
    void before() override { done = 1; }
    void thread(int index) override {
      if (index == 1) ++done;
    }
    void after() override { ++done; }
    int done = 0;
  };
  EXPECT_TRUE(search<counted>(2, {.executions = 100}).finished);
  EXPECT_EQ(ended, 100);
}

TEST(stress_engine, counts_a_witness_once_an_execution) {
  struct seen : idle {
    void thread(int) override {
      models::current_run->witness("always");
      models::current_run->witness("always");
      if (models::current_run->choose(2, std::source_location::current()) == 1)
        models::current_run->witness("now and then");
    }
  };
  const models::search_result r = search<seen>(3, {.executions = 500});
  EXPECT_EQ(r.witnesses.at("always"), 500u);
  EXPECT_GT(r.witnesses.at("now and then"), 0u);
  EXPECT_LT(r.witnesses.at("now and then"), 500u);
}

struct three_outcomes : idle {
  void thread(int index) override { models::current_run->observe(std::to_string(index)); }
  void after() override { models::current_run->observe("end"); }
};

TEST(stress_engine, counts_outcomes) {
  const models::search_result r = search<three_outcomes>(3, {.executions = 50});
  EXPECT_EQ(r.outcomes, (std::map<std::string, std::uint64_t>{{"0 1 2 end", 50}}));
}

TEST(stress_engine, reports_an_outcome_that_is_not_allowed) {
  const std::set<std::string> allowed{"another"};
  const models::search_result r = search<three_outcomes>(3, {.executions = 50, .allowed_outcomes = &allowed});
  ASSERT_TRUE(r.failed);
  EXPECT_EQ(r.failed->what, "outcome not allowed: 0 1 2 end");
}

TEST(stress_engine, ends_when_the_time_is_over) {
  const models::search_result for_a_time = search<idle>(2, {.seconds = 0.1});
  EXPECT_TRUE(for_a_time.finished);
  EXPECT_GT(for_a_time.executions, 0u);
  const models::search_result cut_short = search<idle>(2, {.executions = ~std::uint64_t{0}, .seconds = 0.1});
  EXPECT_FALSE(cut_short.finished);
}

TEST(stress_engine, ends_when_the_monitor_says_so) {
  monitor impatient(false);
  const models::search_result r = models::stress_engine().search(type_of<idle>(2), {}, impatient);
  EXPECT_FALSE(r.finished);
  EXPECT_FALSE(r.failed);
}

TEST(stress_engine, reports_a_failed_check) {
  struct wrong : idle {
    void thread(int index) override {
      if (index == 1) models::current_run->fail("check failed: one is none", std::source_location::current());
    }
  };
  const models::search_result r = search<wrong>(3, {.executions = 100});
  ASSERT_TRUE(r.failed);
  EXPECT_EQ(r.executions, 1u);
  EXPECT_EQ(r.failed->what, "check failed: one is none");
  ASSERT_EQ(r.failed->trace.size(), 1u);
  EXPECT_EQ(r.failed->trace[0].thread, 1);
}

TEST(stress_engine, reports_a_check_that_fails_after_the_threads) {
  struct wrong : idle {
    void after() override { models::current_run->fail("check failed: too late", std::source_location::current()); }
  };
  EXPECT_EQ(failure_of<wrong>(2), "check failed: too late");
}

TEST(stress_engine, reports_a_fatal_error) {
  struct wrong : idle {
    void thread(int) override { mutex.unlock(); }
    basic_mutex<stress> mutex;
  };
  EXPECT_EQ(failure_of<wrong>(2), "fatal error: sync: unlock of unlocked mutex");
}

TEST(stress_engine, reports_a_panic) {
  struct wrong : idle {
    void thread(int) override { stress::panic("sync: anything"); }
  };
  EXPECT_EQ(failure_of<wrong>(2), "uncaught panic: sync: anything");
}

TEST(stress_engine, survives_a_guard_that_unlocks_on_the_way_out) {
  struct wrong : idle {
    struct twice {
      ~twice() {
        mutex.unlock();
        mutex.unlock();
      }
      basic_mutex<stress>& mutex;
    };
    void thread(int index) override {
      if (index != 0) return;
      mutex.lock();
      const twice guard{mutex};
      models::current_run->fail("check failed: the first", std::source_location::current());
    }
    basic_mutex<stress> mutex;
  };
  EXPECT_EQ(failure_of<wrong>(2), "check failed: the first");
}

TEST(stress_engine, reports_a_lost_wake_up_and_where) {
  struct wrong : idle {
    void thread(int index) override {
      if (index == 1) semaphore.acquire();
    }
    stress::semaphore semaphore;
  };
  const models::search_result r = search<wrong>(2, {.executions = 100});
  ASSERT_TRUE(r.failed);
  EXPECT_EQ(r.failed->what, "stuck: no execution has ended for 10 s");
  bool is_seen_in_the_semaphore = false;
  for (const models::event& e : r.failed->trace) {
    is_seen_in_the_semaphore |= e.thread == 1 && e.file.ends_with("semaphore.h");
  }
  EXPECT_TRUE(is_seen_in_the_semaphore);
}

TEST(stress_engine, reaches_starving_mode) {
  struct starving : idle {
    void thread(int) override {
      for (int i = 0; i != 2; ++i) {
        mutex.lock();
        if (const auto* const word = reinterpret_cast<const std::atomic<std::uint32_t>*>(&mutex);
            mutex_word::is_starving(word->load(std::memory_order::relaxed))) {
          models::current_run->witness("starving");
        }
        mutex.unlock();
      }
    }
    basic_mutex<stress> mutex;
  };
  // Mostly within the first few hundred executions; on a busy machine each of them takes its time.
  std::uint64_t seen = 0;
  for (std::uint64_t seed = 1; seen == 0 && seed != 20; ++seed) {
    seen = search<starving>(3, {.executions = 1'000, .seed = seed}).witnesses["starving"];
  }
  EXPECT_GT(seen, 0u);
}

TEST(stress_engine, has_nothing_to_replay) {
  EXPECT_THROW(models::stress_engine().replay(type_of<idle>(2), "1", nullptr), std::invalid_argument);
}

}  // namespace

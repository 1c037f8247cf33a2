// Many threads at one group, used rightly.

#include <memory>

#include <lockstep/wait_group.h>

#include "hammer.h"

namespace wait_group_hammer {
namespace {

using namespace lockstep;
using sanitizers::dawdle;
using sanitizers::in_threads;
using sanitizers::start_line;
using sanitizers::watchdog;

template <class P>
struct wait_group_hammer : testing::Test {
  using group_type = basic_wait_group<P>;
};
TYPED_TEST_SUITE(wait_group_hammer, sanitizers::policies, sanitizers::policy_names);

// WG-1, WG-2, WG-3, WG-7: one thread counts, lets the workers go, waits, and does it again with the same group.
TYPED_TEST(wait_group_hammer, goes_through_many_generations) {
  constexpr int workers = 3;
  constexpr int generations = 2'000;
  typename TestFixture::group_type group;
  std::vector<typename TypeParam::semaphore> start(workers);
  int steps[workers] = {};
  watchdog dog;
  in_threads(workers + 1, [&](int index) {
    for (int g = 1; g <= generations; ++g, dog.round_ended()) {
      if (index == workers) {
        group.add(workers);
        for (auto& s : start) s.release();
        group.wait();
        for (const int step : steps) EXPECT_EQ(step, g);
      } else {
        start[static_cast<std::size_t>(index)].acquire();
        dawdle();
        steps[index] = g;
        group.done();
      }
    }
  });
}

// WG-1, WG-2, WG-3: every worker's result is there for every waiter.
TYPED_TEST(wait_group_hammer, many_waiters_see_the_results_of_many_workers) {
  constexpr int workers = 3;
  constexpr int waiters = 3;
  constexpr std::size_t rounds = 1'000;
  struct round {
    round() { group.add(workers); }
    typename TestFixture::group_type group;
    int results[workers] = {};
    start_line line{workers + waiters};
  };
  std::vector<round> all(rounds);
  watchdog dog;
  in_threads(workers + waiters, [&](int index) {
    for (round& r : all) {
      r.line.arrive();
      if (index < workers) {
        dawdle();
        r.results[index] = 1;
        r.group.done();
      } else {
        r.group.wait();
        EXPECT_EQ(r.results[0] + r.results[1] + r.results[2], workers);
      }
      dog.round_ended();
    }
  });
}

// LIFE-2: the waiter deletes the group while the last done may still be under way.
TYPED_TEST(wait_group_hammer, the_waiter_deletes_the_group) {
  constexpr int workers = 2;
  constexpr std::size_t rounds = 3'000;
  std::vector<typename TestFixture::group_type*> groups;
  std::vector<std::unique_ptr<start_line>> lines;
  for (std::size_t i = 0; i != rounds; ++i) {
    groups.push_back(TypeParam::template create<typename TestFixture::group_type>());
    groups.back()->add(workers);
    lines.push_back(std::make_unique<start_line>(workers + 1));
  }
  watchdog dog;
  in_threads(workers + 1, [&](int index) {
    for (std::size_t i = 0; i != rounds; ++i, dog.round_ended()) {
      lines[i]->arrive();
      if (index == workers) {
        groups[i]->wait();
        TypeParam::destroy(groups[i]);
      } else {
        dawdle();
        groups[i]->done();
      }
    }
  });
}

}  // namespace
}  // namespace wait_group_hammer

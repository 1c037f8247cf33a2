// Go's benchmarks of sync.WaitGroup (sync/waitgroup_test.go), under their names. Nothing else in C++ can be counted up
// again; where something that serves once can do the job, it is the peer. FanOutAndIn lets so many threads go and waits
// for all of them; WaitGroupWake is the way from the last done to the return of the wait.

#include <deque>
#include <latch>
#include <memory>
#include <optional>
#include <thread>
#include <type_traits>
#include <vector>

#include "floors.h"
#include "latency.h"
#include "peers.h"
#include "work.h"

#ifdef LOCKSTEP_BENCH_ABSL
#include <absl/synchronization/blocking_counter.h>
#endif
#ifdef LOCKSTEP_BENCH_NSYNC
#include <nsync.h>
#endif
#ifdef LOCKSTEP_BENCH_BOOST
#include <boost/thread/latch.hpp>
#endif

namespace lockstep::bench {
namespace {

struct our_group : wait_group {
  static constexpr char name[] = "lockstep";
  our_group() = default;
  explicit our_group(int count) { add(count); }

  void count_up_and_down() {
    add(1);
    done();
    wait();
  }
};

/// Made with its count, and not counted up again.
struct std_latch : std::latch {
  static constexpr char name[] = "std::latch";
  explicit std_latch(int count) : std::latch(count) {}
  void done() { count_down(); }
};

#ifdef LOCKSTEP_BENCH_ABSL
/// Has one waiter, which may destroy it.
class absl_blocking_counter {
 public:
  static constexpr char name[] = "absl::BlockingCounter";
  explicit absl_blocking_counter(int count) : counter_(count) {}
  void done() { counter_.DecrementCount(); }
  void wait() { counter_.Wait(); }

 private:
  absl::BlockingCounter counter_;
};
using absl_groups = peers<absl_blocking_counter>;
#else
using absl_groups = peers<>;
#endif

#ifdef LOCKSTEP_BENCH_NSYNC
class nsync_group {
 public:
  static constexpr char name[] = "nsync_counter";
  explicit nsync_group(int count) : counter_(nsync::nsync_counter_new(static_cast<std::uint32_t>(count))) {}
  ~nsync_group() { nsync::nsync_counter_free(counter_); }
  nsync_group(const nsync_group&) = delete;
  nsync_group& operator=(const nsync_group&) = delete;
  void done() { nsync::nsync_counter_add(counter_, -1); }
  void wait() { nsync::nsync_counter_wait(counter_, nsync::nsync_time_no_deadline); }

 private:
  nsync::nsync_counter counter_;
};
using nsync_groups = peers<nsync_group>;
#else
using nsync_groups = peers<>;
#endif

#ifdef LOCKSTEP_BENCH_BOOST
struct boost_latch : boost::latch {
  static constexpr char name[] = "boost::latch";
  explicit boost_latch(int count) : boost::latch(static_cast<std::size_t>(count)) {}
  void done() { count_down(); }
};
using boost_groups = peers<boost_latch>;
#else
using boost_groups = peers<>;
#endif

using groups_for_many = joined<peers<our_group, std_latch>, nsync_groups, boost_groups>;
using groups = joined<groups_for_many, absl_groups>;

/// No group at all.
struct std_thread_and_join {
  static constexpr char name[] = "std::thread and join";
};

/// Where the group can be used again, it is.
template <class Group>
void count_alone(benchmark::State& state) {
  if constexpr (requires(Group& g) { g.count_up_and_down(); }) {
    padded<Group> group;
    for (auto _ : state) group.object.count_up_and_down();
  } else {
    for (auto _ : state) {
      Group group(1);
      group.done();
      group.wait();
    }
  }
}

template <class Group, bool work>
void add_and_done_one_for_all(benchmark::State& state) {
  static padded<Group> group;
  for (auto _ : state) {
    group.object.add(1);
    if constexpr (work) go_round(100);
    group.object.done();
  }
}

template <class Group, bool work>
void wait_at_zero_one_for_all(benchmark::State& state) {
  static padded<Group> group;
  for (auto _ : state) {
    group.object.wait();
    if constexpr (work) go_round(100);
  }
}

template <class Group>
void actually_wait(benchmark::State& state) {
  for (auto _ : state) {
    if constexpr (std::is_same_v<Group, std_thread_and_join>) {
      std::thread([] {}).join();
    } else if constexpr (std::is_same_v<Group, our_group>) {
      our_group group;
      group.go([] {});
      group.wait();
    } else {
      // Its last done may still be inside when wait returns, so the group is the thread's as well.
      auto group = std::make_shared<Group>(1);
      std::thread([group] { group->done(); }).detach();
      group->wait();
    }
  }
}

/// One operation lets all threads go, by a group on which all of them wait, and waits for all, by another. Each round
/// has groups of its own, since a latch serves once.
template <class Group>
void fan_out_and_in(benchmark::State& state, int threads) {
  struct round {
    explicit round(int all) : end(all) {}
    alignas(128) Group start{1};
    alignas(128) Group end;
  };
  std::deque<round> rounds;
  for (auto i = state.max_iterations; i != 0; --i) rounds.emplace_back(threads);
  std::vector<std::jthread> all;
  for (int i = 0; i != threads; ++i) {
    all.emplace_back([&] {
      for (auto& one : rounds) {
        one.start.wait();
        one.end.done();
      }
    });
  }
  auto next = rounds.begin();
  for (auto _ : state) {
    next->start.done();
    next->end.wait();
    ++next;
  }
  all.clear();
}

template <class Group>
void wake_a_waiter(benchmark::State& state) {
  std::optional<Group> group;
  measure_wake_up(
      state, [&] { group.emplace(1); },
      [&] {
        group->wait();
        return [] {};
      },
      [&] { group->done(); });
}

}  // namespace

void add_wait_group_workloads(process where) {
  using benchmark::State;
  if (where == process::of_one_thread) return;
  const peers<our_group> alone;
  const peers<our_group, two_additions> beside_the_floor;
  add(groups{}, "WaitGroupUncontended", to_sixteen, []<class G>(State& s) { count_alone<G>(s); });
  add(beside_the_floor, "WaitGroupAddDone", to_sixteen,
      []<class G>(State& s) { add_and_done_one_for_all<G, false>(s); });
  add(alone, "WaitGroupAddDoneWork", to_sixteen, []<class G>(State& s) { add_and_done_one_for_all<G, true>(s); });
  add(alone, "WaitGroupWait", to_sixteen, []<class G>(State& s) { wait_at_zero_one_for_all<G, false>(s); });
  add(alone, "WaitGroupWaitWork", to_sixteen, []<class G>(State& s) { wait_at_zero_one_for_all<G, true>(s); });
  add(joined<groups, peers<std_thread_and_join>>{}, "WaitGroupActuallyWait", one_thread,
      []<class G>(State& s) { actually_wait<G>(s); });
  add(groups_for_many{}, "WaitGroupFanOutAndIn", several, []<class G>(State& s, int n) { fan_out_and_in<G>(s, n); },
      {.operations = 200});
  add(groups{}, "WaitGroupWake", {2}, []<class G>(State& s, int) { wake_a_waiter<G>(s); }, latency);
}

}  // namespace lockstep::bench

// Go's benchmarks of sync.WaitGroup (sync/waitgroup_test.go), under their names. The standard has no group that can be
// counted up; where its latch can do the job, it is the peer.

#include <latch>
#include <thread>

#include "peers.h"

namespace lockstep::bench {
namespace {

struct our_group : wait_group {
  static constexpr char name[] = "lockstep";

  void count_up_and_down() {
    add(1);
    done();
    wait();
  }
  void wait_for_a_thread() {
    go([] {});
    wait();
  }
};

struct std_latch {
  static constexpr char name[] = "std::latch";

  /// A latch serves once, so a new one each time.
  void count_up_and_down() {
    std::latch latch(1);
    latch.count_down();
    latch.wait();
  }
};

struct std_thread_and_join {
  static constexpr char name[] = "std::thread and join";

  void wait_for_a_thread() {
    std::thread([] {}).join();
  }
};

void work_a_little(bool wanted) {
  int foo = 0;
  for (int i = 0; wanted && i != 100; ++i) {
    foo = foo * 2 + 1;
    benchmark::DoNotOptimize(foo);
  }
}

template <class Group>
void count_alone(benchmark::State& state) {
  padded<Group> group;
  for (auto _ : state) group.object.count_up_and_down();
}

template <class Group, bool work>
void add_and_done_one_for_all(benchmark::State& state) {
  static padded<Group> group;
  for (auto _ : state) {
    group.object.add(1);
    work_a_little(work);
    group.object.done();
  }
}

template <class Group, bool work>
void wait_at_zero_one_for_all(benchmark::State& state) {
  static padded<Group> group;
  for (auto _ : state) {
    group.object.wait();
    work_a_little(work);
  }
}

template <class Group>
void actually_wait(benchmark::State& state) {
  padded<Group> group;
  for (auto _ : state) group.object.wait_for_a_thread();
}

}  // namespace

void add_wait_group_workloads(process where) {
  using benchmark::State;
  if (where == process::of_one_thread) return;
  const peers<our_group> alone;
  const std::vector<int> threads{1, 2, 4, 8};
  add(peers<our_group, std_latch>{}, "WaitGroupUncontended", threads, []<class G>(State& s) { count_alone<G>(s); });
  add(alone, "WaitGroupAddDone", threads, []<class G>(State& s) { add_and_done_one_for_all<G, false>(s); });
  add(alone, "WaitGroupAddDoneWork", threads, []<class G>(State& s) { add_and_done_one_for_all<G, true>(s); });
  add(alone, "WaitGroupWait", threads, []<class G>(State& s) { wait_at_zero_one_for_all<G, false>(s); });
  add(alone, "WaitGroupWaitWork", threads, []<class G>(State& s) { wait_at_zero_one_for_all<G, true>(s); });
  add(peers<our_group, std_thread_and_join>{}, "WaitGroupActuallyWait", one_thread,
      []<class G>(State& s) { actually_wait<G>(s); });
}

}  // namespace lockstep::bench

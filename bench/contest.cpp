// Who gets the lock, and how long the others wait: throughput, the longest wait and the share of the thread that was
// served least, side by side. A lock can buy each of them with the others.
//
// A contest lasts a fixed time, since threads that do a fixed number of turns each have all had equal shares in the
// end.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <latch>
#include <thread>
#include <vector>

#include "metrics.h"
#include "mutexes.h"

namespace lockstep::bench {
namespace {

using clock = std::chrono::steady_clock;
using std::chrono::microseconds;

constexpr auto span = std::chrono::milliseconds(100);

/// What a thread does in a turn, and what came of its turns.
struct contestant {
  microseconds holds{0};
  microseconds thinks{0};
  std::int64_t turns = 0;
  clock::duration longest_wait{0};
};

void pass(clock::time_point from, microseconds time) {
  if (time.count() == 0) return;
  while (clock::now() - from < time) {
  }
}

template <class Mutex>
void compete(Mutex& mutex, contestant& self, const std::atomic<bool>& is_over) {
  do {
    const auto came = clock::now();
    mutex.lock();
    const auto entered = clock::now();
    pass(entered, self.holds);
    mutex.unlock();
    ++self.turns;
    self.longest_wait = std::max(self.longest_wait, entered - came);
    if (self.thinks.count() != 0) pass(clock::now(), self.thinks);
  } while (!is_over.load(std::memory_order::relaxed));
}

template <class Mutex>
void hold_contest(benchmark::State& state, std::vector<padded<contestant>> all) {
  padded<Mutex> mutex;
  std::atomic<bool> is_over{false};
  std::latch start(static_cast<std::ptrdiff_t>(all.size()));
  for (auto _ : state) {
    std::vector<std::jthread> threads;
    for (auto& one : all) {
      threads.emplace_back([&] {
        start.arrive_and_wait();
        compete(mutex.object, one.object, is_over);
      });
    }
    std::this_thread::sleep_for(span);
    is_over.store(true);
    threads.clear();
    std::int64_t turns = 0;
    for (const auto& one : all) turns += one.object.turns;
    state.SetIterationTime(std::chrono::duration<double>(span).count() / static_cast<double>(turns));

    const auto [least, most] = std::ranges::minmax(all, {}, [](const auto& one) { return one.object.turns; });
    const auto slowest = std::ranges::max(all, {}, [](const auto& one) { return one.object.longest_wait; });
    state.counters[longest_wait] = std::chrono::duration<double, std::micro>(slowest.object.longest_wait).count();
    if (all.front().object.holds != all.back().object.holds) continue;  // they do not want equal shares
    state.counters[least_share] =
        static_cast<double>(least.object.turns) * static_cast<double>(all.size()) / static_cast<double>(turns);
  }
}

std::vector<padded<contestant>> alike(int threads, microseconds holds, microseconds thinks) {
  return std::vector<padded<contestant>>(static_cast<std::size_t>(threads), {{.holds = holds, .thinks = thinks}});
}

/// Go's fairness test: the first thread holds long and comes back at once, the others only want in now and then.
std::vector<padded<contestant>> hog_and_victims(int threads) {
  auto all = alike(threads, microseconds(0), microseconds(100));
  all.front().object = {.holds = microseconds(100)};
  return all;
}

}  // namespace

void add_contest_workloads(process where) {
  using benchmark::State;
  if (where == process::of_one_thread) return;
  const mutexes all;
  const how one_contest{.has_own_clock = true, .operations = 1, .seconds_besides = 0.1};
  const std::vector<int> threads{2, 8, 16};
  add(
      all, "Contest", threads,
      []<class M>(State& s, int n) { hold_contest<M>(s, alike(n, microseconds(0), microseconds(0))); }, one_contest);
  add(
      all, "Convoy", threads,
      []<class M>(State& s, int n) { hold_contest<M>(s, alike(n, microseconds(1), microseconds(1))); }, one_contest);
  add(all, "Hog", threads, []<class M>(State& s, int n) { hold_contest<M>(s, hog_and_victims(n)); }, one_contest);
}

}  // namespace lockstep::bench

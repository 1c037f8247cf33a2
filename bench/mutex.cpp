// Go's benchmarks of sync.Mutex (sync/mutex_test.go), under their names.
//
// Go runs them with GOMAXPROCS goroutines, or a multiple (Slack: ten times, NoSpin: four times). Here `threads` stands
// for GOMAXPROCS and is multiplied in the same way. MutexWake is not Go's.

#include <array>
#include <cstdint>
#include <thread>

#include "floors.h"
#include "latency.h"
#include "mutexes.h"
#include "work.h"

namespace lockstep::bench {
namespace {

template <class Mutex>
void lock_and_unlock_alone(benchmark::State& state) {
  padded<Mutex> mutex;
  for (auto _ : state) {
    mutex.object.lock();
    mutex.object.unlock();
  }
}

template <class Mutex, bool work>
void lock_and_unlock_one_for_all(benchmark::State& state) {
  static padded<Mutex> mutex;
  for (auto _ : state) {
    mutex.object.lock();
    mutex.object.unlock();
    if constexpr (work) go_round(100);
  }
}

/// What the threads of NoSpin and Spin keep under their lock.
template <class Mutex>
struct accounts {
  Mutex mutex;
  std::uint64_t debit = 0;
  std::uint64_t credit = 0;

  void transfer() {
    mutex.lock();
    debit -= 100;
    credit += 100;
    mutex.unlock();
  }
};

template <std::size_t size>
void touch(std::array<std::uint64_t, size>& data) {
  for (std::size_t i = 0; i < size; i += 4) ++data[i];
  benchmark::DoNotOptimize(data.data());
  benchmark::ClobberMemory();
}

/// Spinning does not pay: most threads are at work of their own and yield, so that the processor is better given away.
template <class Mutex>
void mostly_work_and_yield(benchmark::State& state) {
  static padded<accounts<Mutex>> shared;
  std::array<std::uint64_t, 4 << 10> data{};
  unsigned i = 0;
  for (auto _ : state) {
    if (i++ % 4 == 0) {
      shared.object.transfer();
    } else {
      touch(data);
      std::this_thread::yield();
    }
  }
}

/// Spinning pays: each thread works on much data of its own, which a change of thread would push out of the cache.
template <class Mutex>
void lock_and_work_on_much_data(benchmark::State& state) {
  static padded<accounts<Mutex>> shared;
  std::array<std::uint64_t, 16 << 10> data{};
  for (auto _ : state) {
    shared.object.transfer();
    touch(data);
  }
}

/// From the unlock to the return of the lock that slept.
template <class Mutex>
void wake_a_waiter(benchmark::State& state) {
  padded<Mutex> mutex;
  measure_wake_up(
      state, [&] { mutex.object.lock(); },
      [&] {
        mutex.object.lock();
        return [&] { mutex.object.unlock(); };
      },
      [&] { mutex.object.unlock(); });
}

}  // namespace

void add_mutex_workloads(process where) {
  using benchmark::State;
  const mutexes all;
  if (where == process::of_one_thread) {
    add(all, "MutexUncontendedOneThread", one_thread, []<class M>(State& s) { lock_and_unlock_alone<M>(s); });
    return;
  }
  const std::vector<int> slack{10, 20, 40, 80, 160}, excess{4, 8, 16, 32, 64};
  // In less time than some turns of the scheduler, threads may well run one after the other, and contend for nothing.
  constexpr double some_turns = 0.1;
  const how contended{.seconds = some_turns}, tenfold{.seconds = some_turns, .threads_per_processor = 10};
  const how fourfold{.threads_per_processor = 4};
  add(joined<mutexes, peers<two_counts>>{}, "MutexUncontended", to_sixteen,
      []<class M>(State& s) { lock_and_unlock_alone<M>(s); });
  add(all, "Mutex", to_sixteen, []<class M>(State& s) { lock_and_unlock_one_for_all<M, false>(s); }, contended);
  add(all, "MutexSlack", slack, []<class M>(State& s) { lock_and_unlock_one_for_all<M, false>(s); }, tenfold);
  add(all, "MutexWork", to_sixteen, []<class M>(State& s) { lock_and_unlock_one_for_all<M, true>(s); }, contended);
  add(all, "MutexWorkSlack", slack, []<class M>(State& s) { lock_and_unlock_one_for_all<M, true>(s); }, tenfold);
  add(all, "MutexNoSpin", excess, []<class M>(State& s) { mostly_work_and_yield<M>(s); }, fourfold);
  add(all, "MutexSpin", to_sixteen, []<class M>(State& s) { lock_and_work_on_much_data<M>(s); }, contended);
  add(all, "MutexWake", {2}, []<class M>(State& s, int) { wake_a_waiter<M>(s); }, latency);
}

}  // namespace lockstep::bench

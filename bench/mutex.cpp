// Go's benchmarks of sync.Mutex (sync/mutex_test.go), under their names.
//
// Go runs them with GOMAXPROCS goroutines, or a multiple (Slack: ten times, NoSpin: four times). Here `threads` stands
// for GOMAXPROCS and is multiplied in the same way.

#include <array>
#include <cstdint>
#include <thread>

#include "peers.h"

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

/// What Go's Work rows do between two locks: a hundred multiplications and divisions that come to nothing.
void work_a_little() {
  int foo = 1;
  for (int i = 0; i != 100; ++i) {
    foo *= 2;
    benchmark::DoNotOptimize(foo);
    foo /= 2;
    benchmark::DoNotOptimize(foo);
  }
}

template <class Mutex, bool work>
void lock_and_unlock_one_for_all(benchmark::State& state) {
  static padded<Mutex> mutex;
  for (auto _ : state) {
    mutex.object.lock();
    mutex.object.unlock();
    if constexpr (work) work_a_little();
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

}  // namespace

void add_mutex_workloads(process where) {
  using benchmark::State;
  const mutexes all;
  if (where == process::of_one_thread) {
    add(all, "MutexUncontendedOneThread", one_thread, []<class M>(State& s) { lock_and_unlock_alone<M>(s); });
    return;
  }
  const std::vector<int> threads{1, 2, 4, 8}, slack{10, 20, 40, 80}, excess{4, 8, 16, 32};
  add(all, "MutexUncontended", threads, []<class M>(State& s) { lock_and_unlock_alone<M>(s); });
  add(all, "Mutex", threads, []<class M>(State& s) { lock_and_unlock_one_for_all<M, false>(s); });
  add(all, "MutexSlack", slack, []<class M>(State& s) { lock_and_unlock_one_for_all<M, false>(s); });
  add(all, "MutexWork", threads, []<class M>(State& s) { lock_and_unlock_one_for_all<M, true>(s); });
  add(all, "MutexWorkSlack", slack, []<class M>(State& s) { lock_and_unlock_one_for_all<M, true>(s); });
  add(all, "MutexNoSpin", excess, []<class M>(State& s) { mostly_work_and_yield<M>(s); });
  add(all, "MutexSpin", threads, []<class M>(State& s) { lock_and_work_on_much_data<M>(s); });
}

}  // namespace lockstep::bench

// Go's benchmarks of sync.RWMutex (sync/rwmutex_test.go), under their names, and reading and writing alone.

#include <shared_mutex>

#include "peers.h"

namespace lockstep::bench {
namespace {

struct our_rw_mutex : rw_mutex {
  static constexpr char name[] = "lockstep";
};
struct std_shared_mutex : std::shared_mutex {
  static constexpr char name[] = "std::shared_mutex";
};
using rw_mutexes = peers<our_rw_mutex, std_shared_mutex>;

template <class Mutex>
void read_alone(benchmark::State& state) {
  padded<Mutex> mutex;
  for (auto _ : state) {
    mutex.object.lock_shared();
    mutex.object.unlock_shared();
  }
}

template <class Mutex>
void write_alone(benchmark::State& state) {
  padded<Mutex> mutex;
  for (auto _ : state) {
    mutex.object.lock();
    mutex.object.unlock();
  }
}

/// Go's row: two read locks, one inside the other, and a write lock.
template <class Mutex>
void read_twice_and_write_alone(benchmark::State& state) {
  padded<Mutex> mutex;
  for (auto _ : state) {
    mutex.object.lock_shared();
    mutex.object.lock_shared();
    mutex.object.unlock_shared();
    mutex.object.unlock_shared();
    mutex.object.lock();
    mutex.object.unlock();
  }
}

/// Go's work inside a read lock: so many multiplications and divisions that come to nothing.
void work(int amount) {
  int foo = 1;
  for (int i = 0; i != amount; ++i) {
    foo *= 2;
    benchmark::DoNotOptimize(foo);
    foo /= 2;
    benchmark::DoNotOptimize(foo);
  }
}

/// One access in `period` is a write.
template <class Mutex, int period, int amount>
void mostly_read(benchmark::State& state) {
  static padded<Mutex> mutex;
  int i = 0;
  for (auto _ : state) {
    if (++i % period == 0) {
      mutex.object.lock();
      mutex.object.unlock();
    } else {
      mutex.object.lock_shared();
      work(amount);
      mutex.object.unlock_shared();
    }
  }
}

/// The first thread only writes, the others only read. What a writer's announcement costs that has to win against the
/// traffic of readers shows as the time of the row.
template <class Mutex>
void one_writes_others_read(benchmark::State& state) {
  static padded<Mutex> mutex;
  if (state.thread_index() == 0) {
    for (auto _ : state) {
      mutex.object.lock();
      mutex.object.unlock();
    }
  } else {
    for (auto _ : state) {
      mutex.object.lock_shared();
      mutex.object.unlock_shared();
    }
  }
}

}  // namespace

void add_rw_mutex_workloads(process where) {
  using benchmark::State;
  const rw_mutexes all;
  if (where == process::of_one_thread) {
    add(all, "RWMutexUncontendedOneThread", one_thread, []<class M>(State& s) { read_twice_and_write_alone<M>(s); });
    return;
  }
  const std::vector<int> threads{1, 2, 4, 8}, several{2, 4, 8};
  add(all, "RWMutexReadAlone", one_thread, []<class M>(State& s) { read_alone<M>(s); });
  add(all, "RWMutexWriteAlone", one_thread, []<class M>(State& s) { write_alone<M>(s); });
  add(all, "RWMutexUncontended", threads, []<class M>(State& s) { read_twice_and_write_alone<M>(s); });
  add(all, "RWMutexWrite100", threads, []<class M>(State& s) { mostly_read<M, 100, 0>(s); });
  add(all, "RWMutexWrite10", threads, []<class M>(State& s) { mostly_read<M, 10, 0>(s); });
  add(all, "RWMutexWorkWrite100", threads, []<class M>(State& s) { mostly_read<M, 100, 100>(s); });
  add(all, "RWMutexWorkWrite10", threads, []<class M>(State& s) { mostly_read<M, 10, 100>(s); });
  add(all, "RWMutexOneWriter", several, []<class M>(State& s) { one_writes_others_read<M>(s); });
}

}  // namespace lockstep::bench

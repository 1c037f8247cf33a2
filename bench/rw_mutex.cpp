// Go's benchmarks of sync.RWMutex (sync/rwmutex_test.go), under their names, and reading and writing alone. In the rows
// that begin with Scalable ours is scalable_rw_mutex, and rw_mutex one of its peers.

#include <shared_mutex>

#include "floors.h"
#include "peers.h"
#include "work.h"

#ifdef LOCKSTEP_BENCH_ABSL
#include <absl/synchronization/mutex.h>
#endif
#ifdef LOCKSTEP_BENCH_NSYNC
#include <nsync.h>
#endif
#ifdef LOCKSTEP_BENCH_TBB
#include <oneapi/tbb/rw_mutex.h>
#include <oneapi/tbb/spin_rw_mutex.h>
#endif
#ifdef LOCKSTEP_BENCH_BOOST
#include <boost/thread/shared_mutex.hpp>
#endif

namespace lockstep::bench {
namespace {

struct our_rw_mutex : rw_mutex {
  static constexpr char name[] = "lockstep";
};
struct our_scalable_rw_mutex : scalable_rw_mutex {
  static constexpr char name[] = "lockstep";
};
struct our_rw_mutex_as_a_peer : rw_mutex {
  static constexpr char name[] = "lockstep::rw_mutex";
};
struct std_shared_mutex : std::shared_mutex {
  static constexpr char name[] = "std::shared_mutex";
};

#ifdef LOCKSTEP_BENCH_ABSL
class absl_rw_mutex {
 public:
  static constexpr char name[] = "absl::Mutex";
  void lock() { mutex_.Lock(); }
  void unlock() { mutex_.Unlock(); }
  void lock_shared() { mutex_.ReaderLock(); }
  void unlock_shared() { mutex_.ReaderUnlock(); }

 private:
  absl::Mutex mutex_;
};
using absl_rw_mutexes = peers<absl_rw_mutex>;
#else
using absl_rw_mutexes = peers<>;
#endif

#ifdef LOCKSTEP_BENCH_NSYNC
class nsync_rw_mutex {
 public:
  static constexpr char name[] = "nsync_mu";
  void lock() { nsync::nsync_mu_lock(&mutex_); }
  void unlock() { nsync::nsync_mu_unlock(&mutex_); }
  void lock_shared() { nsync::nsync_mu_rlock(&mutex_); }
  void unlock_shared() { nsync::nsync_mu_runlock(&mutex_); }

 private:
  nsync::nsync_mu mutex_{};
};
using nsync_rw_mutexes = peers<nsync_rw_mutex>;
#else
using nsync_rw_mutexes = peers<>;
#endif

#ifdef LOCKSTEP_BENCH_TBB
struct tbb_rw_mutex : tbb::rw_mutex {
  static constexpr char name[] = "tbb::rw_mutex";
};
struct tbb_spin_rw_mutex : tbb::spin_rw_mutex {
  static constexpr char name[] = "tbb::spin_rw_mutex";
};
using tbb_rw_mutexes = peers<tbb_rw_mutex, tbb_spin_rw_mutex>;
#else
using tbb_rw_mutexes = peers<>;
#endif

#ifdef LOCKSTEP_BENCH_BOOST
struct boost_shared_mutex : boost::shared_mutex {
  static constexpr char name[] = "boost::shared_mutex";
};
using boost_rw_mutexes = peers<boost_shared_mutex>;
#else
using boost_rw_mutexes = peers<>;
#endif

using others = joined<peers<std_shared_mutex>, absl_rw_mutexes, nsync_rw_mutexes, tbb_rw_mutexes, boost_rw_mutexes>;
using rw_mutexes = joined<peers<our_rw_mutex>, others>;
using beside_scalable = joined<peers<our_scalable_rw_mutex, our_rw_mutex_as_a_peer>, others>;

template <class Mutex>
void read_alone(benchmark::State& state) {
  padded<Mutex> mutex;
  for (auto _ : state) {
    mutex.object.lock_shared();
    mutex.object.unlock_shared();
  }
}

/// Nobody waits for anybody, and yet all write the one word in which readers are counted.
template <class Mutex>
void read_one_for_all(benchmark::State& state) {
  static padded<Mutex> mutex;
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
      double_and_halve(i, amount);
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
  // Each workload for both of ours.
  const auto add_both = [&](const std::string& workload, const std::vector<int>& threads, auto run) {
    add(all, workload, threads, run);
    add(beside_scalable{}, "Scalable" + workload, threads, run, {.go_name = workload});
  };
  add(joined<rw_mutexes, peers<two_additions>>{}, "RWMutexReadAlone", one_thread,
      []<class M>(State& s) { read_alone<M>(s); });
  add(beside_scalable{}, "ScalableRWMutexReadAlone", one_thread, []<class M>(State& s) { read_alone<M>(s); },
      {.go_name = "RWMutexReadAlone"});
  add_both("RWMutexRead", several, []<class M>(State& s) { read_one_for_all<M>(s); });
  add_both("RWMutexWriteAlone", one_thread, []<class M>(State& s) { write_alone<M>(s); });
  add_both("RWMutexUncontended", to_sixteen, []<class M>(State& s) { read_twice_and_write_alone<M>(s); });
  add_both("RWMutexWrite100", to_sixteen, []<class M>(State& s) { mostly_read<M, 100, 0>(s); });
  add_both("RWMutexWrite10", to_sixteen, []<class M>(State& s) { mostly_read<M, 10, 0>(s); });
  add_both("RWMutexWorkWrite100", to_sixteen, []<class M>(State& s) { mostly_read<M, 100, 100>(s); });
  add_both("RWMutexWorkWrite10", to_sixteen, []<class M>(State& s) { mostly_read<M, 10, 100>(s); });
  add_both("RWMutexOneWriter", several, []<class M>(State& s) { one_writes_others_read<M>(s); });
}

}  // namespace lockstep::bench

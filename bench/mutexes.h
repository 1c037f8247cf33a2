#pragma once

// The mutexes, for the workloads of more than one file.

#include <pthread.h>

#include <mutex>

#include "peers.h"

#ifdef LOCKSTEP_BENCH_ABSL
#include <absl/synchronization/mutex.h>
#endif
#ifdef LOCKSTEP_BENCH_NSYNC
#include <nsync.h>
#endif
#ifdef LOCKSTEP_BENCH_TBB
#include <oneapi/tbb/mutex.h>
#include <oneapi/tbb/queuing_mutex.h>
#endif
#ifdef LOCKSTEP_BENCH_BOOST
#include <boost/thread/mutex.hpp>
#endif

namespace lockstep::bench {

struct ours : mutex {
  static constexpr char name[] = "lockstep";
};

struct std_mutex : std::mutex {
  static constexpr char name[] = "std::mutex";
};

/// glibc's that spins before it sleeps; its plain one is std::mutex.
class pthread_adaptive_mutex {
 public:
  static constexpr char name[] = "pthread adaptive";
  void lock() { pthread_mutex_lock(&mutex_); }
  void unlock() { pthread_mutex_unlock(&mutex_); }

 private:
  pthread_mutex_t mutex_ = PTHREAD_ADAPTIVE_MUTEX_INITIALIZER_NP;
};

#ifdef LOCKSTEP_BENCH_ABSL
class absl_mutex {
 public:
  static constexpr char name[] = "absl::Mutex";
  void lock() { mutex_.Lock(); }
  void unlock() { mutex_.Unlock(); }

 private:
  absl::Mutex mutex_;
};
using absl_mutexes = peers<absl_mutex>;
#else
using absl_mutexes = peers<>;
#endif

#ifdef LOCKSTEP_BENCH_NSYNC
class nsync_mutex {
 public:
  static constexpr char name[] = "nsync_mu";
  void lock() { nsync::nsync_mu_lock(&mutex_); }
  void unlock() { nsync::nsync_mu_unlock(&mutex_); }

 private:
  nsync::nsync_mu mutex_{};
};
using nsync_mutexes = peers<nsync_mutex>;
#else
using nsync_mutexes = peers<>;
#endif

#ifdef LOCKSTEP_BENCH_TBB
struct tbb_mutex : tbb::mutex {
  static constexpr char name[] = "tbb::mutex";
};

/// Its lock is a node in its queue, which the holder keeps: one a thread and mutex.
class tbb_queuing_mutex {
 public:
  static constexpr char name[] = "tbb::queuing_mutex";
  void lock() { held().acquire(mutex_); }
  void unlock() { held().release(); }

 private:
  static tbb::queuing_mutex::scoped_lock& held() {
    static thread_local tbb::queuing_mutex::scoped_lock lock;
    return lock;
  }
  tbb::queuing_mutex mutex_;
};
using tbb_mutexes = peers<tbb_mutex, tbb_queuing_mutex>;
#else
using tbb_mutexes = peers<>;
#endif

#ifdef LOCKSTEP_BENCH_BOOST
struct boost_mutex : boost::mutex {
  static constexpr char name[] = "boost::mutex";
};
using boost_mutexes = peers<boost_mutex>;
#else
using boost_mutexes = peers<>;
#endif

using mutexes =
    joined<peers<ours, std_mutex, pthread_adaptive_mutex>, absl_mutexes, nsync_mutexes, tbb_mutexes, boost_mutexes>;

}  // namespace lockstep::bench

// Bytes an object, beside those of the peers. Whatever a library allocates behind it comes on top; ours allocate
// nothing.

#include <pthread.h>
#include <semaphore.h>

#include <condition_variable>
#include <latch>
#include <mutex>
#include <semaphore>
#include <shared_mutex>

#include <lockstep/sync.h>

#include "sizes.h"

#ifdef LOCKSTEP_BENCH_ABSL
#include <absl/base/call_once.h>
#include <absl/synchronization/blocking_counter.h>
#include <absl/synchronization/mutex.h>
#endif
#ifdef LOCKSTEP_BENCH_NSYNC
#include <nsync.h>
#endif
#ifdef LOCKSTEP_BENCH_TBB
#include <oneapi/tbb/mutex.h>
#include <oneapi/tbb/queuing_mutex.h>
#include <oneapi/tbb/rw_mutex.h>
#endif
#ifdef LOCKSTEP_BENCH_BOOST
#include <boost/thread/condition_variable.hpp>
#include <boost/thread/latch.hpp>
#include <boost/thread/mutex.hpp>
#include <boost/thread/once.hpp>
#include <boost/thread/shared_mutex.hpp>
#endif

namespace lockstep::bench {

void add_sizes(results& all) {
  all.add_size("SizeOfMutex", our_name, sizeof(mutex));
  all.add_size("SizeOfMutex", "std::mutex", sizeof(std::mutex));
  all.add_size("SizeOfRWMutex", our_name, sizeof(rw_mutex));
  all.add_size("SizeOfRWMutex", "std::shared_mutex", sizeof(std::shared_mutex));
  all.add_size("SizeOfWaitGroup", our_name, sizeof(wait_group));
  all.add_size("SizeOfWaitGroup", "std::latch", sizeof(std::latch));
  all.add_size("SizeOfOnce", our_name, sizeof(once));
  all.add_size("SizeOfOnce", "std::call_once", sizeof(std::once_flag));
  all.add_size("SizeOfCond", our_name, sizeof(cond<>));
  all.add_size("SizeOfCond", "std::condition_variable", sizeof(std::condition_variable));
  all.add_size("SizeOfSemaphore", our_name, sizeof(semaphore));
  all.add_size("SizeOfSemaphore", "std::counting_semaphore", sizeof(std::counting_semaphore<>));
  all.add_size("SizeOfSemaphore", "sem_t", sizeof(sem_t));
#ifdef LOCKSTEP_BENCH_ABSL
  all.add_size("SizeOfMutex", "absl::Mutex", sizeof(absl::Mutex));
  all.add_size("SizeOfRWMutex", "absl::Mutex", sizeof(absl::Mutex));
  all.add_size("SizeOfWaitGroup", "absl::BlockingCounter", sizeof(absl::BlockingCounter));
  all.add_size("SizeOfOnce", "absl::call_once", sizeof(absl::once_flag));
  all.add_size("SizeOfCond", "absl::CondVar", sizeof(absl::CondVar));
#endif
#ifdef LOCKSTEP_BENCH_NSYNC
  all.add_size("SizeOfMutex", "nsync_mu", sizeof(nsync::nsync_mu));
  all.add_size("SizeOfRWMutex", "nsync_mu", sizeof(nsync::nsync_mu));
  all.add_size("SizeOfCond", "nsync_cv", sizeof(nsync::nsync_cv));
#endif
#ifdef LOCKSTEP_BENCH_TBB
  all.add_size("SizeOfMutex", "tbb::mutex", sizeof(tbb::mutex));
  all.add_size("SizeOfMutex", "tbb::queuing_mutex", sizeof(tbb::queuing_mutex));
  all.add_size("SizeOfRWMutex", "tbb::rw_mutex", sizeof(tbb::rw_mutex));
#endif
#ifdef LOCKSTEP_BENCH_BOOST
  all.add_size("SizeOfMutex", "boost::mutex", sizeof(boost::mutex));
  all.add_size("SizeOfRWMutex", "boost::shared_mutex", sizeof(boost::shared_mutex));
  all.add_size("SizeOfWaitGroup", "boost::latch", sizeof(boost::latch));
  all.add_size("SizeOfOnce", "boost::call_once", sizeof(boost::once_flag));
  all.add_size("SizeOfCond", "boost::condition_variable", sizeof(boost::condition_variable));
#endif
}

}  // namespace lockstep::bench

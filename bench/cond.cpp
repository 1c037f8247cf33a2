// Go's benchmarks of sync.Cond (sync/cond_test.go), under their names: Cond1 is one thread that waits, Cond32 is 32.
// CondPingPong is one hand-over of two threads by turns, CondWake the way from a signal to the return of the wait.

#include <condition_variable>
#include <string>
#include <thread>
#include <vector>

#include "latency.h"
#include "peers.h"

#ifdef LOCKSTEP_BENCH_ABSL
#include <absl/synchronization/mutex.h>
#endif
#ifdef LOCKSTEP_BENCH_NSYNC
#include <nsync.h>
#endif
#ifdef LOCKSTEP_BENCH_BOOST
#include <boost/thread/condition_variable.hpp>
#include <boost/thread/mutex.hpp>
#endif

namespace lockstep::bench {
namespace {

struct our_cond {
  static constexpr char name[] = "lockstep";
  mutex lock;
  cond<> changed{lock};

  void wait() { changed.wait(); }
  void signal() { changed.signal(); }
  void broadcast() { changed.broadcast(); }
};

struct std_condition_variable {
  static constexpr char name[] = "std::condition_variable";
  std::mutex lock;
  std::condition_variable changed;

  /// The standard's wants a unique_lock; to make one of a lock that is held, and to let go of it, costs nothing.
  void wait() {
    std::unique_lock held(lock, std::adopt_lock);
    changed.wait(held);
    held.release();
  }
  void signal() { changed.notify_one(); }
  void broadcast() { changed.notify_all(); }
};

#ifdef LOCKSTEP_BENCH_ABSL
struct absl_cond {
  static constexpr char name[] = "absl::CondVar";
  struct absl_lock : absl::Mutex {
    void lock() { Lock(); }
    void unlock() { Unlock(); }
  };
  absl_lock lock;
  absl::CondVar changed;

  void wait() { changed.Wait(&lock); }
  void signal() { changed.Signal(); }
  void broadcast() { changed.SignalAll(); }
};
using absl_conds = peers<absl_cond>;
#else
using absl_conds = peers<>;
#endif

#ifdef LOCKSTEP_BENCH_NSYNC
struct nsync_cond {
  static constexpr char name[] = "nsync_cv";
  struct nsync_lock {
    nsync::nsync_mu mutex{};
    void lock() { nsync::nsync_mu_lock(&mutex); }
    void unlock() { nsync::nsync_mu_unlock(&mutex); }
  };
  nsync_lock lock;
  nsync::nsync_cv changed{};

  void wait() { nsync::nsync_cv_wait(&changed, &lock.mutex); }
  void signal() { nsync::nsync_cv_signal(&changed); }
  void broadcast() { nsync::nsync_cv_broadcast(&changed); }
};
using nsync_conds = peers<nsync_cond>;
#else
using nsync_conds = peers<>;
#endif

#ifdef LOCKSTEP_BENCH_BOOST
struct boost_cond {
  static constexpr char name[] = "boost::condition_variable";
  boost::mutex lock;
  boost::condition_variable changed;

  void wait() {
    boost::unique_lock<boost::mutex> held(lock, boost::adopt_lock);
    changed.wait(held);
    held.release();
  }
  void signal() { changed.notify_one(); }
  void broadcast() { changed.notify_all(); }
};
using boost_conds = peers<boost_cond>;
#else
using boost_conds = peers<>;
#endif

using conds = joined<peers<our_cond, std_condition_variable>, absl_conds, nsync_conds, boost_conds>;

/// Go's benchmarkCond. All go round together: whoever comes last wakes the others, who have waited for nothing else.
template <class Cond>
class round_dance {
 public:
  explicit round_dance(int waiters) : waiters_(waiters) {}

  /// Returns false when all is over.
  bool step(bool is_last_round) {
    shared_.lock.lock();
    if (is_over_) {
      shared_.lock.unlock();
      return false;
    }
    is_over_ = is_last_round;
    if (++id_ > waiters_) {
      id_ = 0;
      ++generation_;
      shared_.broadcast();
    } else {
      for (const auto mine = generation_; mine == generation_ && !is_over_;) shared_.wait();
    }
    const bool goes_on = !is_over_;
    if (!goes_on) shared_.broadcast();
    shared_.lock.unlock();
    return goes_on;
  }

 private:
  Cond shared_;
  int waiters_;
  int id_ = 0;
  std::uint64_t generation_ = 0;
  bool is_over_ = false;
};

/// One iteration is one round of all: `waiters` wait, and the one that comes last broadcasts.
template <class Cond>
void broadcast_to(benchmark::State& state, int waiters) {
  round_dance<Cond> dance(waiters);
  std::vector<std::jthread> others;
  for (int i = 0; i != waiters; ++i) {
    others.emplace_back([&] {
      while (dance.step(false)) {
      }
    });
  }
  for (auto _ : state) dance.step(false);
  dance.step(true);
}

template <class Cond>
void signal_nobody(benchmark::State& state) {
  padded<Cond> alone;
  for (auto _ : state) alone.object.signal();
}

template <class Cond>
void take_turns(benchmark::State& state) {
  struct turn {
    Cond cond;
    int next = 0;
  };
  static padded<turn> shared;
  auto& [cond, next] = shared.object;
  const int me = state.thread_index();
  for (auto _ : state) {
    cond.lock.lock();
    while (next != me) cond.wait();
    next = 1 - me;
    cond.signal();
    cond.lock.unlock();
  }
}

template <class Cond>
void wake_a_waiter(benchmark::State& state) {
  padded<Cond> shared;
  auto& cond = shared.object;
  bool may_go = false;
  measure_wake_up(
      state, [] {},
      [&] {
        cond.lock.lock();
        while (!may_go) cond.wait();
        may_go = false;
        cond.lock.unlock();
        return [] {};
      },
      [&] {
        cond.lock.lock();
        may_go = true;
        cond.lock.unlock();
        cond.signal();
      });
}

}  // namespace

void add_cond_workloads(process where) {
  using benchmark::State;
  const conds all;
  if (where == process::of_one_thread) return;
  add(all, "CondSignalNobody", one_thread, []<class C>(State& s) { signal_nobody<C>(s); });
  for (const int waiters : {1, 2, 4, 8, 16, 32}) {
    // Its waiters are in its name; the column of threads counts all.
    add(all, "Cond" + std::to_string(waiters), {waiters + 1},
        [waiters]<class C>(State& s, int) { broadcast_to<C>(s, waiters); }, {.go_has_all_processors = true});
  }
  add(all, "CondPingPong", {2}, []<class C>(State& s) { take_turns<C>(s); });
  add(all, "CondWake", {2}, []<class C>(State& s, int) { wake_a_waiter<C>(s); }, latency);
}

}  // namespace lockstep::bench

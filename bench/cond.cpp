// Go's benchmarks of sync.Cond (sync/cond_test.go), under their names: Cond1 is one thread that waits, Cond32 is 32.

#include <condition_variable>
#include <string>
#include <thread>
#include <vector>

#include "peers.h"

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

}  // namespace

void add_cond_workloads(process where) {
  using benchmark::State;
  const peers<our_cond, std_condition_variable> all;
  if (where == process::of_one_thread) return;
  add(all, "CondSignalNobody", one_thread, []<class C>(State& s) { signal_nobody<C>(s); });
  for (const int waiters : {1, 2, 4, 8, 16, 32}) {
    add(all, "Cond" + std::to_string(waiters), one_thread,
        [waiters]<class C>(State& s) { broadcast_to<C>(s, waiters); });
  }
}

}  // namespace lockstep::bench

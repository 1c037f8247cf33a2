// The throughput of Relacy without anything of ours between: the mutex on rl::atomic, a semaphore of two dozen lines,
// and Relacy's own full search. compare.sh holds it against `lockstep verify mutex/excludes_others/3x1`, the same
// program.

#include <cstdint>
#include <cstdio>

#include <relacy/relacy.hpp>
#undef new
#undef delete
#undef malloc
#undef free
#undef assert
#undef errno

namespace {

/// A count and a queue of threads, every call one step.
class semaphore {
 public:
  void acquire(bool front) {
    rl::context& c = rl::ctx();
    c.sched();
    if (take()) return;
    for (;;) {
      if (front) {
        for (int i = sleepers_; i != 0; --i) queue_[i] = queue_[i - 1];
        queue_[0] = c.current_thread();
      } else {
        queue_[sleepers_] = c.current_thread();
      }
      ++sleepers_;
      c.park_current_thread(false, false, false, $);
      order_.acquire(c.threadx_);
      if (handed_[c.current_thread()] || take()) return;
      front = true;
    }
  }

  void release(bool handoff) {
    rl::context& c = rl::ctx();
    c.sched();
    order_.release(c.threadx_);
    if (sleepers_ == 0) {
      ++tokens_;
      return;
    }
    const int first = queue_[0];
    --sleepers_;
    for (int i = 0; i != sleepers_; ++i) queue_[i] = queue_[i + 1];
    handed_[first] = handoff;
    if (!handoff) ++tokens_;
    c.unpark_thread(first, false, $);
  }

 private:
  bool take() {
    if (tokens_ == 0) return false;
    --tokens_;
    order_.acquire(rl::ctx().threadx_);
    return true;
  }

  int tokens_ = 0;
  int sleepers_ = 0;
  int queue_[4] = {};
  bool handed_[4] = {};
  rl::sync_var<3> order_;
};

class mutex {
 public:
  mutex() : word_(0) {}

  bool is_starving() const { return (word_.load(rl::mo_relaxed, $) & starved) != 0; }

  void lock() {
    std::uint32_t old = 0;
    if (exchange(old, locked, rl::mo_acquire)) return;
    bool starving = false;
    bool awoke = false;
    bool waited = false;
    for (;;) {
      const bool is_held = (old & (locked | contended)) != 0;
      const bool is_free = !is_held && (old & starved) == 0;
      std::uint32_t desired = is_free ? old + locked : old + one_waiter;
      if (starving && is_held) desired |= starved;
      if (awoke) desired &= ~woken;
      if ((desired & (locked | contended)) != 0 && (desired & ~locked) != 0) desired |= contended;
      if (!exchange(old, desired, rl::mo_acquire)) continue;
      if (is_free) return;
      sema_.acquire(waited);
      waited = true;
      starving = starving || rl::rand(2) == 1;
      old = word_.load(rl::mo_relaxed, $);
      if ((old & starved) != 0) {
        std::uint32_t delta = locked + contended - one_waiter;
        if (!starving || old / one_waiter == 1) delta -= starved;
        word_.fetch_add(delta, rl::mo_relaxed, $);
        return;
      }
      awoke = true;
    }
  }

  void unlock() {
    if (word_.fetch_sub(locked, rl::mo_release, $) == locked) return;
    std::uint32_t old = word_.load(rl::mo_relaxed, $);
    for (;;) {
      const bool handoff = (old & starved) != 0;
      const bool wake = !handoff && old / one_waiter != 0 && (old & woken) == 0;
      const std::uint32_t desired = old - contended;
      if (!exchange(old, wake ? desired - one_waiter + woken : desired, rl::mo_release)) continue;
      if (handoff || wake) sema_.release(handoff);
      return;
    }
  }

 private:
  bool exchange(std::uint32_t& old, std::uint32_t desired, rl::memory_order order) {
    return word_.compare_exchange(rl::bool_t<false>(), old, desired, order, rl::mo_relaxed, $);
  }

  static constexpr std::uint32_t locked = 1, woken = 2, starved = 4, contended = 8, one_waiter = 16;

  rl::atomic<std::uint32_t> word_;
  semaphore sema_;
};

struct three_by_one : rl::test_suite<three_by_one, 3> {
  mutex lock;
  rl::var<int> count;
  static inline bool has_starved = false;

  void before() { count($).store(0); }
  void thread(unsigned) {
    lock.lock();
    count($).store(count($).load() + 1);
    lock.unlock();
  }
  void invariant() { has_starved |= lock.is_starving(); }
  void after() { RL_ASSERT(count($).load() == 3); }
};

}  // namespace

int main() {
  rl::test_params params;
  params.search_type = rl::fair_full_search_scheduler_type;
  return rl::simulate<three_by_one>(params) ? 0 : 1;
}

// A waiter against a thread that locks again at once.

#include <gtest/gtest.h>

#ifdef __linux__
#include <sched.h>
#endif

#include <atomic>
#include <chrono>
#include <thread>

#include <lockstep/sync.h>

namespace mutex_fairness_tests {
namespace {

using namespace std::chrono_literals;

/// Moves the calling thread to a processor that threads of another `place` do not use, if there are several. On one and
/// the same the kernel makes up for an unfair mutex: it lets a thread that wakes run before one that has run a while.
void move_to_processor_of([[maybe_unused]] int place) {
#ifdef __linux__
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0 || CPU_COUNT(&allowed) < 2) return;
  int processor = -1;
  for (int i = 0; i <= place; ++i) {
    do ++processor;
    while (!CPU_ISSET(processor, &allowed));
  }
  cpu_set_t chosen;
  CPU_ZERO(&chosen);
  CPU_SET(processor, &chosen);
  sched_setaffinity(0, sizeof chosen, &chosen);
#endif
}

// MUTEX-10, MUTEX-11, MUTEX-13: Go's TestMutexFairness, several times over. Go gives ten locks ten seconds. That this
// ends within ten is CTest's to judge; without starving mode it hardly ever does.
TEST(mutex_fairness, a_victim_gets_its_locks_against_a_hog) {
  for (int round = 0; round != 5; ++round) {
    lockstep::mutex m;
    std::atomic<bool> stop = false;
    std::jthread hog([&] {
      move_to_processor_of(0);
      while (!stop) {
        m.lock();
        std::this_thread::sleep_for(100us);
        m.unlock();
      }
    });
    std::jthread victim([&] {
      move_to_processor_of(1);
      for (int i = 0; i != 20; ++i) {
        std::this_thread::sleep_for(100us);
        m.lock();
        m.unlock();
      }
      stop = true;
    });
  }
}

}  // namespace
}  // namespace mutex_fairness_tests

// The programs that GenMC has counted: core's wait_group and Go's mutex without starving mode, on a semaphore that is a
// count. As GenMC does with a loop that changes nothing before it goes round, a thread whose compare-exchange lost goes
// no further: what it would do next comes up where it reads the newer value at once.

#include <cstdint>
#include <new>

#include <gtest/gtest.h>
#include <lockstep/models/explore.h>
#include <lockstep/models/modelled.h>
#include <lockstep/wait_group.h>

#include "watchers.h"

namespace lockstep {
namespace {

/// An atomic whose failed compare-exchanges are of no interest.
template <class T>
struct succeeding : models::modelled_memory::atomic<T> {
  using models::modelled_memory::atomic<T>::atomic;
  bool compare_exchange_strong(T& expected, T desired, std::memory_order success, std::memory_order,
                               std::source_location w = std::source_location::current()) {
    models::exchange_if(*this, expected, desired, success, w);
    return true;
  }
};

/// A count of tokens; who finds none goes no further.
class count {
 public:
  void acquire(queue_at = queue_at::back) {
    std::uint32_t seen =
        models::load_if(tokens_, [](std::uint32_t tokens) { return tokens != 0; }, std::memory_order::acquire);
    tokens_.compare_exchange_strong(seen, seen - 1, std::memory_order::acquire, std::memory_order::relaxed);
  }
  bool try_acquire() { return false; }
  void release(bool = false) { tokens_.fetch_add(1, std::memory_order::release); }

 private:
  succeeding<std::uint32_t> tokens_{0};
};

struct counting : models::modelled {
  template <class T>
  using atomic = succeeding<T>;
  using semaphore = count;
};

template <class Program>
models::search_result explore() {
  const models::program_type type{Program::threads,
                                  sizeof(Program),
                                  alignof(Program),
                                  [](void* storage) -> models::program* { return ::new (storage) Program; },
                                  {}};
  patient watcher;
  return models::explore_engine().search(type, {}, watcher);
}

template <int Workers, int Waiters>
struct wait_group_program final : models::program {
  static constexpr int threads = Workers + Waiters;
  basic_wait_group<counting> group;
  void before() override { group.add(Workers); }
  void thread(int index) override {
    if (index < Workers) {
      group.done();
    } else {
      group.wait();
    }
  }
  void after() override {}
  void invariant() const override {}
};

template <int Workers, int Waiters>
std::uint64_t executions() {
  const models::search_result r = explore<wait_group_program<Workers, Waiters>>();
  EXPECT_FALSE(r.failed) << r.failed->what;
  return r.executions;
}

TEST(GenMC, CountsOfWaitGroup) {
  EXPECT_EQ((executions<1, 1>()), 2u);
  EXPECT_EQ((executions<2, 1>()), 6u);
  EXPECT_EQ((executions<1, 2>()), 21u);
  EXPECT_EQ((executions<2, 2>()), 114u);
  EXPECT_EQ((executions<3, 2>()), 654u);
  EXPECT_EQ((executions<2, 3>()), 7'826u);
  EXPECT_EQ((executions<3, 3>()), 57'678u);
}

}  // namespace
}  // namespace lockstep

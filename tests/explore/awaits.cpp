// A loop that waits for a value is one read: of a value that it waits for, or of none if that never comes.

#include <array>
#include <cstdint>
#include <functional>
#include <new>
#include <string>

#include <gtest/gtest.h>
#include <lockstep/models/explore.h>
#include <lockstep/models/modelled.h>

#include "watchers.h"

namespace lockstep {
namespace {

using models::modelled;
constexpr auto relaxed = std::memory_order::relaxed;
constexpr auto acquire = std::memory_order::acquire;
constexpr auto release = std::memory_order::release;

constexpr auto is(std::uint32_t wanted) {
  return [wanted](std::uint32_t found) { return found == wanted; };
}

/// What all these programs share.
struct waiting_program : models::program {
  static constexpr int threads = 2;
  modelled::atomic<std::uint32_t> x{0}, y{0};
  modelled::plain<int> data{0};
  models::main_thread ends_with_it;
  void before() override {}
  void after() override {}
  void invariant() const override {}
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

template <class Program>
void expect_executions(std::uint64_t executions) {
  const auto r = explore<Program>();
  EXPECT_FALSE(r.failed) << r.failed->what;
  EXPECT_TRUE(r.exhaustive);
  EXPECT_EQ(r.executions, executions);
}

template <class Program>
void expect_failure(const std::string& what) {
  const auto r = explore<Program>();
  ASSERT_TRUE(r.failed);
  EXPECT_EQ(r.failed->what.substr(0, what.size()), what);
}

template <std::memory_order Waits>
struct message : waiting_program {
  void thread(int index) override {
    if (index == 0) {
      models::await(x, is(1), Waits);
      EXPECT_EQ(data.read(), 1);
    } else {
      data.write() = 1;
      x.store(1, release);
    }
  }
};
TEST(Awaits, SynchronizeWithWhatTheyFind) { expect_executions<message<acquire>>(1); }
TEST(Awaits, OrderNothingIfTheyAreRelaxed) { expect_failure<message<relaxed>>("data race"); }

struct any_of_three : waiting_program {
  void thread(int index) override {
    if (index == 0) {
      models::await(x, [](std::uint32_t found) { return found != 1; }, relaxed);
    } else {
      for (std::uint32_t value = 1; value != 4; ++value) x.store(value, relaxed);
    }
  }
};
TEST(Awaits, FindEachValueThatTheyWaitFor) { expect_executions<any_of_three>(3); }  // 0, 2, 3

struct never : waiting_program {
  void thread(int index) override {
    if (index == 0) {
      models::await(x, is(2), relaxed);
    } else {
      x.store(1, relaxed);
    }
  }
};
TEST(Awaits, AreADeadlockIfTheValueNeverComes) { expect_failure<never>("deadlock"); }

struct comes_and_goes : waiting_program {
  void thread(int index) override {
    if (index == 0) {
      models::await(x, is(1), relaxed);
    } else {
      x.store(1, relaxed);
      x.store(0, relaxed);
    }
  }
};
TEST(Awaits, MayMissWhatDoesNotStay) { expect_failure<comes_and_goes>("deadlock"); }

struct each_other : waiting_program {
  void thread(int index) override {
    auto& mine = index == 0 ? x : y;
    auto& others = index == 0 ? y : x;
    models::await(others, is(1), relaxed);
    mine.store(1, relaxed);
  }
};
TEST(Awaits, AreADeadlockIfEachWaitsForTheOther) { expect_failure<each_other>("deadlock"); }

struct ticket_lock : waiting_program {
  static constexpr int threads = 3;
  void thread(int) override {
    const std::uint32_t mine = x.fetch_add(1, relaxed);
    models::await(y, is(mine), acquire);
    data.write() += 1;
    y.store(mine + 1, release);
  }
  void after() override { EXPECT_EQ(data.read(), 3); }
};
TEST(Awaits, OfATicketLockAreOneExecutionAnOrder) { expect_executions<ticket_lock>(6); }

struct panic_meanwhile : waiting_program {
  void thread(int index) override {
    if (index == 0) {
      models::await(x, is(1), acquire);
    } else {
      try {
        modelled::panic("a misuse");
      } catch (const misuse&) {
        y.store(1, relaxed);
      }
    }
  }
};
TEST(Awaits, EndWithAPanicIfTheyWouldNotEnd) { expect_executions<panic_meanwhile>(1); }

}  // namespace
}  // namespace lockstep

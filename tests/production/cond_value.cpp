// What a cond is while nobody uses it, and what copies of its bytes are.

#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <string>
#include <type_traits>

#include "counting_memory.h"
#include "observe.h"

namespace cond_value_tests {
namespace {

using lockstep::cond;
using lockstep::misuse;
using lockstep::mutex;

static_assert(sizeof(cond<>) <= 32);
static_assert(!std::is_copy_constructible_v<cond<>> && !std::is_copy_assignable_v<cond<>>);  // COND-8
static_assert(!std::is_move_constructible_v<cond<>> && !std::is_move_assignable_v<cond<>>);  // COND-8
static_assert(std::is_trivially_destructible_v<cond<>>);
static_assert(!std::is_default_constructible_v<cond<>> && !std::is_convertible_v<mutex&, cond<>>);

mutex global_mutex;
constinit cond<> constant_initialised(global_mutex);

TEST(cond_value, is_constant_initialised) {
  constant_initialised.signal();
  constant_initialised.broadcast();
}

/// The bytes of a cond somewhere else, as memcpy or a bitwise move by some container leaves them.
class copy {
 public:
  explicit copy(const cond<>& original) { std::memcpy(memory_, static_cast<const void*>(&original), sizeof memory_); }
  cond<>* operator->() { return reinterpret_cast<cond<>*>(memory_); }

 private:
  alignas(cond<>) unsigned char memory_[sizeof(cond<>)];
};

template <class F>
std::string panic_of(F f) {
  try {
    f();
  } catch (const misuse& panic) {
    return panic.what();
  }
  return "no panic";
}

// COND-8: Go's TestCondCopy.
TEST(cond_value, copies_of_a_used_one_panic) {
  mutex m;
  cond<> original(m);
  original.signal();
  copy second(original);
  EXPECT_EQ(panic_of([&] { second->signal(); }), "sync.Cond is copied");
  EXPECT_EQ(panic_of([&] { second->broadcast(); }), "sync.Cond is copied");
  m.lock();
  EXPECT_EQ(panic_of([&] { second->wait(); }), "sync.Cond is copied");
  EXPECT_FALSE(m.try_lock()) << "the lock was given up before the check";
  m.unlock();
  EXPECT_EQ(panic_of([&] { original.signal(); }), "no panic");
}

// COND-8: as in Go, nothing is wrong with a copy of what has not been used.
TEST(cond_value, copies_of_an_unused_one_are_conds) {
  mutex m;
  const cond<> original(m);
  copy second(original);
  EXPECT_EQ(panic_of([&] { second->signal(); }), "no panic");
  copy third(*second.operator->());
  EXPECT_EQ(panic_of([&] { third->signal(); }), "sync.Cond is copied");
}

// A signal that finds nobody reads and does nothing else, but for the first use, which notes the address: one look for
// a copy, and two for waiters.
TEST(cond_value, a_signal_that_finds_nobody_writes_nothing) {
  using lockstep::tests::cost;
  using lockstep::tests::spent;
  using counted_mutex = lockstep::basic_mutex<lockstep::tests::counting>;
  counted_mutex m;
  lockstep::basic_cond<counted_mutex, lockstep::tests::counting> c(m);
  c.signal();
  spent = {};
  c.signal();
  c.broadcast();
  EXPECT_EQ(spent, cost{.loads = 6});
}

}  // namespace
}  // namespace cond_value_tests

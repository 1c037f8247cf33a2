// How misuse is reported: panics are exceptions, fatal errors go through a handler and end the process.

#include <gtest/gtest.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <type_traits>

#include <lockstep/sync.h>

namespace misuse_tests {
namespace {

using lockstep::misuse;
using lockstep::set_fatal_handler;
using lockstep::models::native;

static_assert(std::is_base_of_v<std::logic_error, misuse>);

TEST(misuse, carries_the_message_of_go) {
  try {
    native::panic("sync: negative WaitGroup counter");
    FAIL() << "a panic returned";
  } catch (const std::logic_error& caught) {
    EXPECT_STREQ(caught.what(), "sync: negative WaitGroup counter");
    EXPECT_NE(dynamic_cast<const misuse*>(&caught), nullptr);
  }
}

// MUTEX-6, MUTEX-14
TEST(misuse, has_the_messages_of_go_letter_for_letter) {
  EXPECT_STREQ(lockstep::message::unlock_of_unlocked_mutex, "sync: unlock of unlocked mutex");
  EXPECT_STREQ(lockstep::message::inconsistent_mutex_state, "sync: inconsistent mutex state");
}

class fatal_handler : public testing::Test {
 protected:
  void SetUp() override { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
  void TearDown() override { set_fatal_handler(nullptr); }
};

void say_and_return(const char* message) { std::fprintf(stderr, "handled %s\n", message); }
void say_and_leave(const char* message) {
  std::fprintf(stderr, "left by %s\n", message);
  std::_Exit(3);
}

void unlock_unlocked() {
  lockstep::mutex m;
  m.unlock();
}

TEST_F(fatal_handler, is_replaced_by_another_which_gets_the_message) {
  set_fatal_handler(say_and_leave);
  EXPECT_EXIT(unlock_unlocked(), testing::ExitedWithCode(3), testing::Eq("left by sync: unlock of unlocked mutex\n"));
}

TEST_F(fatal_handler, that_returns_does_not_save_the_process) {
  set_fatal_handler(say_and_return);
  EXPECT_EXIT(unlock_unlocked(), testing::KilledBySignal(SIGABRT),
              testing::Eq("handled sync: unlock of unlocked mutex\n"));
}

TEST_F(fatal_handler, is_returned_by_the_call_that_replaces_it) {
  const auto first = set_fatal_handler(say_and_return);
  EXPECT_NE(first, nullptr);
  EXPECT_EQ(set_fatal_handler(say_and_leave), say_and_return);
  EXPECT_EQ(set_fatal_handler(first), say_and_leave);
}

TEST_F(fatal_handler, is_restored_by_null) {
  const auto first = set_fatal_handler(say_and_leave);
  set_fatal_handler(nullptr);
  EXPECT_EXIT(unlock_unlocked(), testing::KilledBySignal(SIGABRT),
              testing::Eq("fatal error: sync: unlock of unlocked mutex\n"));
  EXPECT_EQ(set_fatal_handler(nullptr), first);
}

}  // namespace
}  // namespace misuse_tests

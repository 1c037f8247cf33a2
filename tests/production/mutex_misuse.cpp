// Misuse of a mutex is fatal, and says what it was. Each in a process of its own.

#include <gtest/gtest.h>

#include <csignal>
#include <cstring>
#include <new>

#include <lockstep/sync.h>

namespace mutex_misuse_tests {
namespace {

using lockstep::mutex;
namespace word = lockstep::mutex_word;

class mutex_misuse : public testing::Test {
 protected:
  void SetUp() override { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
};

constexpr char unlocked[] = "fatal error: sync: unlock of unlocked mutex\n";
constexpr char inconsistent[] = "fatal error: sync: inconsistent mutex state\n";

// MUTEX-6
TEST_F(mutex_misuse, unlock_of_a_fresh_mutex_is_fatal) {
  mutex m;
  EXPECT_EXIT(m.unlock(), testing::KilledBySignal(SIGABRT), testing::Eq(unlocked));
}

// MUTEX-6
TEST_F(mutex_misuse, the_second_of_two_unlocks_is_fatal) {
  mutex m;
  m.lock();
  m.unlock();
  EXPECT_EXIT(m.unlock(), testing::KilledBySignal(SIGABRT), testing::Eq(unlocked));
}

// MUTEX-6, MUTEX-8
TEST_F(mutex_misuse, unlock_after_a_failed_try_lock_takes_the_lock_from_its_holder) {
  mutex m;
  m.lock();
  ASSERT_FALSE(m.try_lock());
  m.unlock();  // nobody can tell whose unlock this is: the lock belongs to no thread
  EXPECT_EXIT(m.unlock(), testing::KilledBySignal(SIGABRT), testing::Eq(unlocked));
}

/// Locks a mutex whose word and semaphore somebody has overwritten.
void lock_overwritten(std::uint32_t state, std::uint32_t tokens) {
  alignas(mutex) unsigned char memory[sizeof(mutex)];
  std::memcpy(memory, &state, sizeof state);
  std::memcpy(memory + sizeof state, &tokens, sizeof tokens);
  std::launder(reinterpret_cast<mutex*>(memory))->lock();
}

// MUTEX-14: no program reaches these states; stray writes do.
TEST_F(mutex_misuse, a_waiter_that_was_woken_without_the_woken_bit_is_fatal) {
  EXPECT_EXIT(lock_overwritten(word::locked, 1), testing::KilledBySignal(SIGABRT), testing::Eq(inconsistent));
}

// MUTEX-14
TEST_F(mutex_misuse, a_hand_off_of_a_locked_mutex_is_fatal) {
  EXPECT_EXIT(lock_overwritten(word::locked | word::starving, 1), testing::KilledBySignal(SIGABRT),
              testing::Eq(inconsistent));
}

// MUTEX-14
TEST_F(mutex_misuse, a_hand_off_of_a_woken_mutex_is_fatal) {
  EXPECT_EXIT(lock_overwritten(word::woken | word::starving, 1), testing::KilledBySignal(SIGABRT),
              testing::Eq(inconsistent));
}

}  // namespace
}  // namespace mutex_misuse_tests

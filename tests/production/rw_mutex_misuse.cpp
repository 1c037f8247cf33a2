// Misuse of an rw_mutex is fatal, and says what it was. Each in a process of its own.

#include <gtest/gtest.h>

#include <csignal>
#include <cstring>

#include <lockstep/sync.h>

namespace rw_mutex_misuse_tests {
namespace {

using lockstep::rw_mutex;

class rw_mutex_misuse : public testing::Test {
 protected:
  void SetUp() override { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
};

constexpr char not_read_locked[] = "fatal error: sync: RUnlock of unlocked RWMutex\n";
constexpr char not_locked[] = "fatal error: sync: Unlock of unlocked RWMutex\n";
constexpr char too_many[] = "fatal error: sync: RLock of RWMutex with too many readers\n";

// RW-5
TEST_F(rw_mutex_misuse, unlock_shared_of_a_fresh_one_is_fatal) {
  rw_mutex m;
  EXPECT_EXIT(m.unlock_shared(), testing::KilledBySignal(SIGABRT), testing::Eq(not_read_locked));
}

// RW-5
TEST_F(rw_mutex_misuse, the_second_of_two_unlock_shared_is_fatal) {
  rw_mutex m;
  m.lock_shared();
  m.unlock_shared();
  EXPECT_EXIT(m.unlock_shared(), testing::KilledBySignal(SIGABRT), testing::Eq(not_read_locked));
}

// RW-5
TEST_F(rw_mutex_misuse, unlock_shared_under_a_writer_is_fatal) {
  rw_mutex m;
  m.lock();
  EXPECT_EXIT(m.unlock_shared(), testing::KilledBySignal(SIGABRT), testing::Eq(not_read_locked));
}

// RW-6
TEST_F(rw_mutex_misuse, unlock_of_a_fresh_one_is_fatal) {
  rw_mutex m;
  EXPECT_EXIT(m.unlock(), testing::KilledBySignal(SIGABRT), testing::Eq(not_locked));
}

// RW-6
TEST_F(rw_mutex_misuse, the_second_of_two_unlocks_is_fatal) {
  rw_mutex m;
  m.lock();
  m.unlock();
  EXPECT_EXIT(m.unlock(), testing::KilledBySignal(SIGABRT), testing::Eq(not_locked));
}

// RW-6
TEST_F(rw_mutex_misuse, unlock_under_a_reader_is_fatal) {
  rw_mutex m;
  m.lock_shared();
  EXPECT_EXIT(m.unlock(), testing::KilledBySignal(SIGABRT), testing::Eq(not_locked));
}

/// An rw_mutex with so many readers inside: locking that often would take too long.
void set_readers(rw_mutex& m, std::uint32_t readers) {
  const std::uint64_t word = readers * lockstep::rw_mutex_word::one_reader;
  std::memcpy(static_cast<void*>(&m), &word, sizeof word);
}

// RW-9
TEST_F(rw_mutex_misuse, one_reader_more_than_2_to_the_30_is_fatal) {
  rw_mutex m;
  set_readers(m, (1u << 30) - 1);
  m.lock_shared();  // the last that fits
  EXPECT_EXIT(m.lock_shared(), testing::KilledBySignal(SIGABRT), testing::Eq(too_many));
  EXPECT_EXIT(static_cast<void>(m.try_lock_shared()), testing::KilledBySignal(SIGABRT), testing::Eq(too_many));
  m.unlock_shared();
  EXPECT_TRUE(m.try_lock_shared());
}

}  // namespace
}  // namespace rw_mutex_misuse_tests

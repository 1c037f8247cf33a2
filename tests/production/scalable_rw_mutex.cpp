// The reader/writer lock with a slot for each reader's thread.

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstring>
#include <mutex>
#include <shared_mutex>
#include <thread>
#include <vector>

#include <lockstep/sync.h>

namespace scalable_rw_mutex_tests {
namespace {

using lockstep::scalable_rw_mutex;

static_assert(!std::is_copy_constructible_v<scalable_rw_mutex> && !std::is_move_constructible_v<scalable_rw_mutex>);
constinit scalable_rw_mutex constant_initialised;

// RW-9
TEST(scalable_rw_mutex, is_unlocked_as_zero_bytes) {
  alignas(scalable_rw_mutex) std::array<std::byte, sizeof(scalable_rw_mutex)> zero{};
  EXPECT_EQ(std::memcmp(&constant_initialised, zero.data(), zero.size()), 0);
}

// The cost that readers are to be spared: of all the object's cache lines a read lock changes one, and a thread always
// the same.
TEST(scalable_rw_mutex, reader_writes_one_cache_line_and_it_is_its_own) {
  scalable_rw_mutex m;
  using bytes = std::array<std::byte, sizeof m>;
  const auto changed_lines = [&](const bytes& before) {
    std::vector<std::size_t> lines;
    const auto* now = reinterpret_cast<const std::byte*>(&m);
    for (std::size_t line = 0; line != sizeof m / 64; ++line) {
      if (std::memcmp(now + line * 64, before.data() + line * 64, 64) != 0) lines.push_back(line);
    }
    return lines;
  };
  bytes unlocked;
  std::memcpy(unlocked.data(), static_cast<void*>(&m), sizeof m);
  m.lock_shared();
  const auto once = changed_lines(unlocked);
  m.lock_shared();
  const auto twice = changed_lines(unlocked);
  m.unlock_shared();
  m.unlock_shared();
  EXPECT_EQ(once.size(), 1u);
  EXPECT_EQ(once, twice);
  EXPECT_TRUE(changed_lines(unlocked).empty());
}

// RW-1, RW-8
TEST(scalable_rw_mutex, tries_succeed_exactly_when_nobody_is_in_the_way) {
  scalable_rw_mutex m;
  std::shared_lock reading(m);
  EXPECT_TRUE(m.try_lock_shared());
  EXPECT_FALSE(m.try_lock());
  m.unlock_shared();
  reading.unlock();
  EXPECT_TRUE(m.try_lock());
  EXPECT_FALSE(m.try_lock_shared());
  EXPECT_FALSE(m.try_lock());
  m.unlock();
  EXPECT_TRUE(m.shared_locker().try_lock());
  m.shared_locker().unlock();
}

// RW-7
TEST(scalable_rw_mutex, another_thread_may_let_a_reader_out) {
  scalable_rw_mutex m;
  m.lock_shared();
  std::thread([&] { m.unlock_shared(); }).join();
  EXPECT_TRUE(m.try_lock());
  m.unlock();
}

// RW-1, RW-3, RW-4
TEST(scalable_rw_mutex, readers_never_see_half_a_write) {
  scalable_rw_mutex m;
  long first = 0, second = 0;
  constexpr int rounds = 5000;
  std::vector<std::thread> threads;
  for (int writer = 0; writer != 2; ++writer) {
    threads.emplace_back([&] {
      for (int i = 0; i != rounds; ++i) {
        const std::lock_guard writing(m);
        ++first;
        ++second;
      }
    });
  }
  for (int reader = 0; reader != 4; ++reader) {
    threads.emplace_back([&] {
      for (int i = 0; i != rounds; ++i) {
        const std::shared_lock reading(m);
        EXPECT_EQ(first, second);
      }
    });
  }
  for (auto& t : threads) t.join();
  EXPECT_EQ(first, 2 * rounds);
}

// RW-5, RW-6: seen by the next writer, and at once.
TEST(scalable_rw_mutex_death, misuse_is_fatal) {
  testing::GTEST_FLAG(death_test_style) = "threadsafe";
  scalable_rw_mutex m;
  EXPECT_DEATH(m.unlock(), "sync: Unlock of unlocked RWMutex");
  EXPECT_DEATH((m.unlock_shared(), m.lock()), "sync: RUnlock of unlocked RWMutex");
}

}  // namespace
}  // namespace scalable_rw_mutex_tests

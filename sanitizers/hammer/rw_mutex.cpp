// Many threads at one rw_mutex.

#include <memory>

#include <lockstep/rw_mutex.h>

#include "hammer.h"

namespace rw_mutex_hammer {
namespace {

using namespace lockstep;
using sanitizers::dawdle;
using sanitizers::in_threads;
using sanitizers::random_below;
using sanitizers::start_line;
using sanitizers::watchdog;

template <class P>
struct rw_mutex_hammer : testing::Test {
  /// Readers see a pair that writers never leave unequal. Every third access is by a try.
  void hammer(int writers, int readers, int rounds) {
    watchdog dog;
    in_threads(writers + readers, [&](int index) {
      for (int i = 0; i != rounds; ++i, dog.round_ended()) {
        if (index < writers) {
          write(i % 3 == 0);
        } else {
          read(i % 3 == 0);
        }
      }
    });
    EXPECT_EQ(first, writes.load());
    EXPECT_EQ(second, writes.load());
    EXPECT_TRUE(mutex.try_lock());  // nobody left it locked, or starving
  }

  void write(bool by_try) {
    if (!by_try) {
      mutex.lock();
    } else if (!mutex.try_lock()) {
      return;
    }
    ++first;
    dawdle();
    ++second;
    writes.fetch_add(1, std::memory_order::relaxed);
    mutex.unlock();
  }

  void read(bool by_try) {
    if (!by_try) {
      mutex.lock_shared();
    } else if (!mutex.try_lock_shared()) {
      return;
    }
    EXPECT_EQ(first, second);
    dawdle();
    mutex.unlock_shared();
  }

  basic_rw_mutex<P> mutex;
  int first = 0;  // under the mutex, both
  int second = 0;
  std::atomic<int> writes{0};
};
TYPED_TEST_SUITE(rw_mutex_hammer, sanitizers::policies, sanitizers::policy_names);

// RW-1, RW-3, RW-4, RW-8: mixes like Go's.
TYPED_TEST(rw_mutex_hammer, one_writer_and_one_reader) { this->hammer(1, 1, 5'000); }
TYPED_TEST(rw_mutex_hammer, one_writer_and_three_readers) { this->hammer(1, 3, 2'000); }
TYPED_TEST(rw_mutex_hammer, one_writer_and_ten_readers) { this->hammer(1, 10, 1'000); }
TYPED_TEST(rw_mutex_hammer, two_writers_and_one_reader) { this->hammer(2, 1, 2'000); }
TYPED_TEST(rw_mutex_hammer, four_writers_and_four_readers) { this->hammer(4, 4, 1'000); }
TYPED_TEST(rw_mutex_hammer, ten_writers_and_two_readers) { this->hammer(10, 2, 500); }

// RW-2, RW-3: holders that sleep past the threshold make writers starve while readers come and go.
TYPED_TEST(rw_mutex_hammer, holders_that_dawdle_lose_no_write) {
  constexpr int threads = 5;
  constexpr int rounds = 100;
  watchdog dog;
  in_threads(threads, [&](int index) {
    for (int i = 0; i != rounds; ++i, dog.round_ended()) {
      if (index < 3) {
        this->mutex.lock();
        ++this->first;
        if (random_below(10) == 0) std::this_thread::sleep_for(std::chrono::milliseconds(2));
        this->mutex.unlock();
      } else {
        this->mutex.lock_shared();
        EXPECT_LE(this->first, 3 * rounds);
        this->mutex.unlock_shared();
      }
    }
  });
  EXPECT_EQ(this->first, 3 * rounds);
}

template <policy P, int Users>
struct lock_and_users {
  basic_rw_mutex<P> mutex;
  std::atomic<int> users_left{Users};
};

// LIFE-1, LIFE-5: the last of writers and readers to come through deletes the object; a reader first locks for writing,
// to be sure that no other reader is still inside.
TYPED_TEST(rw_mutex_hammer, the_last_user_deletes_it) {
  constexpr int users = 4;
  constexpr std::size_t rounds = 1'000;
  using shared = lock_and_users<TypeParam, users>;
  std::vector<shared*> objects;
  std::vector<std::unique_ptr<start_line>> lines;
  for (std::size_t i = 0; i != rounds; ++i) {
    objects.push_back(TypeParam::template create<shared>());
    lines.push_back(std::make_unique<start_line>(users));
  }
  watchdog dog;
  in_threads(users, [&](int index) {
    for (std::size_t i = 0; i != rounds; ++i, dog.round_ended()) {
      lines[i]->arrive();
      shared* const object = objects[i];
      // Relaxed: what the users know of each other beyond the number, they know by the lock.
      const auto count_down = [&] { return object->users_left.fetch_sub(1, std::memory_order::relaxed) == 1; };
      bool is_last = false;
      if (index % 2 == 0) {
        object->mutex.lock();
        is_last = count_down();
        object->mutex.unlock();
      } else {
        object->mutex.lock_shared();
        is_last = count_down();
        object->mutex.unlock_shared();
        if (is_last) {
          object->mutex.lock();
          object->mutex.unlock();
        }
      }
      if (is_last) TypeParam::destroy(object);
    }
  });
}

}  // namespace
}  // namespace rw_mutex_hammer

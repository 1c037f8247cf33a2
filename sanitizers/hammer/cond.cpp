// Many threads at one cond.

#include <deque>

#include <lockstep/cond.h>

#include "hammer.h"

namespace cond_hammer {
namespace {

using namespace lockstep;
using sanitizers::dawdle;
using sanitizers::in_threads;
using sanitizers::random_below;
using sanitizers::watchdog;

template <class P>
struct cond_hammer : testing::Test {
  using lock_type = basic_mutex<P>;
  using cond_type = basic_cond<lock_type, P>;
  lock_type lock;
};
TYPED_TEST_SUITE(cond_hammer, sanitizers::policies, sanitizers::policy_names);

// COND-1, COND-3, COND-6, COND-7: a queue of two between many producers and many consumers. Who signals has the lock,
// or has not.
TYPED_TEST(cond_hammer, passes_on_whatever_producers_make) {
  constexpr int pairs = 3;
  constexpr int items = 2'000;
  typename TestFixture::cond_type not_empty(this->lock), not_full(this->lock);
  std::deque<int> queue;
  long made = 0, taken = 0;  // under the lock
  watchdog dog;
  const auto unlock_and_signal = [&](auto& cond) {
    const bool is_lock_held = random_below(2) == 0;
    if (!is_lock_held) this->lock.unlock();
    cond.signal();
    if (is_lock_held) this->lock.unlock();
  };
  in_threads(2 * pairs, [&](int index) {
    for (int i = 0; i != items; ++i, dog.round_ended()) {
      this->lock.lock();
      if (index % 2 == 0) {
        not_full.wait([&] { return queue.size() < 2; });
        queue.push_back(i);
        made += i;
        unlock_and_signal(not_empty);
      } else {
        not_empty.wait([&] { return !queue.empty(); });
        taken += queue.front();
        queue.pop_front();
        unlock_and_signal(not_full);
      }
    }
  });
  EXPECT_EQ(made, taken);
  EXPECT_TRUE(queue.empty());
}

// COND-4, COND-5: a barrier. No thread is a generation ahead or behind, and each broadcast lets go all there are.
TYPED_TEST(cond_hammer, keeps_threads_in_step) {
  constexpr int threads = 5;
  constexpr int generations = 1'000;
  typename TestFixture::cond_type all_are_here(this->lock);
  int here = 0, generation = 0;  // under the lock
  watchdog dog;
  in_threads(threads, [&](int) {
    for (int i = 0; i != generations; ++i, dog.round_ended()) {
      this->lock.lock();
      EXPECT_EQ(generation, i);
      if (++here == threads) {
        here = 0;
        ++generation;
        all_are_here.broadcast();
      } else {
        all_are_here.wait();  // no predicate: COND-2
        EXPECT_EQ(generation, i + 1);
      }
      this->lock.unlock();
    }
  });
}

// COND-2, COND-4, COND-5: waits without a predicate, let go one at a time, each in its turn.
TYPED_TEST(cond_hammer, lets_waiters_go_in_turn) {
  constexpr int waiters = 4;
  constexpr int rounds = 1'000;
  typename TestFixture::cond_type cond(this->lock);
  int arrivals = 0, signals = 0;  // under the lock
  watchdog dog;
  in_threads(waiters + 1, [&](int index) {
    if (index != waiters) {
      for (int i = 0; i != rounds; ++i, dog.round_ended()) {
        this->lock.lock();
        const int place = arrivals++;
        cond.wait();
        EXPECT_LT(place, signals);
        this->lock.unlock();
        dawdle();
      }
      return;
    }
    for (int left = waiters * rounds; left != 0;) {
      this->lock.lock();
      const bool somebody_waits = signals != arrivals;
      if (somebody_waits) ++signals;
      this->lock.unlock();
      if (somebody_waits) {
        cond.signal();
        --left;
      } else {
        std::this_thread::yield();
      }
    }
  });
}

// LIFE-3, LIFE-5: the last to leave deletes, while the broadcast that let it go may still be under way.
TYPED_TEST(cond_hammer, the_last_waiter_deletes_the_cond) {
  constexpr int waiters = 3;
  constexpr int rounds = 1'000;
  struct shared {
    explicit shared(basic_mutex<TypeParam>& l) : cond(l) {}
    typename TestFixture::cond_type cond;
    int arrived = 0, left = 0;  // under the lock
  };
  std::vector<shared*> all;
  for (int i = 0; i != rounds; ++i) all.push_back(TypeParam::template create<shared>(this->lock));
  watchdog dog;
  in_threads(waiters + 1, [&](int index) {
    for (shared* const it : all) {
      this->lock.lock();
      if (index != waiters) {
        ++it->arrived;
        it->cond.wait();
        if (++it->left == waiters) TypeParam::destroy(it);
      } else {
        while (it->arrived != waiters) {
          this->lock.unlock();
          std::this_thread::yield();
          this->lock.lock();
        }
      }
      this->lock.unlock();
      if (index == waiters) it->cond.broadcast();
      dog.round_ended();
    }
  });
}

}  // namespace
}  // namespace cond_hammer

// Objects that die as soon as their contract allows. The memory goes back to the allocator at once, so that a sanitizer
// sees whoever comes too late.

#include <memory>

#include "hammer.h"

namespace lifetime_hammer {
namespace {

using namespace lockstep;
using sanitizers::dawdle;
using sanitizers::in_threads;
using sanitizers::start_line;
using sanitizers::watchdog;

template <class P>
struct lifetime_hammer : testing::Test {
  struct shared {
    explicit shared(int n) : users(n) {}
    basic_mutex<P> mutex;
    int users;  // under the mutex
  };

  static void the_last_user_deletes(int users, std::size_t rounds) {
    std::vector<shared*> objects;
    std::vector<std::unique_ptr<start_line>> lines;
    for (std::size_t i = 0; i != rounds; ++i) {
      objects.push_back(P::template create<shared>(users));
      lines.push_back(std::make_unique<start_line>(users));
    }
    watchdog dog;
    in_threads(users, [&](int) {
      for (std::size_t i = 0; i != rounds; ++i, dog.round_ended()) {
        lines[i]->arrive();
        shared* const object = objects[i];
        object->mutex.lock();
        const bool is_last = --object->users == 0;
        dawdle();
        object->mutex.unlock();
        if (is_last) P::destroy(object);
      }
    });
  }
};
TYPED_TEST_SUITE(lifetime_hammer, sanitizers::policies, sanitizers::policy_names);

// LIFE-1
TYPED_TEST(lifetime_hammer, the_last_of_two_users_deletes_the_mutex) { this->the_last_user_deletes(2, 5'000); }

// LIFE-1
TYPED_TEST(lifetime_hammer, the_last_of_five_users_deletes_the_mutex) { this->the_last_user_deletes(5, 1'000); }

// LIFE-3, LIFE-5: the waiter deletes the semaphore while the release that let it go may still be under way.
TYPED_TEST(lifetime_hammer, the_waiter_deletes_the_semaphore) {
  using semaphore = typename TypeParam::semaphore;
  constexpr std::size_t rounds = 5'000;
  std::vector<semaphore*> objects;
  for (std::size_t i = 0; i != rounds; ++i) objects.push_back(TypeParam::template create<semaphore>());
  std::vector<std::unique_ptr<start_line>> lines;
  for (std::size_t i = 0; i != rounds; ++i) lines.push_back(std::make_unique<start_line>(2));
  watchdog dog;
  in_threads(2, [&](int index) {
    for (std::size_t i = 0; i != rounds; ++i, dog.round_ended()) {
      lines[i]->arrive();
      if (index == 0) {
        objects[i]->acquire();
        TypeParam::destroy(objects[i]);
      } else {
        objects[i]->release(i % 2 == 0);
      }
    }
  });
}

}  // namespace
}  // namespace lifetime_hammer

// Many threads at one once, and at many.

#include <memory>

#include <lockstep/once.h>
#include <lockstep/once_func.h>

#include "hammer.h"

namespace once_hammer {
namespace {

using namespace lockstep;
using sanitizers::dawdle;
using sanitizers::in_threads;
using sanitizers::start_line;
using sanitizers::watchdog;

template <class P>
struct once_hammer : testing::Test {
  static constexpr int threads = 4;

  struct round {
    basic_once<P> once;
    int runs = 0;  // by the one run
    start_line line{threads};
  };
};
TYPED_TEST_SUITE(once_hammer, sanitizers::policies, sanitizers::policy_names);

// ONCE-1, ONCE-2
TYPED_TEST(once_hammer, each_of_many_runs_once) {
  std::vector<typename TestFixture::round> all(2'000);
  watchdog dog;
  in_threads(this->threads, [&](int) {
    for (auto& r : all) {
      r.line.arrive();
      r.once.call([&] {
        dawdle();
        ++r.runs;
      });
      EXPECT_EQ(r.runs, 1);
      dog.round_ended();
    }
  });
}

// ONCE-3
TYPED_TEST(once_hammer, each_of_many_throws_to_one_call) {
  std::vector<typename TestFixture::round> all(1'000);
  std::atomic<unsigned> caught{0};
  watchdog dog;
  in_threads(this->threads, [&](int) {
    for (auto& r : all) {
      r.line.arrive();
      try {
        r.once.call([&] {
          dawdle();
          ++r.runs;
          throw 1;
        });
      } catch (int) {
        caught.fetch_add(1, std::memory_order::relaxed);
      }
      EXPECT_EQ(r.runs, 1);
      dog.round_ended();
    }
  });
  EXPECT_EQ(caught, all.size());
}

// ONCE-6
TYPED_TEST(once_hammer, each_of_many_values_is_one_for_all) {
  const auto held = std::make_shared<int>(7);
  const auto f = [held] {
    dawdle();
    return std::make_unique<int>(*held);
  };
  struct shared_value {
    explicit shared_value(const decltype(f)& from) : value(from) {}
    basic_once_value<TypeParam, std::remove_const_t<decltype(f)>> value;
    start_line line{TestFixture::threads};
  };
  std::vector<std::unique_ptr<shared_value>> all;
  for (int i = 0; i != 1'000; ++i) all.push_back(std::make_unique<shared_value>(f));
  watchdog dog;
  in_threads(this->threads, [&](int) {
    for (const auto& r : all) {
      r->line.arrive();
      const auto copy = r->value;
      EXPECT_EQ(*copy(), 7);
      dog.round_ended();
    }
  });
  EXPECT_EQ(held.use_count(), 2);  // here and in f: each function is gone
}

// LIFE-3: who has not run the function deletes the object, while the runner may still be under way.
TYPED_TEST(once_hammer, the_call_that_did_not_run_deletes_the_once) {
  constexpr std::size_t rounds = 5'000;
  std::vector<basic_once<TypeParam>*> objects;
  std::vector<std::unique_ptr<start_line>> lines;
  for (std::size_t i = 0; i != rounds; ++i) {
    objects.push_back(TypeParam::template create<basic_once<TypeParam>>());
    lines.push_back(std::make_unique<start_line>(2));
  }
  watchdog dog;
  in_threads(2, [&](int) {
    for (std::size_t i = 0; i != rounds; ++i, dog.round_ended()) {
      lines[i]->arrive();
      bool ran = false;
      objects[i]->call([&] {
        dawdle();
        ran = true;
      });
      if (!ran) TypeParam::destroy(objects[i]);
    }
  });
}

}  // namespace
}  // namespace once_hammer

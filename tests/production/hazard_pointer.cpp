// Hazard pointers by themselves: what they protect, how much garbage there can be, and threads that end.

#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include <lockstep/hazard_pointer.h>
#include <lockstep/sync.h>
#include <lockstep/verify/inspect.h>

namespace hazard_pointer_tests {
namespace {

using memory = lockstep::models::native_memory;
using hazard_pointer = lockstep::basic_hazard_pointer<memory>;

struct object : lockstep::hazard_object<memory, object> {
  static inline std::atomic<int> alive = 0;
  explicit object(int its_number) : number(its_number) { ++alive; }
  object(const object&) = delete;
  object& operator=(const object&) = delete;
  ~object() {
    number = -1;
    --alive;
  }
  int number;
};

/// A place that holds an object, and the domain into which what was there goes.
class place {
 public:
  explicit place(int number = 0) { now_.store(new object(number), std::memory_order::relaxed); }
  place(const place&) = delete;
  place& operator=(const place&) = delete;
  ~place() {
    delete now_.load(std::memory_order::relaxed);
    domain_.destroy_all([](object* o) { delete o; });
  }

  void replace(int number) {
    lockstep::hazard_chain<object> old;
    old.push(now_.exchange(new object(number), std::memory_order::acq_rel));
    domain_.retire(old, 1, [](object* o) { delete o; });
  }
  object* protect(hazard_pointer& held) const { return held.protect(now_); }
  void look_through() {
    domain_.look_through([](object* o) { delete o; });
  }
  std::size_t garbage() const { return lockstep::inspect::garbage(domain_); }

 private:
  memory::atomic<object*> now_{nullptr};
  lockstep::hazard_domain<memory, object> domain_;
};

std::uint32_t limit() { return memory::garbage_limit() + lockstep::hazard_registry<memory>::get().allocated(); }

// MAP-10
TEST(hazard_pointer, protects_until_it_is_reset) {
  place p(7);
  hazard_pointer held;
  const object* const seen = p.protect(held);
  p.replace(8);
  p.look_through();
  EXPECT_EQ(seen->number, 7);
  EXPECT_EQ(p.garbage(), 1u);
  held.reset_protection();
  p.look_through();
  EXPECT_EQ(p.garbage(), 0u);
  EXPECT_EQ(object::alive, 1);
}

// MAP-10
TEST(hazard_pointer, protects_one_object_at_a_time) {
  place p;
  hazard_pointer held;
  p.protect(held);
  p.replace(1);
  p.protect(held);
  p.look_through();
  EXPECT_EQ(p.garbage(), 0u);
}

// MAP-10
TEST(hazard_pointer, end_is_the_end_of_its_protection) {
  place p;
  {
    hazard_pointer held;
    p.protect(held);
    p.replace(1);
    p.look_through();
    EXPECT_EQ(p.garbage(), 1u);
  }
  p.look_through();
  EXPECT_EQ(p.garbage(), 0u);
}

TEST(hazard_pointer, of_nothing_protects_nothing) {
  memory::atomic<object*> empty{nullptr};
  hazard_pointer held;
  EXPECT_EQ(held.protect(empty), nullptr);
}

TEST(hazard_pointer, try_protect_says_what_is_there_now) {
  object first(1), second(2);
  memory::atomic<object*> source{&second};
  hazard_pointer held;
  const auto address = [](object* o) -> const void* { return o; };
  object* seen = &first;
  EXPECT_FALSE(held.try_protect(seen, source, address));
  EXPECT_EQ(seen, &second);
  EXPECT_TRUE(held.try_protect(seen, source, address));
}

// MAP-10: the stated bound, with nobody who protects.
TEST(hazard_pointer, garbage_stays_below_the_limit) {
  place p;
  std::size_t most = 0;
  for (int i = 0; i != 10'000; ++i) {
    p.replace(i);
    most = std::max(most, p.garbage());
  }
  EXPECT_LT(most, limit());
  EXPECT_GT(most, limit() / 2) << "who looks so often pays for it";
}

// MAP-10: the stated bound: each hazard pointer in use may add one. More of them than are looked at in one go.
TEST(hazard_pointer, garbage_stays_below_the_limit_and_what_is_protected) {
  constexpr std::size_t protectors = 100;
  std::vector<std::unique_ptr<place>> places;
  place p;
  std::vector<std::unique_ptr<hazard_pointer>> held;
  std::vector<const object*> seen;
  for (int i = 0; i != static_cast<int>(protectors); ++i) {
    held.push_back(std::make_unique<hazard_pointer>());
    seen.push_back(p.protect(*held.back()));
    p.replace(i + 1);
  }
  for (int i = 0; i != 10'000; ++i) {
    p.replace(-2);
    ASSERT_LT(p.garbage(), limit() + protectors);
  }
  for (std::size_t i = 0; i != protectors; ++i) ASSERT_EQ(seen[i]->number, static_cast<int>(i));
  held.clear();
  p.look_through();
  EXPECT_EQ(p.garbage(), 0u);
}

// MAP-10
TEST(hazard_pointer, many_threads_never_see_what_was_destroyed) {
  {
    place p;
    std::atomic<bool> is_over = false;
    std::vector<std::jthread> all;
    for (int t = 0; t != 2; ++t) {
      all.emplace_back([&] {
        for (int i = 0; i != 5'000; ++i) p.replace(i);
        is_over = true;
      });
      all.emplace_back([&] {
        while (!is_over) {
          hazard_pointer held;
          ASSERT_GE(p.protect(held)->number, 0);
        }
      });
    }
  }
  EXPECT_EQ(object::alive, 0);
}

// LIFE-4: threads that end give their records to those that come.
TEST(hazard_pointer, records_are_used_again) {
  place p;
  const auto use = [&] {
    hazard_pointer a, b, c;
    p.protect(a), p.protect(b), p.protect(c);
  };
  std::thread(use).join();
  const std::uint32_t before = lockstep::hazard_registry<memory>::get().allocated();
  for (int i = 0; i != 100; ++i) std::thread(use).join();
  EXPECT_EQ(lockstep::hazard_registry<memory>::get().allocated(), before);
}

/// Protects something after its thread has given back its slots.
struct latecomer {
  const place* p = nullptr;
  latecomer() = default;
  latecomer(const latecomer&) = delete;
  latecomer& operator=(const latecomer&) = delete;
  ~latecomer() {
    for (int i = 0; i != 3; ++i) {
      hazard_pointer one, two, three;
      for (auto* held : {&one, &two, &three}) EXPECT_EQ(p->protect(*held)->number, 5);
    }
  }
};

// LIFE-4
TEST(hazard_pointer, late_ones_of_a_thread_are_given_back_too) {
  const place p(5);
  const auto use = [&] {
    thread_local latecomer late;
    late.p = &p;
    hazard_pointer held;
    p.protect(held);
  };
  std::thread(use).join();
  const std::uint32_t before = lockstep::hazard_registry<memory>::get().allocated();
  for (int i = 0; i != 100; ++i) std::thread(use).join();
  EXPECT_EQ(lockstep::hazard_registry<memory>::get().allocated(), before);
}

}  // namespace
}  // namespace hazard_pointer_tests

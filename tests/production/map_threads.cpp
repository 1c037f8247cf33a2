// The map and threads that come and go, in any order with static destruction; and the fences where the kernel has no
// membarrier.

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <lockstep/sync.h>

#include "map_checks.h"

#ifdef __linux__
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

namespace map_threads_tests {
namespace {

using lockstep::map;
using lockstep::tests::contents_of;
using lockstep::tests::expect_in_order;
namespace native_detail = lockstep::models::native_detail;

/// Every value is its key's square as a text too long to stand in a string itself: freed memory would seldom look so.
std::string value_of(int key) {
  std::string text = "in a string of some length: ";  // and not std::to_string() + text, which g++ 12 warns of at -O3
  text += std::to_string(key * key);
  return text;
}
using texts = map<int, std::string>;

void check_all(texts& m, int keys, int rounds) {
  for (int i = 0; i != rounds; ++i) {
    for (int key = 0; key != keys; ++key) {
      m.visit(key, [&](const std::string& value) {
        if (value != value_of(key)) std::abort();
      });
    }
  }
}

void change_all(texts& m, int keys, int rounds) {
  for (int i = 0; i != rounds; ++i) {
    for (int key = 0; key != keys; ++key) {
      if ((i + key) % 3 == 0) {
        m.erase(key);
      } else {
        m.store(key, value_of(key));
      }
    }
    m.range([](int key, const std::string& value) {
      if (value != value_of(key)) std::abort();
      return true;
    });
  }
}

// MAP-1, MAP-10
TEST(map_threads, readers_see_whole_values_beside_writers) {
  texts m;
  {
    std::vector<std::jthread> all;
    for (int i = 0; i != 2; ++i) all.emplace_back([&] { check_all(m, 32, 300); });
    for (int i = 0; i != 2; ++i) all.emplace_back([&] { change_all(m, 32, 100); });
  }
  expect_in_order(m);
}

// MAP-6: Go's TestConcurrentRange.
TEST(map_threads, range_beside_stores_visits_every_key_once) {
  constexpr int keys = 1'000;
  map<int, int> m;
  for (int key = 1; key <= keys; ++key) m.store(key, key);
  std::atomic<bool> is_over = false;
  std::vector<std::jthread> writers;
  for (int g = 1; g <= 2; ++g) {
    writers.emplace_back([&, g] {
      for (int i = 0; !is_over.load(std::memory_order::relaxed); ++i) {
        for (int key = 1; key <= keys; ++key) {
          if (key % 4 == 0) {
            m.load(key);
          } else {
            m.store(key, key * i * g);
          }
        }
      }
    });
  }
  for (int round = 0; round != 16; ++round) {
    int visited = 0;
    std::vector<bool> seen(keys + 1);
    m.range([&](int key, int value) {
      EXPECT_EQ(value % key, 0);
      EXPECT_FALSE(seen[static_cast<std::size_t>(key)]) << "twice";
      seen[static_cast<std::size_t>(key)] = true;
      return ++visited != 0;
    });
    EXPECT_EQ(visited, keys);
  }
  is_over = true;
}

// MAP-8: golang/go#70970, Go's TestConcurrentCompareAndDelete in spirit.
TEST(map_threads, one_of_those_who_delete_a_value_succeeds) {
  for (int round = 0; round != 300; ++round) {
    map<int, int> m;
    m.store(1, 10);
    if (round % 2 == 0) m.load(1);
    std::atomic<int> winners = 0;
    {
      std::vector<std::jthread> all;
      all.emplace_back([&] { winners += m.compare_and_delete(1, 10); });
      all.emplace_back([&] { winners += m.compare_and_swap(1, 10, 11); });
      all.emplace_back([&] { winners += m.compare_and_delete(1, 10); });
    }
    ASSERT_EQ(winners, 1);
  }
}

// MAP-9: Go's TestConcurrentClear.
TEST(map_threads, clear_beside_stores_and_loads) {
  map<int, int> m;
  {
    std::vector<std::jthread> all;
    for (int i = 0; i != 2; ++i) {
      all.emplace_back([&] {
        for (int n = 0; n != 2'000; ++n) m.store(n % 10, n % 10);
      });
      all.emplace_back([&] {
        for (int n = 0; n != 500; ++n) m.clear();
      });
      all.emplace_back([&] {
        for (int n = 0; n != 2'000; ++n) {
          const auto seen = m.load(n % 10);
          if (seen && *seen != n % 10) std::abort();
        }
      });
    }
  }
  expect_in_order(m);
  m.clear();
  EXPECT_TRUE(contents_of(m).empty());
}

// LIFE-4: each thread takes records and gives them back; more threads at once than there are static ones.
TEST(map_threads, may_end_at_any_time_and_leave_nothing) {
  texts m;
  for (int round = 0; round != 20; ++round) {
    std::vector<std::jthread> all;
    for (int i = 0; i != 12; ++i) {
      all.emplace_back([&, i] {
        if (i % 2 == 0) {
          check_all(m, 8, 3);
        } else {
          change_all(m, 8, 2);
        }
      });
    }
  }
  expect_in_order(m);
}

/// Uses a map at the end of its thread.
struct parting {
  std::shared_ptr<texts> m;
  parting() = default;
  parting(const parting&) = delete;
  parting& operator=(const parting&) = delete;
  ~parting() {
    if (m == nullptr) return;
    m->visit(1, [&](const std::string& value) {
      m->store(1, value_of(1));
      m->range([](int, const std::string&) { return true; });
      if (value != value_of(1)) std::abort();
    });
    m->erase(2);
    m->store(3, value_of(3));
  }
};

// LIFE-4: destructors of thread_local objects may use maps, before and after the thread has given back its records.
TEST(map_threads, destructors_of_a_thread_may_use_the_map) {
  const auto m = std::make_shared<texts>();
  m->store(1, value_of(1));
  for (int i = 0; i != 50; ++i) {
    m->store(2, value_of(2));
    std::thread([&] {
      thread_local parting last;  // made before the thread's first use of a map, so destroyed after its slots are back
      last.m = m;
      check_all(*m, 4, 1);
      thread_local parting first;  // made after
      first.m = m;
    }).join();
    EXPECT_EQ(m->load(2), std::nullopt);
    EXPECT_EQ(m->load(3), value_of(3));
  }
}

/// A map that a static object's destructor uses, and that a thread still uses when the statics are destroyed.
struct last_use {
  std::shared_ptr<texts> m;
  ~last_use() {
    change_all(*m, 8, 10);
    check_all(*m, 8, 10);
  }
};

// LIFE-4
TEST(map_DeathTest, static_destruction_may_use_maps_beside_threads_that_never_end) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        static texts of_static_storage;
        static last_use until_the_end{std::make_shared<texts>()};
        change_all(of_static_storage, 8, 3);
        std::atomic<int> started = 0;
        for (int i = 0; i != 3; ++i) {
          std::thread([&started, m = until_the_end.m, i] {
            check_all(*m, 8, 1);
            ++started;
            for (;;) i == 0 ? change_all(*m, 8, 1) : check_all(*m, 8, 1);
          }).detach();
        }
        while (started != 3) std::this_thread::yield();
        std::exit(0);
      },
      testing::ExitedWithCode(0), "");
}

#ifdef __linux__

/// From now on the kernel has no membarrier for this process. False if it will not be told so.
bool forbid_membarrier() {
  sock_filter rules[] = {
      {BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(seccomp_data, nr)},
      {BPF_JMP | BPF_JEQ | BPF_K, 0, 1, SYS_membarrier},
      {BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | 38},  // ENOSYS
      {BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW},
  };
  const sock_fprog program{4, rules};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

constexpr int cannot_be_told = 77;

// MAP-10: light fences are full ones then, and all goes on.
TEST(map_DeathTest, without_membarrier_every_fence_is_a_full_one) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        if (!forbid_membarrier()) std::_Exit(cannot_be_told);
        if (native_detail::fences != native_detail::fence_pair::undecided) std::_Exit(1);
        texts m;
        {
          std::vector<std::jthread> all;
          for (int i = 0; i != 2; ++i) all.emplace_back([&] { check_all(m, 16, 100); });
          for (int i = 0; i != 2; ++i) all.emplace_back([&] { change_all(m, 16, 50); });
        }
        std::_Exit(native_detail::fences == native_detail::fence_pair::symmetric ? 0 : 2);
      },
      [](int status) {
        return WIFEXITED(status) && (WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == cannot_be_told);
      },
      "");
}

// The fallback is not what is usually tested: where the kernel has membarrier, it is used.
TEST(map_threads, with_membarrier_the_fences_are_asymmetric) {
  if (!native_detail::register_for_membarrier()) GTEST_SKIP() << "this kernel has no membarrier";
  map<int, int> m;
  m.store(1, 1);
  m.load(1);
  EXPECT_EQ(native_detail::fences, native_detail::fence_pair::asymmetric);
}

#endif

}  // namespace
}  // namespace map_threads_tests

// What is a policy and what is not: a concept that accepts everything would be no seam.

#include <gtest/gtest.h>

#include <lockstep/models/native.h>
#include <lockstep/models/stress.h>

namespace policies_tests {
namespace {

using lockstep::memory_policy;
using lockstep::policy;
using namespace lockstep::models;
using where = std::source_location;

static_assert(policy<native> && memory_policy<native>);
static_assert(policy<stress> && memory_policy<stress>);
static_assert(memory_policy<native_memory> && !policy<native_memory>, "a memory policy has no semaphore");

struct semaphore_without_handoff {
  void acquire(lockstep::queue_at);
  void release();
};
struct cannot_hand_off : native {
  using semaphore = semaphore_without_handoff;
};
static_assert(memory_policy<cannot_hand_off> && !policy<cannot_hand_off>);

struct notify_list_that_calls_one_by_one {
  std::uint32_t add();
  void wait(std::uint32_t);
  void notify_one();
};
struct cannot_notify_all : native {
  using notify_list = notify_list_that_calls_one_by_one;
};
static_assert(memory_policy<cannot_notify_all> && !policy<cannot_notify_all>);

template <class T>
struct atomic_without_exchange : native_memory::atomic<T> {
  T exchange(T, std::memory_order) = delete;
};
struct cannot_exchange : native_memory {
  template <class T>
  using atomic = atomic_without_exchange<T>;
};
static_assert(!memory_policy<cannot_exchange>);

/// std::atomic itself names no caller, so that no trace could.
struct names_no_lines : native_memory {
  template <class T>
  using atomic = std::atomic<T>;
};
static_assert(!memory_policy<names_no_lines>);

template <class T>
struct plain_that_is_written_when_read {
  T& read(where = where::current()) const;
  T& write(where = where::current());
};
struct reads_by_writing : native_memory {
  template <class T>
  using plain = plain_that_is_written_when_read<T>;
};
static_assert(!memory_policy<reads_by_writing>);

struct cannot_sleep : native_memory {
  static void futex_wait() = delete;
};
static_assert(!memory_policy<cannot_sleep>);

struct cannot_wake : native_memory {
  static void futex_wake() = delete;
};
static_assert(!memory_policy<cannot_wake>);

struct has_no_clock : native_memory {
  struct stopwatch {};
};
static_assert(!memory_policy<has_no_clock>);

struct does_not_say_whether_to_spin : native_memory {
  static void spin(unsigned, where = where::current());
};
static_assert(!memory_policy<does_not_say_whether_to_spin>);

struct has_no_buckets : native_memory {
  struct semaphore_buckets {};
};
static_assert(!memory_policy<has_no_buckets>);

struct cannot_panic : native_memory {
  static void panic() = delete;
};
static_assert(!memory_policy<cannot_panic>);

struct cannot_die : native_memory {
  static void fatal() = delete;
};
static_assert(!memory_policy<cannot_die>);

struct leaks : native_memory {
  static void destroy() = delete;
};
static_assert(!memory_policy<leaks>);

TEST(policies, are_checked_when_this_file_compiles) { SUCCEED(); }

}  // namespace
}  // namespace policies_tests

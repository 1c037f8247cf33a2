// MAP-10: what the map keeps of what nobody can reach any more is bounded, and goes when the map does.

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include <lockstep/sync.h>

#include "map_checks.h"

namespace map_memory_tests {
namespace {

using namespace lockstep::tests;

struct weighed;
using policy = watched_allocation<weighed>;
using weighed_map = lockstep::basic_map<policy, std::uint64_t, std::uint64_t>;

std::size_t bytes_with(std::uint64_t from, std::uint64_t to) {
  const std::size_t before = policy::live.bytes;
  weighed_map m;
  for (std::uint64_t i = from; i != to; ++i) m.store(i, i);
  m.range([](auto, auto) { return false; });
  return policy::live.bytes - before;
}

/// A million where that does not cost much more than it tells: LOCKSTEP_HEAVY=1 in the environment.
std::uint64_t many() { return std::getenv("LOCKSTEP_HEAVY") != nullptr ? 1'000'000 : 50'000; }

void expect_no_more_than(double factor, std::size_t bytes, std::size_t of) {
  EXPECT_LE(static_cast<double>(bytes), factor * static_cast<double>(of)) << bytes << " bytes, " << of << " afresh";
}

// MAP-10
TEST(map_memory, returns_when_half_of_the_keys_in_read_are_erased) {
  const std::uint64_t n = many();
  const std::size_t before = policy::live.bytes;
  weighed_map m;
  for (std::uint64_t i = 0; i != n; ++i) m.store(i, i);
  m.range([](auto, auto) { return false; });              // all in read
  for (std::uint64_t i = 0; i != n / 2; ++i) m.erase(i);  // null, and still in read
  m.store(n, n);                                          // expunged
  m.range([](auto, auto) { return false; });              // gone
  expect_no_more_than(1.3, policy::live.bytes - before, bytes_with(n / 2, n + 1));
}

// MAP-10
TEST(map_memory, returns_when_half_of_the_keys_in_dirty_are_erased) {
  const std::uint64_t n = many();
  const std::size_t before = policy::live.bytes;
  weighed_map m;
  for (std::uint64_t i = 0; i != n; ++i) m.store(i, i);
  for (std::uint64_t i = 0; i != n / 2; ++i) m.erase(i);
  m.range([](auto, auto) { return false; });
  expect_no_more_than(1.3, policy::live.bytes - before, bytes_with(n / 2, n));
}

// MAP-10
TEST(map_memory, of_a_cleared_map_is_garbage_within_its_bound) {
  const std::size_t before = policy::live.objects;
  weighed_map m;
  for (std::uint64_t i = 0; i != many(); ++i) m.store(i, i);
  m.range([](auto, auto) { return false; });
  m.clear();
  EXPECT_LE(policy::live.objects - before, std::size_t{policy::garbage_limit()});
}

// MAP-10: golang/go#40999, Go's TestIssue40999.
TEST(map_memory, does_not_grow_by_keys_that_come_and_go) {
  const std::size_t before = policy::live.objects;
  weighed_map m;
  m.store(0, 0);
  m.load(0);
  for (std::uint64_t i = 1; i != 100'000; ++i) {
    m.store(i, i);
    m.load_and_delete(i);
    ASSERT_LE(policy::live.objects - before, 2 * std::size_t{policy::garbage_limit()} + 8);
  }
}

// MAP-10
TEST(map_memory, stores_to_one_key_leave_bounded_garbage) {
  const std::size_t before = policy::live.objects;
  weighed_map m;
  m.store(0, 0);
  m.load(0);
  for (std::uint64_t i = 0; i != 10'000; ++i) {
    m.store(0, i);
    ASSERT_LT(lockstep::inspect::retired_boxes(m), policy::garbage_limit());
  }
  EXPECT_LE(policy::live.objects - before, std::size_t{policy::garbage_limit()} + 8);
}

// MAP-10
TEST(map_memory, is_all_returned_when_the_map_is_gone) {
  const balance before = policy::live;
  const int alive = counted_int::alive;
  {
    lockstep::basic_map<policy, counted_int, counted_int, all_equal_hash> m;
    for (int round = 0; round != 10; ++round) {
      for (int i = 0; i != 50; ++i) m.store(counted_int(i), counted_int(round));
      for (int i = 0; i != 50; i += 2) m.erase(counted_int(i));
      if (round % 3 == 0) contents_of(m);
      if (round == 7) m.clear();
    }
  }
  EXPECT_EQ(policy::live, before);
  EXPECT_EQ(counted_int::alive, alive);
}

}  // namespace
}  // namespace map_memory_tests

// What each operation of the map does when nobody else is there.

#include <gtest/gtest.h>

#include <cstddef>
#include <cstring>
#include <functional>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <lockstep/sync.h>

#include "counting_memory.h"
#include "map_checks.h"

namespace map_tests {
namespace {

using lockstep::map;
using lockstep::tests::contents_of;
using lockstep::tests::expect_in_order;
using contents = std::map<int, int>;
using found = std::optional<int>;

static_assert(!std::is_copy_constructible_v<map<int, int>> && !std::is_copy_assignable_v<map<int, int>>);
static_assert(!std::is_move_constructible_v<map<int, int>> && !std::is_move_assignable_v<map<int, int>>);
static_assert(sizeof(map<int, int>) == (sizeof(void*) == 8 ? 64 : 36));

// MAP-9
TEST(map, fresh_one_is_empty) {
  map<int, int> m;
  EXPECT_EQ(m.load(1), std::nullopt);
  EXPECT_EQ(contents_of(m), contents());
}

// MAP-9
TEST(map, zeroed_bytes_are_an_empty_map) {
  alignas(map<int, int>) std::byte bytes[sizeof(map<int, int>)];
  std::memset(bytes, 0, sizeof bytes);
  auto& m = *std::launder(reinterpret_cast<map<int, int>*>(bytes));
  EXPECT_EQ(m.load(1), std::nullopt);
  m.store(1, 2);
  EXPECT_EQ(m.load(1), 2);
  std::destroy_at(&m);
}

TEST(map, fresh_one_is_nothing_but_zero_bytes) {
  static const map<int, int> m;  // static: its padding is zero too
  std::byte zeroes[sizeof m] = {};
  EXPECT_EQ(std::memcmp(static_cast<const void*>(&m), zeroes, sizeof m), 0);
}

// MAP-9
TEST(map, erase_of_an_absent_key_does_nothing) {
  map<int, int> m;
  m.erase(1);
  m.store(2, 20);
  m.erase(1);
  EXPECT_EQ(contents_of(m), (contents{{2, 20}}));
  m.erase(1);
  EXPECT_EQ(contents_of(m), (contents{{2, 20}}));
}

// MAP-9
TEST(map, clear_empties_in_every_state) {
  map<int, int> m;
  m.clear();
  m.store(1, 10);  // dirty alone
  m.clear();
  EXPECT_EQ(m.load(1), std::nullopt);
  m.store(1, 10);
  EXPECT_EQ(contents_of(m), (contents{{1, 10}}));  // read alone
  m.clear();
  EXPECT_EQ(m.load(1), std::nullopt);
  m.store(1, 10);
  EXPECT_EQ(contents_of(m), (contents{{1, 10}}));
  m.store(2, 20);  // both
  m.clear();
  EXPECT_EQ(contents_of(m), contents());
  expect_in_order(m);
}

TEST(map, load_finds_what_was_stored_last) {
  map<int, int> m;
  m.store(1, 10);
  EXPECT_EQ(m.load(1), 10);
  m.store(1, 11);
  EXPECT_EQ(m.load(1), 11);
  m.erase(1);
  EXPECT_EQ(m.load(1), std::nullopt);
}

TEST(map, load_or_store_stores_only_where_nothing_is) {
  map<int, int> m;
  EXPECT_EQ(m.load_or_store(1, 10), std::pair(10, false));
  EXPECT_EQ(m.load_or_store(1, 11), std::pair(10, true));
  EXPECT_EQ(contents_of(m), (contents{{1, 10}}));
  EXPECT_EQ(m.load_or_store(1, 12), std::pair(10, true));
  m.erase(1);
  EXPECT_EQ(m.load_or_store(1, 13), std::pair(13, false));
}

TEST(map, load_and_delete_takes_the_value_out) {
  map<int, int> m;
  EXPECT_EQ(m.load_and_delete(1), std::nullopt);
  m.store(1, 10);
  EXPECT_EQ(m.load_and_delete(1), 10);
  EXPECT_EQ(m.load_and_delete(1), std::nullopt);
  EXPECT_EQ(contents_of(m), contents());
}

TEST(map, swap_returns_what_it_replaced) {
  map<int, int> m;
  EXPECT_EQ(m.swap(1, 10), std::nullopt);
  EXPECT_EQ(m.swap(1, 11), 10);
  EXPECT_EQ(contents_of(m), (contents{{1, 11}}));
  EXPECT_EQ(m.swap(1, 12), 11);
  m.erase(1);
  EXPECT_EQ(m.swap(1, 13), std::nullopt);
}

// MAP-1: golang/go#51972.
TEST(map, compare_and_swap_of_an_absent_key_fails) {
  map<int, int> m;
  EXPECT_FALSE(m.compare_and_swap(1, 0, 10));
  m.store(1, 0);
  EXPECT_EQ(contents_of(m), (contents{{1, 0}}));
  m.erase(1);
  EXPECT_FALSE(m.compare_and_swap(1, 0, 10));
  EXPECT_EQ(contents_of(m), contents());
}

TEST(map, compare_and_swap_stores_if_the_value_is_the_expected_one) {
  map<int, int> m;
  m.store(1, 10);
  EXPECT_FALSE(m.compare_and_swap(1, 9, 11));
  EXPECT_TRUE(m.compare_and_swap(1, 10, 11));
  EXPECT_FALSE(m.compare_and_swap(1, 10, 12));
  EXPECT_EQ(contents_of(m), (contents{{1, 11}}));
}

TEST(map, compare_and_delete_erases_if_the_value_is_the_expected_one) {
  map<int, int> m;
  EXPECT_FALSE(m.compare_and_delete(1, 10));
  m.store(1, 10);
  EXPECT_FALSE(m.compare_and_delete(1, 9));
  EXPECT_TRUE(m.compare_and_delete(1, 10));
  EXPECT_FALSE(m.compare_and_delete(1, 10));
  EXPECT_EQ(contents_of(m), contents());
}

TEST(map, visit_shows_the_value_itself) {
  map<int, std::string> m;
  m.store(1, "one");
  const std::string* seen = nullptr;
  EXPECT_TRUE(m.visit(1, [&](const std::string& value) {
    EXPECT_EQ(value, "one");
    seen = &value;
  }));
  EXPECT_TRUE(m.visit(1, [&](const std::string& value) { EXPECT_EQ(&value, seen) << "a copy"; }));
  EXPECT_FALSE(m.visit(2, [](const std::string&) { FAIL(); }));
}

// MAP-10: the value outlives its place in the map.
TEST(map, visited_value_stays_alive_when_its_key_is_erased) {
  using lockstep::tests::counted_int;
  map<int, counted_int> m;
  m.store(1, counted_int(10));
  m.visit(1, [&](const counted_int& value) {
    m.clear();
    for (int i = 0; i != 1'000; ++i) m.store(1, counted_int(i));
    EXPECT_EQ(value.get(), 10);
  });
}

// MAP-6
TEST(map, range_stops_when_told) {
  map<int, int> m;
  for (int i = 0; i != 10; ++i) m.store(i, i);
  int calls = 0;
  m.range([&](int, int) { return ++calls != 3; });
  EXPECT_EQ(calls, 3);
}

// MAP-6: golang/go#46399.
TEST(map, range_may_be_nested_and_change_the_map) {
  map<int, int> m;
  for (int i = 0; i != 10; ++i) m.store(i, i);
  int outer = 0;
  m.range([&](int, int) {
    m.range([&](int key, int value) {
      EXPECT_EQ(value, key);
      m.store(key, value);
      m.load_and_delete(key);
      m.store(key, value);
      return true;
    });
    ++outer;
    return true;
  });
  EXPECT_EQ(outer, 10);
  for (int i = 0; i != 10; ++i) EXPECT_EQ(m.load(i), i);
}

// MAP-6
TEST(map, range_may_erase_and_add_as_it_goes) {
  map<int, int> m;
  for (int i = 0; i != 100; ++i) m.store(i, i);
  m.range([&](int key, int) {
    m.erase(key);
    if (key < 100) m.store(key + 100, key);
    return true;
  });
  EXPECT_EQ(contents_of(m).size(), 100u);
  expect_in_order(m);
}

// MAP-6
TEST(map, clear_inside_range_ends_it_without_harm) {
  map<int, std::string> m;
  for (int i = 0; i != 100; ++i) m.store(i, std::string(40, 'x'));
  int calls = 0;
  m.range([&](int, const std::string& value) {
    m.clear();
    EXPECT_EQ(value, std::string(40, 'x'));
    return ++calls != 1'000;
  });
  EXPECT_GE(calls, 1);
  EXPECT_EQ(m.load(1), std::nullopt);
}

// MAP-5
TEST(map, promotion_by_misses_keeps_everything) {
  map<int, int> m;
  for (int i = 0; i != 100; ++i) m.store(i, i);
  const auto before = lockstep::inspect::read(m);
  for (int i = 0; i != 100; ++i) ASSERT_EQ(m.load(i), i);
  EXPECT_NE(lockstep::inspect::read(m), before) << "was not promoted";
  for (int i = 0; i != 100; ++i) ASSERT_EQ(m.load(i), i);
}

// golang/go#40999: an erase that has to look into dirty counts as a miss, and leaves nothing there.
TEST(map, erase_in_dirty_counts_as_a_miss_and_keeps_nothing) {
  using lockstep::tests::counted_int;
  map<counted_int, int, lockstep::tests::all_equal_hash> m;
  m.store(counted_int(1), 1);
  const auto before = lockstep::inspect::read(m);
  m.erase(counted_int(2));
  EXPECT_NE(lockstep::inspect::read(m), before) << "was no miss";
  m.store(counted_int(2), 2);
  EXPECT_EQ(counted_int::alive, 2);
  m.load_and_delete(counted_int(2));
  EXPECT_EQ(counted_int::alive, 1);
}

TEST(map, value_that_can_only_be_moved_needs_no_copy) {
  map<std::string, std::unique_ptr<int>> m;
  m.store("a", std::make_unique<int>(1));
  m.store("a", std::make_unique<int>(2));
  int seen = 0;
  EXPECT_TRUE(m.visit("a", [&](const std::unique_ptr<int>& value) { seen = *value; }));
  EXPECT_EQ(seen, 2);
  EXPECT_FALSE(m.compare_and_swap("a", nullptr, std::make_unique<int>(3)));
  EXPECT_FALSE(m.compare_and_delete("a", nullptr));
  int pairs = 0;
  m.range([&](const std::string& key, const std::unique_ptr<int>& value) {
    pairs += key == "a" && *value == 2;
    return true;
  });
  EXPECT_EQ(pairs, 1);
  m.erase("a");
  EXPECT_FALSE(m.visit("a", [](const auto&) {}));
  m.store("b", nullptr);
  EXPECT_TRUE(m.compare_and_swap("b", nullptr, std::make_unique<int>(4)));
  m.clear();
}

TEST(map, key_that_can_only_be_moved_is_moved) {
  const auto hash = [](const std::unique_ptr<int>& key) { return static_cast<std::size_t>(*key); };
  const auto equal = [](const std::unique_ptr<int>& a, const std::unique_ptr<int>& b) { return *a == *b; };
  map<std::unique_ptr<int>, int, decltype(hash), decltype(equal)> m(hash, equal);
  m.store(std::make_unique<int>(1), 10);
  m.store(std::make_unique<int>(1), 11);
  EXPECT_EQ(m.load(std::make_unique<int>(1)), 11);
  EXPECT_EQ(m.load_or_store(std::make_unique<int>(2), 20), std::pair(20, false));
  m.erase(std::make_unique<int>(1));
  EXPECT_EQ(m.load(std::make_unique<int>(1)), std::nullopt);
}

struct transparent_hash {
  using is_transparent = void;
  std::size_t operator()(std::string_view key) const { return std::hash<std::string_view>()(key); }
};
using by_view = map<std::string, int, transparent_hash, std::equal_to<>>;

/// Looks like a string to Hash and Equal, and cannot become one.
struct only_a_view {
  std::string_view view;
  operator std::string_view() const { return view; }  // NOLINT(google-explicit-constructor)
  friend bool operator==(const std::string& a, const only_a_view& b) { return a == b.view; }
};

template <class Map, class Q>
concept can_look_up = requires(Map m, Q key) { m.load(key); };
static_assert(can_look_up<by_view, only_a_view>);
static_assert(!can_look_up<map<std::string, int>, only_a_view>);

TEST(map, key_of_another_type_looks_up_if_hash_and_equal_are_transparent) {
  by_view m;
  m.store("a", 1);
  const only_a_view a{"a"};
  EXPECT_EQ(m.load(a), 1);
  int seen = 0;
  EXPECT_TRUE(m.visit(a, [&](int value) { seen = value; }));
  EXPECT_EQ(seen, 1);
  EXPECT_TRUE(m.compare_and_swap(a, 1, 2));
  EXPECT_FALSE(m.compare_and_delete(a, 1));
  EXPECT_TRUE(m.compare_and_delete(a, 2));
  m.store("a", 3);
  EXPECT_EQ(m.load_and_delete(a), 3);
  m.store("a", 4);
  m.erase(a);
  EXPECT_EQ(m.load(a), std::nullopt);
}

TEST(map, hash_and_equal_may_have_state) {
  struct salted_hash {
    std::size_t salt = 0;
    std::size_t operator()(int key) const { return static_cast<std::size_t>(key) ^ salt; }
  };
  struct modular_equal {
    int modulus = 1'000;
    bool operator()(int a, int b) const { return a % modulus == b % modulus; }
  };
  const auto hash = [](int key) { return static_cast<std::size_t>(key % 10); };
  map<int, int, salted_hash> salted(salted_hash{12345});
  salted.store(1, 10);
  EXPECT_EQ(salted.load(1), 10);
  map<int, int, decltype(hash), modular_equal> modular(hash, modular_equal{10});
  modular.store(1, 10);
  EXPECT_EQ(modular.load(11), 10);
}

/// The map on a policy that counts what it asks of the machine, with bare values or with boxed ones.
using counted_map = lockstep::basic_map<lockstep::tests::counting, int, int>;
struct two_words {
  long first, second = 0;
  bool operator==(const two_words&) const = default;
};
using counted_boxed_map = lockstep::basic_map<lockstep::tests::counting, int, two_words>;

/// With the key 1 in read.
template <class Map>
void promote_a_key(Map& m) {
  m.store(1, {10});
  m.load(1);
  m.load(1);
}

template <class Map>
void expect_hit_to_cost(const lockstep::tests::cost& expected) {
  using lockstep::tests::spent;
  Map m;
  promote_a_key(m);
  std::byte before[sizeof m];
  std::memcpy(before, static_cast<const void*>(&m), sizeof m);
  spent = {};
  EXPECT_TRUE(m.load(1).has_value());
  EXPECT_EQ(spent, expected);
  spent = {};
  EXPECT_TRUE(m.visit(1, [](const auto&) {}));
  EXPECT_EQ(spent, expected);
  EXPECT_EQ(std::memcmp(before, static_cast<const void*>(&m), sizeof m), 0);
}

// MAP-7: publishing the table in one of the thread's own hazard slots, and taking it back, is all that a hit writes; a
// boxed value needs a second slot.
TEST(map, hit_takes_no_lock_and_writes_only_its_hazard_slots) {
  expect_hit_to_cost<counted_map>({.loads = 3, .stores = 2});
  expect_hit_to_cost<counted_boxed_map>({.loads = 4, .stores = 4});
}

// MAP-7: also what finds nothing in a map that is not amended, and a comparison that fails.
TEST(map, miss_without_dirty_takes_no_lock) {
  using lockstep::tests::spent;
  counted_map m;
  promote_a_key(m);
  spent = {};
  EXPECT_EQ(m.load(2), std::nullopt);
  EXPECT_FALSE(m.compare_and_swap(1, 9, 11));
  EXPECT_FALSE(m.compare_and_delete(2, 9));
  m.erase(2);
  EXPECT_EQ(spent.read_modify_writes, 0);
  EXPECT_EQ(spent.futex_calls, 0);
}

// MAP-2: also a value that is there already is written, for whoever looks later comes after that store.
TEST(map, store_of_an_equal_value_writes_it) {
  using lockstep::tests::spent;
  counted_map m;
  promote_a_key(m);
  spent = {};
  m.store(1, 10);
  EXPECT_EQ(spent.read_modify_writes, 1);
}

// MAP-7: one exchange of the value; and two read-modify-writes to retire the old one, if that has a box.
TEST(map, store_to_a_key_in_read_takes_no_lock) {
  using lockstep::tests::spent;
  const auto read_modify_writes_of_a_store = [](auto&& m) {
    promote_a_key(m);
    spent = {};
    m.store(1, {11});
    EXPECT_EQ(spent.futex_calls, 0);
    return spent.read_modify_writes;
  };
  EXPECT_EQ(read_modify_writes_of_a_store(counted_map()), 1);
  EXPECT_EQ(read_modify_writes_of_a_store(counted_boxed_map()), 3);
}

}  // namespace
}  // namespace map_tests

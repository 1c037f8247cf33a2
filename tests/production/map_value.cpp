// Which values a map keeps bare, and that none of them shows it.

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <lockstep/sync.h>

#include "map_checks.h"

namespace map_value_tests {
namespace {

using namespace lockstep::tests;

struct of_values;
using policy = watched_allocation<of_values>;
template <class V>
using kept = lockstep::map_value<policy, V>;

enum class color : unsigned char { red, green };
struct three_bytes {
  unsigned char all[3];
  bool operator==(const three_bytes&) const = default;
};
struct padded {
  char small;
  int large;
};
struct moved_by_itself {
  moved_by_itself(moved_by_itself&&);
  int value;
};

static_assert(kept<bool>::is_always_bare && kept<color>::is_always_bare && kept<three_bytes>::is_always_bare);
static_assert(kept<short>::is_always_bare && kept<int>::is_always_bare == (sizeof(void*) == 8));
static_assert(kept<int*>::may_be_bare && !kept<int*>::is_always_bare && kept<float>::may_be_bare);
static_assert(kept<double>::may_be_bare == (sizeof(void*) == 8) && !kept<long double>::may_be_bare);
static_assert(!kept<padded>::may_be_bare && !kept<moved_by_itself>::may_be_bare && !kept<std::string>::may_be_bare);
static_assert(!kept<std::array<void*, 2>>::may_be_bare && !kept<std::unique_ptr<int>>::may_be_bare);

template <class V>
bool is_boxed(V value) {
  kept<V> made = kept<V>::of(V(value));
  if (auto* const box = made.boxed()) policy::destroy(box);
  return made.is_boxed();
}

TEST(map_value, the_three_highest_bits_decide_who_gets_a_box) {
  using word = std::uintptr_t;
  constexpr int shift = 8 * sizeof(word) - 3;
  for (word highest = 0; highest != 8; ++highest) {
    for (const word lowest : {word{0}, word{1}, word{3}, word{11}, (word{1} << shift) - 1}) {
      EXPECT_EQ(is_boxed(highest << shift | lowest), highest == 3) << highest << ' ' << lowest;
    }
  }
  EXPECT_FALSE(is_boxed(color::green));
  int somewhere;
  EXPECT_FALSE(is_boxed(static_cast<int*>(nullptr)));
  if (sizeof(word) == 8) {
    EXPECT_FALSE(is_boxed(&somewhere));
    EXPECT_FALSE(is_boxed(std::nextafter(std::ldexp(1.0, 513), 0.0)));
    EXPECT_TRUE(is_boxed(std::ldexp(1.0, 513)));
    EXPECT_FALSE(is_boxed(-std::numeric_limits<double>::max()));
  }
}

/// Each operation, with each of the values in the place of each other.
template <class V>
void use(const std::vector<V>& values) {
  const balance before = policy::live;
  {
    lockstep::basic_map<policy, int, V> m;
    for (const bool is_in_read : {false, true}) {
      if (is_in_read) m.range([](int, const V&) { return false; });
      for (const V& a : values) {
        for (const V& b : values) {
          m.store(1, a);
          EXPECT_EQ(m.load(1), a);
          EXPECT_EQ(m.swap(1, b), a);
          EXPECT_EQ(m.load_or_store(1, a), std::pair(b, true));
          EXPECT_EQ(m.compare_and_swap(1, a, b), a == b);
          EXPECT_TRUE(m.compare_and_swap(1, b, a));
          EXPECT_EQ(m.compare_and_delete(1, b), a == b);
          m.store(1, a);
          EXPECT_TRUE(m.visit(1, [&](const V& value) { EXPECT_EQ(value, a); }));
          m.range([&](int, const V& value) {
            EXPECT_EQ(value, a);
            return true;
          });
          EXPECT_EQ(m.load_and_delete(1), a);
          EXPECT_EQ(m.load(1), std::nullopt);
          EXPECT_EQ(m.load_or_store(1, b), std::pair(b, false));
          m.erase(1);
          EXPECT_EQ(m.swap(1, a), std::nullopt);
          EXPECT_TRUE(m.compare_and_delete(1, a));
        }
      }
    }
  }
  EXPECT_EQ(policy::live, before) << "a box was lost";
}

TEST(map_value, every_operation_takes_every_value) {
  use<bool>({false, true});
  use<color>({color::red, color::green});
  use<three_bytes>({{1, 2, 3}, {0, 0, 0}, {255, 255, 255}});
  use<std::int32_t>({0, 3, 11, -1, std::numeric_limits<int>::min(), std::numeric_limits<int>::max()});
  constexpr std::int64_t least_boxed = std::int64_t{3} << 61;
  use<std::int64_t>({0, 3, 11, -1, least_boxed - 1, least_boxed, std::numeric_limits<std::int64_t>::max(),
                     std::numeric_limits<std::int64_t>::min()});
  use<std::uint64_t>({0, std::uint64_t{1} << 63, ~std::uint64_t{0}, 0x6000000000000000u, 0x6000000000000001u});
  constexpr double infinity = std::numeric_limits<double>::infinity();
  use<double>({0.0, -1.5, 1e300, -1e300, infinity, -infinity});
  int objects[2];
  use<int*>({nullptr, objects, objects + 1});
}

TEST(map_value, zeros_of_both_signs_stay_apart_and_are_equal) {
  lockstep::map<int, double> m;
  m.store(1, -0.0);
  EXPECT_TRUE(std::signbit(*m.load(1)));
  EXPECT_TRUE(m.compare_and_swap(1, 0.0, 1.0));
}

TEST(map_value, what_is_no_number_equals_nothing) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  lockstep::map<int, double> m;
  m.store(1, none);
  EXPECT_TRUE(std::isnan(*m.load(1)));
  EXPECT_FALSE(m.compare_and_swap(1, none, 1.0));
  EXPECT_FALSE(m.compare_and_delete(1, none));
}

TEST(map_value, bare_ones_allocate_nothing) {
  lockstep::basic_map<policy, int, std::intptr_t> m;
  m.store(1, 1);
  m.range([](int, std::intptr_t) { return false; });
  const balance before = policy::live;
  for (std::intptr_t i = 0; i != 100; ++i) m.store(1, i);
  EXPECT_EQ(policy::live, before);
}

}  // namespace
}  // namespace map_value_tests

// Random operations of one thread, each answer held against std::unordered_map's.

#include <gtest/gtest.h>

#include <cstddef>
#include <functional>
#include <optional>
#include <random>
#include <string>
#include <unordered_map>
#include <utility>

#include <lockstep/sync.h>

#include "map_checks.h"

namespace map_random_tests {
namespace {

using lockstep::tests::all_equal_hash;
using lockstep::tests::expect_in_order;
using lockstep::tests::truncated_hash;

template <class K>
K key_of(unsigned number) {
  if constexpr (std::is_same_v<K, int>) {
    return static_cast<int>(number);
  } else {
    return std::to_string(number) + " and more than fits into a small string";
  }
}

/// Both maps, which are to answer alike.
template <class K, class Hash>
class both {
 public:
  both(unsigned seed, unsigned keys) : random_(seed), keys_(keys) {}

  void step() {
    const K key = key_of<K>(below(keys_));
    const int value = static_cast<int>(below(3));  // few, so that comparisons often succeed
    const auto old = peer_.find(key) == peer_.end() ? std::nullopt : std::optional(peer_.at(key));
    const int expected = static_cast<int>(below(3));
    switch (below(20)) {
      case 0:
      case 1:
      case 2:
        ASSERT_EQ(map_.load(key), old);
        break;
      case 3:
      case 4:
      case 5:
        map_.store(key, value);
        peer_[key] = value;
        break;
      case 6:
      case 7:
        ASSERT_EQ(map_.load_or_store(key, value), std::pair(old.value_or(value), old.has_value()));
        peer_.emplace(key, value);
        break;
      case 8:
      case 9:
        ASSERT_EQ(map_.load_and_delete(key), old);
        peer_.erase(key);
        break;
      case 10:
      case 11:
        map_.erase(key);
        peer_.erase(key);
        break;
      case 12:
      case 13:
        ASSERT_EQ(map_.swap(key, value), old);
        peer_[key] = value;
        break;
      case 14:
      case 15:
        ASSERT_EQ(map_.compare_and_swap(key, expected, value), old == expected);
        if (old == expected) peer_[key] = value;
        break;
      case 16:
      case 17:
        ASSERT_EQ(map_.compare_and_delete(key, expected), old == expected);
        if (old == expected) peer_.erase(key);
        break;
      case 18: {
        std::optional<int> seen;
        ASSERT_EQ(map_.visit(key, [&](int v) { seen = v; }), old.has_value());
        ASSERT_EQ(seen, old);
        break;
      }
      default:
        if (below(8) == 0) compare();
        if (below(64) == 0) {
          map_.clear();
          peer_.clear();
        }
    }
    expect_in_order(map_);
  }

  void compare() {
    std::unordered_map<K, int> found;
    map_.range([&](const K& key, int value) {
      EXPECT_TRUE(found.emplace(key, value).second) << "twice: " << key;
      return true;
    });
    ASSERT_EQ(found, peer_);
  }

 private:
  unsigned below(unsigned limit) { return static_cast<unsigned>(random_() % limit); }

  std::mt19937 random_;
  const unsigned keys_;
  lockstep::map<K, int, Hash> map_;
  std::unordered_map<K, int> peer_;
};

template <class K, class Hash>
struct kind {
  using key = K;
  using hash = Hash;
};

template <class Kind>
struct map_random : testing::Test {};
using kinds = testing::Types<kind<int, std::hash<int>>, kind<int, all_equal_hash>, kind<int, truncated_hash>,
                             kind<std::string, std::hash<std::string>>, kind<std::string, truncated_hash>>;
TYPED_TEST_SUITE(map_random, kinds);

// MAP-1, MAP-3, MAP-5
TYPED_TEST(map_random, answers_as_a_sequential_map_does) {
  for (unsigned keys : {1u, 2u, 4u, 16u, 64u}) {
    for (unsigned seed = 0; seed != 8; ++seed) {
      both<typename TypeParam::key, typename TypeParam::hash> maps(seed, keys);
      for (int i = 0; i != 1'000; ++i) {
        maps.step();
        if (this->HasFatalFailure() || this->HasNonfatalFailure()) FAIL() << "keys " << keys << ", seed " << seed;
      }
      maps.compare();
    }
  }
}

}  // namespace
}  // namespace map_random_tests

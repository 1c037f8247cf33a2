// MAP-11: whatever throws on the way, the map is as it was, and nothing leaks. Each step that can fail is failed in
// turn: the first, the second, and so on until the operation gets through.

#include <gtest/gtest.h>

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include <lockstep/sync.h>

#include "map_checks.h"

namespace map_exceptions_tests {
namespace {

using namespace lockstep::tests;

/// Copies, hashes and comparisons can fail.
class touchy {
 public:
  static inline int alive = 0;
  static void step() {
    if (fuse::burns_down()) throw fuse::blown();
  }

  explicit touchy(int value) : value_(value) { ++alive; }
  touchy(const touchy& other) : value_(other.value_) {
    step();
    ++alive;
  }
  touchy(touchy&& other) noexcept : value_(other.value_) { ++alive; }
  touchy& operator=(const touchy&) = delete;
  ~touchy() { --alive; }

  int get() const { return value_; }
  friend bool operator==(const touchy& a, const touchy& b) {
    step();
    return a.value_ == b.value_;
  }

 private:
  int value_;
};

struct touchy_hash {
  std::size_t operator()(const touchy& key) const {
    touchy::step();
    return static_cast<std::size_t>(key.get() % 2);
  }
};

struct failing;
using policy = watched_allocation<failing>;
using fallible_map = lockstep::basic_map<policy, touchy, touchy, touchy_hash>;

/// How a map with some keys came to be.
struct history {
  const char* name;
  void (*make)(fallible_map&);
};

void put(fallible_map& m, int from, int to) {
  for (int i = from; i != to; ++i) m.store(touchy(i), touchy(i * 10));
}

const std::vector<history> histories = {
    {"empty", [](fallible_map&) {}},
    {"dirty alone", [](fallible_map& m) { put(m, 0, 3); }},
    {"dirty alone and full", [](fallible_map& m) { put(m, 1, 4); }},
    {"read alone",
     [](fallible_map& m) {
       put(m, 0, 3);
       contents_of(m);
     }},
    {"read and dirty",
     [](fallible_map& m) {
       put(m, 0, 3);
       contents_of(m);
       put(m, 3, 4);
     }},
    {"erased in read",
     [](fallible_map& m) {
       put(m, 0, 3);
       contents_of(m);
       m.erase(touchy(0));
     }},
    {"expunged, and dirty is full",
     [](fallible_map& m) {
       put(m, 0, 3);
       contents_of(m);
       m.erase(touchy(0));
       put(m, 3, 4);
     }},
    {"about to be promoted and to shrink",
     [](fallible_map& m) {
       put(m, 0, 13);
       for (int i = 1; i != 13; ++i) m.erase(touchy(i));
     }},
};

struct operation {
  const char* name;
  void (*call)(fallible_map&, const touchy&, const touchy&);
};

/// The key is 0, and what is expected of its value 0.
const std::vector<operation> operations = {
    {"load", [](fallible_map& m, const touchy& key, const touchy&) { m.load(key); }},
    {"visit", [](fallible_map& m, const touchy& key, const touchy&) { m.visit(key, [](auto&) { touchy::step(); }); }},
    {"store", [](fallible_map& m, const touchy& key, const touchy& value) { m.store(key, value); }},
    {"load_or_store", [](fallible_map& m, const touchy& key, const touchy& value) { m.load_or_store(key, value); }},
    {"load_and_delete", [](fallible_map& m, const touchy& key, const touchy&) { m.load_and_delete(key); }},
    {"erase", [](fallible_map& m, const touchy& key, const touchy&) { m.erase(key); }},
    {"swap", [](fallible_map& m, const touchy& key, const touchy& value) { m.swap(key, value); }},
    {"compare_and_swap",
     [](fallible_map& m, const touchy& key, const touchy& value) { m.compare_and_swap(key, key, value); }},
    {"compare_and_delete", [](fallible_map& m, const touchy& key, const touchy&) { m.compare_and_delete(key, key); }},
    {"range",
     [](fallible_map& m, const touchy&, const touchy&) {
       m.range([](auto&, auto&) {
         touchy::step();
         return true;
       });
     }},
    {"clear", [](fallible_map& m, const touchy&, const touchy&) { m.clear(); }},
};

/// Fails the given step of the operation, if it has so many; false if it got through.
bool fail_at(int step, const history& h, const operation& o) {
  SCOPED_TRACE(std::string(o.name) + " on: " + h.name + ", step " + std::to_string(step));
  const int alive = touchy::alive;
  const balance live = policy::live;
  bool failed = false;
  {
    fallible_map m;
    h.make(m);
    const auto before = contents_of(m);
    // contents_of promotes: the map that is tried is another, made the same way.
    fallible_map tried;
    h.make(tried);
    const touchy key(0), value(77);
    fuse::steps_left = step;
    try {
      o.call(tried, key, value);
    } catch (const fuse::blown&) {
      failed = true;
    } catch (const std::bad_alloc&) {
      failed = true;
    }
    fuse::steps_left = -1;
    expect_in_order(tried);
    if (failed) {
      const auto looked_up = tried.load(key);
      EXPECT_EQ(looked_up.has_value(), before.count(0) != 0);
      EXPECT_EQ(contents_of(tried), before);
    }
    // It still works.
    tried.store(touchy(0), touchy(5));
    tried.store(touchy(100), touchy(6));
    const auto now = contents_of(tried);
    EXPECT_EQ(now.at(0), 5);
    EXPECT_EQ(now.at(100), 6);
    expect_in_order(tried);
  }
  EXPECT_EQ(touchy::alive, alive) << "a key or a value has leaked";
  EXPECT_EQ(policy::live, live) << "an allocation has leaked";
  return failed;
}

class map_exceptions : public testing::TestWithParam<operation> {};

// MAP-11
TEST_P(map_exceptions, leave_the_map_as_it_was) {
  int failures = 0;
  for (const history& h : histories) {
    for (int step = 0; fail_at(step, h, GetParam()); ++step) ++failures;
    if (HasFailure()) return;
  }
  // All but clear hash something or call something.
  EXPECT_EQ(failures != 0, std::string(GetParam().name) != "clear");
}
INSTANTIATE_TEST_SUITE_P(each, map_exceptions, testing::ValuesIn(operations),
                         [](const auto& about) { return std::string(about.param.name); });

/// Allocates a record for the second two hazard pointers of the program already.
struct few_records : watched_allocation<few_records> {
  static constexpr std::size_t static_hazard_records = 1;
};

/// A value that is small, and not trivial: it gets a box, and a look at it a second slot.
class boxed_int {
 public:
  boxed_int(int value) : value_(value) {}
  boxed_int(const boxed_int& other) : value_(other.value_) {}
  boxed_int& operator=(const boxed_int&) = delete;
  operator int() const { return value_; }

 private:
  int value_;
};

// MAP-11: a hazard record, which a thread needs for more than its first ones, may be what there is no memory for.
TEST(map_out_of_memory, for_a_hazard_record_leaves_the_map_as_it_was) {
  using small_map = lockstep::basic_map<few_records, int, boxed_int>;
  small_map m;
  m.store(1, 10);
  contents_of(m);
  // Three slots in use; a look-up needs two.
  m.visit(1, [&](int) {
    m.visit(1, [&](int) {
      m.visit(1, [&](int) {
        fuse::steps_left = 0;
        EXPECT_THROW(m.load(1), std::bad_alloc);
        fuse::steps_left = 1;
        EXPECT_THROW(m.store(2, 20), std::bad_alloc);
        fuse::steps_left = -1;
        EXPECT_EQ(m.load(2), std::nullopt);
      });
    });
  });
  EXPECT_EQ(contents_of(m), (std::map<int, int>{{1, 10}}));
}

// MAP-11: what there is no memory to shrink to stays as large as it is.
TEST(map_out_of_memory, for_a_smaller_table_keeps_the_large_one) {
  fallible_map m;
  put(m, 0, 100);
  for (int i = 90; i != 100; ++i) m.erase(touchy(i));  // half the table would do now
  const auto before = lockstep::inspect::read(m);
  bool has_failed = false;
  for (int step = 0; !has_failed && step != 10; ++step) {
    fuse::steps_left = step;
    try {
      m.range([](auto&, auto&) { return false; });
      has_failed = fuse::steps_left < 0;
    } catch (const fuse::blown&) {
    }
  }
  fuse::steps_left = -1;
  EXPECT_TRUE(has_failed);
  EXPECT_NE(lockstep::inspect::read(m), before);
  EXPECT_EQ(contents_of(m).size(), 90u);
}

}  // namespace
}  // namespace map_exceptions_tests

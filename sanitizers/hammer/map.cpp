// A map among many threads: every operation at random, under hashes that are good, truncated and all alike. The
// inspector looks on under the map's lock, and whenever all threads are out.

#include <algorithm>
#include <array>
#include <compare>
#include <memory>
#include <optional>

#include <lockstep/map.h>
#include <lockstep/verify/inspect.h>

#include "hammer.h"

namespace map_hammer {
namespace {

using namespace lockstep;
using sanitizers::in_threads;
using sanitizers::random_below;
using sanitizers::start_line;
using sanitizers::watchdog;

/// A value that is stored once in all: what comes out of the map can be told from everything else that was in it.
struct token {
  unsigned key;
  unsigned writer;
  unsigned serial;
  friend auto operator<=>(const token&, const token&) = default;
};

/// The same in a word, of which every third is kept in a box and the others are bare (map_value.h).
struct small_token {
  small_token(unsigned its_key, unsigned its_writer, unsigned its_serial)
      : serial(its_serial),
        key(static_cast<unsigned short>(its_key)),
        writer(static_cast<unsigned char>(its_writer)),
        highest(its_serial % 3 == 0 ? 3 << 5 : 0) {}
  unsigned serial;
  unsigned short key;
  unsigned char writer, highest;
  friend auto operator<=>(const small_token&, const small_token&) = default;
};
static_assert(!map_value<models::native, token>::may_be_bare && map_value<models::native, small_token>::may_be_bare);

/// A hash of so many values: one type, hence one set of functions to compile.
struct some_bits {
  std::size_t operator()(unsigned key) const { return key & mask; }
  unsigned mask = 3;
};
constexpr some_bits all_bits{~0u}, truncated{3}, none{0};

constexpr unsigned writers = 4;
constexpr unsigned keys = 20;

/// What the domains may keep when nobody is in the map: the bound of hazard_pointer.h, with every slot in use at the
/// last look.
template <class P>
std::size_t most_garbage() {
  const std::size_t allocated = hazard_registry<P>::get().allocated();
  return P::garbage_limit() + allocated + 2 * (P::static_hazard_records + allocated);
}

template <class P, class K, class V, class Hash>
void expect_in_order(const basic_map<P, K, V, Hash>& map) {
  EXPECT_EQ(inspect::violation(map), nullptr);
  EXPECT_LE(inspect::retired_boxes(map), most_garbage<P>());
  EXPECT_LE(inspect::retired_tables(map), most_garbage<P>());
}

/// Something plain that a writer does before each of its stores, for whoever finds the value to see (MAP-2).
using notes = std::array<std::vector<unsigned>, writers>;

/// One thread's dealings with the map, and what it must never find there.
template <class P, class Token>
class user {
 public:
  using map_type = basic_map<P, unsigned, Token, some_bits>;

  user(map_type& map, notes& written, unsigned index) : map_(map), written_(written), index_(index) {}

  /// Any operation there is.
  void act() {
    const unsigned key = random_below(keys);
    switch (random_below(12)) {
      case 0:
        map_.store(key, fresh(key));
        break;
      case 1:
        map_.erase(key);
        break;
      case 2:
        if (random_below(4) == 0) map_.clear();
        break;
      case 3:
        map_.visit(key, [&](const Token& found) { see(key, found); });
        break;
      default:
        account_at(key);
    }
  }

  /// Any operation that tells what it took out of the map.
  void act_and_account() { account_at(random_below(keys)); }

  std::vector<Token> put;
  std::vector<Token> taken;

 private:
  void account_at(unsigned key) {
    const Token made = fresh(key);
    switch (random_below(8)) {
      case 0:
        take(key, map_.load_and_delete(key));
        break;
      case 1:
        put.push_back(made);
        take(key, map_.swap(key, made));
        break;
      case 2: {
        const auto [found, is_loaded] = map_.load_or_store(key, made);
        if (is_loaded) see(key, found);
        if (!is_loaded) put.push_back(made);
        break;
      }
      case 3:
        if (const auto seen = load(key); seen && map_.compare_and_swap(key, *seen, made)) {
          put.push_back(made);
          taken.push_back(*seen);
        }
        break;
      case 4:
        if (const auto seen = load(key); seen && map_.compare_and_delete(key, *seen)) taken.push_back(*seen);
        break;
      case 5:
        range();
        break;
      default:
        load(key);
    }
  }

  Token fresh(unsigned key) {
    written_[index_].push_back(3 * serial_);
    return {key, index_, serial_++};
  }

  std::optional<Token> load(unsigned key) {
    const auto found = map_.load(key);
    if (found) see(key, *found);
    return found;
  }
  void take(unsigned key, const std::optional<Token>& out) {
    if (!out) return;
    see(key, *out);
    taken.push_back(*out);
  }
  void range() {
    std::array<bool, keys> is_seen{};
    map_.range([&](unsigned key, const Token& found) {
      EXPECT_FALSE(std::exchange(is_seen[key], true)) << "twice";
      see(key, found);
      return random_below(64) != 0;
    });
  }

  /// Of one writer's values at one key, none comes after a later one.
  void see(unsigned key, const Token& found) {
    EXPECT_EQ(found.key, key);
    unsigned& least = least_[key][found.writer];
    EXPECT_GE(found.serial, least);
    least = found.serial;
    EXPECT_EQ(written_[found.writer][found.serial], 3 * found.serial);
  }

  map_type& map_;
  notes& written_;
  const unsigned index_;
  unsigned serial_ = 0;
  std::array<std::array<unsigned, writers>, keys> least_{};
};

template <class P>
struct map_hammer : testing::Test {
  template <class Token>
  using map_of = typename user<P, Token>::map_type;

  /// Calls `act` of each user, in phases with threads of their own; beside them somebody looks at the
  /// invariants.
  template <class Token>
  static void run(map_of<Token>& map, std::vector<user<P, Token>>& users, void (user<P, Token>::*act)()) {
    constexpr int phases = 4;
    watchdog dog;
    for (int phase = 0; phase != phases; ++phase) {
      in_threads(writers + 1, [&](int index) {
        models::stress_machine::self.seed(static_cast<std::uint64_t>(phase * 8 + index + 1) * 0x9e3779b97f4a7c15u);
        for (int i = 0; i != acts / phases; ++i, dog.round_ended()) {
          if (index != writers) {
            (users[static_cast<std::size_t>(index)].*act)();
          } else if (i % 16 == 0) {
            {
              const std::lock_guard held(inspect::lock(map));
              EXPECT_EQ(inspect::violation(map), nullptr);
            }
            std::this_thread::yield();
          }
        }
      });
      expect_in_order(map);
    }
  }

  template <class Token>
  static void all_operations(some_bits hash) {
    map_of<Token> map(hash);
    notes written;
    auto users = users_of<Token>(map, written);
    run<Token>(map, users, &user<P, Token>::act);
  }

  template <class Token>
  static void accounts_balance(some_bits hash) {
    map_of<Token> map(hash);
    notes written;
    auto users = users_of<Token>(map, written);
    run<Token>(map, users, &user<P, Token>::act_and_account);
    std::vector<Token> in, out;
    for (const auto& u : users) {
      in.insert(in.end(), u.put.begin(), u.put.end());
      out.insert(out.end(), u.taken.begin(), u.taken.end());
    }
    map.range([&](unsigned, const Token& left) { return out.push_back(left), true; });
    std::sort(in.begin(), in.end());
    std::sort(out.begin(), out.end());
    EXPECT_GT(in.size(), keys);
    EXPECT_EQ(in, out);
  }

 private:
  static constexpr int acts = std::is_same_v<P, models::native> ? 800 : 200;  // each delay is a yield, or worse

  template <class Token>
  static std::vector<user<P, Token>> users_of(map_of<Token>& map, notes& written) {
    std::vector<user<P, Token>> users;
    for (unsigned i = 0; i != writers; ++i) {
      written[i].reserve(static_cast<std::size_t>(acts));  // others read while it grows
      users.emplace_back(map, written, i);
    }
    return users;
  }
};
TYPED_TEST_SUITE(map_hammer, sanitizers::policies, sanitizers::policy_names);

// MAP-1, MAP-2, MAP-3, MAP-4, MAP-6, MAP-9, MAP-10
TYPED_TEST(map_hammer, random_operations_find_what_may_be_there) { this->template all_operations<token>(all_bits); }
TYPED_TEST(map_hammer, random_operations_with_truncated_hashes) { this->template all_operations<token>(truncated); }
TYPED_TEST(map_hammer, random_operations_with_equal_hashes) { this->template all_operations<token>(none); }
TYPED_TEST(map_hammer, random_operations_on_bare_and_boxed_values) {
  this->template all_operations<small_token>(truncated);
}

// MAP-1, MAP-3, MAP-4, MAP-5, MAP-8: each value that was put in came out once, or is still there.
TYPED_TEST(map_hammer, what_goes_in_comes_out_once) { this->template accounts_balance<token>(all_bits); }
TYPED_TEST(map_hammer, what_goes_in_comes_out_once_with_truncated_hashes) {
  this->template accounts_balance<token>(truncated);
}
TYPED_TEST(map_hammer, what_goes_in_comes_out_once_with_equal_hashes) { this->template accounts_balance<token>(none); }
TYPED_TEST(map_hammer, what_goes_in_comes_out_once_bare_or_boxed) {
  this->template accounts_balance<small_token>(truncated);
}

// MAP-2: who finds nothing comes after the erase, wherever the entry has gone meanwhile: it is null, expunged, or no
// longer in the table.
TYPED_TEST(map_hammer, who_finds_nothing_comes_after_the_erase) {
  constexpr unsigned rounds = 300;
  basic_map<TypeParam, unsigned, unsigned, some_bits> map(all_bits);
  for (unsigned i = 0; i != rounds; ++i) map.store(i, i);
  map.range([](unsigned, unsigned) { return false; });  // promotes
  std::vector<unsigned> before_erase(rounds);
  watchdog dog;
  in_threads(4, [&](int index) {
    for (unsigned i = 0; i != rounds; ++i, dog.round_ended()) {
      if (index == 0) {
        before_erase[i] = i;
        if (i % 2 == 0) {
          map.erase(i);
        } else {
          EXPECT_TRUE(map.compare_and_delete(i, i));
        }
      } else if (index == 1) {
        map.store(rounds + i % 8, i);  // new keys make dirty tables, and so expunge
        if (i % 8 == 7) map.range([](unsigned, unsigned) { return false; });
        if (i % 8 == 7) {
          for (unsigned k = rounds; k != rounds + 8; ++k) map.erase(k);
        }
      } else {
        while (map.visit(i, [](unsigned) {})) std::this_thread::yield();
        if (index == 3) {
          EXPECT_FALSE(map.compare_and_swap(i, i, 0));
        }
        EXPECT_EQ(before_erase[i], i);
      }
    }
  });
  expect_in_order(map);
}

/// Counts those that are alive. Relaxed: a sanitizer watches the threads, and a count must not order them.
class counted {
 public:
  explicit counted(unsigned value) : value_(value) { alive.fetch_add(1, std::memory_order::relaxed); }
  counted(const counted& other) : counted(other.value_) {}
  counted& operator=(const counted&) = delete;
  ~counted() { alive.fetch_sub(1, std::memory_order::relaxed); }
  unsigned get() const { return value_; }

  static inline std::atomic<int> alive{0};

 private:
  unsigned value_;
};

template <class P>
using counted_map = basic_map<P, unsigned, counted, some_bits>;

/// Does what a thread of short life does, and more of it at the thread's end.
template <class P>
class guest {
 public:
  guest() = default;
  guest(const guest&) = delete;
  guest& operator=(const guest&) = delete;
  ~guest() {
    if (first_ != nullptr) act();
  }
  void visits(counted_map<P>& first, counted_map<P>& second) {
    first_ = &first;
    second_ = &second;
  }

  void act() {
    for (unsigned i = 0; i != 3; ++i) {
      const unsigned key = random_below(keys);
      first_->store(key, counted(key));
      first_->range([&](unsigned k, const counted& value) {
        EXPECT_EQ(k, value.get());
        second_->swap(k, value);
        return second_->visit(k, [&](const counted& other) {
          EXPECT_EQ(k, other.get());
          if (random_below(4) == 0) first_->erase(k);
        });
      });
      second_->load_and_delete(key);
    }
  }

 private:
  counted_map<P>* first_ = nullptr;
  counted_map<P>* second_ = nullptr;
};

// MAP-6, MAP-10, LIFE-4: threads come and go in any order, with garbage pending and slots of several maps in hand; half
// of them use the maps even after their hazard pointers were given back. Maps go while threads that used them live on.
TYPED_TEST(map_hammer, threads_and_maps_come_and_go) {
  constexpr unsigned guests = 24;
  constexpr unsigned at_once = 4;
  watchdog dog;
  for (int round = 0; round != 2; ++round) {
    auto first = std::make_unique<counted_map<TypeParam>>();
    auto second = std::make_unique<counted_map<TypeParam>>();
    std::vector<std::thread> present;
    const auto leave = [&](std::size_t which) {
      present[which].join();
      present.erase(present.begin() + static_cast<std::ptrdiff_t>(which));
      dog.round_ended();
    };
    for (unsigned i = 0; i != guests; ++i) {
      if (present.size() == at_once) leave(random_below(at_once));
      present.emplace_back([&, i] {
        models::stress_machine::self.seed((i + 1) * std::uint64_t{0x9e3779b97f4a7c15u});
        if (i % 2 == 0) first->load(0);  // arms the cache's end before the guest's, so that it comes after it
        static thread_local guest<TypeParam> here;
        here.visits(*first, *second);
        here.act();
      });
    }
    while (!present.empty()) leave(random_below(static_cast<unsigned>(present.size())));
    expect_in_order(*first);
    expect_in_order(*second);
    first.reset();
    EXPECT_NE(counted::alive.load(), 0);
    second->clear();
    second.reset();
    EXPECT_EQ(counted::alive.load(), 0);
  }
}

// MAP-10: two threads use a map, and whoever comes out last destroys it, garbage and all.
TYPED_TEST(map_hammer, the_last_user_destroys_the_map) {
  constexpr std::size_t rounds = 200;
  struct shared {
    counted_map<TypeParam> map;
    std::atomic<int> users{2};
  };
  std::vector<shared*> objects;
  std::vector<std::unique_ptr<start_line>> lines;
  for (std::size_t i = 0; i != rounds; ++i) {
    objects.push_back(TypeParam::template create<shared>());
    lines.push_back(std::make_unique<start_line>(2));
  }
  watchdog dog;
  in_threads(2, [&](int) {
    for (std::size_t i = 0; i != rounds; ++i, dog.round_ended()) {
      lines[i]->arrive();
      auto& map = objects[i]->map;
      for (unsigned k = 0; k != 4; ++k) {
        map.store(k, counted(k));
        if (k % 2 == 0) map.range([](unsigned, const counted&) { return true; });
        map.load_and_delete(k / 2);
      }
      if (objects[i]->users.fetch_sub(1, std::memory_order::acq_rel) == 1) TypeParam::destroy(objects[i]);
    }
  });
  EXPECT_EQ(counted::alive.load(), 0);
}

}  // namespace
}  // namespace map_hammer

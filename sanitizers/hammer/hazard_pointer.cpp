// Hazard pointers against those who retire. What is freed too early is freed for good: a sanitizer sees who looks.

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include <lockstep/hazard_pointer.h>
#include <lockstep/verify/inspect.h>

#include "hammer.h"

namespace hazard_pointer_hammer {
namespace {

using namespace lockstep;
using sanitizers::dawdle;
using sanitizers::in_threads;
using sanitizers::random_below;
using sanitizers::watchdog;

template <class P>
struct object : hazard_object<P, object<P>> {
  object(unsigned its_place, std::atomic<std::size_t>& number) : place(its_place), alive(number) {
    alive.fetch_add(1, std::memory_order::relaxed);  // relaxed: it must not order those who are watched
  }
  object(const object&) = delete;
  object& operator=(const object&) = delete;
  ~object() { alive.fetch_sub(1, std::memory_order::relaxed); }

  unsigned place;
  std::atomic<std::size_t>& alive;
};

/// Places with an object each, which anybody may replace.
template <class P>
class gallery {
 public:
  static constexpr unsigned places = 4;
  using piece = object<P>;

  gallery() {
    for (unsigned i = 0; i != places; ++i)
      on_show_[i].store(P::template create<piece>(i, alive), std::memory_order::release);
  }
  gallery(const gallery&) = delete;
  gallery& operator=(const gallery&) = delete;
  ~gallery() {
    for (auto& p : on_show_) P::destroy(p.load(std::memory_order::acquire));
    domain_.destroy_all(destroy);
    if (alive.load() != 0) std::abort();  // also after main, where nobody asks a test any more
  }

  void look(unsigned place) {
    basic_hazard_pointer<P> held;
    const piece* const seen = held.protect(on_show_[place]);
    for (int i = 0; i != 3; ++i) {
      EXPECT_EQ(seen->place, place);
      dawdle();
    }
  }
  /// Protects several at once, in as many hazard pointers, which end in another order than that of their making.
  void look_around() {
    std::array<std::optional<basic_hazard_pointer<P>>, 5> held;
    std::array<const piece*, 5> seen{};
    for (unsigned i = 0; i != held.size(); ++i) seen[i] = held[i].emplace().protect(on_show_[i % places]);
    for (unsigned i = 0; i != held.size(); ++i) {
      const unsigned next = (i * 2) % 5;
      EXPECT_EQ(seen[next]->place, next % places);
      held[next].reset();
    }
  }
  void replace(unsigned place) {
    piece* const fresh = P::template create<piece>(place, alive);
    piece* const old = on_show_[place].exchange(fresh, std::memory_order::acq_rel);
    hazard_chain<piece> one;
    one.push(old);
    domain_.retire(one, 1, destroy);
  }
  void act() {
    const unsigned place = random_below(places);
    switch (random_below(8)) {
      case 0:
        look_around();
        break;
      case 1:
      case 2:
        replace(place);
        break;
      default:
        look(place);
    }
  }

  std::size_t retired() const { return inspect::garbage(domain_); }
  void look_through() { domain_.look_through(destroy); }

  std::atomic<std::size_t> alive{0};

 private:
  static void destroy(piece* p) {
    p->place = places;  // for whoever is still reading
    P::destroy(p);
  }

  std::array<typename P::template atomic<piece*>, places> on_show_{};
  hazard_domain<P, piece> domain_;
};

template <class P>
std::size_t limit() {
  return P::garbage_limit() + hazard_registry<P>::get().allocated();
}
template <class P>
std::size_t slots() {
  return 2 * (P::static_hazard_records + hazard_registry<P>::get().allocated());
}

template <class P>
struct hazard_pointer_hammer : testing::Test {};
TYPED_TEST_SUITE(hazard_pointer_hammer, sanitizers::policies, sanitizers::policy_names);

// MAP-10
TYPED_TEST(hazard_pointer_hammer, nothing_protected_is_destroyed_and_garbage_is_bounded) {
  constexpr int threads = 4;
  constexpr int rounds = 1'000;
  gallery<TypeParam> g;
  watchdog dog;
  in_threads(threads, [&](int) {
    for (int i = 0; i != rounds; ++i, dog.round_ended()) {
      g.act();
      // While others are at it: what waits, what is protected, and what each is just putting there or looking through.
      const std::size_t alive = g.alive.load(std::memory_order::relaxed);
      EXPECT_LE(alive, g.places + threads * (limit<TypeParam>() + slots<TypeParam>()));
    }
  });
  EXPECT_LE(g.retired(), limit<TypeParam>() + slots<TypeParam>());
  g.look_through();
  EXPECT_EQ(g.retired(), 0u);
  EXPECT_EQ(g.alive.load(), g.places);
}

// MAP-10, LIFE-4: what a thread retired outlives it, and its slots go to the next: the records are as many as the
// threads that there were at once, and as the hazard pointers in one hand.
TYPED_TEST(hazard_pointer_hammer, threads_come_and_go) {
  constexpr unsigned visitors = 60;
  constexpr unsigned at_once = 5;
  gallery<TypeParam> g;
  watchdog dog;
  std::vector<std::thread> present;
  const auto leave = [&](std::size_t which) {
    present[which].join();
    present.erase(present.begin() + static_cast<std::ptrdiff_t>(which));
    dog.round_ended();
  };
  for (unsigned i = 0; i != visitors; ++i) {
    if (present.size() == at_once) leave(random_below(at_once));
    present.emplace_back([&, i] {
      models::stress_machine::self.seed((i + 1) * std::uint64_t{0x9e3779b97f4a7c15u});
      for (unsigned n = random_below(60); n != 0; --n) g.act();
    });
  }
  while (!present.empty()) leave(random_below(static_cast<unsigned>(present.size())));
  EXPECT_LE(hazard_registry<TypeParam>::get().allocated(), at_once * 3);
  g.look_through();
  EXPECT_EQ(g.alive.load(), g.places);
}

/// Looks at something while its thread, or the program, is ending.
template <class P>
struct last_look {
  last_look() = default;
  last_look(const last_look&) = delete;
  last_look& operator=(const last_look&) = delete;
  ~last_look() {
    if (at == nullptr) return;
    for (int i = 0; i != 20; ++i) at->act();
  }
  gallery<P>* at = nullptr;
};

// LIFE-4: a thread_local object uses hazard pointers when those of its thread have been given back; what it takes then
// it gives back too.
TYPED_TEST(hazard_pointer_hammer, threads_look_once_more_when_they_end) {
  constexpr int rounds = 10;
  constexpr unsigned threads = 4;
  gallery<TypeParam> g;
  watchdog dog;
  for (int i = 0; i != rounds; ++i, dog.round_ended()) {
    in_threads(threads, [&](int index) {
      if (index % 2 == 0) g.act();  // the slots are given back before here's destructor runs: it was made later
      static thread_local last_look<TypeParam> here;
      here.at = &g;
      g.act();
    });
  }
  // In its end, a thread takes a record for each hazard pointer.
  EXPECT_LE(hazard_registry<TypeParam>::get().allocated(), threads * 5);
  g.look_through();
  EXPECT_EQ(g.alive.load(), g.places);
}

// LIFE-4: static objects use hazard pointers after main, when the main thread's own have been given back.
TYPED_TEST(hazard_pointer_hammer, statics_look_once_more_after_main) {
  static gallery<TypeParam> lasting;
  static last_look<TypeParam> after_main;
  after_main.at = &lasting;
  in_threads(2, [&](int) {
    for (int i = 0; i != 100; ++i) lasting.act();
  });
  lasting.act();
}

}  // namespace
}  // namespace hazard_pointer_hammer

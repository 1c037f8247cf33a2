// MAP-2: a write synchronizes with what observes it: each kind of write with each kind of read, of a value and of its
// absence (golang/go#81187: also an erase that finds nothing comes after the erase that it found done). No clock here,
// which would order the threads: a write to `plain` before the one must not race with a read of it after the other.
// Hunts for an exchange without release, a look without acquire, a table published before its entries.
// Witness: the write was observed.

#include <utility>

#include "calls.h"

namespace lockstep::verify::write_happens_before_its_observer {
namespace {

using namespace maps;

template <policy P, class V>
struct of_a_value {
  static constexpr bool reclaims = true;
  static constexpr int threads = 2;
  watched_map<P, V> map;
  typename P::template plain<int> before_it{0};
  does writes = does::store;
  unsigned reads = 0;

  void before() {
    constexpr does kinds_of_write[] = {does::store, does::load_or_store, does::swap, does::compare_and_swap};
    writes = kinds_of_write[choose(4)];
    reads = choose(6);
    prepare<P>(map, writes == does::compare_and_swap ? state::in_read : static_cast<state>(choose(2) * 4));
  }
  void thread(int index) {
    using key = watched<P>;
    if (index == 0) {
      before_it.write() = 1;
      make<P>(map, {.what = writes, .key = 0, .value = 2, .expected = 1});
      return;
    }
    bool observed = false;
    if (reads == 0) observed = number<P>(map.load(key(0))) == 2;
    if (reads == 1) map.visit(key(0), [&](const V& v) { observed = v.get() == 2; });
    if (reads == 2) observed = number<P>(map.load_and_delete(key(0))) == 2;
    if (reads == 3) observed = number<P>(map.swap(key(0), V(3))) == 2;
    if (reads == 4) observed = map.compare_and_swap(key(0), V(2), V(3));
    if (reads == 5) {
      map.range([&](const key&, const V& v) {
        observed = v.get() == 2;
        return true;
      });
    }
    if (!observed) return;
    witness("observed");
    check(before_it.read() == 1);
  }
};

template <policy P>
using of_a_boxed_value = of_a_value<P, watched<P>>;
template <policy P>
using of_a_bare_value = of_a_value<P, mixed>;

template <policy P, state From>
struct of_an_absence {
  static constexpr bool reclaims = true;
  static constexpr int threads = 2;
  watched_map<P> map;
  typename P::template plain<int> before_it{0};
  does writes = does::erase;
  unsigned reads = 0;

  void before() {
    constexpr does kinds_of_write[] = {does::erase, does::load_and_delete, does::compare_and_delete, does::clear};
    writes = kinds_of_write[choose(4)];
    reads = choose(5);
    prepare<P>(map, From);
  }
  void thread(int index) {
    using value = watched<P>;
    if (index == 0) {
      before_it.write() = 1;
      make<P>(map, {.what = writes, .key = 0, .value = 1});
      return;
    }
    bool observed = false;
    if (reads == 0) observed = !map.load(value(0));
    if (reads == 1) observed = !map.visit(value(0), [](const value&) {});
    if (reads == 2) observed = !map.load_and_delete(value(0));
    if (reads == 3) observed = !map.compare_and_delete(value(0), value(1));
    if (reads == 4) observed = !map.load_or_store(value(0), value(2)).second;
    if (!observed) return;
    witness("observed");
    check(before_it.read() == 1);
  }
};
template <policy P>
using of_an_absence_in_read = of_an_absence<P, state::in_read>;
template <policy P>
using of_an_absence_in_dirty = of_an_absence<P, state::in_dirty>;
template <policy P>
using of_an_absence_in_both = of_an_absence<P, state::in_both>;

/// The reader makes dirty, without the key, and then read of it: what it does not find there it was who left it out.
template <policy P>
struct of_an_absence_from_the_next_table {
  static constexpr bool reclaims = true;
  static constexpr int threads = 2;
  watched_map<P> map;
  typename P::template plain<int> before_it{0};

  void before() { prepare<P>(map, state::in_read); }
  void thread(int index) {
    using value = watched<P>;
    if (index == 0) {
      before_it.write() = 1;
      map.erase(value(0));
      return;
    }
    map.store(value(1), value(9));
    map.load(value(1));  // a miss, which promotes
    if (map.load(value(0))) return;
    witness("observed");
    check(before_it.read() == 1);
  }
};

/// The second erase, or clear, answers nothing; that the first had ended when it began is seen from outside.
template <policy P>
struct of_an_erase_that_finds_nothing {
  static constexpr bool reclaims = true;
  static constexpr int threads = 2;
  watched_map<P> map;
  typename P::template plain<int> before_it{0};
  ghost<bool> ended;
  enum { erases, erases_and_expunges, clears } does_what = erases;

  void before() {
    does_what = static_cast<decltype(does_what)>(choose(3));
    prepare<P>(map, does_what == erases_and_expunges || choose(2) == 0 ? state::in_read : state::in_both);
  }
  void take_out() { does_what == clears ? map.clear() : map.erase(watched<P>(0)); }
  void thread(int index) {
    using value = watched<P>;
    if (index == 0) {
      before_it.write() = 1;
      take_out();
      if (does_what == erases_and_expunges) map.store(value(1), value(9));
      ended.set(true);
      return;
    }
    const bool comes_after = ended.get();
    take_out();
    if (!comes_after) return;
    witness("after");
    check(before_it.read() == 1);
  }
};

/// Whether the running thread has destroyed a value that was stored.
struct parting {
  bool is_mine = false;
};
template <policy P>
class telltale {
 public:
  telltale() = default;
  telltale(telltale&& other) noexcept : is_told_(std::exchange(other.is_told_, true)) {}
  telltale& operator=(telltale&&) = delete;
  ~telltale() {
    if (!is_told_) P::template per_thread<parting>().is_mine = true;
  }

 private:
  bool is_told_ = false;
};

/// An erase that finds nothing has no answer. But who takes a value out also destroys it, as nothing waits and nobody
/// protects it: whoever does not has found that the other was faster (golang/go#81187).
template <policy P>
struct of_another_erase {
  static constexpr bool reclaims = true;
  static constexpr std::uint32_t garbage_limit = 0;
  static constexpr int threads = 2;
  basic_map<P, watched<P>, telltale<P>, one_for_all> map;
  typename P::template plain<int> before_it{0};

  void before() {
    map.store(watched<P>(0), telltale<P>());
    map.range([](const auto&, const auto&) { return true; });  // promotes
  }
  void thread(int index) {
    if (index == 0) before_it.write() = 1;
    map.erase(watched<P>(0));
    if (index == 0 || P::template per_thread<parting>().is_mine) return;
    witness("observed");
    check(before_it.read() == 1);
  }
};

constexpr statement stating(std::string_view name) {
  return {.name = name,
          .claims = "MAP-2 MAP-1",
          .witnesses = "observed",
          .quick = few_preemptions,
          .thorough = more_preemptions};
}
const scenario<of_a_boxed_value> value{stating("map/write_happens_before_its_observer/value")};
const scenario<of_a_bare_value> bare_value{stating("map/write_happens_before_its_observer/bare_value")};
const scenario<of_an_absence_in_read> in_read{stating("map/write_happens_before_its_observer/absence_in_read")};
const scenario<of_an_absence_in_dirty> in_dirty{stating("map/write_happens_before_its_observer/absence_in_dirty")};
const scenario<of_an_absence_in_both> in_both{stating("map/write_happens_before_its_observer/absence_in_both")};
const scenario<of_an_absence_from_the_next_table> promoted{
    stating("map/write_happens_before_its_observer/absence_from_the_next_table")};
const scenario<of_another_erase> of_another{{.name = "map/write_happens_before_its_observer/erase_by_another",
                                             .claims = "MAP-2 MAP-1",
                                             .witnesses = "observed",
                                             .quick = few_preemptions,
                                             .thorough = more_preemptions,
                                             .stress = false}};  // there, garbage waits
const scenario<of_an_erase_that_finds_nothing> erased{
    {.name = "map/write_happens_before_its_observer/erase_of_an_absent_key",
     .claims = "MAP-2",
     .witnesses = "after",
     .quick = few_preemptions,
     .thorough = more_preemptions,
     .moments = true,
     .stress = false}};

}  // namespace
}  // namespace lockstep::verify::write_happens_before_its_observer

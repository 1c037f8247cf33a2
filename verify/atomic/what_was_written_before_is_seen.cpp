// ATOMIC-2: who observes a value also observes everything that was written before it was stored, whichever operations
// stored and observed it. Hunts for an operation that does not release, or does not acquire: a race on `data`.
// Witness: the value was observed.

#include <lockstep/atomic.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify::what_was_written_before_is_seen {
namespace {

// Ways to change a word from 0 to 1, and to ask whether it is 1.
constexpr auto by_store = [](auto& w) { w.store(1); };
constexpr auto by_swap = [](auto& w) { w.swap(1); };
constexpr auto by_add = [](auto& w) { w.add(1); };
constexpr auto by_or = [](auto& w) { w.or_(1); };
constexpr auto by_compare_and_swap = [](auto& w) { w.compare_and_swap(0, 1); };
constexpr auto with_load = [](auto& w) { return w.load() == 1; };
constexpr auto with_swap = [](auto& w) { return w.swap(2) == 1; };
constexpr auto with_add = [](auto& w) { return w.add(2) == 3; };
constexpr auto with_and = [](auto& w) { return w.and_(3) == 1; };
constexpr auto with_compare_and_swap = [](auto& w) { return w.compare_and_swap(1, 2); };
constexpr auto with_failing_compare_and_swap = [](auto& w) { return !w.compare_and_swap(0, 0); };

template <policy P, auto Publish, auto Observe>
struct publication {
  static constexpr int threads = 2;

  typename P::template plain<int> data{0};
  basic_atomic<std::int64_t, P> word;

  void thread(int i) {
    if (i == 0) {
      data.write() = 1;
      Publish(word);
    } else if (Observe(word)) {
      witness("observed");
      check(data.read() == 1, "observed the value and missed the data");
    }
  }
};

template <policy P>
using store_to_load = publication<P, by_store, with_load>;
template <policy P>
using swap_to_add = publication<P, by_swap, with_add>;
template <policy P>
using add_to_swap = publication<P, by_add, with_swap>;
template <policy P>
using or_to_compare_and_swap = publication<P, by_or, with_compare_and_swap>;
template <policy P>
using compare_and_swap_to_and = publication<P, by_compare_and_swap, with_and>;
template <policy P>
using store_to_failing_compare_and_swap = publication<P, by_store, with_failing_compare_and_swap>;

constexpr statement stated(std::string_view name) {
  return {.name = name, .claims = "ATOMIC-2", .witnesses = "observed"};
}

const scenario<store_to_load> a{stated("atomic/what_was_written_before_is_seen/store_to_load")};
const scenario<swap_to_add> b{stated("atomic/what_was_written_before_is_seen/swap_to_add")};
const scenario<add_to_swap> c{stated("atomic/what_was_written_before_is_seen/add_to_swap")};
const scenario<or_to_compare_and_swap> d{stated("atomic/what_was_written_before_is_seen/or_to_compare_and_swap")};
const scenario<compare_and_swap_to_and> e{stated("atomic/what_was_written_before_is_seen/compare_and_swap_to_and")};
const scenario<store_to_failing_compare_and_swap> f{
    stated("atomic/what_was_written_before_is_seen/store_to_failing_compare_and_swap")};

}  // namespace
}  // namespace lockstep::verify::what_was_written_before_is_seen

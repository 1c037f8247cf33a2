#pragma once

// Whether a history of concurrent calls is linearizable (Herlihy and Wing, 1990): whether the calls can be put in one
// order, in which each that returned before another was made comes before it, and in which a sequential object would
// have answered each call as it was answered.
//
//   struct sequential_counter {                            // what the object is to do when called by one thread
//     int value = 0;
//     bool apply(const int& fetched) { return value++ == fetched; }
//     auto operator<=>(const sequential_counter&) const = default;
//   };
//   history<P, int, threads> calls;                        // a member of the scenario
//   void thread(int index) {
//     calls.record(index, [&] { return counter.fetch_increment(); });
//   }
//   void after() { check(is_linearizable(sequential_counter{}, calls.all())); }
//
// "Returned before" means that the caller can know it, through something that synchronizes: the history's clock. What
// two calls that overlap publish to each other is then left to the object, but what a call publishes to one made later
// is not checked; have scenarios without a clock for that.

#include <array>
#include <bit>
#include <compare>
#include <concepts>
#include <cstdint>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include <lockstep/policy.h>

namespace lockstep::verify {

/// A call: what was asked and what was answered, and which calls of the history, as bits, had returned before it.
template <class Operation>
struct call {
  Operation operation;
  std::uint64_t after = 0;
};

/// `apply` does the operation, and returns whether its answer is the right one.
template <class Model, class Operation>
concept sequential_model =
    std::copyable<Model> && std::totally_ordered<Model> && requires(Model model, const Operation& operation) {
      { model.apply(operation) } -> std::same_as<bool>;
    };

namespace detail {

/// Depth first (Wing and Gong, 1993); a set of calls and the state after them is tried once (Lowe, 2017).
template <class Model, class Operation>
class linearization {
 public:
  explicit linearization(std::span<const call<Operation>> calls) : calls_(calls) {}

  bool exists_from(const Model& state, std::uint64_t done) {
    if (done == all()) return true;
    for (std::uint64_t left = all() & ~done; left != 0; left &= left - 1) {
      const auto i = static_cast<std::size_t>(std::countr_zero(left));
      if ((calls_[i].after & ~done) != 0) continue;
      Model next = state;
      if (next.apply(calls_[i].operation) && exists_from(next, done | std::uint64_t{1} << i)) return true;
    }
    // Nothing is remembered of a search that goes straight to its end, as most do.
    return !dead_ends_.emplace(done, state).second && false;
  }

 private:
  std::uint64_t all() const {
    return calls_.size() == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << calls_.size()) - 1;
  }

  std::span<const call<Operation>> calls_;
  std::set<std::pair<std::uint64_t, Model>> dead_ends_;
};

}  // namespace detail

/// Whether the history, of 64 calls at most, is linearizable from that state.
template <class Model, class Operation>
  requires sequential_model<Model, Operation>
bool is_linearizable(const Model& initial, std::span<const call<Operation>> calls) {
  return detail::linearization<Model, Operation>(calls).exists_from(initial, 0);
}
template <class Model, class Operation>
bool is_linearizable(const Model& initial, const std::vector<call<Operation>>& calls) {
  return is_linearizable<Model, Operation>(initial, std::span<const call<Operation>>(calls));
}

/// Records the calls of a scenario, or of real threads: those of threads 0 … Threads - 1, which run at once, and those
/// made after them, as thread number Threads. At most `per_thread` by each.
template <policy P, class Operation, int Threads>
class history {
 public:
  static constexpr std::size_t per_thread = 64 / (Threads + 1);

  /// Makes the call and records what `make` returns of it.
  template <class Make>
  void record(int thread, Make make) {
    const auto row = static_cast<std::size_t>(thread);
    std::uint64_t after = 0;
    // Sequentially consistent, so that no call misses one that returned before it. A clock for each thread and not one
    // for all, which would order the returns.
    for (auto& clock : clocks_) {
      if (&clock != &clocks_[row]) after |= clock.load(std::memory_order::seq_cst);
    }
    const Operation operation = make();
    std::size_t& n = made_[row];
    const std::size_t mine = row * per_thread + n++;
    calls_[mine] = {operation, after | own_[row]};
    own_[row] |= std::uint64_t{1} << mine;
    clocks_[row].store(own_[row], std::memory_order::seq_cst);
  }

  /// When the threads have ended.
  std::vector<call<Operation>> all() const {
    std::vector<call<Operation>> result;
    std::array<std::uint64_t, 64> bit_of{};
    for (std::size_t row = 0; row != made_.size(); ++row) {
      for (std::size_t n = 0; n != made_[row]; ++n) {
        bit_of[row * per_thread + n] = std::uint64_t{1} << result.size();
        result.push_back(calls_[row * per_thread + n]);
      }
    }
    for (call<Operation>& c : result) {
      std::uint64_t after = 0;
      for (; c.after != 0; c.after &= c.after - 1) after |= bit_of[static_cast<std::size_t>(std::countr_zero(c.after))];
      c.after = after;
    }
    return result;
  }

 private:
  static constexpr std::size_t rows = Threads + 1;

  typename P::template atomic<std::uint64_t> clocks_[rows];
  // Each row is one thread's own.
  std::array<std::uint64_t, rows> own_{};
  std::array<std::size_t, rows> made_{};
  std::array<call<Operation>, 64> calls_{};
};

}  // namespace lockstep::verify

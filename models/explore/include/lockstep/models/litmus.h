#pragma once

// Litmus programs in one line each:
//
//   Wx1.rlx F.sc Ry.rlx || Wy1.rlx Rx.rlx
//
// Threads are separated by "||", operations by spaces. Places are x, y, z, atomic ints that start at 0. Wx3.rlx stores
// 3, Rx.acq loads, Ax1.ar adds 1, Xx2.sc exchanges, Cx0>3.ar is a strong compare-exchange (on failure it loads with
// rlx, acq, rlx, acq, sc for rlx, acq, rel, ar, sc), F.sc is a fence. Orders are rlx, acq, rel, ar, sc.

#include <atomic>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <lockstep/models/engine.h>

namespace lockstep::models::litmus {

inline constexpr unsigned places = 3;

struct operation {
  enum class kind : std::uint8_t { write, read, add, exchange, compare_exchange, fence } what;
  unsigned place = 0;
  std::uint32_t value = 0;     // what is stored or added
  std::uint32_t expected = 0;  // compare-exchange
  std::memory_order order{};
  std::memory_order failure{};  // compare-exchange

  bool operator==(const operation&) const = default;
  bool has_result() const { return what != kind::write && what != kind::fence; }
};

using thread = std::vector<operation>;
using program = std::vector<thread>;

/// What is wrong with a program, and at which column, counted from 1.
struct syntax_error : std::runtime_error {
  syntax_error(std::size_t at, const std::string& expected) : std::runtime_error("expected " + expected), column(at) {}
  std::size_t column;
};

/// Throws syntax_error.
program parse(std::string_view);

/// How many executions the program has. With `outcomes`, each execution's final registers are observed: for each
/// operation that has a result, thread:index=value.
search_result explore(const program&, memory_model, bool outcomes);
/// `alike`: see program_type.
search_result explore(const program&, const search_plan&, monitor&, bool outcomes, std::uint8_t alike = 0);

/// Which neighbours among its threads are the same.
std::uint8_t alike(const program&);

}  // namespace lockstep::models::litmus

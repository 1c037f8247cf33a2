#pragma once

// Faults of logic that are woven into a copy of core when a program is built, and chosen when it runs: see
// verify/mutants/README.md.

#include <exception>  // for what is woven in
#include <string_view>
#include <type_traits>
#include <vector>

namespace lockstep::verify {

struct woven_mutant {
  std::string_view name;      // "mutex/keeps_its_woken_bit", "known/golang-go-13086"
  std::string_view breaks;    // claims, separated by spaces
  std::string_view found_by;  // patterns of the scenarios that have to find it, separated by spaces
  std::string_view because;   // what is wrong, in a line
  std::string_view place;     // "core/lockstep/mutex.h:82"
};

/// Of this program, in the order in which they are numbered, from 1.
const std::vector<woven_mutant>& woven_mutants();
void add_woven_mutants(std::vector<woven_mutant>);

/// The number of the one that is planted; 0: none.
inline int planted = 0;

inline bool is_planted_now(int number) { return planted == number; }
/// What is woven into a header asks. Core has constant expressions, and in those nothing is planted.
constexpr bool is_planted(int number) { return std::is_constant_evaluated() ? false : is_planted_now(number); }

}  // namespace lockstep::verify

#pragma once

// The executions of a litmus program by the definition: every reads-from and every modification order, and the axioms
// checked on matrices. It shares nothing with the engine but the notation.

#include <cstdint>
#include <map>

#include <lockstep/models/litmus.h>

namespace lockstep::brute_force {

/// How many candidates there are to check.
double candidates(const models::litmus::program&);

std::uint64_t count(const models::litmus::program&, models::memory_model);

/// How many of them need how many preemptions: the least over every order of steps that respects program order and
/// reads-from.
std::map<unsigned, std::uint64_t> count_by_preemptions(const models::litmus::program&, models::memory_model);

/// Of executions that differ only by who is who among equal neighbours one has to be found.
struct up_to_symmetry {
  std::uint64_t all = 0;
  std::uint64_t different = 0;    // which no exchange of equal threads turns into one another
  std::uint64_t in_order = 0;     // which obey the rules of symmetry.cpp
  std::uint64_t represented = 0;  // different ones of which one at least is in order
};
up_to_symmetry count_up_to_symmetry(const models::litmus::program&, models::memory_model);

}  // namespace lockstep::brute_force

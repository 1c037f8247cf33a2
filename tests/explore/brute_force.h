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

}  // namespace lockstep::brute_force

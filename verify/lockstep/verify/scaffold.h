#pragma once

#include <lockstep/models/stress.h>
#include <lockstep/policy.h>

#ifdef LOCKSTEP_EXPLORES
#include <lockstep/models/modelled.h>
#endif

namespace lockstep::verify {

/// The semaphore that a scenario uses for itself. Under the full stack it is a specification all the same, where core's
/// own would multiply the executions: what such a scenario explores is something else.
template <policy P>
struct scaffold {
  using semaphore = typename P::semaphore;
};
#ifdef LOCKSTEP_EXPLORES
template <>
struct scaffold<models::modelled_full_stack> {
  using semaphore = models::modelled::semaphore;
};
#endif

}  // namespace lockstep::verify

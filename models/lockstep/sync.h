#pragma once

// The production binding: every primitive of core on the `native` policy.

#include <lockstep/models/native.h>
#include <lockstep/mutex.h>
#include <lockstep/semaphore.h>

namespace lockstep {

/// See <lockstep/mutex.h>. Lockable: works with std::lock_guard, unique_lock, scoped_lock, condition_variable_any.
using mutex = basic_mutex<models::native>;
static_assert(sizeof(mutex) == 8);

/// See <lockstep/semaphore.h>.
using semaphore = basic_semaphore<models::native>;
static_assert(sizeof(semaphore) == 4);

}  // namespace lockstep

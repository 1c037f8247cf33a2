#pragma once

// The lock that the scenarios look at: two slots, so that threads share one and do not, and close together.

#include <lockstep/scalable_rw_mutex.h>

namespace lockstep::verify {

template <policy P>
using two_slots = basic_scalable_rw_mutex<P, 2, 2, alignof(typename P::template atomic<std::uint32_t>)>;

}  // namespace lockstep::verify

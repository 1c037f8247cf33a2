#pragma once

#include <string_view>

#include <lockstep/misuse.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify {

/// What became of a call that may panic. A ghost can hold it.
enum class result { under_way, returned, negative, concurrent, reused, other };

/// Runs `f` and says how it ended. An execution in which anybody panicked goes on without its blocked threads, so
/// a scenario records every result and judges them when all is over.
template <class F>
result result_of(F f) {
  try {
    f();
    return result::returned;
  } catch (const misuse& panic) {
    const std::string_view said = panic.what();
    if (said == "sync: negative WaitGroup counter") return result::negative;
    if (said == "sync: WaitGroup misuse: Add called concurrently with Wait") return result::concurrent;
    if (said == "sync: WaitGroup is reused before previous Wait has returned") return result::reused;
    return result::other;
  }
}

}  // namespace lockstep::verify

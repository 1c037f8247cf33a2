#pragma once

#include <stdexcept>

namespace lockstep {

/// A panic: recoverable misuse of a primitive, thrown by the production policies.
///
/// `what()` is Go's message, letter for letter. Misuse that cannot be survived (a lock whose state can no longer
/// be trusted) is *fatal* instead: the message goes to standard error and the process aborts; see `policy.h`.
class misuse : public std::logic_error {
 public:
  explicit misuse(const char* message) : std::logic_error(message) {}
};

/// The messages, each named for what the caller did. They are Go's, so that a search for one finds Go's advice.
namespace message {
inline constexpr char unlock_of_unlocked_mutex[] = "sync: unlock of unlocked mutex";
inline constexpr char inconsistent_mutex_state[] = "sync: inconsistent mutex state";
}  // namespace message

}  // namespace lockstep

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
inline constexpr char runlock_of_unlocked_rw_mutex[] = "sync: RUnlock of unlocked RWMutex";
inline constexpr char unlock_of_unlocked_rw_mutex[] = "sync: Unlock of unlocked RWMutex";
/// Ours: Go has no message of its own for it, and comes to say something else later, or nothing.
inline constexpr char too_many_readers[] = "sync: RLock of RWMutex with too many readers";
inline constexpr char negative_wait_group_counter[] = "sync: negative WaitGroup counter";
inline constexpr char add_concurrent_with_wait[] = "sync: WaitGroup misuse: Add called concurrently with Wait";
inline constexpr char wait_group_reused_too_early[] = "sync: WaitGroup is reused before previous Wait has returned";
/// Ours: in Go this is a deadlock, and has no message.
inline constexpr char once_called_from_inside_itself[] = "sync: Once called from inside its own function";
inline constexpr char cond_is_copied[] = "sync.Cond is copied";
inline constexpr char store_of_nil_value[] = "sync/atomic: store of nil value into Value";
inline constexpr char swap_of_nil_value[] = "sync/atomic: swap of nil value into Value";
inline constexpr char compare_and_swap_of_nil_value[] = "sync/atomic: compare and swap of nil value into Value";
inline constexpr char store_of_inconsistently_typed_value[] =
    "sync/atomic: store of inconsistently typed value into Value";
inline constexpr char swap_of_inconsistently_typed_value[] =
    "sync/atomic: swap of inconsistently typed value into Value";
inline constexpr char compare_and_swap_of_inconsistently_typed_value[] =
    "sync/atomic: compare and swap of inconsistently typed value into Value";
inline constexpr char compare_and_swap_of_inconsistently_typed_values[] =
    "sync/atomic: compare and swap of inconsistently typed values";
}  // namespace message

}  // namespace lockstep

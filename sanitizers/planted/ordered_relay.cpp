// The twin of relaxed_relay that is right. It must pass: a sanitizer that cries at everything finds nothing either.

#include "relay.h"

int main() {
  using lockstep::sanitizers::relay;
  return lockstep::sanitizers::stress_for_a_while<relay<std::memory_order::release, std::memory_order::acquire>>();
}

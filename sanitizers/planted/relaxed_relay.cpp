// A race that only the memory orders make one: the reader always comes after the writer, and nothing orders them.

#include "relay.h"

int main() {
  using lockstep::sanitizers::relay;
  return lockstep::sanitizers::stress_for_a_while<relay<std::memory_order::relaxed, std::memory_order::relaxed>>();
}

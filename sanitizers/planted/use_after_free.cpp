// A mutex is locked after its end: AddressSanitizer must see into lockstep's own code.

#include <lockstep/sync.h>

int main() {
  auto* const mutex = new lockstep::mutex;
  lockstep::mutex* volatile dangling = mutex;  // volatile: the compiler would see through it, and warn
  delete mutex;
  dangling->lock();
  return 0;
}

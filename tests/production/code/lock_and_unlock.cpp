#include <lockstep/sync.h>

// Its machine code is what uncontended_code.cmake reads.
extern "C" void lock_and_unlock(lockstep::mutex& m) {
  m.lock();
  m.unlock();
}

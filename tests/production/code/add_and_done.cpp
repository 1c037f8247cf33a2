#include <lockstep/sync.h>

// Its machine code is what uncontended_code.cmake reads.
extern "C" void add_and_done(lockstep::wait_group& group) {
  group.add(1);
  group.done();
}

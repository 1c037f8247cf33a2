#include <lockstep/sync.h>

// Its machine code is what uncontended_code.cmake reads.
extern "C" void wait_at_zero(lockstep::wait_group& group) { group.wait(); }

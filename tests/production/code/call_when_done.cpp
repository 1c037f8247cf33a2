#include <lockstep/sync.h>

extern "C" void run_once();

// Its machine code is what uncontended_code.cmake reads.
extern "C" void call_when_done(lockstep::once& o) { o.call(run_once); }

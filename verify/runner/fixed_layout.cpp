#include "fixed_layout.h"

#include <stdlib.h>
#include <sys/personality.h>
#include <unistd.h>

namespace lockstep::verify::runner {
namespace {

constexpr unsigned long only_ask = 0xffffffff;
/// Set in the environment of the second start, so that there is no third, whatever the system does.
constexpr const char* mark = "LOCKSTEP_LAYOUT_IS_FIXED";

}  // namespace

void fix_layout(char** argv) {
  if (getenv(mark) != nullptr) {
    unsetenv(mark);
    return;
  }
  const int now = personality(only_ask);
  if (now < 0 || (now & ADDR_NO_RANDOMIZE) != 0) return;
  if (personality(static_cast<unsigned long>(now) | ADDR_NO_RANDOMIZE) < 0) return;
  setenv(mark, "1", 1);
  execv("/proc/self/exe", argv);
  unsetenv(mark);
}

}  // namespace lockstep::verify::runner

#include "interrupt.h"

namespace lockstep::verify::runner {
namespace {

volatile sig_atomic_t seen = 0;

void note(int) { seen = seen + 1; }

}  // namespace

catch_interrupts::catch_interrupts(int flags) {
  struct sigaction noting{};
  noting.sa_handler = note;
  noting.sa_flags = flags;
  sigaction(SIGINT, &noting, &old_int_);
  sigaction(SIGTERM, &noting, &old_term_);
}

catch_interrupts::~catch_interrupts() {
  sigaction(SIGINT, &old_int_, nullptr);
  sigaction(SIGTERM, &old_term_, nullptr);
}

int interrupts() { return seen; }

}  // namespace lockstep::verify::runner

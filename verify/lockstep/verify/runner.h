#pragma once

namespace lockstep::verify {

/// The command line of the runner over all registered scenarios: `list`, `verify`, `replay`. Returns the exit code:
/// 0 every scenario did what it states, 1 one did not, 2 the command line was wrong, 130 the user interrupted.
/// Call it first in main and start no thread before: it may start the program again, and it forks.
int run(int argc, char** argv);

}  // namespace lockstep::verify

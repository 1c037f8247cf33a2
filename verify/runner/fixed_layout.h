#pragma once

namespace lockstep::verify::runner {

/// Starts the program again without address-space randomisation, unless it runs so already or the system refuses. Where
/// addresses decide anything, such as the bucket that a semaphore hashes to, an execution count would otherwise differ
/// from run to run.
void fix_layout(char** argv);

}  // namespace lockstep::verify::runner

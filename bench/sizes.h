#pragma once

#include "peers.h"
#include "results.h"

namespace lockstep::bench {
void add_sizes(results&);
}  // namespace lockstep::bench

#pragma once

#include "outcome.h"

namespace lockstep::verify::runner {

/// Prints a line for each failure in the form in which GitHub Actions takes messages about lines of the source:
/// ::error file=verify/mutex/excludes_others.cpp,line=21,title=mutex/excludes_others/2x2::data race
void print_annotations(const report&);

}  // namespace lockstep::verify::runner

#pragma once

#include "arguments.h"

namespace lockstep::verify::runner {

// Each gives back the exit code and throws usage_error for what cannot be had.
int list(const list_request&);
int verify(const verify_request&);
int replay(const replay_request&);
int show(const show_request&);
int litmus(const litmus_request&);
int mutate(const mutate_request&);
int audit(const audit_request&);

}  // namespace lockstep::verify::runner

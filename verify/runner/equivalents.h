#pragma once

#include <map>
#include <string>

namespace lockstep::verify::runner {

/// Mutants that change nothing a program could observe, and why: ID to reason.
using equivalents = std::map<std::string, std::string>;

/// Reads them. An ID begins a line, its reason is in the indented lines below; `#` begins a comment. Throws usage_error
/// for what is not of that form.
equivalents read_equivalents(const std::string& path);

}  // namespace lockstep::verify::runner

#pragma once

#include <string_view>

namespace lockstep::verify::runner::page_parts {

/// The files of verify/runner/page, as they were when this was built.
extern const std::string_view html, style, script;

}  // namespace lockstep::verify::runner::page_parts

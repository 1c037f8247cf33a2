#pragma once

#include <string>

#include <lockstep/models/engine.h>

namespace lockstep::verify::runner {

/// An interleaving as text: a line a step, columns aligned.
std::string to_text(const std::vector<models::event>& trace);

/// "void lockstep::basic_mutex<P>::lock() [with P = …]" as "basic_mutex::lock".
std::string short_function(std::string_view pretty);

/// The path within the source tree, for files of this project; others as they are.
std::string short_file(std::string_view path);

}  // namespace lockstep::verify::runner

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::verify::runner {

/// The parts of a text between its spaces.
std::vector<std::string> words(std::string_view text);

/// 1234567 as "1,234,567".
std::string with_thousands(std::uint64_t number);

/// A span of time to the precision in which a reader takes an interest: "0.21 s", "55 s", "3 min 20 s", "2 h 5 min".
std::string span_of_time(double seconds);

/// A text of one line without control characters, whatever came in.
std::string one_line(std::string_view text);

/// An argument as a shell has to be given it.
std::string shell_quoted(const std::string& argument);

}  // namespace lockstep::verify::runner

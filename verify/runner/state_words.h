#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace lockstep::verify::runner {

/// A part of a state word by the name that its header gives it, a flag or a count: {"locked", true}, {"waiters", 2}.
struct named_part {
  std::string_view name;
  std::variant<bool, std::int64_t> value;
};

/// An atomic object of core's whose word has parts.
struct state_word {
  std::string_view name;  // "mutex"
  std::vector<named_part> (*parts)(std::uint64_t);
};

/// The word that a function of core touches, if it is one with parts: "basic_mutex::lock" touches the mutex's. Null if
/// it is not known.
const state_word* state_word_of(std::string_view short_function, bool is_wide);

}  // namespace lockstep::verify::runner

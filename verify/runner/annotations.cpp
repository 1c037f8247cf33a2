#include "annotations.h"

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>

#include "source_tree.h"
#include "trace.h"

namespace lockstep::verify::runner {
namespace {

/// What would end a message, or a property, or be taken for an escape.
std::string escaped(std::string_view text, std::string_view special) {
  std::string safe;
  for (const char c : text) {
    if (c == '%' || c == '\r' || c == '\n' || special.find(c) != std::string_view::npos) {
      safe += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    } else {
      safe += c;
    }
  }
  return safe;
}

/// Where it failed: the last step within the source tree, or else where the scenario stands.
source_place place_of(const outcome& o) {
  if (o.result.failed) {
    const auto& trace = o.result.failed->trace;
    const auto last = std::find_if(trace.rbegin(), trace.rend(), [](const models::event& e) {
      return e.line != 0 && !short_file(e.file).starts_with('/');
    });
    if (last != trace.rend()) return {short_file(last->file), static_cast<int>(last->line)};
  }
  const where& registered = o.of.scenario->registered;
  return {short_file(registered.file_name()), static_cast<int>(registered.line())};
}

}  // namespace

void print_annotations(const report& r) {
  for (const outcome& o : r.outcomes) {
    if (!is_bad(o.judged)) continue;
    const source_place at = place_of(o);
    std::string message = o.reason;
    if (o.result.failed) {
      message += fmt::format("\n{}replay with: lockstep replay --engine {} {} {}\n", to_text(o.result.failed->trace),
                             o.of.engine->name, o.of.scenario->stated.name, o.result.failed->replay);
    }
    fmt::print("::error file={},line={},title={}::{}\n", escaped(at.file, ":,"), at.line,
               escaped(o.of.scenario->stated.name, ":,"), escaped(message, ""));
  }
}

}  // namespace lockstep::verify::runner

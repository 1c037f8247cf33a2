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
source_place place_of(const entry& scenario, const models::failure* failure) {
  if (failure != nullptr) {
    const auto& trace = failure->trace;
    const auto last = std::find_if(trace.rbegin(), trace.rend(), [](const models::event& e) {
      return e.line != 0 && !short_file(e.file).starts_with('/');
    });
    if (last != trace.rend()) return {short_file(last->file), static_cast<int>(last->line)};
  }
  const where& registered = scenario.registered;
  return {short_file(registered.file_name()), static_cast<int>(registered.line())};
}

}  // namespace

void print_annotations(const report& r) {
  for (const outcome& o : r.outcomes) {
    if (!is_bad(o.judged)) continue;
    const entry& scenario = *o.of.scenario;
    const auto print = [&](const models::failure* failure, std::string message) {
      const source_place at = place_of(scenario, failure);
      if (failure != nullptr) {
        message += fmt::format("\n{}replay with: lockstep replay --engine {} {} {}\n", to_text(failure->trace),
                               o.of.engine->name, scenario.stated.name, failure->replay);
      }
      fmt::print("::error file={},line={},title={}::{}\n", escaped(at.file, ":,"), at.line,
                 escaped(scenario.stated.name, ":,"), escaped(message, ""));
    };
    print(o.result.failed ? &*o.result.failed : nullptr, o.reason);
    for (const models::failure& f : o.result.others) print(&f, f.what);
  }
}

}  // namespace lockstep::verify::runner

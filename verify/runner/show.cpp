#include <cstdio>

#include <fmt/format.h>

#include "commands.h"
#include "output_file.h"
#include "page.h"
#include "svg.h"
#include "trace_file.h"

namespace lockstep::verify::runner {

int show(const show_request& r) {
  const output_file html(r.html), svg(r.svg);
  const nlohmann::json trace = read_trace(r.trace);
  if (html.is_wanted()) html.write(to_page(trace));
  if (svg.is_wanted()) svg.write(to_svg(trace));
  if (html.is_wanted() || svg.is_wanted()) return 0;
  const std::string what = trace.at("what");
  fmt::print("{} on {}: {}\n{}", trace.at("scenario").get<std::string>(), trace.at("engine").get<std::string>(),
             what.empty() ? "does not fail" : what, to_columns(trace));
  return 0;
}

}  // namespace lockstep::verify::runner

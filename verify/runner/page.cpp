#include "page.h"

#include "page_parts.h"
#include "svg.h"
#include "trace_file.h"
#include "wire.h"

namespace lockstep::verify::runner {
namespace {

using nlohmann::json;

void replace(std::string& text, std::string_view mark, std::string_view by) {
  const auto at = text.find(mark);
  text.replace(at, mark.size(), by);
}

/// Within a script element nothing may look like its end.
std::string embedded(const json& data) {
  std::string text = to_text(data);
  for (std::size_t at = 0; (at = text.find('<', at)) != std::string::npos;) text.replace(at, 1, "\\u003c");
  return text;
}

std::string make(std::string_view title, json data) {
  data["title"] = title;
  for (json& trace : data["traces"]) trace["svg"] = to_svg(trace);
  std::string page(page_parts::html);
  replace(page, "{{title}}", title);
  replace(page, "{{style}}", page_parts::style);
  replace(page, "{{script}}", page_parts::script);
  replace(page, "{{data}}", embedded(data));
  return page;
}

}  // namespace

std::string to_audit_page(const json& audit) { return make("lockstep audit", audit); }

std::string to_page(const report& r) {
  json searches = json::array(), traces = json::array();
  for (const outcome& o : r.outcomes) {
    searches.push_back(
        {{"scenario", o.of.scenario->stated.name},
         {"engine", o.of.engine->name},
         {"plan", name_of(o.of.plan)},
         {"verdict", name_of(o.judged)},
         {"reason", o.reason},
         {"exhaustive", o.result.exhaustive},
         {"executions", o.result.executions},
         {"seconds", o.result.seconds},
         {"witnesses", o.result.witnesses},
         {"bounded_because", o.of.engine->explores ? o.of.engine->stated(o.of.scenario->stated, false).because : ""},
         {"is_good", is_good(o.judged)}});
    for (json& trace : to_traces(o)) traces.push_back(std::move(trace));
  }
  return make("lockstep verify", {{"searches", std::move(searches)}, {"traces", std::move(traces)}});
}

std::string to_page(const json& trace) { return make("lockstep show", {{"traces", json::array({trace})}}); }

}  // namespace lockstep::verify::runner

#include "wire.h"

namespace lockstep::verify::runner {

using nlohmann::json;

json to_json(const models::failure& f) {
  json trace = json::array();
  for (const models::event& e : f.trace) {
    trace.push_back(
        {{"thread", e.thread}, {"what", e.what}, {"function", e.function}, {"file", e.file}, {"line", e.line}});
  }
  return {{"what", f.what}, {"replay", f.replay}, {"trace", std::move(trace)}};
}

json to_json(const models::search_result& r) {
  return {{"exhaustive", r.exhaustive}, {"finished", r.finished}, {"executions", r.executions},
          {"redundant", r.redundant},   {"blocked", r.blocked},   {"estimate", r.estimate},
          {"fraction", r.fraction},     {"seconds", r.seconds},   {"failure", r.failed ? to_json(*r.failed) : json()},
          {"witnesses", r.witnesses},   {"outcomes", r.outcomes}, {"notes", r.notes}};
}

models::search_result result_from_json(const json& from) {
  models::search_result r;
  from.at("exhaustive").get_to(r.exhaustive);
  from.at("finished").get_to(r.finished);
  from.at("executions").get_to(r.executions);
  from.at("redundant").get_to(r.redundant);
  from.at("blocked").get_to(r.blocked);
  from.at("estimate").get_to(r.estimate);
  from.at("fraction").get_to(r.fraction);
  from.at("seconds").get_to(r.seconds);
  from.at("witnesses").get_to(r.witnesses);
  from.at("outcomes").get_to(r.outcomes);
  from.at("notes").get_to(r.notes);
  if (const json& f = from.at("failure"); !f.is_null()) {
    r.failed = models::failure{f.at("what"), f.at("replay"), {}};
    for (const json& e : f.at("trace")) {
      r.failed->trace.push_back({e.at("thread"), e.at("what"), e.at("function"), e.at("file"), e.at("line")});
    }
  }
  return r;
}

std::string to_text(const json& document, int indent) {
  return document.dump(indent, ' ', false, json::error_handler_t::replace);
}

}  // namespace lockstep::verify::runner

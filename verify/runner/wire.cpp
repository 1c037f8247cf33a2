#include "wire.h"

namespace lockstep::verify::runner {

using nlohmann::json;

namespace {

template <class T>
std::optional<T> optional_from(const json& from, const char* name) {
  return from.contains(name) ? std::optional<T>(from.at(name).get<T>()) : std::nullopt;
}

json to_json(const models::event& e) {
  json j = {{"thread", e.thread}, {"what", e.what}, {"function", e.function}, {"file", e.file}, {"line", e.line}};
  if (e.blocks) j["blocks"] = true;
  if (!e.touched) return j;
  const models::access& a = *e.touched;
  json& touched = j["touched"] = {{"place", a.place}, {"wide", a.is_wide}, {"from", a.from}};
  if (a.read) touched["read"] = *a.read;
  if (a.wrote) touched["wrote"] = *a.wrote;
  if (a.newest) touched["newest"] = *a.newest;
  return j;
}

models::event event_from(const json& from) {
  models::event e{from.at("thread"), from.at("what"), from.at("function"), from.at("file"), from.at("line")};
  e.blocks = from.value("blocks", false);
  if (const auto touched = from.find("touched"); touched != from.end()) {
    e.touched = models::access{touched->at("place"),
                               touched->at("wide"),
                               optional_from<std::uint64_t>(*touched, "read"),
                               optional_from<std::uint64_t>(*touched, "wrote"),
                               optional_from<std::uint64_t>(*touched, "newest"),
                               touched->at("from")};
  }
  return e;
}

}  // namespace

json to_json(const models::failure& f) {
  json trace = json::array();
  for (const models::event& e : f.trace) trace.push_back(to_json(e));
  return {{"what", f.what}, {"replay", f.replay}, {"trace", std::move(trace)}};
}

models::failure failure_from_json(const json& from) {
  models::failure f{from.at("what"), from.at("replay"), {}};
  for (const json& e : from.at("trace")) f.trace.push_back(event_from(e));
  return f;
}

json to_json(const models::search_result& r) {
  json others = json::array();
  for (const models::failure& f : r.others) others.push_back(to_json(f));
  return {{"exhaustive", r.exhaustive},
          {"symmetric", r.symmetric},
          {"finished", r.finished},
          {"executions", r.executions},
          {"redundant", r.redundant},
          {"blocked", r.blocked},
          {"estimate", r.estimate},
          {"fraction", r.fraction},
          {"seconds", r.seconds},
          {"failure", r.failed ? to_json(*r.failed) : json()},
          {"witnesses", r.witnesses},
          {"outcomes", r.outcomes},
          {"notes", r.notes},
          {"stopped_at", r.stopped_at},
          {"others", others}};
}

models::search_result result_from_json(const json& from) {
  models::search_result r;
  from.at("exhaustive").get_to(r.exhaustive);
  from.at("symmetric").get_to(r.symmetric);
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
  from.at("stopped_at").get_to(r.stopped_at);
  for (const json& f : from.at("others")) r.others.push_back(failure_from_json(f));
  if (const json& f = from.at("failure"); !f.is_null()) r.failed = failure_from_json(f);
  return r;
}

std::string to_text(const json& document, int indent) {
  return document.dump(indent, ' ', false, json::error_handler_t::replace);
}

}  // namespace lockstep::verify::runner

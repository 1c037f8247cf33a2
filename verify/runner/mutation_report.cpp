#include "mutation_report.h"

#include "text.h"

namespace lockstep::verify::runner {

using nlohmann::json;

std::string_view fate_of(const mutation_report& r, const sentence& s) {
  switch (s.came_to) {
    case fate::killed:
      return "killed";
    case fate::survived:
      return r.is_excused(s) ? "equivalent" : "survived";
    case fate::interrupted:
      break;
  }
  return "interrupted";
}

json totals_of(const json& mutants) {
  json totals = {{"mutants", mutants.size()}, {"killed", 0}, {"equivalent", 0}, {"survived", 0}, {"interrupted", 0}};
  for (const json& m : mutants) {
    json& count = totals.at(m.at("fate").get<std::string>());
    count = count.get<int>() + 1;
  }
  return totals;
}

json to_json(const mutation_report& r) {
  json mutants = json::array();
  for (const sentence& s : r.sentences) {
    const mutant& m = *s.of;
    mutants.push_back({{"id", m.id},
                       {"kind", m.woven != nullptr ? "logic" : "policy"},
                       {"place", m.place},
                       {"breaks", m.woven != nullptr ? words(m.woven->breaks) : std::vector<std::string>{}},
                       {"fault", m.woven != nullptr ? m.woven->because : ""},
                       {"fate", fate_of(r, s)},
                       {"by", s.by},
                       {"engine", s.engine},
                       {"reason", r.is_excused(s) ? r.excused.at(m.id) : s.reason},
                       {"executions", s.executions},
                       {"seconds", s.seconds},
                       {"unfinished", s.unfinished}});
  }
  return {{"version", LOCKSTEP_VERSION},  {"engines", r.engines},         {"sample", r.is_sample},
          {"interrupted", r.interrupted}, {"seconds", r.seconds},         {"totals", totals_of(mutants)},
          {"unneeded", r.unneeded},       {"mutants", std::move(mutants)}};
}

}  // namespace lockstep::verify::runner

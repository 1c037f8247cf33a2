#include "checkpoint.h"

#include <fstream>
#include <iterator>

#include <fmt/format.h>

#include "usage_error.h"
#include "wire.h"

namespace lockstep::verify::runner {
namespace {

using nlohmann::json;

constexpr double seconds_between_reports = 2;

/// FNV-1a. Against accidents.
class sum {
 public:
  void add(std::string_view bytes) {
    for (const char c : bytes) value_ = (value_ ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  }
  std::string text() const { return fmt::format("{:016x}", value_); }

 private:
  std::uint64_t value_ = 0xcbf29ce484222325u;
};

std::string sum_of(std::string_view text) {
  sum s;
  s.add(text);
  return s.text();
}

/// Of the running program's file.
const std::string& build() {
  static const std::string text = [] {
    std::ifstream self("/proc/self/exe", std::ios::binary);
    sum s;
    for (char buffer[65536]; self.read(buffer, sizeof buffer), self.gcount() > 0;) {
      s.add({buffer, static_cast<std::size_t>(self.gcount())});
    }
    return s.text();
  }();
  return text;
}

/// What has to be the same for one search to go on where another stopped.
std::string text_of(const models::search_plan& p) {
  constexpr const char* models[] = {"rc11", "rc11-published", "sc"};
  std::string text = fmt::format("{}, {}", name_of(p), models[static_cast<int>(p.model)]);
  if (p.weak_may_fail) text += ", weak failures";
  if (!p.symmetry) text += ", no symmetry";
  if (p.parts != 1) text += fmt::format(", shard {}/{}", p.part + 1, p.parts);
  if (p.collect) text += ", collect";
  return text;
}

/// Random searches are not: they can as well be repeated with another seed.
bool is_kept(const job& j) { return j.engine->name == "explore" && j.plan.kind != models::search_kind::random; }

}  // namespace

checkpoint::checkpoint(const std::string& path, const std::vector<job>& jobs) : file_(path) {
  if (!is_wanted()) return;
  for (const job& j : jobs) {
    if (is_kept(j)) plans_.emplace(j.scenario->stated.name, text_of(j.plan));
  }
  if (plans_.empty()) throw usage_error("--checkpoint: no scenario chosen is searched in full");
  read(path);
}

void checkpoint::read(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return;  // the first run
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  const auto refuse = [&](const std::string& why) { throw usage_error(fmt::format("--checkpoint {}: {}", path, why)); };
  try {
    const json all = json::parse(text);
    if (all.at("sum") != sum_of(all.at("searches").dump())) refuse("it is damaged");
    if (all.at("build") != build()) refuse("it is of another build of this program");
    for (const auto& [name, search] : all.at("searches").items()) {
      const auto mine = plans_.find(name);
      if (mine == plans_.end()) refuse(fmt::format("it is of {}, which is not searched here", name));
      const std::string plan = search.at("plan");
      if (plan != mine->second) refuse(fmt::format("{} was searched otherwise: {}, not {}", name, plan, mine->second));
      results_.emplace(name, result_from_json(search.at("result")));
    }
  } catch (const json::exception&) {
    refuse("it is no checkpoint");
  }
}

void checkpoint::prepare(job& j) const {
  if (!is_wanted() || !is_kept(j)) return;
  j.plan.seconds_between_reports = seconds_between_reports;
  const auto known = results_.find(std::string(j.scenario->stated.name));
  if (known != results_.end()) j.plan.resume = std::make_shared<const models::search_result>(known->second);
}

void checkpoint::keep(const job& j, const models::search_result& r) {
  const bool says_where = r.finished || !r.stopped_at.empty();
  if (!plans_.contains(std::string(j.scenario->stated.name)) || !is_kept(j) || !says_where) return;
  results_.insert_or_assign(std::string(j.scenario->stated.name), r);
  json searches = json::object();
  for (const auto& [name, result] : results_) {
    searches[name] = {{"plan", plans_.at(name)}, {"result", to_json(result)}};
  }
  file_.write(to_text({{"build", build()}, {"sum", sum_of(to_text(searches))}, {"searches", searches}}, 1) + "\n");
}

}  // namespace lockstep::verify::runner

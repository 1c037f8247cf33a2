#include "trace_file.h"

#include <algorithm>
#include <fstream>
#include <map>

#include <fmt/format.h>

#include "source_tree.h"
#include "state_words.h"
#include "text.h"
#include "trace.h"
#include "usage_error.h"

namespace lockstep::verify::runner {
namespace {

using models::event;
using nlohmann::json;

/// Lines of files, each file read once.
class sources {
 public:
  std::string line(const std::string& file, unsigned number) {
    const auto [place, is_new] = files_.try_emplace(file);
    if (is_new) place->second = lines_of(file.starts_with('/') ? file : LOCKSTEP_SOURCES "/" + file);
    if (number == 0 || number > place->second.size()) return "";
    const std::string& text = place->second[number - 1];
    return text.substr(std::min(text.find_first_not_of(' '), text.size()));
  }

 private:
  std::map<std::string, std::vector<std::string>> files_;
};

/// The objects of a trace by their places. Who touches an object tells what it is.
class objects {
 public:
  explicit objects(const std::vector<event>& trace) {
    for (const event& e : trace) {
      if (!e.touched) continue;
      const state_word*& known = words_[e.touched->place];
      if (known == nullptr) known = state_word_of(short_function(e.function), e.touched->is_wide);
    }
  }
  const state_word* word(unsigned place) const { return words_.at(place); }
  std::string name(unsigned place) const {
    const state_word* w = word(place);
    return fmt::format("{} #{}", w != nullptr ? w->name : "atomic", place);
  }

 private:
  std::map<unsigned, const state_word*> words_;
};

void add_access(json& step, const models::access& a, const objects& all) {
  step["object"] = all.name(a.place);
  // As text: JavaScript has no 64-bit integers.
  if (a.read) step["read"] = std::to_string(*a.read);
  if (a.wrote) step["wrote"] = std::to_string(*a.wrote);
  if (a.newest) {
    step["newest"] = std::to_string(*a.newest);
    step["from"] = a.from;
  }
  const state_word* const word = all.word(a.place);
  if (word == nullptr) return;
  json& parts = step["parts"] = json::array();
  for (const named_part& p : word->parts(a.wrote ? *a.wrote : *a.read)) {
    parts.push_back({p.name, std::visit([](auto value) { return json(value); }, p.value)});
  }
}

}  // namespace

json to_trace(const std::string& scenario, const std::string& engine, int threads, const models::failure& f) {
  sources text;
  const objects all(f.trace);
  json steps = json::array();
  for (const event& e : f.trace) {
    json step = {
        {"thread", e.thread},         {"what", one_line(e.what)}, {"function", short_function(e.function)},
        {"file", short_file(e.file)}, {"line", e.line},           {"source", text.line(short_file(e.file), e.line)},
        {"blocks", e.blocks}};
    if (e.touched) add_access(step, *e.touched, all);
    steps.push_back(std::move(step));
  }
  return {{"scenario", scenario}, {"engine", engine},   {"threads", threads},
          {"what", f.what},       {"replay", f.replay}, {"steps", std::move(steps)}};
}

std::vector<json> to_traces(const outcome& o) {
  std::vector<json> all;
  for (const models::failure* f : failures_of(o)) {
    if (f->trace.empty()) continue;
    all.push_back(to_trace(std::string(o.of.scenario->stated.name), o.of.engine->name, o.of.scenario->threads, *f));
  }
  return all;
}

std::string text_of_part(const json& part) {
  const std::string name = part.at(0);
  const json& value = part.at(1);
  if (value == false || value == 0) return "";
  return value.is_boolean() ? name : name + " " + value.dump();
}

json read_trace(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw usage_error(fmt::format("cannot read {}", path));
  json trace = json::parse(file, nullptr, false);
  if (trace.is_discarded() || !trace.is_object() || !trace.contains("steps")) {
    throw usage_error(fmt::format("{} is no trace", path));
  }
  return trace;
}

std::string to_columns(const json& trace) {
  const json& steps = trace.at("steps");
  const int threads = trace.at("threads");
  const auto lane = [](const json& step) { return static_cast<std::size_t>(step.at("thread").get<int>() + 1); };
  const auto cell = [](const json& step) { return step.at("what").get<std::string>(); };
  std::vector<std::size_t> widths(static_cast<std::size_t>(threads) + 1, 0);
  for (const json& s : steps) widths[lane(s)] = std::max(widths[lane(s)], cell(s).size());
  for (std::size_t i = 0; i != widths.size(); ++i) {
    if (widths[i] != 0) widths[i] = std::max<std::size_t>(widths[i], 8);
  }
  const auto row = [&](const std::string& number, const std::vector<std::string>& cells, const std::string& rest) {
    std::string text = fmt::format("{:>4}", number);
    for (std::size_t i = 0; i != cells.size(); ++i) {
      if (widths[i] != 0) text += fmt::format("  {:<{}}", cells[i], widths[i]);
    }
    return text + "  " + rest + "\n";
  };

  std::vector<std::string> cells{"main"};
  for (int i = 0; i != threads; ++i) cells.push_back(fmt::format("thread {}", i));
  std::string text = row("step", cells, "where, and the state it leaves");
  std::vector<bool> is_blocked(widths.size(), false);
  int number = 0;
  for (const json& s : steps) {
    for (std::size_t i = 0; i != cells.size(); ++i) cells[i] = is_blocked[i] ? "|" : "";
    cells[lane(s)] = cell(s);
    is_blocked[lane(s)] = s.at("blocks");
    std::string rest = fmt::format("{}:{}", s.at("file").get<std::string>(), s.at("line").get<unsigned>());
    if (s.contains("parts")) {
      rest += "  " + s.at("object").get<std::string>() + ":";
      for (const json& p : s.at("parts")) {
        if (const std::string part = text_of_part(p); !part.empty()) rest += " " + part;
      }
      if (rest.ends_with(":")) rest += " 0";
    }
    text += row(std::to_string(++number), cells, rest);
  }
  return text;
}

}  // namespace lockstep::verify::runner

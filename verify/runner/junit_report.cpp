// The file that --junit writes: a suite for each engine, a case for each scenario, named by its folder and the rest.

#include <sstream>

#include <fmt/format.h>
#include <pugixml.hpp>

#include "reports.h"
#include "trace.h"

namespace lockstep::verify::runner {
namespace {

/// XML has no way to write most control characters.
std::string printable(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < ' ' && c != '\n' && c != '\t') c = '?';
  }
  return text;
}

void set(pugi::xml_node node, const char* name, const std::string& value) {
  node.append_attribute(name) = printable(value).c_str();
}

void set(pugi::xml_node node, const char* name, std::size_t value) { set(node, name, std::to_string(value)); }

void set(pugi::xml_node node, const char* name, double seconds) { set(node, name, fmt::format("{:.3f}", seconds)); }

std::string details(const outcome& o) {
  if (!o.result.failed) return o.reason;
  std::string all;
  for (const models::failure* f : failures_of(o)) {
    all += fmt::format("{}{}\n{}replay: {}\n", all.empty() ? "" : "\nalso: ", f->what, to_text(f->trace), f->replay);
  }
  return all;
}

void add_case(pugi::xml_node suite, const outcome& o) {
  const std::string name(o.of.scenario->stated.name);
  const auto slash = name.find('/');
  pugi::xml_node test = suite.append_child("testcase");
  set(test, "classname", name.substr(0, slash));
  set(test, "name", slash == std::string::npos ? name : name.substr(slash + 1));
  set(test, "time", o.result.seconds);
  if (is_bad(o.judged)) {
    pugi::xml_node failure = test.append_child("failure");
    set(failure, "type", std::string(name_of(o.judged)));
    set(failure, "message", o.reason);
    failure.text() = printable(details(o)).c_str();
  } else if (o.judged == verdict::interrupted) {
    set(test.append_child("skipped"), "message", std::string("interrupted"));
  }
  test.append_child("system-out").text() = fmt::format("search: {}\nexhaustive: {}\nexecutions: {}\n",
                                                       name_of(o.of.plan), exhaustiveness(o), o.result.executions)
                                               .c_str();
}

void describe(pugi::xml_node node, const std::string& name, const report& r) {
  set(node, "name", name);
  set(node, "tests", r.outcomes.size());
  set(node, "failures", r.bad());
  set(node, "errors", std::size_t{0});
  set(node, "skipped", r.count(verdict::interrupted));
}

}  // namespace

std::string to_junit_text(const report& r) {
  pugi::xml_document document;
  pugi::xml_node declaration = document.append_child(pugi::node_declaration);
  set(declaration, "version", std::string("1.0"));
  set(declaration, "encoding", std::string("UTF-8"));
  pugi::xml_node suites = document.append_child("testsuites");
  describe(suites, "lockstep", r);
  set(suites, "time", r.seconds);
  for (const engine_choice* engine : r.engines) {
    report its;
    for (const outcome& o : r.outcomes) {
      if (o.of.engine == engine) its.outcomes.push_back(o);
    }
    pugi::xml_node suite = suites.append_child("testsuite");
    describe(suite, "lockstep." + engine->name, its);
    double seconds = 0;
    for (const outcome& o : its.outcomes) seconds += o.result.seconds;
    set(suite, "time", seconds);
    for (const outcome& o : its.outcomes) add_case(suite, o);
  }
  std::ostringstream text;
  document.save(text, "  ");
  return text.str();
}

}  // namespace lockstep::verify::runner

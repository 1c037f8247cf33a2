#include "trace.h"

#include <algorithm>

#include <fmt/format.h>

#include "text.h"

namespace lockstep::verify::runner {
namespace {

/// Everything outside angle brackets. An operator's own brackets are not worth the trouble here.
std::string without_template_arguments(std::string_view text) {
  std::string rest;
  int depth = 0;
  for (const char c : text) {
    if (c == '<') ++depth;
    if (depth == 0) rest += c;
    if (c == '>' && depth > 0) --depth;
  }
  return rest;
}

}  // namespace

std::string short_function(std::string_view pretty) {
  pretty = pretty.substr(0, pretty.find(" ["));  // what the template parameters are
  std::string name = without_template_arguments(pretty);
  constexpr std::string_view nameless = "{anonymous}::", nameless_to_clang = "(anonymous namespace)::";
  for (auto at = name.find(nameless_to_clang); at != std::string::npos; at = name.find(nameless_to_clang)) {
    name.replace(at, nameless_to_clang.size(), nameless);
  }
  if (const auto parameters = name.find('('); parameters != std::string::npos && parameters > 0) {
    name.resize(parameters);
  }
  name.erase(0, name.rfind(' ') + 1);  // the return type
  // What a nameless namespace is in is the file, which stands beside.
  if (const auto at = name.rfind(nameless); at != std::string::npos) name.erase(0, at + nameless.size());
  for (const std::string_view ours : {"lockstep::", "verify::", "models::"}) {
    if (name.starts_with(ours)) name.erase(0, ours.size());
  }
  return name.empty() ? std::string(pretty) : name;
}

std::string short_file(std::string_view path) {
  // This file's own place in the tree tells where the tree begins.
  constexpr std::string_view self = __FILE__;
  constexpr std::string_view here = "verify/runner/trace.cpp";
  static_assert(self.ends_with(here));
  constexpr std::string_view root = self.substr(0, self.size() - here.size());
  if (path.starts_with(root)) path.remove_prefix(root.size());
  return std::string(path);
}

std::string to_text(const std::vector<models::event>& trace) {
  std::size_t what_width = 4, function_width = 8;
  for (const models::event& e : trace) {
    what_width = std::max(what_width, e.what.size());
    function_width = std::max(function_width, short_function(e.function).size());
  }
  std::string text = fmt::format("  {:>4}  {:<6}  {:<{}}  {:<{}}  {}\n", "step", "thread", "what", what_width,
                                 "function", function_width, "where");
  int step = 0;
  for (const models::event& e : trace) {
    const std::string thread = e.thread < 0 ? "main" : std::to_string(e.thread);
    text += fmt::format("  {:>4}  {:<6}  {:<{}}  {:<{}}  {}:{}\n", ++step, thread, one_line(e.what), what_width,
                        short_function(e.function), function_width, short_file(e.file), e.line);
  }
  return text;
}

}  // namespace lockstep::verify::runner

#include "equivalents.h"

#include <fstream>

#include <fmt/format.h>

#include "text.h"
#include "usage_error.h"

namespace lockstep::verify::runner {

equivalents read_equivalents(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw usage_error(fmt::format("cannot read {}", path));
  equivalents all;
  std::string* reason = nullptr;
  int number = 0;
  const auto fail = [&](const char* what) { throw usage_error(fmt::format("{}:{}: {}", path, number, what)); };
  for (std::string line; std::getline(file, line);) {
    ++number;
    const auto parts = words(line);
    if (parts.empty() || parts[0].starts_with('#')) continue;
    if (line[0] != ' ') {
      if (parts.size() != 1) fail("an ID has no spaces; its reason is indented below it");
      const auto [place, is_new] = all.try_emplace(parts[0]);
      if (!is_new) fail("the mutant is listed twice");
      reason = &place->second;
    } else if (reason == nullptr) {
      fail("a reason without a mutant");
    } else {
      for (const std::string& word : parts) *reason += (reason->empty() ? "" : " ") + word;
    }
  }
  for (const auto& [id, why] : all) {
    if (why.empty()) throw usage_error(fmt::format("{}: {} has no reason", path, id));
  }
  return all;
}

}  // namespace lockstep::verify::runner

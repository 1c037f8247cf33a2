#include "source_tree.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <utility>

#include <fmt/format.h>

#include "usage_error.h"

namespace lockstep::verify::runner {
namespace {

namespace files = std::filesystem;

/// Where citations may stand. Some tests cite what does not exist, on purpose.
constexpr const char* folders[] = {"core", "models", "verify", "tests", "sanitizers", "examples", "docs"};
constexpr const char* not_read[] = {"tests/runner/", "tests/proofs/can_fail.sh", "verify/record/"};
constexpr const char* test_folders[] = {"tests/", "sanitizers/"};

std::vector<claim> read_claims(const std::string& path) {
  static const std::regex row(R"(\| (([A-Z]+)-\d+) \| ([SLF]) \| (.*) \| [^|]* \|\s*)");
  std::vector<claim> all;
  for (const std::string& line : lines_of(path)) {
    std::smatch m;
    if (std::regex_match(line, m, row)) all.push_back({m[1], m[2], m.str(3)[0], m[4]});
  }
  if (all.empty()) throw usage_error(fmt::format("no claims in {}", path));
  return all;
}

/// The IDs of a line, of the groups that there are: other things are numbered, too.
class id_finder {
 public:
  explicit id_finder(const std::vector<claim>& claims) {
    std::set<std::string> groups;
    for (const claim& c : claims) groups.insert(c.group);
    std::string any;
    for (const std::string& g : groups) any += (any.empty() ? "" : "|") + g;
    pattern_ = std::regex("\\b(?:" + any + ")-\\d+\\b");
  }
  std::set<std::string> in(const std::string& line) const {
    if (line.find('-') == std::string::npos) return {};
    const std::sregex_iterator found(line.begin(), line.end(), pattern_), end;
    std::set<std::string> ids;
    for (auto i = found; i != end; ++i) ids.insert(i->str());
    return ids;
  }

 private:
  std::regex pattern_;
};

bool is_among(const std::string& file, const auto& beginnings) {
  return std::any_of(std::begin(beginnings), std::end(beginnings), [&](const char* b) { return file.starts_with(b); });
}

std::vector<std::string> files_below(const files::path& root) {
  static const std::set<std::string> kinds{".h", ".cpp", ".md", ".smt2", ".sh", ".cmake", ".txt"};
  std::vector<std::string> all{"README.md"};
  for (const char* folder : folders) {
    if (!files::exists(root / folder)) continue;
    for (const auto& entry : files::recursive_directory_iterator(root / folder)) {
      const std::string file = entry.path().lexically_relative(root).generic_string();
      if (entry.is_regular_file() && kinds.contains(entry.path().extension()) && !is_among(file, not_read)) {
        all.push_back(file);
      }
    }
  }
  std::sort(all.begin(), all.end());
  return all;
}

/// The tests of one file. A citation belongs to the test whose body it stands in, or else to what follows it without a
/// blank line: a test, or an assertion. What the head of a file cites is claimed by the file as a whole.
class test_reader {
 public:
  test_reader(std::string file, std::vector<test>& found) : file_(std::move(file)), found_(found) {}

  void read(int number, const std::string& line, const std::set<std::string>& ids) {
    static const std::regex start(R"(^(?:TYPED_)?TEST(?:_F|_P)?\((\w+), (\w+)\).*)");
    std::smatch m;
    if (std::regex_match(line, m, start)) {
      found_.push_back({{file_, number}, m.str(1) + "." + m.str(2), std::exchange(pending_, {})});
      is_in_body_ = !line.ends_with("}");
    } else if (is_in_body_) {
      found_.back().claims.insert(ids.begin(), ids.end());
      is_in_body_ = line != "}";
    } else if (line.empty()) {
      settle(number - 1);
    } else {
      pending_.insert(ids.begin(), ids.end());
      // What is cited at the end of a line of code is that line's.
      if (!line.starts_with("//") && !line.starts_with("#")) settle(number);
    }
  }
  void settle(int number) {
    if (!pending_.empty()) found_.push_back({{file_, number}, "", std::exchange(pending_, {})});
  }

 private:
  const std::string file_;
  std::vector<test>& found_;
  std::set<std::string> pending_;
  bool is_in_body_ = false;
};

/// The labels of a header's table of transitions, or of a page's.
std::vector<std::string> labels(const std::vector<std::string>& lines, const std::string& title, const std::string& row,
                                const std::string& end) {
  const std::regex labelled("^" + row + R"(([A-Z]\d+)\b.*)");
  std::vector<std::string> all;
  bool is_inside = false;
  for (const std::string& line : lines) {
    std::smatch m;
    if (line.starts_with(title)) {
      is_inside = true;
    } else if (is_inside && std::regex_match(line, m, labelled)) {
      all.push_back(m[1]);
    } else if (is_inside && !all.empty() && line.starts_with(end) && !line.starts_with(title)) {
      break;
    }
  }
  return all;
}

/// What a page of docs/invariants leaves out of the table of the header that it names.
std::vector<std::string> missing_transitions(const std::string& root, const std::vector<std::string>& lines) {
  static const std::regex names_header(R"(^Header: `([^`]+)`.*)");
  for (const std::string& line : lines) {
    std::smatch m;
    if (!std::regex_match(line, m, names_header)) continue;
    const auto header = lines_of(root + "/" + m.str(1));
    std::vector<std::string> missing;
    if (header.empty()) missing.push_back("the header " + m.str(1));
    const auto said = labels(lines, "## Every transition", R"(\| )", "## ");
    for (const std::string& label : labels(header, "// Transitions", "//   ", "//")) {
      if (std::find(said.begin(), said.end(), label) == said.end()) missing.push_back(label);
    }
    return missing;
  }
  return {"the line that names its header"};
}

/// The names in a list of faults: lines that are not indented, as verify/mutants/README.md says.
void read_faults(const std::string& file, const std::vector<std::string>& lines, std::set<std::string>& faults) {
  constexpr std::string_view folder = "verify/mutants/logic/";
  if (!file.starts_with(folder)) return;
  const std::string stem = files::path(file).stem();
  for (const std::string& line : lines) {
    if (!line.empty() && line[0] != ' ' && line[0] != '#') faults.insert(stem + "/" + line);
  }
}

bool is_page(const std::string& file) {
  return (file.starts_with("docs/invariants/") && file.ends_with(".md") && !file.ends_with("/README.md")) ||
         (file.starts_with("docs/proofs/") && file.ends_with(".smt2"));
}

}  // namespace

std::vector<std::string> lines_of(const std::string& path) {
  std::ifstream file(path);
  std::vector<std::string> all;
  for (std::string line; std::getline(file, line);) all.push_back(std::move(line));
  return all;
}

source_tree read_source_tree(const std::string& root) {
  source_tree tree{root, read_claims(root + "/docs/claims.md"), {}, {}, {}, {}};
  std::set<std::string> known;
  for (const claim& c : tree.claims) known.insert(c.id);
  const id_finder ids(tree.claims);
  for (const std::string& file : files_below(root)) {
    const auto lines = lines_of(root + "/" + file);
    test_reader tests(file, tree.tests);
    const bool is_of_tests = is_among(file, test_folders);
    std::set<std::string> cited;
    int number = 0;
    for (const std::string& line : lines) {
      ++number;
      const auto here = ids.in(line);
      for (const std::string& id : here) {
        if (!known.contains(id)) tree.unknown[id].push_back({file, number});
      }
      cited.insert(here.begin(), here.end());
      if (is_of_tests) tests.read(number, line, here);
    }
    tests.settle(number);
    read_faults(file, lines, tree.faults);
    if (!is_page(file)) continue;
    tree.pages.push_back({file, cited, {}});
    if (file.ends_with(".md")) tree.pages.back().missing = missing_transitions(root, lines);
  }
  std::erase_if(tree.tests, [](const test& t) { return t.claims.empty(); });
  return tree;
}

}  // namespace lockstep::verify::runner

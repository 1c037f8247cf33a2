// Weaves the faults of logic into a copy of core: see README.md.
//
//   weave CORE OUT FILE...     CORE holds the headers; OUT/lockstep/ gets the copy, OUT/woven.cpp the list of faults
//
// Every fault is one alternative behind a switch, so that one build has them all:
//   a statement    {if (is_planted(7)) {new} else {old}}
//   an expression  (is_planted(7) ? (new) : (old))

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace {

namespace files = std::filesystem;
using std::string;

struct change {
  string header;
  string anchor;  // the old text is the first one after this; empty: it is there once
  string before, after;
};

struct fault {
  string name, breaks, found_by, because;
  std::vector<change> changes;
  string place;  // of the first change
};

/// A change, found in its header.
struct span {
  std::size_t begin, end;
  int number;  // of the fault
  const string* after;
};

[[noreturn]] void fail(const string& where, const string& what) { throw std::runtime_error(where + ": " + what); }

string contents(const files::path& path) {
  std::ifstream file(path);
  if (!file) fail(path.string(), "cannot be read");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

string trimmed(const string& text) {
  const auto first = text.find_first_not_of(' ');
  return first == string::npos ? "" : text.substr(first, text.find_last_not_of(' ') + 1 - first);
}

// --- the list of faults

/// The words after `key`, if the line begins with it.
bool takes(const string& line, const string& key, string& rest) {
  if (!line.starts_with(key + " ") && line != key) return false;
  rest = trimmed(line.substr(key.size()));
  return true;
}

void take_detail(fault& f, const string& line, const string& where) {
  string rest;
  if (takes(line, "breaks", rest)) {
    f.breaks = rest;
  } else if (takes(line, "found by", rest)) {
    f.found_by = rest;
  } else if (takes(line, "because", rest)) {
    f.because = rest;
  } else if (takes(line, "in", rest)) {
    const auto after = rest.find(" after ");
    f.changes.push_back({rest.substr(0, after), after == string::npos ? "" : rest.substr(after + 7), "", ""});
  } else if (f.changes.empty()) {
    fail(where, "not 'breaks', 'found by', 'because' or 'in'");
  } else if (takes(line, "-", rest)) {
    f.changes.back().before += (f.changes.back().before.empty() ? "" : " ") + rest;
  } else if (takes(line, "+", rest)) {
    f.changes.back().after += (f.changes.back().after.empty() ? "" : " ") + rest;
  } else {
    fail(where, "not 'in', '-' or '+'");
  }
}

std::vector<fault> read_faults(const std::vector<files::path>& lists) {
  std::vector<fault> all;
  std::map<string, string> places;
  for (const files::path& list : lists) {
    std::istringstream text(contents(list));
    int number = 0;
    for (string line; std::getline(text, line);) {
      const string where = list.filename().string() + ":" + std::to_string(++number);
      if (trimmed(line).empty() || line[0] == '#') continue;
      if (line[0] == ' ') {
        if (all.empty()) fail(where, "a detail without a fault");
        take_detail(all.back(), trimmed(line), where);
      } else {
        all.push_back({list.stem().string() + "/" + line, "", "", "", {}, where});
        if (!places.try_emplace(all.back().name, where).second) fail(where, "there is another " + all.back().name);
      }
    }
  }
  for (const fault& f : all) {
    const bool is_whole = !f.breaks.empty() && !f.found_by.empty() && !f.because.empty() && !f.changes.empty();
    if (!is_whole) fail(f.place, f.name + " lacks 'breaks', 'found by', 'because' or 'in'");
    for (const change& c : f.changes) {
      if (c.before.empty()) fail(f.place, f.name + " has a change without a line '-'");
    }
  }
  return all;
}

// --- where they go

/// A text without blanks and comments, and where each character of it was.
struct squeezed {
  explicit squeezed(const string& text) {
    for (std::size_t i = 0; i != text.size(); ++i) {
      if (text.compare(i, 2, "//") == 0) i = std::min(text.find('\n', i), text.size() - 1);
      if (std::isspace(static_cast<unsigned char>(text[i])) != 0) continue;
      characters += text[i];
      places.push_back(i);
    }
  }
  string characters;
  std::vector<std::size_t> places;
};

span find(const squeezed& header, const change& c, const string& where) {
  std::size_t from = 0;
  if (!c.anchor.empty()) {
    const string anchor = squeezed(c.anchor).characters;
    from = header.characters.find(anchor);
    if (from == string::npos) fail(where, c.header + " has no '" + c.anchor + "'");
    from += anchor.size();
  }
  const string before = squeezed(c.before).characters;
  const auto begin = header.characters.find(before, from);
  if (begin == string::npos) fail(where, c.header + " has no '" + c.before + "'");
  if (c.anchor.empty() && header.characters.find(before, begin + 1) != string::npos) {
    fail(where, c.header + " has '" + c.before + "' more than once: say after what");
  }
  return {header.places[begin], header.places[begin + before.size() - 1] + 1, 0, &c.after};
}

// --- the copy

bool is_statement(const string& text) { return text.back() == ';' || text.back() == '}'; }

/// The text from `begin` to `end` with `spans`, which lie within, the outer ones first.
string woven(const string& text, std::size_t begin, std::size_t end, const std::vector<span>& spans,
             const string& header) {
  string out;
  for (std::size_t i = 0; i != spans.size();) {
    const span outer = spans[i];
    std::vector<span> same, inner;
    for (; i != spans.size() && spans[i].begin < outer.end; ++i) {
      if (spans[i].end > outer.end) fail(header, "two changes overlap: " + text.substr(outer.begin, 60));
      const bool is_same = spans[i].begin == outer.begin && spans[i].end == outer.end;
      (is_same ? same : inner).push_back(spans[i]);
    }
    const string old = woven(text, outer.begin, outer.end, inner, header);
    const bool statement = is_statement(text.substr(outer.begin, outer.end - outer.begin));
    out += text.substr(begin, outer.begin - begin) + (statement ? "{" : "(");
    for (const span& s : same) {
      const string asked = "::lockstep::verify::is_planted(" + std::to_string(s.number) + ")";
      out += statement ? "if (" + asked + ") {" + *s.after + "} else " : asked + " ? (" + *s.after + ") : ";
    }
    out += statement ? "{" + old + "}}" : "(" + old + "))";
    begin = outer.end;
  }
  return out + text.substr(begin, end - begin);
}

void write(const files::path& path, const string& text) {
  files::create_directories(path.parent_path());
  std::ofstream file(path);
  file << text;
  if (!file.flush()) fail(path.string(), "cannot be written");
}

/// The lines keep their numbers, so that a trace names those of core.
string copy_of(const files::path& header, const string& text, std::vector<span> spans) {
  std::ranges::sort(spans, [](const span& a, const span& b) {
    return std::tuple(a.begin, b.end, a.number) < std::tuple(b.begin, a.end, b.number);
  });
  const auto first_line = text.find('\n') + 1;
  return text.substr(0, first_line) + "#include <lockstep/verify/woven.h>\n#line 2 \"" + header.string() + "\"\n" +
         woven(text, first_line, text.size(), spans, header.filename().string());
}

string literal(const string& text) {
  string out = "\"";
  for (const char c : text) out += c == '"' || c == '\\' ? string("\\") + c : string(1, c);
  return out + "\"";
}

void weave(const files::path& core, const files::path& out, const std::vector<files::path>& lists) {
  std::vector<fault> faults = read_faults(lists);
  std::map<string, string> texts;
  std::map<string, std::vector<span>> spans;
  int number = 0;
  for (fault& f : faults) {
    ++number;
    const string where = std::exchange(f.place, "");
    for (const change& c : f.changes) {
      if (!texts.contains(c.header)) texts[c.header] = contents(core / c.header);
      const string& text = texts[c.header];
      span s = find(squeezed(text), c, where + ": " + f.name);
      s.number = number;
      spans[c.header].push_back(s);
      if (!f.place.empty()) continue;
      const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(s.begin), '\n');
      f.place = "core/lockstep/" + c.header + ":" + std::to_string(line);
    }
  }
  for (const auto& entry : files::directory_iterator(core)) {
    if (entry.path().extension() != ".h") continue;
    const files::path header = entry.path().filename();
    write(out / "lockstep" / header, copy_of(core / header, contents(core / header), spans[header.string()]));
  }
  string list =
      "#include <lockstep/verify/woven.h>\n\nstatic const bool added = [] {\n  lockstep::verify::add_woven_mutants({\n";
  for (const fault& f : faults) {
    list += "      {" + literal(f.name) + ", " + literal(f.breaks) + ", " + literal(f.found_by) + ", " +
            literal(f.because) + ", " + literal(f.place) + "},\n";
  }
  write(out / "woven.cpp", list + "  });\n  return true;\n}();\n");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) {
    std::fprintf(stderr, "usage: weave CORE OUT FILE...\n");
    return 2;
  }
  try {
    weave(argv[1], argv[2], {argv + 3, argv + argc});
  } catch (const std::exception& e) {
    std::fprintf(stderr, "weave: %s\n", e.what());
    return 1;
  }
}

#include "svg.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "trace_file.h"

namespace lockstep::verify::runner {
namespace {

using nlohmann::json;

// In pixels.
constexpr int row_height = 26, top = 40, margin = 16, letter = 7, number_width = 36;
constexpr std::size_t most_letters_of_step = 44, most_letters_of_source = 84, least_letters_of_lane = 14;

constexpr const char* style = R"(
  svg.trace { --paper: #fff; --ink: #1b1f24; --soft: #66707b; --line: #d5dae0; --band: #f4f6f8; --mark: #fff3c4;
    --hot: #b42318; --sleep: #c9d3df; --bit: #0b5cad;
    --t0: #6b7280; --t1: #0b6bcb; --t2: #b45309; --t3: #15803d; --t4: #a21caf; --t5: #0f766e; --t6: #be123c;
    --t7: #4d7c0f; --t8: #6d28d9; background: var(--paper); }
  @media (prefers-color-scheme: dark) { svg.trace { --paper: #14171b; --ink: #e6e9ed; --soft: #98a2ae; --line: #333a43;
    --band: #1b2026; --mark: #4a3f12; --hot: #ff8a80; --sleep: #3d4a59; --bit: #7cc0ff; --t0: #9aa4b0; --t1: #66b2ff;
    --t2: #f2a65a; --t3: #6fd08c; --t4: #e39af0; --t5: #5fd3c4; --t6: #ff8fa3; --t7: #b5d16b; --t8: #b9a2ff; } }
  svg.trace text { font: 12px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; fill: var(--ink);
    white-space: pre; }
  svg.trace .soft { fill: var(--soft); } svg.trace .head { font-weight: bold; } svg.trace .bit { fill: var(--bit); }
  svg.trace .lane { stroke: var(--line); } svg.trace .sleep { fill: var(--sleep); }
  svg.trace .stale { stroke: var(--hot); fill: none; stroke-width: 1.5; } svg.trace .tip, svg.trace .hot { fill: var(--hot); }
  svg.trace .row { fill: transparent; } svg.trace .row:nth-of-type(even) { fill: var(--band); }
  svg.trace .row.now { fill: var(--mark); }
)";

std::string escaped(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    switch (c) {
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '&':
        safe += "&amp;";
        break;
      case '"':
        safe += "&quot;";
        break;
      default:
        safe += c;
    }
  }
  return safe;
}

std::string shortened(std::string text, std::size_t most) {
  if (text.size() > most) text = text.substr(0, most - 1) + "…";
  return text;
}

std::string text_at(int x, int y, const char* kind, std::string_view text) {
  return fmt::format("<text x=\"{}\" y=\"{}\" class=\"{}\">{}</text>", x, y, kind, escaped(text));
}

std::string state_of(const json& step) {
  if (!step.contains("parts")) return "";
  std::string text;
  for (const json& part : step.at("parts")) {
    const std::string here = text_of_part(part);
    text += (text.empty() || here.empty() ? "" : ", ") + here;
  }
  return step.at("object").get<std::string>() + ": " + (text.empty() ? "0" : text);
}

std::string source_of(const json& step) {
  std::string file = step.at("file");
  file.erase(0, file.rfind('/') + 1);
  if (file.empty()) return "";
  return fmt::format("{}:{}  {}", file, step.at("line").get<unsigned>(), step.at("source").get<std::string>());
}

class picture {
 public:
  explicit picture(const json& trace)
      : steps_(trace.at("steps")), threads_(trace.at("threads")), failure_(trace.at("what")) {
    for (const json& s : steps_) has_main_ = has_main_ || lane_of(s) == 0;
    lane_x_.assign(static_cast<std::size_t>(threads_) + 2, 0);
    int x = margin + number_width;
    for (int lane = 0; lane <= threads_; ++lane) {
      lane_x_[static_cast<std::size_t>(lane)] = x;
      if (lane != 0 || has_main_) x += width_of_lane(lane);
    }
    state_x_ = x;
    std::size_t letters = 0;
    for (const json& s : steps_) letters = std::max(letters, state_of(s).size());
    source_x_ = state_x_ + (letters == 0 ? 0 : static_cast<int>(letters) * letter + 24);
    letters = 0;
    for (const json& s : steps_) letters = std::max(letters, shortened(source_of(s), most_letters_of_source).size());
    width_ = source_x_ + static_cast<int>(letters) * letter + margin;
    height_ = top + static_cast<int>(steps_.size()) * row_height + margin;
  }

  std::string draw(const json& trace) {
    text_ = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"trace\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" "
        "height=\"{1}\" "
        "role=\"img\"><title>{2}: {3}</title><style>{4}</style>"
        "<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" "
        "orient=\"auto\"><path d=\"M0 0L8 4L0 8z\" class=\"tip\"/></marker></defs>\n",
        width_, height_, escaped(trace.at("scenario").get<std::string>()),
        escaped(failure_.empty() ? "does not fail" : failure_), style);
    draw_rows();
    draw_head();
    for (int lane = has_main_ ? 0 : 1; lane <= threads_; ++lane) draw_sleep(lane);
    draw_steps();
    for (std::size_t i = 0; i != steps_.size(); ++i) draw_stale(i);
    return text_ + "</svg>\n";
  }

 private:
  static int lane_of(const json& step) { return step.at("thread").get<int>() + 1; }
  int x_of(int lane) const { return lane_x_[static_cast<std::size_t>(lane)] + 8; }
  static int y_of(std::size_t i) { return top + static_cast<int>(i) * row_height + row_height / 2; }

  int width_of_lane(int lane) const {
    std::size_t letters = least_letters_of_lane;
    for (const json& s : steps_) {
      if (lane_of(s) == lane) letters = std::max(letters, s.at("what").get<std::string>().size());
    }
    return static_cast<int>(std::min(letters, most_letters_of_step)) * letter + 36;
  }

  void draw_head() {
    for (int lane = has_main_ ? 0 : 1; lane <= threads_; ++lane) {
      text_ += text_at(x_of(lane) - 5, 24, "head", lane == 0 ? "main" : fmt::format("thread {}", lane - 1));
      text_ += fmt::format("<line class=\"lane\" x1=\"{0}\" x2=\"{0}\" y1=\"{1}\" y2=\"{2}\"/>", x_of(lane), top - 6,
                           height_ - margin / 2);
    }
    if (source_x_ != state_x_) text_ += text_at(state_x_, 24, "head", "leaves");
    text_ += text_at(source_x_, 24, "head", "source") + "\n";
  }

  void draw_rows() {
    text_ += "<g>";
    for (std::size_t i = 0; i != steps_.size(); ++i) {
      text_ += fmt::format("<rect class=\"row\" x=\"0\" y=\"{}\" width=\"{}\" height=\"{}\"/>",
                           y_of(i) - row_height / 2, width_, row_height);
    }
    text_ += "</g>\n";
  }

  void draw_steps() {
    for (std::size_t i = 0; i != steps_.size(); ++i) {
      const json& s = steps_[i];
      const int y = y_of(i), lane = lane_of(s);
      const std::string what = s.at("what");
      const char* kind = what == failure_ ? "hot" : "";
      text_ += fmt::format("<g class=\"step\" data-step=\"{}\"><title>{}\n{}:{}\n{}</title>", i, escaped(what),
                           escaped(s.at("file").get<std::string>()), s.at("line").get<unsigned>(),
                           escaped(s.at("source").get<std::string>()));
      text_ += text_at(margin, y + 4, "soft", std::to_string(i + 1));
      text_ += fmt::format("<circle cx=\"{}\" cy=\"{}\" r=\"4.5\" style=\"fill:var(--t{})\"/>", x_of(lane), y, lane);
      text_ += text_at(x_of(lane) + 10, y + 4, kind, shortened(what, most_letters_of_step));
      if (const std::string state = state_of(s); !state.empty()) text_ += text_at(state_x_, y + 4, "bit", state);
      text_ += text_at(source_x_, y + 4, "soft", shortened(source_of(s), most_letters_of_source)) + "</g>\n";
    }
  }

  /// A bar from each step that blocks to the thread's next one, or to the end.
  void draw_sleep(int lane) {
    const auto bar = [&](int from, int to) {
      text_ += fmt::format(
          "<rect class=\"sleep\" x=\"{}\" y=\"{}\" width=\"8\" height=\"{}\" rx=\"4\"><title>sleeps"
          "</title></rect>",
          x_of(lane) - 4, from + 6, std::max(0, to - from - 12));
    };
    int since = -1;
    for (std::size_t i = 0; i != steps_.size(); ++i) {
      if (lane_of(steps_[i]) != lane) continue;
      if (since >= 0) bar(since, y_of(i));
      since = steps_[i].at("blocks") ? y_of(i) : -1;
    }
    if (since >= 0) bar(since, height_ - margin / 2);
  }

  /// From the write that a stale read reads to the read; from above, if that is the first value.
  void draw_stale(std::size_t i) {
    const json& s = steps_[i];
    if (!s.contains("newest")) return;
    const int from = s.at("from"), x = x_of(lane_of(s)), y = y_of(i);
    const int x0 = from < 0 ? x : x_of(lane_of(steps_[static_cast<std::size_t>(from)]));
    const int y0 = from < 0 ? top - 4 : y_of(static_cast<std::size_t>(from));
    const int bend = std::max(24, (y - y0) / 4);
    text_ += fmt::format(
        "<path class=\"stale\" marker-end=\"url(#tip)\" d=\"M{} {}C{} {} {} {} {} {}\"><title>step {} "
        "reads {}, and the newest is {}</title></path>\n",
        x0 - 5, y0, x0 - bend, (y0 + y) / 2, x - bend, (y0 + y) / 2, x - 6, y, i + 1, s.at("read").get<std::string>(),
        s.at("newest").get<std::string>());
  }

  const json& steps_;
  const int threads_;
  const std::string failure_;
  bool has_main_ = false;
  std::vector<int> lane_x_;
  int state_x_ = 0, source_x_ = 0, width_ = 0, height_ = 0;
  std::string text_;
};

}  // namespace

std::string to_svg(const json& trace) { return picture(trace).draw(trace); }

}  // namespace lockstep::verify::runner

#pragma once

#include <random>
#include <string>
#include <vector>

namespace lockstep {

/// A litmus program of two or three threads.
inline std::string random_program(std::mt19937& random) {
  const auto below = [&](unsigned n) { return std::uniform_int_distribution<unsigned>(0, n - 1)(random); };
  const auto one_of = [&](const std::vector<std::string>& all) {
    return all[below(static_cast<unsigned>(all.size()))];
  };
  const std::vector<std::string> all_orders{"rlx", "acq", "rel", "ar", "sc"};
  std::string text;
  unsigned value = 0;
  for (unsigned threads = 2 + below(2), t = 0; t != threads; ++t) {
    if (t != 0) text += " || ";
    for (unsigned steps = 1 + below(threads == 2 ? 4 : 3), i = 0; i != steps; ++i) {
      if (i != 0) text += ' ';
      const std::string place = one_of({"x", "y"});
      switch (below(8)) {
        case 0:
        case 1:
        case 2:
          text += 'W' + place + std::to_string(++value) + '.' + one_of({"rlx", "rel", "sc"});
          break;
        case 3:
        case 4:
          text += 'R' + place + '.' + one_of({"rlx", "acq", "sc"});
          break;
        case 5:
          text += one_of({"A", "X"}) + place + std::to_string(1 + below(2)) + '.' + one_of(all_orders);
          break;
        case 6:
          text += 'C' + place + std::to_string(below(3)) + '>' + std::to_string(++value) + '.' + one_of(all_orders);
          break;
        default:
          text += "F." + one_of({"acq", "rel", "ar", "sc", "sc"});
      }
    }
  }
  return text;
}

}  // namespace lockstep

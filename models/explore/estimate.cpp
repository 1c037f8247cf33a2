// How large a search will be.
//
// One random descent (Knuth 1975), each of its leaves weighted by the number of siblings on the way, has the right
// expectation and says nothing: most of the executions are in a few subtrees that few descents meet. Here many go down
// together. All graphs of a level are taken to the next one; of the graphs there, if they are too many, some are drawn,
// evenly over the level, and each then stands for as many more. An execution that ends counts as many times as the
// graphs of its level stand for. So all of a level weigh the same, a large subtree is met in proportion to its size,
// and the expectation is still right. Where no level has too many, the result is exact. The larger the search, the
// further it may be off: docs/explore.md compares.

#include "estimate.h"

#include <cmath>
#include <utility>
#include <vector>

#include "execution.h"

namespace lockstep::models::exploring {

namespace {

constexpr std::size_t few_of_a_level = 1000;
/// For a search that is so long that it does not matter.
constexpr std::size_t many_of_a_level = 2000;
constexpr double is_long = 1e6;
/// Nobody needs to know more of what takes years.
constexpr double is_hopeless = 1e13;

double go_down(execution& run, tree& choices, std::size_t most_of_a_level, tree& chance,
               function_ref<bool()> is_to_go_on) {
  double executions = 0, weight = 1;
  unsigned runs = 0;
  std::vector<std::vector<event>> level(1), next;
  while (!level.empty() && executions < is_hopeless) {
    next.clear();
    for (const std::vector<event>& g : level) {
      if (++runs % 64 == 0 && !is_to_go_on()) return 0;
      choices.begin_at(g, next);
      if (run.run() != end::blocked) executions += weight;
    }
    if (next.size() > most_of_a_level) {
      const double step = static_cast<double>(next.size()) / static_cast<double>(most_of_a_level);
      const double first = step * std::ldexp(static_cast<double>(chance.draw() >> 11), -53);
      for (std::size_t i = 0; i != most_of_a_level; ++i) {
        const auto at = static_cast<std::size_t>(first + static_cast<double>(i) * step);
        if (at != i) std::swap(next[i], next[at]);
      }
      next.resize(most_of_a_level);
      weight *= step;
    }
    level.swap(next);
  }
  return executions;
}

}  // namespace

double estimate(const program_type& type, memory_model model, bool weak_may_fail, bool is_symmetric,
                function_ref<bool()> is_to_go_on) {
  tree choices(model), chance(model);
  chance.begin(tree::walk::forward, {}, 0x5eed);
  if (is_symmetric) choices.pair(type.alike);
  execution run(type, choices);
  run.weak_may_fail = weak_may_fail;
  double executions = 0;
  do {  // for each choice that is made before the threads; what is chosen after them is not counted
    const double rough = go_down(run, choices, few_of_a_level, chance, is_to_go_on);
    executions += rough < is_long ? rough : go_down(run, choices, many_of_a_level, chance, is_to_go_on);
  } while (is_to_go_on() && run.next_outside_before() && executions < is_hopeless);
  return is_to_go_on() ? executions : 0;
}

}  // namespace lockstep::models::exploring

// How fast is fast enough: each row that has a goal, and what it is measured against.

#include "results.h"

namespace lockstep::bench {
namespace {

struct set_goal {
  const char* workload;
  int threads;  // 0: any
  const char* metric;
  double limit;
  const char* peer;  // "": the best
};

constexpr set_goal goals[] = {
    {"MutexUncontended", 1, "time", 0.75, "std::mutex"},
    {"Mutex", 2, "time", 1, ""},
    {"Mutex", 8, "time", 1, ""},
    {"MutexWork", 2, "time", 1, ""},
    {"MutexWork", 8, "time", 1, ""},
    {"MutexSpin", 2, "time", 1, ""},
    {"MutexSpin", 8, "time", 1, ""},
    {"Contest", 0, longest_wait, 1, "Go"},
    {"Convoy", 0, longest_wait, 1, "Go"},
    {"Hog", 0, longest_wait, 1, "Go"},
    {"RWMutexReadAlone", 1, "time", 0.7, "std::shared_mutex"},
    {"Once", 1, "time", 1.1, "acquire load"},
    {"WaitGroupAddDone", 0, "time", 0.6, "Go"},
    {"WaitGroupActuallyWait", 1, "time", 1, "Go"},
    {"SemaUncontended", 1, "time", 1, ""},
    {"LoadMostlyHits", 0, "time", 0.4, "Go"},
};

}  // namespace

std::optional<goal> goal_of(const row& r) {
  for (const auto& one : goals) {
    if (r.workload == one.workload && (one.threads == 0 || one.threads == r.threads) && r.what.name == one.metric) {
      return goal{one.limit, one.peer};
    }
  }
  return {};
}

}  // namespace lockstep::bench

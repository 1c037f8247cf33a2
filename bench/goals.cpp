// How fast is fast enough: each row that has a goal, and what it is measured against.

#include <string_view>

#include "results.h"

namespace lockstep::bench {
namespace {

struct set_goal {
  std::string_view workload;  // with * at its end: all that begin so
  int threads;                // 0: any
  const char* metric;
  double limit;
  const char* peer;
};

constexpr set_goal goals[] = {
    {"MutexUncontended", 1, "time", 0.75, "std::mutex"},
    {"Mutex", 2, "time", 1, the_best},
    {"Mutex", 8, "time", 1, the_best},
    {"MutexWork", 2, "time", 1, the_best},
    {"MutexWork", 8, "time", 1, the_best},
    {"MutexSpin", 2, "time", 1, the_best},
    {"MutexSpin", 8, "time", 1, the_best},
    {"Contest", 0, longest_wait, 1, "Go"},
    {"Convoy", 0, longest_wait, 1, "Go"},
    {"Hog", 0, longest_wait, 1, "Go"},
    {"RWMutexReadAlone", 1, "time", 0.7, "std::shared_mutex"},
    {"Once", 1, "time", 1.1, "floor: acquire load"},
    {"WaitGroupAddDone", 0, "time", 0.6, "Go"},
    {"WaitGroupActuallyWait", 1, "time", 1, "Go"},
    {"SemaUncontended", 1, "time", 1, the_best},
    {"LoadMostlyHits", 0, "time", 0.4, "Go"},
    {"LoadMostlyHits", 0, "time", 0.8, the_best_of_cpp},
    {"LoadMostlyMisses", 0, "time", 0.8, "Go"},
    {"LoadOrStore*", 0, "time", 0.8, "Go"},
    {"LoadAndDelete*", 0, "time", 0.8, "Go"},
    {"DeleteCollision", 0, "time", 0.8, "Go"},
    {"Range", 0, "time", 0.8, "Go"},
    {"Adversarial*", 0, "time", 0.8, "Go"},
    {"Map*", 0, "time", 0.8, "Go"},
    {"MapHalfErased", 1, bytes_per_entry, 1.3, "lockstep, fresh"},
};

bool is_meant(std::string_view pattern, std::string_view workload) {
  if (!pattern.ends_with('*')) return pattern == workload;
  pattern.remove_suffix(1);
  return workload.starts_with(pattern);
}

}  // namespace

std::vector<goal> goals_of(const row& r) {
  std::vector<goal> set;
  for (const auto& one : goals) {
    if (is_meant(one.workload, r.workload) && (one.threads == 0 || one.threads == r.threads) &&
        r.what.name == one.metric) {
      set.push_back({one.limit, one.peer});
    }
  }
  return set;
}

}  // namespace lockstep::bench

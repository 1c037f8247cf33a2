// MUTEX-6: unlock of an unlocked mutex is fatal. Wrong on purpose: two threads unlock what was locked once.
// In every interleaving one of them must get the message; the engine stops at the first.

#include <lockstep/mutex.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify::unlock_of_unlocked_is_fatal {
namespace {

template <policy P>
struct unlock_of_unlocked_is_fatal {
  static constexpr int threads = 2;

  basic_mutex<P> mutex;

  void before() { mutex.lock(); }
  void thread(int) { mutex.unlock(); }
  void after() { check(false, "both unlocks went unnoticed"); }
};

const scenario<unlock_of_unlocked_is_fatal> registered{{.name = "mutex/unlock_of_unlocked_is_fatal",
                                                        .claims = "MUTEX-6",
                                                        .must_fail = "fatal error: sync: unlock of unlocked mutex"}};

}  // namespace
}  // namespace lockstep::verify::unlock_of_unlocked_is_fatal

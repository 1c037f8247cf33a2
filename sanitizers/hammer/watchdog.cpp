// The watchdog itself: it must bark, and only then.

#include "hammer.h"

namespace watchdog_hammer {
namespace {

using lockstep::sanitizers::watchdog;

TEST(watchdog, barks_when_nothing_moves) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(
      {
        watchdog dog(std::chrono::seconds(1));
        dog.round_ended();
        lockstep::basic_semaphore<lockstep::models::native_memory> never_released;
        never_released.acquire();
      },
      "watchdog: watchdog.barks_when_nothing_moves is stuck: no round has ended for 1 s, 1 had before");
}

TEST(watchdog, goes_quietly_when_all_is_done) {
  watchdog dog;
  dog.round_ended();
}

}  // namespace
}  // namespace watchdog_hammer

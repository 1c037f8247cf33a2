#pragma once

// How long a sleeper takes to run again.

#include <atomic>
#include <chrono>
#include <thread>

#include "peers.h"

namespace lockstep::bench {

/// For the workloads of measure_wake_up, in which a thread wakes another.
inline const how latency{.has_own_clock = true, .operations = 100, .seconds_besides = 0.02};

/// One operation is one wake-up: from just before `wake` to just after the return of `sleep` in another thread, which
/// has had the time to fall asleep in earnest. `prepare` comes before each sleep, in the thread that will wake. What
/// sleep returns, if anything, is called when the clock has stopped.
template <class Prepare, class Sleep, class Wake>
void measure_wake_up(benchmark::State& state, Prepare prepare, Sleep sleep, Wake wake) {
  using clock = std::chrono::steady_clock;
  constexpr auto time_to_fall_asleep = std::chrono::microseconds(50);
  std::atomic<int> may_sleep{0}, goes_to_sleep{0}, has_woken{0};
  clock::time_point woken_at;
  const auto await = [](const std::atomic<int>& count, int value) {
    while (count.load() != value) std::this_thread::yield();
  };
  const int rounds = static_cast<int>(state.max_iterations);
  std::jthread sleeper([&] {
    for (int round = 1; round <= rounds; ++round) {
      await(may_sleep, round);
      goes_to_sleep.store(round);
      const auto clean_up = sleep();
      woken_at = clock::now();
      clean_up();
      has_woken.store(round);
    }
  });
  int round = 0;
  for (auto _ : state) {
    prepare();
    may_sleep.store(++round);
    await(goes_to_sleep, round);
    std::this_thread::sleep_for(time_to_fall_asleep);
    const auto started = clock::now();
    wake();
    await(has_woken, round);
    state.SetIterationTime(std::chrono::duration<double>(woken_at - started).count());
  }
}

}  // namespace lockstep::bench

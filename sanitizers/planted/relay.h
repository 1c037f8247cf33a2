#pragma once

// One thread writes a message and raises a flag; the other sees the flag and reads the message. Whether that is a race
// is for the orders on the flag to say, which makes it a test of what runs it: an engine or a policy that ordered the
// threads on its own account would hide the race that the relaxed version has.

#include <cstdint>
#include <cstdio>
#include <new>

#include <lockstep/models/engine.h>
#include <lockstep/models/stress.h>

namespace lockstep::sanitizers {

template <std::memory_order raise, std::memory_order look>
class relay final : public models::program {
 public:
  void before() override {}
  void after() override {}
  void invariant() const override {}
  void thread(int index) override {
    if (index == 0) {
      message_.write() = 1;
      flag_.store(1, raise);
      models::stress::futex_wake(&flag_, 1);  // a futex orders nothing, so it hides nothing
    } else {
      while (flag_.load(look) == 0) models::stress::futex_wait(flag_, 0);
      read_ = message_.read();
    }
  }

 private:
  models::stress::plain<int> message_{0};
  int read_ = 0;
  models::stress::atomic<std::uint32_t> flag_{0};
};

class patient_monitor final : public models::monitor {
 public:
  bool progress(std::uint64_t, double) override { return true; }
};

/// Exit code 0 if the search found nothing.
template <class Program>
int stress_for_a_while() {
  const models::program_type type{2,
                                  sizeof(Program),
                                  alignof(Program),
                                  [](void* storage) -> models::program* { return ::new (storage) Program; },
                                  {}};
  patient_monitor monitor;
  const models::search_result result = models::stress_engine().search(type, {.executions = 1000}, monitor);
  if (result.failed) std::fprintf(stderr, "%s\n", result.failed->what.c_str());
  return result.failed ? 1 : 0;
}

}  // namespace lockstep::sanitizers

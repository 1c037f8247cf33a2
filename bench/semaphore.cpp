// Go's benchmarks of its runtime semaphore (sync/mutex_test.go, sync/runtime_sema_test.go), under their names; and what
// it takes to wake a sleeper: SemaWake from release to return, SemaPingPong one hand-over of two threads by turns.

#include <semaphore.h>

#include <semaphore>

#include "latency.h"
#include "peers.h"

namespace lockstep::bench {
namespace {

struct our_semaphore : semaphore {
  static constexpr char name[] = "lockstep";
};
struct std_counting_semaphore : std::counting_semaphore<> {
  static constexpr char name[] = "std::counting_semaphore";
  std_counting_semaphore() : std::counting_semaphore<>(0) {}
};
struct std_binary_semaphore : std::binary_semaphore {
  static constexpr char name[] = "std::binary_semaphore";
  std_binary_semaphore() : std::binary_semaphore(0) {}
};

class posix_semaphore {
 public:
  static constexpr char name[] = "sem_t";
  posix_semaphore() { sem_init(&semaphore_, 0, 0); }
  ~posix_semaphore() { sem_destroy(&semaphore_); }
  void release() { sem_post(&semaphore_); }
  void acquire() {
    while (sem_wait(&semaphore_) != 0) {
    }
  }

 private:
  sem_t semaphore_;
};

using semaphores = peers<our_semaphore, std_counting_semaphore, std_binary_semaphore, posix_semaphore>;

template <class Semaphore>
void release_and_acquire_alone(benchmark::State& state) {
  padded<Semaphore> semaphore;
  for (auto _ : state) {
    semaphore.object.release();
    semaphore.object.acquire();
  }
}

/// A semaphore with one token, used as a lock.
template <class Semaphore>
struct with_one_token : Semaphore {
  with_one_token() { this->release(); }
};

template <class Semaphore>
void acquire_and_release_one_for_all(benchmark::State& state) {
  static padded<with_one_token<Semaphore>> semaphore;
  for (auto _ : state) {
    semaphore.object.acquire();
    semaphore.object.release();
  }
}

template <class Semaphore>
void wake_a_sleeper(benchmark::State& state) {
  padded<Semaphore> semaphore;
  measure_wake_up(
      state, [] {},
      [&] {
        semaphore.object.acquire();
        return [] {};
      },
      [&] { semaphore.object.release(); });
}

template <class Semaphore>
void take_turns(benchmark::State& state) {
  static padded<Semaphore> turns[2];
  const auto me = static_cast<unsigned>(state.thread_index());
  for (auto _ : state) {
    if (me == 1) turns[1].object.acquire();
    turns[1 - me].object.release();
    if (me == 0) turns[0].object.acquire();
  }
}

}  // namespace

void add_semaphore_workloads(process where) {
  using benchmark::State;
  const semaphores all;
  if (where == process::of_one_thread) {
    add(all, "SemaUncontendedOneThread", one_thread, []<class S>(State& s) { release_and_acquire_alone<S>(s); });
    return;
  }
  add(all, "SemaUncontended", to_sixteen, []<class S>(State& s) { release_and_acquire_alone<S>(s); });
  add(all, "UncontendedSemaphore", one_thread, []<class S>(State& s) { acquire_and_release_one_for_all<S>(s); });
  add(all, "ContendedSemaphore", several, []<class S>(State& s) { acquire_and_release_one_for_all<S>(s); },
      {.go_only_at = 2});
  add(all, "SemaPingPong", {2}, []<class S>(State& s) { take_turns<S>(s); });
  add(all, "SemaWake", {2}, []<class S>(State& s, int) { wake_a_sleeper<S>(s); }, latency);
}

}  // namespace lockstep::bench

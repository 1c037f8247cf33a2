// Go's benchmarks of its runtime semaphore (runtime/sema_test.go, sync/runtime_sema_test.go), under their names.

#include "peers.h"

namespace lockstep::bench {
namespace {

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

}  // namespace

void add_semaphore_workloads(process where) {
  using benchmark::State;
  const semaphores all;
  if (where == process::of_one_thread) {
    add(all, "SemaUncontendedOneThread", one_thread, []<class S>(State& s) { release_and_acquire_alone<S>(s); });
    return;
  }
  add(all, "SemaUncontended", {1, 2, 4, 8}, []<class S>(State& s) { release_and_acquire_alone<S>(s); });
  add(all, "ContendedSemaphore", {2, 4, 8}, []<class S>(State& s) { acquire_and_release_one_for_all<S>(s); });
}

}  // namespace lockstep::bench

#pragma once

// Who is measured, and how a row comes into being: one line for a peer, one for a workload.

#include <benchmark/benchmark.h>

#include <mutex>
#include <semaphore>
#include <string>
#include <vector>

#include <lockstep/sync.h>

namespace lockstep::bench {

struct ours : mutex {
  static constexpr char name[] = "lockstep";
};
struct std_mutex : std::mutex {
  static constexpr char name[] = "std::mutex";
};

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

/// Things that do the same job. The first is ours.
template <class... Peer>
struct peers {};

using mutexes = peers<ours, std_mutex>;
using semaphores = peers<our_semaphore, std_counting_semaphore, std_binary_semaphore>;

inline const std::vector<int> one_thread{1};

/// Says on a terminal what is being measured; before the clock starts.
void show_progress(const std::string& workload, const char* peer, int threads);

/// Adds the row `workload` for each peer and each number of threads. `run` is a generic lambda on the peer's type.
///
/// A single thread waits for nobody, so its processor time is what counts; other processes disturb that less.
template <class... Peer, class Run>
void add(peers<Peer...>, const std::string& workload, const std::vector<int>& threads, Run run) {
  const auto add_one = [&](const char* peer, auto body) {
    for (const int count : threads) {
      auto* const row = benchmark::RegisterBenchmark((workload + '/' + peer).c_str(), body)->Threads(count);
      if (count != 1) row->UseRealTime();
    }
  };
  (add_one(Peer::name,
           [run, workload](benchmark::State& state) {
             if (state.thread_index() == 0) show_progress(workload, Peer::name, state.threads());
             run.template operator()<Peer>(state);
           }),
   ...);
}

/// Alone on its cache lines.
template <class T>
struct padded {
  alignas(128) T object;
};

/// Whether the process has ever had a second thread. glibc's mutex leaves out the LOCK prefix until it has.
enum class process { of_one_thread, of_several };

/// The workloads, each file's in one function.
void add_mutex_workloads(process);
void add_semaphore_workloads(process);
void add_rw_mutex_workloads(process);
void add_wait_group_workloads(process);
void add_once_workloads(process);
void add_cond_workloads(process);

}  // namespace lockstep::bench

// Go's benchmark of sync.Once (sync/once_test.go), under its name, and what C++ has for the same job.

#include <mutex>

#include "peers.h"

namespace lockstep::bench {
namespace {

struct our_once : once {
  static constexpr char name[] = "lockstep";
};

struct std_call_once {
  static constexpr char name[] = "std::call_once";
  template <class F>
  void call(F&& f) {
    std::call_once(flag_, f);
  }

 private:
  std::once_flag flag_;
};

/// One for each type of function, which is all that the language offers.
struct static_local {
  static constexpr char name[] = "static local";
  template <class F>
  void call(F&& f) {
    [[maybe_unused]] static const bool done = (f(), true);
  }
};

using onces = peers<our_once, std_call_once, static_local>;

template <class Once>
void call_when_done(benchmark::State& state) {
  static padded<Once> once;
  int runs = 0;
  for (auto _ : state) {
    once.object.call([&] { ++runs; });
    benchmark::ClobberMemory();
  }
  benchmark::DoNotOptimize(runs);
}

}  // namespace

void add_once_workloads(process where) {
  using benchmark::State;
  if (where == process::of_one_thread) return;
  add(onces{}, "Once", {1, 2, 4, 8}, []<class O>(State& s) { call_when_done<O>(s); });
}

}  // namespace lockstep::bench

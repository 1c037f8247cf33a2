// Go's benchmark of sync.Once (sync/once_test.go), under its name, and what C++ has for the same job.

#include <pthread.h>

#include <atomic>
#include <mutex>

#include "peers.h"

#ifdef LOCKSTEP_BENCH_ABSL
#include <absl/base/call_once.h>
#endif
#ifdef LOCKSTEP_BENCH_BOOST
#include <boost/thread/once.hpp>
#endif

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

/// Its function takes no argument, so this one counts nothing.
struct posix_once {
  static constexpr char name[] = "pthread_once";
  template <class F>
  void call(F&&) {
    pthread_once(&flag_, [] {});
  }

 private:
  pthread_once_t flag_ = PTHREAD_ONCE_INIT;
};

/// No once at all, but what the cheapest one would still have to do.
struct acquire_load {
  static constexpr char name[] = "floor: acquire load";
  template <class F>
  void call(F&& f) {
    if (is_done_.load(std::memory_order::acquire) == 0) [[unlikely]] {
      f();
      is_done_.store(1, std::memory_order::release);
    }
  }

 private:
  std::atomic<std::uint32_t> is_done_{0};
};

#ifdef LOCKSTEP_BENCH_ABSL
struct absl_call_once {
  static constexpr char name[] = "absl::call_once";
  template <class F>
  void call(F&& f) {
    absl::call_once(flag_, f);
  }

 private:
  absl::once_flag flag_;
};
using absl_onces = peers<absl_call_once>;
#else
using absl_onces = peers<>;
#endif

#ifdef LOCKSTEP_BENCH_BOOST
struct boost_call_once {
  static constexpr char name[] = "boost::call_once";
  template <class F>
  void call(F&& f) {
    boost::call_once(flag_, f);
  }

 private:
  boost::once_flag flag_;
};
using boost_onces = peers<boost_call_once>;
#else
using boost_onces = peers<>;
#endif

using onces = joined<peers<our_once, std_call_once, static_local, posix_once, acquire_load>, absl_onces, boost_onces>;

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
  add(onces{}, "Once", to_sixteen, []<class O>(State& s) { call_when_done<O>(s); });
}

}  // namespace lockstep::bench

// MUTEX-6: of two or three threads that unlock a mutex which nobody has locked, all at once, one at least gets an
// error. Hunts for an unlock that takes the word as others have spoilt it for a mutex that it may unlock. A fatal error
// is an exception here, so that the search goes on to the end and to every interleaving.

#include <source_location>

#include <lockstep/mutex.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify::unlocks_at_once_are_fatal {
namespace {

struct fatal_error {};

/// `Base`, whose fatal errors end a call and not the execution.
template <policy Base>
struct forgiving : Base {
  [[noreturn]] static void fatal(const char*, std::source_location = std::source_location::current()) {
    throw fatal_error();
  }
};

template <policy P, int Threads>
struct unlocks_at_once_are_fatal {
  static constexpr int threads = Threads;

  basic_mutex<forgiving<P>> mutex;
  ghost<int> noticed;

  void thread(int) {
    try {
      mutex.unlock();
    } catch (const fatal_error&) {
      noticed.add(1);
    }
  }

  void after() { check(noticed.get() != 0, "all unlocks went unnoticed"); }
};

template <policy P>
using by_two = unlocks_at_once_are_fatal<P, 2>;
template <policy P>
using by_three = unlocks_at_once_are_fatal<P, 3>;

const scenario<by_two> two{
    {.name = "mutex/unlocks_at_once_are_fatal/two", .claims = "MUTEX-6", .symmetric = alike(0, 1)}};
const scenario<by_three> three{
    {.name = "mutex/unlocks_at_once_are_fatal/three", .claims = "MUTEX-6", .symmetric = alike(0, 2)}};

}  // namespace
}  // namespace lockstep::verify::unlocks_at_once_are_fatal

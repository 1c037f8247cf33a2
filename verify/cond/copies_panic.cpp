// COND-8: any use of a byte-wise copy of a cond that has been used panics, before it has done anything; the original is
// none the worse. Two threads that are the first to use a cond, at once, see no panic. Hunts for a check that lets one
// operation through, and for a first use that takes another first use for a copy. Witnesses: the panics of each
// operation; two first uses at once.

#include <string_view>

#include "meeting.h"

namespace lockstep::verify::copies_panic {
namespace {

template <policy P>
struct copies_panic {
  static constexpr int threads = 2;

  using cond_type = basic_cond<token_lock<P>, P>;
  token_lock<P> lock;
  cond_type original{lock};

  void before() { original.signal(); }

  void thread(int index) {
    if (index == 0) {
      original.broadcast();
      return;
    }
    cond_type copy = inspect::copy_of(original);
    lock.lock();
    const char* const operation[] = {"wait", "signal", "broadcast"};
    const unsigned chosen = choose(3);
    try {
      if (chosen == 0) copy.wait();
      if (chosen == 1) copy.signal();
      if (chosen == 2) copy.broadcast();
      check(false, "the copy could be used");
    } catch (const misuse& panic) {
      check(std::string_view(panic.what()) == "sync.Cond is copied", "it panicked for another reason");
      witness(operation[chosen]);
    }
    lock.unlock();
  }

  void after() { check(inspect::uncalled(inspect::waiters(original)) == 0, "the original counts a waiter"); }
};

template <policy P>
struct first_uses_may_coincide {
  static constexpr int threads = 3;

  token_lock<P> lock;
  basic_cond<token_lock<P>, P> cond{lock};
  ghost<int> under_way;

  void thread(int) {
    if (under_way.add(1) == 2) witness("two_at_once");
    cond.signal();
    under_way.add(-1);
  }
};

const scenario<copies_panic> copied{
    {.name = "cond/copies_panic", .claims = "COND-8", .witnesses = "wait signal broadcast"}};
const scenario<first_uses_may_coincide> used{
    {.name = "cond/first_uses_may_coincide", .claims = "COND-8", .witnesses = "two_at_once"}};

}  // namespace
}  // namespace lockstep::verify::copies_panic

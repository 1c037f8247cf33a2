// WG-5, WG-6, WG-1, WG-3: a thread counts and waits for a new generation without caring whether the old one's wait has
// returned. Every panic but the negative counter is within reach, and what golang/go 03a48ebe found: the new wait takes
// the token of an old waiter that was preempted before it slept. In each interleaving, seen or not:
//   a wait that returns has waited for its own generation, and sees what was done before each of that one's dones;
//   a panic is one that the misuse explains, in the thread that can see it;
//   without a panic all return, and neither a count nor a token is left.
// Witnesses: each of the four places at which a panic can be seen, and the misuse that none of them sees.

#include <lockstep/verify/inspect.h>
#include <lockstep/verify/scenario.h>
#include <lockstep/wait_group.h>

#include "panics.h"

namespace lockstep::verify::misuse_breaks_no_promise {
namespace {

template <policy P>
struct misuse_breaks_no_promise {
  static constexpr int threads = 3;
  enum { old_waiter, worker, new_waiter };

  basic_wait_group<P> group;
  typename P::semaphore added;
  typename P::template plain<int> done_first{0};
  typename P::template plain<int> done_second{0};
  ghost<result> ended[threads];
  ghost<result> add;
  ghost<bool> adds_too_early;

  void before() { group.add(1); }

  void thread(int index) {
    ended[index].set(result_of([&] {
      switch (index) {
        case old_waiter:
          group.wait();
          check(done_first.read() == 1, "the old wait has returned before its generation's done");
          break;
        case worker:
          work();
          break;
        case new_waiter:
          reuse();
      }
    }));
  }

  void work() {
    done_first.write() = 1;
    group.done();
    added.acquire();
    done_second.write() = 1;
    group.done();
  }

  void reuse() {
    const bool is_at_zero = wait_group_word::counter(inspect::word(group)) == 0;
    adds_too_early.set(is_at_zero && ended[old_waiter].get() == result::under_way);
    add.set(result_of([&] { group.add(1); }));
    if (add.get() != result::returned) return;
    added.release();
    group.wait();
    check(done_second.read() == 1, "the new wait has returned before its generation's done");
  }

  void after() {
    if (add.get() == result::concurrent) witness("seen_by_the_adder");
    if (ended[worker].get() == result::concurrent) witness("seen_by_the_waker");
    if (ended[old_waiter].get() == result::reused) witness("seen_by_the_old_waiter");
    if (ended[new_waiter].get() == result::reused) witness("seen_by_the_new_waiter");
    check(is_one_of(ended[old_waiter], result::reused), "a panic in the old wait that nothing explains");
    check(is_one_of(ended[new_waiter], result::reused), "a panic in the new wait that nothing explains");
    check(is_one_of(ended[worker], result::concurrent), "a panic in a done that nothing explains");
    check(is_one_of(add, result::concurrent), "a panic in the add that nothing explains");
    for (const auto& e : ended) {
      if (e.get() != result::returned) return;
    }
    if (add.get() != result::returned) return;
    if (adds_too_early.get()) witness("unseen");
    check(inspect::word(group) == 0, "the group is not as it was");
    check(!inspect::semaphore(group).try_acquire(), "there were more tokens than waiters");
  }

  /// A call that was still under way was cut off by somebody's panic.
  static bool is_one_of(const ghost<result>& r, result explained) {
    return r.get() == result::under_way || r.get() == result::returned || r.get() == explained;
  }
};

const scenario<misuse_breaks_no_promise> registered{
    {.name = "wait_group/misuse_breaks_no_promise",
     .claims = "WG-5 WG-6 WG-1 WG-3",
     .witnesses = "seen_by_the_adder seen_by_the_waker seen_by_the_old_waiter seen_by_the_new_waiter unseen",
     .stress = false}};

}  // namespace
}  // namespace lockstep::verify::misuse_breaks_no_promise

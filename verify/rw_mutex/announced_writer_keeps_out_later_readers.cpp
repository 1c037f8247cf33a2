// RW-2, and RW-3 as the number that RW-2 gives: once a writer has announced itself, at most as many readers enter
// before it as were inside or admitted then. A later reader that does get in has taken the token of an admitted one,
// which waits in its stead: so as many early readers still wait as late ones have gone in. Hunts for readers that walk
// past an announced writer, and for readers admitted by each unlock who between them keep the next writer out
// (golang/go#76808). Witness: a late reader did take an admitted one's token.

#include <lockstep/rw_mutex.h>
#include <lockstep/verify/inspect.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify::announced_writer_keeps_out_later_readers {
namespace {

/// Thread 0 writes, the others read.
template <policy P, int Readers, int Writes, int Reads>
struct announced_writer_keeps_out_later_readers {
  static constexpr int threads = 1 + Readers;

  basic_rw_mutex<P> mutex;
  ghost<int> entries;               // of the writer
  ghost<bool> is_inside{false};     // the writer, until its unlock returns
  ghost<int> late_entries[Writes];  // by readers, each after the announcement and before the writer's entry
  ghost<int> early_for[threads];  // of a reader in lock_shared: the entry before whose announcement it came; or `none`
  static constexpr int none = Writes + 1;

  announced_writer_keeps_out_later_readers() {
    for (auto& entry : early_for) entry.set(none);
  }

  bool is_announced() const { return rw_mutex_word::is_locked(inspect::word(mutex)) && !is_inside.get(); }

  void write() {
    mutex.lock();
    is_inside.set(true);
    entries.add(1);
    mutex.unlock();
    is_inside.set(false);
  }

  void read(int self) {
    const int next = entries.get();
    const bool is_late = is_announced();
    early_for[self].set(is_late ? next + 1 : next);
    mutex.lock_shared();
    early_for[self].set(none);
    if (is_announced()) {
      if (is_late && entries.get() == next) {
        witness("late_reader_enters");
        late_entries[next].add(1);
      }
      check_number();
    }
    mutex.unlock_shared();
  }

  void check_number() const {
    const int next = entries.get();
    int early_readers_waiting = 0;
    for (const auto& entry : early_for) early_readers_waiting += entry.get() <= next;
    check(late_entries[next].get() <= early_readers_waiting, "a reader passed an announced writer");
  }

  void thread(int index) {
    for (int i = 0; index == 0 && i != Writes; ++i) write();
    for (int i = 0; index != 0 && i != Reads; ++i) read(index);
  }
};

template <policy P>
using two_readers = announced_writer_keeps_out_later_readers<P, 2, 2, 1>;
template <policy P>
using two_readers_twice = announced_writer_keeps_out_later_readers<P, 2, 2, 2>;
template <policy P>
using three_readers = announced_writer_keeps_out_later_readers<P, 3, 2, 1>;

// What the scenario knows of a moment is exact only where a step and what it notes are one: not on real threads.
const scenario<two_readers> small{{.name = "rw_mutex/announced_writer_keeps_out_later_readers/2r",
                                   .claims = "RW-2 RW-3",
                                   .witnesses = "late_reader_enters",
                                   .moments = true,
                                   .stress = false}};
const scenario<two_readers_twice> medium{{.name = "rw_mutex/announced_writer_keeps_out_later_readers/2r_twice",
                                          .claims = "RW-2 RW-3",
                                          .witnesses = "late_reader_enters",
                                          .quick = bound(3),
                                          .thorough = bound(5, "full: 10^8 executions by estimate"),
                                          .moments = true,
                                          .stress = false}};
const scenario<three_readers> large{{.name = "rw_mutex/announced_writer_keeps_out_later_readers/3r",
                                     .claims = "RW-2 RW-3",
                                     .witnesses = "late_reader_enters",
                                     .quick = bound(2),
                                     .thorough = bound(4, "full: 10^9 executions by estimate"),
                                     .moments = true,
                                     .stress = false}};

}  // namespace
}  // namespace lockstep::verify::announced_writer_keeps_out_later_readers

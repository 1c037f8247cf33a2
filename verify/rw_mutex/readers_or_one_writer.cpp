// RW-1, RW-3, RW-4: any number of readers or one writer; each sees what the writers before it wrote, and no writer
// writes what an earlier reader may still be reading. Everybody who waits gets in. Hunts for a writer among readers,
// for an order too weak in either direction (both show as a race on `value`), and for wake-ups that get lost: a writer
// forgotten when readers queue behind it (tinygo#5692) or when another writer waits (parking_lot 0.12.4), a reader
// forgotten by the writer that it waits for (tinygo#2407), a count lost between the two (rust-lang/rust#128219). Those
// show as a deadlock. Witnesses: a writer waited for readers, readers waited for a writer, both at once, and writers
// starved.

#include <lockstep/rw_mutex.h>
#include <lockstep/verify/inspect.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify::readers_or_one_writer {
namespace {

/// Threads below `Writers` write, the next `Readers` read, each so many rounds; the rest write and then read.
template <policy P, int Writers, int Readers, int Both = 0, int WriterRounds = 1>
struct readers_or_one_writer {
  static constexpr int threads = Writers + Readers + Both;
  static constexpr int writes = Writers * WriterRounds + Both;

  basic_rw_mutex<P> mutex;
  typename P::template plain<int> value{0};

  void write() {
    mutex.lock();
    value.write() += 1;
    mutex.unlock();
  }

  void read() {
    mutex.lock_shared();
    check(value.read() <= writes, "a value that nobody wrote");
    mutex.unlock_shared();
  }

  void thread(int index) {
    const bool is_writer = index < Writers;
    const bool is_reader = !is_writer && index < Writers + Readers;
    for (int round = 0; is_writer && round != WriterRounds; ++round) write();
    if (is_reader) read();
    if (!is_writer && !is_reader) {
      write();
      read();
    }
  }

  void invariant() const {
    const bool writer_waits = inspect::has_waiters(inspect::left(mutex));
    const bool reader_waits = inspect::has_waiters(inspect::readers(mutex));
    if (writer_waits) witness("writer_waits");
    if (reader_waits) witness("reader_waits");
    if (writer_waits && reader_waits) witness("both_wait");
    if (mutex_word::is_starving(rw_mutex_word::writers(inspect::word(mutex)))) witness("starving");
  }

  void after() {
    check(value.read() == writes, "a write was lost");
    check(inspect::word(mutex) == 0 && inspect::to_leave(mutex) == 0, "the rw_mutex is not as it was");
  }
};

template <policy P>
using one_writer_one_reader = readers_or_one_writer<P, 1, 1>;
template <policy P>
using one_writer_two_readers = readers_or_one_writer<P, 1, 2>;
template <policy P>
using two_writers_one_reader = readers_or_one_writer<P, 2, 1>;
template <policy P>
using two_writers_twice_one_reader = readers_or_one_writer<P, 2, 1, 0, 2>;
template <policy P>
using two_do_both = readers_or_one_writer<P, 0, 0, 2>;
template <policy P>
using two_writers_two_readers = readers_or_one_writer<P, 2, 2>;
template <policy P>
using one_writer_three_readers = readers_or_one_writer<P, 1, 3>;
template <policy P>
using three_writers = readers_or_one_writer<P, 3, 0>;
template <policy P>
using three_writers_one_reader = readers_or_one_writer<P, 3, 1>;

const scenario<one_writer_two_readers> reading{{.name = "rw_mutex/readers_or_one_writer/1w_2r",
                                                .claims = "RW-1 RW-3 RW-4",
                                                .witnesses = "writer_waits reader_waits both_wait",
                                                .surroundings = {.time_passes = true, .spins = 1}}};
const scenario<two_writers_one_reader> writing{{.name = "rw_mutex/readers_or_one_writer/2w_1r",
                                                .claims = "RW-1 RW-3 RW-4",
                                                .witnesses = "writer_waits reader_waits both_wait",
                                                .surroundings = {.time_passes = true},
                                                .symmetric = alike(0, 1),
                                                .explore_misses = "reader_waits both_wait"}};
const scenario<two_do_both> doing_both{{.name = "rw_mutex/readers_or_one_writer/2x_write_and_read",
                                        .claims = "RW-1 RW-3 RW-4",
                                        .witnesses = "writer_waits reader_waits",
                                        .surroundings = {.time_passes = true, .spins = 1}}};
const scenario<two_writers_twice_one_reader> starving{
    {.name = "rw_mutex/readers_or_one_writer/2w_twice_1r",
     .claims = "RW-1 RW-3 RW-4",
     .witnesses = "writer_waits reader_waits both_wait starving",
     .surroundings = {.time_passes = true},
     .symmetric = alike(0, 1),
     .quick = bound(3),
     .thorough = full(),
     .graphs = random(10'000),
     .graphs_thorough = random(1'000'000, "full: one interleaving a graph passes no witness")}};
const scenario<two_writers_two_readers> mixed{{.name = "rw_mutex/readers_or_one_writer/2w_2r",
                                               .claims = "RW-1 RW-3 RW-4",
                                               .witnesses = "writer_waits reader_waits both_wait",
                                               .surroundings = {.time_passes = true},
                                               .symmetric = alike(0, 1) | alike(2, 3),
                                               .quick = bound(3),
                                               .thorough = full()}};
const scenario<one_writer_three_readers> many_readers{{.name = "rw_mutex/readers_or_one_writer/1w_3r",
                                                       .claims = "RW-1 RW-3 RW-4",
                                                       .witnesses = "writer_waits reader_waits both_wait"}};
const scenario<three_writers> spinning{{.name = "rw_mutex/readers_or_one_writer/3w_spinning",
                                        .claims = "RW-1 RW-3 RW-4",
                                        .surroundings = {.spins = 1},
                                        .symmetric = alike(0, 2)}};
const scenario<three_writers_one_reader> many_writers{
    {.name = "rw_mutex/readers_or_one_writer/3w_1r",
     .claims = "RW-1 RW-3 RW-4",
     .witnesses = "writer_waits reader_waits both_wait starving",
     .surroundings = {.time_passes = true},
     .symmetric = alike(0, 2),
     .quick = bound(2),
     .thorough = bound(4, "full: 10^8 executions by estimate"),
     .graphs = random(10'000),
     .graphs_thorough = random(1'000'000, "full: one interleaving a graph passes no witness")}};
const full_stack_scenario<one_writer_one_reader> full_stack{
    {.name = "rw_mutex/readers_or_one_writer/1w_1r_full_stack",
     .claims = "RW-1 RW-3 RW-4",
     .witnesses = "writer_waits reader_waits",
     .surroundings = {.time_passes = true, .spurious_returns = 1},
     .stress = false}};
const full_stack_scenario<one_writer_two_readers> wide_full_stack{
    {.name = "rw_mutex/readers_or_one_writer/1w_2r_full_stack",
     .claims = "RW-1 RW-3 RW-4",
     .witnesses = "writer_waits reader_waits both_wait",
     .symmetric = alike(1, 2),
     .quick = bound(2),
     .thorough = bound(3, "full: 10^8 executions by estimate"),
     .graphs = random(10'000, "full: 10^7 executions by estimate"),
     .graphs_thorough = full(),
     .stress = false}};

}  // namespace
}  // namespace lockstep::verify::readers_or_one_writer

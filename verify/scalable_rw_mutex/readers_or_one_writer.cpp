// RW-1, RW-3, RW-4, RW-8: any number of readers or one writer, also by a try; each sees what the writers before it
// wrote, and no writer writes what an earlier reader may still be reading. Everybody who waits gets in. Hunts for a
// reader that slips in or out while a writer closes or opens the slots one by one, and for a count that loses it: shows
// as a race on `value` or as a deadlock. Witnesses: a writer was faster than a reader that came before it
// wrote, and a try to write failed.

#include <lockstep/verify/scenario.h>

#include "two_slots.h"

namespace lockstep::verify::readers_or_one_writer {
namespace {

/// Threads below `Writers` write, the next `Tries` try to write, the rest read.
template <policy P, int Writers, int Tries, int Readers>
struct readers_or_one_writer {
  static constexpr int threads = Writers + Tries + Readers;

  two_slots<P> mutex;
  typename P::template plain<int> value{0};
  ghost<int> writes;
  ghost<int> inside;  // readers, from the return of lock_shared to the call of unlock_shared

  void write_and_unlock() {
    check(inside.get() == 0, "a writer among readers");
    value.write() += 1;
    writes.add(1);
    mutex.unlock();
  }

  void read() {
    const bool came_first = writes.get() == 0;
    mutex.lock_shared();
    if (came_first && writes.get() != 0) witness("reader_let_a_writer_go_first");
    inside.add(1);
    check(value.read() <= Writers + Tries, "a value that nobody wrote");
    inside.add(-1);
    mutex.unlock_shared();
  }

  void thread(int index) {
    if (index < Writers) {
      mutex.lock();
      write_and_unlock();
    } else if (index < Writers + Tries) {
      if (mutex.try_lock()) {
        write_and_unlock();
      } else {
        witness("try_fails");
      }
    } else {
      read();
    }
  }

  void after() {
    check(value.read() == writes.get(), "a write was lost");
    check(mutex.try_lock(), "somebody has left it locked");
    mutex.unlock();
    check(mutex.try_lock_shared(), "somebody has left it closed");
    mutex.unlock_shared();
  }
};

/// Each comes twice: a token too many, or too few, is left for the second time.
template <policy P>
struct twice : readers_or_one_writer<P, 1, 0, 1> {
  using once = readers_or_one_writer<P, 1, 0, 1>;
  void read() {
    this->mutex.lock_shared();
    this->inside.add(1);
    check(this->value.read() == this->writes.get(), "a reader beside a writer");
    this->inside.add(-1);
    this->mutex.unlock_shared();
  }
  void thread(int index) {
    for (int round = 0; round != 2; ++round) index == 0 ? once::thread(index) : read();
  }
};

template <policy P>
using one_writer_two_readers = readers_or_one_writer<P, 1, 0, 2>;
template <policy P>
using two_writers_one_reader = readers_or_one_writer<P, 2, 0, 1>;
template <policy P>
using one_try_two_readers = readers_or_one_writer<P, 0, 1, 2>;
template <policy P>
using writer_try_and_reader = readers_or_one_writer<P, 1, 1, 1>;

constexpr statement stating(std::string_view name, std::string_view witnesses) {
  return {.name = name, .claims = "RW-1 RW-3 RW-4 RW-8", .witnesses = witnesses};
}

const scenario<one_writer_two_readers> reading{
    stating("scalable_rw_mutex/readers_or_one_writer/1w_2r", "reader_let_a_writer_go_first")};
const scenario<two_writers_one_reader> writing{
    stating("scalable_rw_mutex/readers_or_one_writer/2w_1r", "reader_let_a_writer_go_first")};
const scenario<one_try_two_readers> trying{
    stating("scalable_rw_mutex/readers_or_one_writer/1t_2r", "reader_let_a_writer_go_first try_fails")};
const scenario<writer_try_and_reader> mixed{
    stating("scalable_rw_mutex/readers_or_one_writer/1w_1t_1r", "reader_let_a_writer_go_first try_fails")};
const scenario<twice> again{stating("scalable_rw_mutex/readers_or_one_writer/1w_1r_twice", "")};

}  // namespace
}  // namespace lockstep::verify::readers_or_one_writer

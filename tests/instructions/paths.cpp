// The fast paths, each in a function of its own, for Callgrind to count: one dump of its counters a path. count.sh
// makes a table of them.
//
// A path runs twice before it is counted: the first time may bind a symbol, make a thread's record or decide what a
// fence is. The first path does nothing; what it costs, a call and the requests to Callgrind, count.sh takes off all
// others.

#include <valgrind/callgrind.h>

#include <cstdint>

#include <lockstep/sync.h>

namespace {

/// A value that a path computes and nobody wants. It has to be in a register, and costs nothing beyond that.
template <class T>
void keep(T value) {
  asm volatile("" : : "r"(value));
}

void nothing() {}

struct path {
  const char* name;
  void (*run)();
  void (*before)() = nothing;  // makes what `run` needs; not counted, nor what undoes it
  void (*after)() = nothing;
};

lockstep::mutex mutex;
void lock() { mutex.lock(); }
void unlock() { mutex.unlock(); }
const path of_mutex[] = {
    {"mutex lock", lock, nothing, unlock},
    {"mutex unlock", unlock, lock},
    {"mutex try_lock", [] { keep(mutex.try_lock()); }, nothing, unlock},
    {"mutex try_lock of a held one", [] { keep(mutex.try_lock()); }, lock, unlock},
};

lockstep::rw_mutex rw_mutex;
void lock_rw() { rw_mutex.lock(); }
void unlock_rw() { rw_mutex.unlock(); }
void lock_shared() { rw_mutex.lock_shared(); }
void unlock_shared() { rw_mutex.unlock_shared(); }
const path of_rw_mutex[] = {
    {"rw_mutex lock", lock_rw, nothing, unlock_rw},
    {"rw_mutex unlock", unlock_rw, lock_rw},
    {"rw_mutex try_lock", [] { keep(rw_mutex.try_lock()); }, nothing, unlock_rw},
    {"rw_mutex lock_shared", lock_shared, nothing, unlock_shared},
    {"rw_mutex unlock_shared", unlock_shared, lock_shared},
    {"rw_mutex try_lock_shared", [] { keep(rw_mutex.try_lock_shared()); }, nothing, unlock_shared},
};

lockstep::scalable_rw_mutex scalable;
void enter() { scalable.lock_shared(); }
void leave() { scalable.unlock_shared(); }
void lock_scalable() { scalable.lock(); }
void unlock_scalable() { scalable.unlock(); }
const path of_scalable_rw_mutex[] = {
    {"scalable_rw_mutex lock_shared", enter, nothing, leave},
    {"scalable_rw_mutex unlock_shared", leave, enter},
    {"scalable_rw_mutex lock", lock_scalable, nothing, unlock_scalable},
    {"scalable_rw_mutex unlock", unlock_scalable, lock_scalable},
};

lockstep::wait_group group;
void add() { group.add(1); }
void done() { group.done(); }
const path of_wait_group[] = {
    {"wait_group add", add, nothing, done},
    {"wait_group done", done, [] { group.add(2); }, done},
    {"wait_group done, the last", done, add},
    {"wait_group wait at zero", [] { group.wait(); }},
};

lockstep::once once;
lockstep::semaphore semaphore;
void acquire() { semaphore.acquire(); }
void release() { semaphore.release(); }
lockstep::cond<> cond(mutex);
const path of_the_rest[] = {
    {"once call when done", [] { once.call(nothing); }},        {"semaphore acquire", acquire, release},
    {"semaphore release", release, nothing, acquire},           {"cond signal, nobody waits", [] { cond.signal(); }},
    {"cond broadcast, nobody waits", [] { cond.broadcast(); }},
};

lockstep::atomic<std::uint64_t> number;
const path of_atomic[] = {
    {"atomic load", [] { keep(number.load()); }},
    {"atomic store", [] { number.store(1); }},
    {"atomic add", [] { keep(number.add(2)); }},
    {"atomic swap", [] { keep(number.swap(1)); }},
    {"atomic compare_and_swap", [] { keep(number.compare_and_swap(1, 2)); }, [] { number.store(1); }},
};

/// With the keys 0 to 7, all in the snapshot; the second has its values in boxes.
struct large {
  long parts[2];
};
lockstep::map<int, int> map;
lockstep::map<int, large> boxed_map;
void fill_maps() {
  for (int i = 0; i != 8; ++i) {
    map.store(i, i);
    boxed_map.store(i, {{i, i}});
  }
  map.range([](int, int) { return true; });
  boxed_map.range([](int, const large&) { return true; });
}
const path of_map[] = {
    {"map load, a hit", [] { keep(map.load(1).value_or(0)); }},
    {"map visit, a hit", [] { map.visit(1, [](int value) { keep(value); }); }},
    {"map load, a miss", [] { keep(map.load(100).value_or(0)); }},
    {"map visit, a hit, boxed", [] { boxed_map.visit(1, [](const large& value) { keep(value.parts[0]); }); }},
    {"map store over a value", [] { map.store(1, 1); }},
    {"map load_or_store, a hit", [] { keep(map.load_or_store(1, 0).first); }},
    {"map erase of nothing", [] { map.erase(100); }},
    {"map load_and_delete of nothing", [] { keep(map.load_and_delete(100).value_or(0)); }},
    {"map erase of what is erased", [] { map.erase(2); }, [] { map.erase(2); }},
    {"map load_and_delete of what is erased", [] { keep(map.load_and_delete(2).value_or(0)); }, [] { map.erase(2); }},
    {"map compare_and_swap, not equal", [] { keep(map.compare_and_swap(1, 2, 3)); }},
};

/// Not inlined, and for all paths alike, so that they differ in nothing but themselves.
[[gnu::noinline]] void count(const path& p) {
  for (int i = 0; i != 2; ++i) {
    p.before();
    p.run();
    p.after();
  }
  p.before();
  CALLGRIND_ZERO_STATS;
  p.run();
  CALLGRIND_DUMP_STATS_AT(p.name);
  p.after();
}

}  // namespace

int main() {
  count({"nothing", nothing});
  for (const path& p : of_mutex) count(p);
  for (const path& p : of_rw_mutex) count(p);
  for (const path& p : of_scalable_rw_mutex) count(p);
  for (const path& p : of_wait_group) count(p);
  for (const path& p : of_the_rest) count(p);
  for (const path& p : of_atomic) count(p);
  fill_maps();
  for (const path& p : of_map) count(p);
}

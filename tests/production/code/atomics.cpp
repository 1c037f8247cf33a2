#include <lockstep/sync.h>

// Their machine code is what atomic_code.cmake reads.

using word = lockstep::atomic<std::uint32_t>;
using wide_word = lockstep::atomic<std::int64_t>;

extern "C" {

std::uint32_t load(const word& w) { return w.load(); }
std::uint32_t add(word& w, std::uint32_t delta) { return w.add(delta); }
void add_unused(word& w, std::uint32_t delta) { w.add(delta); }
bool compare_and_swap(word& w, std::uint32_t old, std::uint32_t desired) { return w.compare_and_swap(old, desired); }

std::int64_t load_wide(const wide_word& w) { return w.load(); }
std::int64_t add_wide(wide_word& w, std::int64_t delta) { return w.add(delta); }
void add_unused_wide(wide_word& w, std::int64_t delta) { w.add(delta); }
bool compare_and_swap_wide(wide_word& w, std::int64_t old, std::int64_t desired) {
  return w.compare_and_swap(old, desired);
}

std::uint32_t swap(word& w, std::uint32_t value) { return w.swap(value); }
void store(word& w, std::uint32_t value) { w.store(value); }
void or_unused(word& w, std::uint32_t mask) { w.or_(mask); }
void and_unused(word& w, std::uint32_t mask) { w.and_(mask); }
int* load_pointer(const lockstep::atomic<int*>& p) { return p.load(); }
}

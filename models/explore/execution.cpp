#include "execution.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <new>

namespace lockstep::models::exploring {

namespace {
constexpr unsigned most_places = 8192;
constexpr std::size_t heap_size = (max_threads + 1) * (std::size_t{1} << 20);
}  // namespace

std::byte* arena::allocate(std::size_t size) {
  size = (size + 15) / 16 * 16;
  if (size > chunk_size) throw std::bad_alloc();
  if (chunk_ != chunks_.size() && used_ + size > chunk_size) {
    ++chunk_;
    used_ = 0;
  }
  if (chunk_ == chunks_.size()) chunks_.push_back(std::make_unique<std::byte[]>(chunk_size));
  used_ += size;
  return chunks_[chunk_].get() + used_ - size;
}

execution::execution(const program_type& type, tree& choices)
    : type_(type),
      tree_(choices),
      storage_(std::aligned_alloc(type.alignment, (type.size + type.alignment - 1) / type.alignment * type.alignment)) {
  void* const heap =
      mmap(nullptr, heap_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (storage_ == nullptr || heap == MAP_FAILED) throw std::bad_alloc();
  heap_ = static_cast<std::byte*>(heap);
  slots_.reserve(most_places);  // they stay where they are
}

execution::~execution() {
  munmap(heap_, heap_size);
  std::free(storage_);
}

void execution::reset() {
  tree_.list_in_order(order_);
  at_ = 0;
  executed_ = {};
  is_stopped_ = false;
  unfinished_ = begun_ = open_ = leavers_ = stuck_ = 0;
  waiting_ = {};
  spurious_ = {};
  panic_ = none;
  is_looking_ = false;
  is_interleaving_ = true;
  phase_ = phase::before;
  end_ = end::complete;
  slots_.clear();
  made_ = {};
  arena_.clear();
  heap_used_ = {};
  blocks_.clear();
  frees_ = 0;
  outside_at_ = 0;
  live_objects = 0;
  failure.clear();
  outcome.clear();
  seen.clear();
  trace.clear();
  lines_.clear();
}

end execution::run() {
  reset();
  running = this;
  fibers_.begin(fibers::main, main_body);
  fibers_.switch_to(fibers::main);
  if (end_ == end::failed) return end_;
  phase_ = phase::threads;
  unfinished_ = (1u << type_.threads) - 1;
  finish_thread();
  if (end_ == end::complete) {
    phase_ = phase::after;
    outside_at_ = 0;
    fibers_.switch_to(fibers::main);
  }
  return end_;
}

void execution::main_body() {
  execution& e = *running;
  try {
    e.program_ = e.type_.construct(e.storage_);
    e.program_->before();
    e.fibers_.switch_to(fibers::engine);
    e.program_->after();
    std::exchange(e.program_, nullptr)->~program();
  } catch (const std::exception& x) {
    e.fail(std::string("uncaught exception: ") + x.what(), where::current());
  }
  for (const block& b : e.blocks_) {
    if (!b.is_free) e.fail("memory leak", where::current());
  }
  if (e.live_objects != 0) e.fail("leak: an atomic or plain object was never destroyed", where::current());
  e.fibers_.switch_to(fibers::engine);
}

void execution::thread_body() {
  execution& e = *running;
  try {
    e.program_->thread(static_cast<int>(e.self()));
  } catch (const poisoned&) {
    // Not this thread's failure: another one panicked.
  } catch (const std::exception& x) {
    e.fail(std::string("uncaught exception: ") + x.what(), where::current());
  }
  e.unfinished_ &= ~(1u << e.self());
  e.finish_thread();
}

event_id execution::next_in_graph(const call& expected) {
  const event_id id = order_[at_++];
  const event& e = now().at(id);
  if (e.what != expected.what || e.place != expected.place || e.is_compare != expected.is_compare ||
      e.success != expected.order || e.failure != expected.failure || e.expected != expected.expected ||
      (e.what == kind::write && e.value != expected.value && !e.is_silent)) {
    const std::source_location& before = e.where;
    fail(std::string("the scenario is not deterministic: here it was at ") + before.file_name() + ':' +
             std::to_string(before.line()) + " before",
         expected.where);
  }
  // What a ghost holds may be an address of this execution's.
  if (e.what == kind::write && e.is_silent) now().set_value(id, expected.value);
  ++executed_[self()];
  follow(id);
  return id;
}

call execution::begin(kind what, const where& w) const {
  return {.what = what, .thread = static_cast<std::uint8_t>(self()), .index = executed_[self()], .where = w};
}

/// A thread that has done what its twin did goes on as its twin has gone on.
void execution::compare_with_twin(const call& e) {
  if (!now().is_tied_before(e)) return;
  const event* const twin = now().event_of_twin(e);
  if (twin != nullptr && twin->what == e.what && twin->where.line() == e.where.line() &&
      (twin->place == e.place || is_made_by(e.thread, e.place))) {
    return;
  }
  fail("the scenario says that threads " + std::to_string(e.thread - 1) + " and " + std::to_string(e.thread) +
           " are alike, and they are not",
       e.where);
}

event_id execution::decide(const call& given) {
  call e = given;
  compare_with_twin(e);
  e.is_alone = unfinished_ == 1u << self();
  if (!tree_.extend(e)) give_up();
  ++executed_[self()];
  const auto id = static_cast<event_id>(now().size() - 1);
  follow(id);
  return id;
}

event_id execution::add(const call& e) {
  compare_with_twin(e);
  if (!tree_.add(e)) give_up();
  ++executed_[self()];
  return static_cast<event_id>(now().size() - 1);
}

/// Whether the order of execution is still one that an interleaving of atomic steps could have.
void execution::follow(event_id id) {
  const event& e = now().at(id);
  if (e.what != kind::read && e.what != kind::write) return;
  slot& s = slots_[e.place];
  if (e.what == kind::write) {
    is_interleaving_ = is_interleaving_ && e.position == s.newest + 1;
    s.newest = e.position;
  } else {
    is_interleaving_ = is_interleaving_ && now().position(e.from) == s.newest;
  }
}

/// Evaluates the scenario's invariant, between two steps of an interleaving.
void execution::look() {
  if (!is_interleaving_) return;
  is_looking_ = true;
  program_->invariant();
  is_looking_ = false;
}

event_id execution::write_to_peek_at(unsigned place) const {
  const graph& g = tree_.executed();
  if (is_looking_) return g.newest_write(place);
  // At once after a step of its own there is nothing newer.
  const unsigned me = self();
  if (executed_[me] == 0) return unknown;
  const event& last = g.at(g.thread(me)[executed_[me] - 1u]);
  if (last.place != place || last.is_silent) return unknown;
  if (last.what == kind::write) return g.thread(me)[executed_[me] - 1u];
  return last.what == kind::read ? last.from : unknown;
}

void execution::give_up() {
  end_ = end::blocked;
  fibers_.switch_to(fibers::engine);
  std::abort();  // not reached: the fiber is never resumed
}

void execution::fail(std::string what, const where& w) {
  end_ = end::failed;
  if (is_recording && (trace.empty() || trace.back().what != what)) record(what, w);
  failure = std::move(what);
  fibers_.switch_to(fibers::engine);
  std::abort();
}

void execution::record(std::string what, const where& w, std::optional<access> touched, bool blocks) {
  trace.push_back({is_main() ? -1 : static_cast<int>(self()), std::move(what), w.function_name(), w.file_name(),
                   w.line(), touched, blocks});
}

int execution::line_of(event_id write) const {
  const auto found = lines_.find(write);
  return found == lines_.end() ? -1 : found->second;
}

bool execution::is_known(unsigned thread, unsigned events) const {
  const unsigned me = self();
  if (me == thread || me >= max_threads || thread >= max_threads) return true;
  if (executed_[me] == 0) return false;
  const graph& g = tree_.executed();
  return g.at(g.thread(me)[executed_[me] - 1u]).before.of(thread) > events;
}

// --- places

unsigned execution::new_place() {
  const unsigned series = std::min(self(), fibers::main);
  const unsigned id = made_[series]++ * series_of_places + series;
  if (id >= most_places) fail("too many objects in one execution", where::current());
  if (slots_.size() <= id) slots_.resize(id + 1);
  return id;
}

unsigned execution::place_of_futex(const void* address) {
  std::size_t i = 0;
  while (i != futexes_.size() && futexes_[i] != address) ++i;
  if (i == futexes_.size()) futexes_.push_back(address);
  const auto id = static_cast<unsigned>(i * series_of_places + max_threads + 1);
  if (id >= most_places) fail("too many futexes in one execution", where::current());
  if (slots_.size() <= id) slots_.resize(id + 1);
  slot& s = slots_[id];
  if (!s.is_alive) {
    s.is_alive = true;
    s.is = slot::sort::object;
    s.size = sizeof(std::uint32_t);
    s.first_state = arena_.allocate(s.size);
    std::memset(s.first_state, 0, s.size);
    s.born_in = fibers::main;
    now().initialise(id, 0);
  }
  return id;
}

// --- states

const std::byte* execution::state_after(event_id write, const slot& s) const {
  return write == none ? s.first_state : states_[write];
}

std::byte* execution::copy_of(event_id write, const slot& s) {
  std::byte* const copy = arena_.allocate(s.size);
  std::memcpy(copy, state_after(write, s), s.size);
  return copy;
}

void execution::keep(event_id write, std::byte* state) {
  if (states_.size() <= write) states_.resize(write + 1u);
  states_[write] = state;
}

std::byte* execution::main_state(unsigned place) {
  slot& s = slots_[place];
  if (phase_ == phase::before) return s.first_state;
  if (s.main_state == nullptr) s.main_state = copy_of(now().newest_write(place), s);
  return s.main_state;
}

// --- memory

namespace {
struct header {
  std::size_t block;
  std::size_t padding;
};
}  // namespace

void* execution::allocate(unsigned thread, std::size_t size, const where& w) {
  constexpr std::size_t line = 64;  // the most that core aligns to
  size = (size + 15) / 16 * 16;
  const std::size_t start = heap_used_[thread] + line;  // the header comes before it
  const std::size_t end = start + (size + line - 1) / line * line;
  if (end > arena_size) fail("more than a mebibyte of memory in one thread", w);
  std::byte* const begin = heap_ + thread * arena_size + start;
  ::new (begin - sizeof(header)) header{blocks_.size(), 0};
  heap_used_[thread] = end;
  blocks_.push_back({begin, size, false, 0});
  return begin;
}

bool execution::can_reuse(unsigned thread, std::size_t size) const {
  return std::any_of(blocks_.begin(), blocks_.end(), [&](const block& b) {
    return b.is_free && b.thread == thread && b.size == (size + 15) / 16 * 16;
  });
}

/// Of what the thread has freed, the last.
void* execution::reuse(unsigned thread, std::size_t size) {
  block* last = nullptr;
  for (block& b : blocks_) {
    if (b.is_free && b.thread == thread && b.size == (size + 15) / 16 * 16 &&
        (last == nullptr || b.freed > last->freed)) {
      last = &b;
    }
  }
  last->is_free = false;
  return last->begin;
}

void execution::deallocate(void* memory, const where& w) {
  auto* const begin = static_cast<std::byte*>(memory);
  const auto it =
      std::find_if(blocks_.begin(), blocks_.end(), [&](const block& b) { return b.begin == begin && !b.is_free; });
  if (it == blocks_.end()) fail("double free, or free of what was not allocated", w);
  it->is_free = true;
  it->thread = static_cast<std::uint8_t>(std::min(self(), fibers::main));
  it->freed = ++frees_;
}

// --- choices outside

unsigned execution::choose_outside(unsigned limit) {
  auto& all = phase_ == phase::before ? outside_before_ : outside_after_;
  if (outside_at_ == all.size()) all.push_back({0, limit});
  const outside_choice& c = all[outside_at_++];
  if (c.limit != limit) fail("the scenario is not deterministic", where::current());
  return c.value;
}

bool execution::advance(std::vector<outside_choice>& all) {
  while (!all.empty() && ++all.back().value == all.back().limit) all.pop_back();
  return !all.empty();
}

bool execution::next_outside_after() { return advance(outside_after_); }
bool execution::next_outside_before() {
  outside_after_.clear();
  return advance(outside_before_);
}

path execution::outside() const {
  path p;
  for (const auto* all : {&outside_before_, &outside_after_}) {
    p.push_back(static_cast<std::uint16_t>(all->size()));
    for (const outside_choice& c : *all) {
      p.push_back(static_cast<std::uint16_t>(c.value));
      p.push_back(static_cast<std::uint16_t>(c.limit));
    }
  }
  return p;
}

bool execution::set_outside(const path& p) {
  std::size_t i = 0;
  for (auto* all : {&outside_before_, &outside_after_}) {
    all->clear();
    if (i == p.size()) return false;
    for (std::size_t left = p[i++]; left != 0; --left, i += 2) {
      if (i + 2 > p.size() || p[i] >= p[i + 1]) return false;
      all->push_back({p[i], p[i + 1]});
    }
  }
  return i == p.size();
}

}  // namespace lockstep::models::exploring

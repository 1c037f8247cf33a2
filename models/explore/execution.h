#pragma once

// One execution of the program: the threads are run again from the beginning, what is in the graph is answered from the
// graph, and what comes after that is decided.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <lockstep/models/engine.h>
#include <lockstep/models/machine.h>

#include "fibers.h"
#include "tree.h"

namespace lockstep::models::exploring {

using where = std::source_location;

/// What came of an execution.
enum class end : std::uint8_t {
  complete,
  blocked,  // given up: what it would be is not consistent, or comes up elsewhere
  failed,
};

/// An object of the program's, atomic or not.
struct slot {
  const void* owner = nullptr;
  enum class sort : std::uint8_t { cell, plain, object, ghost } is = sort::cell;
  bool is_alive = false;
  bool is_wide = false;
  bool is_initialised = false;                       // plain
  std::uint8_t born_in = 0;                          // a thread, or fibers::main
  std::uint16_t born_at = 0;                         // how many events it had
  std::uint8_t written_by = 0;                       // plain: the last write
  std::uint16_t written_at = 0;                      // as born_at; 0xffff: never
  std::array<std::uint16_t, max_threads> read_at{};  // plain: 1 + the last read; 0: none
  // object, cell
  std::uint32_t size = 0;
  std::byte* first_state = nullptr;
  std::byte* main_state = nullptr;  // once the threads have ended
  std::uint16_t newest = 0;         // the position of the last write that was executed
  bool has_main_value = false;
  std::uint64_t main_value = 0;
};

/// Memory for the states of objects, given back all at once.
class arena {
 public:
  std::byte* allocate(std::size_t size);
  void clear() { chunk_ = used_ = 0; }

 private:
  static constexpr std::size_t chunk_size = std::size_t{64} * 1024;
  std::vector<std::unique_ptr<std::byte[]>> chunks_;
  std::size_t chunk_ = 0, used_ = 0;
};

class execution {
 public:
  execution(const program_type&, tree&);
  ~execution();
  execution(const execution&) = delete;

  /// Runs the program along the graph and beyond it.
  end run();

  // --- for the machine
  unsigned self() const { return fibers_.current(); }
  bool is_main() const { return self() >= max_threads; }
  bool is_before() const { return phase_ == phase::before; }
  tree& choices() { return tree_; }
  graph& now() { return tree_.executed(); }
  const graph& now() const { return tree_.executed(); }

  /// Waits for the thread's turn. True if its next event is in the graph already, false if that is to be decided.
  bool arrive();
  /// Takes the next event out of the graph; it must be like `expected`.
  event_id next_in_graph(const call& expected);
  /// A call of this thread, so far without what it accesses.
  call begin(kind, const where&) const;
  /// Adds it, or gives the execution up.
  event_id decide(const call&);
  event_id add(const call&);
  [[noreturn]] void give_up();
  /// The running thread goes no further, and with it the execution counts for nothing.
  [[noreturn]] void stop();
  /// The running thread's last read awaits what it has not found. It leaves, if at all, because of a panic.
  [[noreturn]] void wait_for_good(const where&);
  [[noreturn]] void fail(std::string what, const where&);

  // --- places
  unsigned new_place();
  slot* find_place(unsigned id) { return id < slots_.size() ? &slots_[id] : nullptr; }
  unsigned place_of_futex(const void* address);
  unsigned executed_by(unsigned thread) const { return executed_[thread]; }
  /// Whether what the thread had done when it had that many events happens before what the running one does next.
  bool is_known(unsigned thread, unsigned events) const;

  // --- blocking
  struct waiter {
    unsigned place;
    function_ref<bool(const void*)> holds;
    unsigned thread = 0;
    unsigned next = ~0u;  // the first position not looked at yet
    bool is_found = false;
    event_id found = none;
  };
  bool wait(waiter&);  // returns as arrive() does; found tells which
  void panicked(event_id id) { panic_ = panic_ == none ? id : panic_; }
  event_id panic() const { return panic_; }
  [[noreturn]] void leave(bool is_again, const where&);
  bool is_leaver() const { return (leavers_ >> self() & 1) != 0; }
  /// What the thread does next, when that is in the graph.
  kind next_kind() const { return tree_.executed().at(order_[at_]).what; }
  void open(bool is_open) { open_ = is_open ? open_ | 1u << self() : open_ & ~(1u << self()); }

  // --- looking on
  /// Whether the scenario's invariant is being evaluated: reads take the newest value and leave no trace.
  bool is_looking() const { return is_looking_; }
  /// What a scenario that looks on sees of a place: in an invariant the newest write; in a thread what its last step
  /// read or wrote there. Otherwise unknown: any write that a relaxed load may read.
  event_id write_to_peek_at(unsigned place) const;
  static constexpr event_id unknown = none - 1;

  // --- states of objects
  std::byte* new_state(std::size_t size) { return arena_.allocate(size); }
  std::byte* copy_of(event_id write, const slot&);
  const std::byte* state_after(event_id write, const slot&) const;
  void keep(event_id write, std::byte* state);
  std::byte* main_state(unsigned place);

  // --- memory
  void* allocate(unsigned thread, std::size_t size, const where&);
  void deallocate(void*, const where&);
  bool can_reuse(unsigned thread, std::size_t size) const;
  void* reuse(unsigned thread, std::size_t size);
  unsigned live_objects = 0;

  // --- choices of the program's outside its threads
  unsigned choose_outside(unsigned limit);
  /// After the execution: to the next combination of such choices. False if there is none.
  bool next_outside_after();
  bool next_outside_before();

  /// All of them, for a replay string.
  path outside() const;
  /// False if they are none.
  bool set_outside(const path&);

  /// How many futex waits the running thread has come back from for no reason.
  unsigned spurious_returns() const { return spurious_[self()]; }
  void returned_for_no_reason() { ++spurious_[self()]; }

  bool weak_may_fail = false;
  bool is_random = false;  // threads take turns by chance

  // --- what is reported
  const program_type& type() const { return type_; }
  std::string failure;
  std::string outcome;
  std::vector<const char*> seen;
  bool is_recording = false;
  std::vector<models::event> trace;
  void record(std::string what, const where&, std::optional<access> touched = {}, bool blocks = false);
  /// The line of the trace on which the write was made; -1: none.
  int line_of(event_id write) const;
  /// The next line is of this write.
  void will_record(event_id write) { lines_[write] = static_cast<int>(trace.size()); }

 private:
  void has_left() { leavers_ &= ~(1u << self()); }

  static constexpr unsigned nobody = fibers::count;
  static constexpr std::size_t arena_size = std::size_t{1} << 20;

  struct block {
    std::byte* begin;
    std::size_t size;
    bool is_free;
    std::uint8_t thread;      // that freed it
    std::uint64_t freed = 0;  // when
  };
  struct outside_choice {
    unsigned value, limit;
  };

  bool advance(std::vector<outside_choice>&);
  void look();
  void follow(event_id);
  void compare_with_twin(const call&);

  static void main_body();
  static void thread_body();
  void reset();
  unsigned pick();
  bool can_go_on(unsigned thread);
  void go_to(unsigned thread);
  bool looks_again(waiter&);
  void finish_thread();
  bool would_find_nothing_else(unsigned thread) const;

  const program_type& type_;
  tree& tree_;
  fibers fibers_;
  void* storage_;
  program* program_ = nullptr;

  std::vector<event_id> order_;  // what is to be executed again
  std::size_t at_ = 0;
  std::array<std::uint16_t, max_threads + 1> executed_{};
  std::uint32_t unfinished_ = 0, begun_ = 0, open_ = 0, leavers_ = 0;
  std::uint32_t stuck_ = 0;  // in wait_for_good
  bool is_stopped_ = false;  // a thread was, for good
  std::array<waiter*, max_threads> waiting_{};
  std::array<unsigned, fibers::count> spurious_{};
  event_id panic_ = none;
  bool is_looking_ = false;
  bool is_interleaving_ = true;  // so far each read read the newest write, and each write was the newest
  enum class phase : std::uint8_t { before, threads, after } phase_ = phase::before;
  end end_ = end::complete;

  std::vector<slot> slots_;
  std::array<unsigned, max_threads + 1> made_{};
  std::vector<const void*> futexes_;  // every address that a futex call has named
  std::map<event_id, int> lines_;     // of the trace, by write
  std::vector<std::byte*> states_;    // by event
  arena arena_;

  std::byte* heap_;
  std::array<std::size_t, max_threads + 1> heap_used_{};
  std::vector<block> blocks_;
  std::uint64_t frees_ = 0;

  std::vector<outside_choice> outside_before_, outside_after_;
  std::size_t outside_at_ = 0;
};

/// By which a thread leaves that is blocked for good after a panic.
struct poisoned {};

/// The one that runs.
inline execution* running = nullptr;

}  // namespace lockstep::models::exploring

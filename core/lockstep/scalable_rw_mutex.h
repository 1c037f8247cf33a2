#pragma once

// A reader/writer lock for many readers on many processors: each counts itself in a slot of its thread's.
//
// Contract
//   rw_mutex's (RW-1 to RW-4, RW-6 to RW-10), with these differences. One unlock_shared too many is seen by the next
//   writer, not by the call (RW-5): counts are known only in their sum. MaxReaders bounds the readers of a slot.
//   A writer is announced when it has closed the last slot. A try_lock that fails may for a moment have kept readers
//   waiting, and made another try fail. A thread that has locked it for writing may unlock and destroy it, although an
//   earlier unlock or unlock_shared has not yet returned (LIFE-1); a thread that has only read may not: writers open
//   the slots one by one. Zero bytes are an unlocked scalable_rw_mutex.
//
// What it costs
//   lock_shared and unlock_shared write nothing but the thread's slot, which lies on a cache line of its own: one RMW
//   each, on a line that other processors do not have, unless threads outnumber slots. Writers pay: two RMWs a slot.
//   The object is Slots + 1 cache lines long.
//
// State
//
//    31 ............................ 1     0
//   +---------------------------------+--------+      closed   a writer is announced, or about to be, or about to open
//   |             count               | closed |      count    open: entered here less left here (a thread may leave by
//   +---------------------------------+--------+               another slot than it entered by, so it may be negative)
//   one word a slot                                           closed: readers that came since and wait
//
//   to_leave  signed. readers inside = to_leave + the counts of the open slots, + what a writer that is closing has
//             taken out of slots and not yet added here. Above zero only while a writer waits
//   writers   a mutex: who holds it may close and open. readers: where readers sleep until a writer opens. left: where
//             the announced writer sleeps until the last reader has left
//
// Transitions                                                      guard                            order
//   R1 enter          count + 1                                    open                             acquire
//   R2 wait to enter  count + 1, then a token of `readers`         closed                           token: acquire
//   R3 leave          count - 1                                    open                             release
//   R4 leave last     to_leave - 1; what makes it 0 gives the      closed                           acq_rel
//                     token of `left`
//   W1 close          slot: count -> 0, closed; one by one         holds writers                    acquire
//   W2 announce       to_leave + what W1 took; unless that makes   all closed                       acquire
//                     0, the token of `left`
//   W3 open           slot: closed = 0; one by one, and then a     inside                           release
//                     token of `readers` for each that waited
//   W4 give up        after W3, or to step back: to slot 0 is      try_lock: all closed, and        release
//                     added what W1 took                           to_leave + that is not 0
//
// Why a count for those who leave late, and not the slot: a closed slot counts who waits. R4 is one step, so a reader
// is either inside or not; whether it saw the slot closed by this writer or, late, by one before does not matter, since
// only the sum does. Before W2 to_leave only falls, from 0: no R4 can take it from 1 to 0, and none gives a token.
//
// Invariants
//   a writer inside => all slots closed, to_leave = 0, no reader inside                                      RW-1
//   to_leave > 0 => a writer waits at W2; it is then the number of readers inside                            RW-2, RW-3
//   tokens given to `readers` = readers admitted by W3 who have yet to wake up                               RW-3

#include <cstddef>
#include <cstdint>

#include <lockstep/annotations.h>
#include <lockstep/mutex.h>
#include <lockstep/policy.h>
#include <lockstep/rw_mutex.h>

namespace lockstep {

namespace reader_slot_word {
inline constexpr std::uint32_t closed = 1;
inline constexpr std::uint32_t one_reader = 2;

constexpr bool is_closed(std::uint32_t s) { return (s & closed) != 0; }
constexpr std::int32_t count(std::uint32_t s) { return static_cast<std::int32_t>(s) >> 1; }
}  // namespace reader_slot_word

/// `Line` is what slots are aligned to; a model, which knows no cache, may have them closer.
template <policy P, std::size_t Slots, std::int32_t MaxReaders = std::int32_t{1} << 29, std::size_t Line = 64>
class LOCKSTEP_CAPABILITY("rw_mutex") basic_scalable_rw_mutex
    : private reader_side<basic_scalable_rw_mutex<P, Slots, MaxReaders, Line>> {
  static_assert(Slots != 0 && MaxReaders > 0 && MaxReaders <= std::int32_t{1} << 29);

 public:
  using reader = reader_side<basic_scalable_rw_mutex>;

  basic_scalable_rw_mutex() = default;
  basic_scalable_rw_mutex(const basic_scalable_rw_mutex&) = delete;
  basic_scalable_rw_mutex& operator=(const basic_scalable_rw_mutex&) = delete;

  /// Locks for reading, waiting while a writer is announced or inside. One RMW, of the thread's slot.
  void lock_shared() LOCKSTEP_ACQUIRE_SHARED {
    // R1 acquire <- W3 release. All writes to the slot are RMWs, so this reads from the last opening's release
    // sequence.
    const std::uint32_t old = own_slot().fetch_add(reader_slot_word::one_reader, std::memory_order::acquire);
    if (reader_slot_word::is_closed(old) || reader_slot_word::count(old) >= MaxReaders) [[unlikely]]
      lock_shared_slow(old);
  }

  /// Locks for reading if that needs no wait.
  [[nodiscard]] bool try_lock_shared() LOCKSTEP_TRY_ACQUIRE_SHARED {
    word_type& own = own_slot();
    std::uint32_t s = own.load(std::memory_order::relaxed);  // only a guess for the exchange
    while (!reader_slot_word::is_closed(s)) {
      if (reader_slot_word::count(s) >= MaxReaders) P::fatal(message::too_many_readers);
      // R1 acquire <- W3 release.
      if (own.compare_exchange_strong(s, s + reader_slot_word::one_reader, std::memory_order::acquire,
                                      std::memory_order::relaxed)) {
        return true;
      }
    }
    return false;
  }

  /// Gives up one read lock, whichever thread took it. One RMW, of the thread's slot, if no writer is announced.
  void unlock_shared() LOCKSTEP_RELEASE_SHARED {
    word_type& own = own_slot();
    std::uint32_t s = own.load(std::memory_order::relaxed);  // a guess; a stale "closed" leads to R4, which is right
    while (!reader_slot_word::is_closed(s)) [[likely]] {
      // R3 release -> W1 acquire: what was read here was read before the next writer writes. The last touch.
      if (own.compare_exchange_strong(s, s - reader_slot_word::one_reader, std::memory_order::release,
                                      std::memory_order::relaxed)) [[likely]] {
        return;
      }
    }
    leave_last();
  }

  /// Locks for writing, waiting for the writers before it and for the readers inside.
  void lock() LOCKSTEP_ACQUIRE {
    writers_.lock();
    const std::uint32_t counted = close_all();
    // W2 acquire <- R4 release, for those who have left meanwhile.
    const std::uint32_t inside = to_leave_.fetch_add(counted, std::memory_order::acquire) + counted;
    if (static_cast<std::int32_t>(inside) < 0) P::fatal(message::runlock_of_unlocked_rw_mutex);
    if (inside != 0) left_.acquire();
  }

  /// Locks for writing if that needs no wait.
  [[nodiscard]] bool try_lock() LOCKSTEP_TRY_ACQUIRE {
    if (!writers_.try_lock()) return false;
    const std::uint32_t counted = close_all();
    // W2, with nobody to wait for. Acquire <- R4 release.
    const std::uint32_t inside = to_leave_.load(std::memory_order::acquire) + counted;
    if (static_cast<std::int32_t>(inside) < 0) P::fatal(message::runlock_of_unlocked_rw_mutex);
    if (inside == 0) {
      // Relaxed: nobody is inside and nobody can enter, so nobody else touches it.
      to_leave_.fetch_add(counted, std::memory_order::relaxed);
      return true;
    }
    // W4. The slots, once open, may take back what was counted: nobody else closes as long as `writers` is held.
    open_all();
    slots_[0].word.fetch_add(counted * reader_slot_word::one_reader, std::memory_order::relaxed);
    writers_.unlock();
    return false;
  }

  /// Gives up the write lock and admits the readers that wait. Fatal if no writer has locked.
  void unlock() LOCKSTEP_RELEASE {
    open_all();
    writers_.unlock();  // the last touch, and itself safe: only now can another writer get in
  }

  /// The reader's side as a lock of its own: whatever wants a Lockable may have it, a cond too.
  reader& shared_locker() LOCKSTEP_RETURN_CAPABILITY(this) { return *this; }

 private:
  friend reader;
  friend struct lockstep::inspect;
  using word_type = typename P::template atomic<std::uint32_t>;

  struct slot {
    alignas(Line) word_type word{0};
  };

  /// Where a thread counts itself: by the address of what is the thread's own. Near addresses differ in the low bits,
  /// those of threads with stacks of one size in the higher ones.
  word_type& own_slot() {
    const auto place = reinterpret_cast<std::uintptr_t>(&P::template per_thread<std::uint64_t>());
    return slots_[((place >> 4) + (place >> 12)) % Slots].word;
  }

  [[gnu::noinline, gnu::cold]] void lock_shared_slow(std::uint32_t old) {
    if (reader_slot_word::count(old) >= MaxReaders) P::fatal(message::too_many_readers);
    // R2 acquire <- W3 release, through the token.
    readers_.acquire();
  }

  [[gnu::noinline, gnu::cold]] void leave_last() {
    // R4 release -> W2 acquire. Acquire for the last one, which passes on with the token what the others have released.
    // A writer that waits cannot go on without this step, so the object is there; after it only for the last one.
    if (to_leave_.fetch_sub(1, std::memory_order::acq_rel) == 1) left_.release(true);
  }

  /// W1. What the slots had counted.
  std::uint32_t close_all() {
    std::uint32_t counted = 0;
    for (slot& s : slots_) {
      // Acquire <- R3 release.
      const std::uint32_t old = s.word.exchange(reader_slot_word::closed, std::memory_order::acquire);
      counted += static_cast<std::uint32_t>(reader_slot_word::count(old));
    }
    return counted;
  }

  /// W3.
  void open_all() {
    std::uint32_t admitted = 0;
    for (slot& s : slots_) {
      // Release -> R1 acquire; the tokens' releases carry it to R2.
      const std::uint32_t old = s.word.fetch_and(~reader_slot_word::closed, std::memory_order::release);
      if (!reader_slot_word::is_closed(old)) P::fatal(message::unlock_of_unlocked_rw_mutex);
      admitted += static_cast<std::uint32_t>(reader_slot_word::count(old));
    }
    for (; admitted != 0; --admitted) readers_.release(true);
  }

  slot slots_[Slots];
  basic_mutex<P> writers_;
  word_type to_leave_{0};
  typename P::semaphore left_;
  typename P::semaphore readers_;
};

}  // namespace lockstep

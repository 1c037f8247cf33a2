#pragma once

// Reclamation without a collector: hazard pointers (Michael, 2004), in the shape of C++26's std::hazard_pointer.
//
// Contract
//   A thread that is about to read an object which others may take away *protects* it: basic_hazard_pointer::protect
//   returns a pointer that the source held at some moment during the call, and what it points to is not destroyed
//   until the hazard pointer protects something else or is gone. Whoever has taken an object out of every source
//   *retires* it: hazard_domain::retire destroys it, at once or later, when nobody protects it (MAP-10).
//   Whatever a thread did with an object while it protected it happens before the object's destruction; so does
//   whatever happened before its retirement.
//   Protecting again what one protects already, by copying the pointer from one hazard pointer to another, is not
//   offered: a reclaimer that looks at the second slot before the copy and at the first after it would miss both.
//   Objects belong to a domain, a member of the container that retires them, and die with it at the latest. Slots
//   belong to threads, of whatever containers.
//   A hazard pointer is used and destroyed by the thread that made it. A thread may end at any time, also before or
//   after static destruction: its slots go to threads to come, and those it uses later still, in destructors of its
//   own thread_local objects, are given back one by one (LIFE-4).
//
// State
//   registry   all records of the program: some static, the rest in a list that only grows; none is freed
//     record   two slots on one cache line, as many as an operation of the map needs; `taken` by one thread
//       slot   `published`: the address that is protected, or null
//   cache      the running thread's free slots, as a stack
//   domain     `retired`: what has been retired and not destroyed, as a list; `waiting`: its weight since the last look
//
// Transitions                                                                                  order
//   H1 publish    published = p, then a light fence                                            release, fence
//   H2 validate   the source still holds p: p is protected; else H1 with what it holds         acquire
//   H3 reset      published = null                                                             release
//   H4 retire     retired = object -> retired; waiting + weight                                acq_rel
//   H5 take       waiting = 0; retired -> null; a heavy fence                                  acq_rel, fence
//   H6 look       each published in turn; what is found there goes back by H4, the rest dies   acquire
//   H7 register   taken 0 -> 1                                                                 acquire
//   H8 leave      taken 1 -> 0                                                                 release
//
// Why H2 suffices. If H6 does not see the slot of H1, the heavy fence of H5 comes before the light fence of H1, for
// otherwise H6 would read what was published or something newer. What H5 took had left its source before, so H2 no
// longer finds it there, and goes round. The pair is asymmetric because H1 is what a reader pays for: in production its
// fence is a compiler barrier, and that of H5 makes every running thread execute a real one.
// H1 is a release and not relaxed since a slot may go from one object to the next without H3 between: whoever then does
// not find the first must still come after its use.
//
// Garbage: a domain keeps less than its limit plus what the hazard pointers in use protect (plus what other threads are
// retiring at that moment), where the limit is M::garbage_limit() and one for each record that was allocated. Hence a
// look costs O(1) slots for each object retired since the one before.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

#include <lockstep/policy.h>

namespace lockstep {

template <memory_policy M>
struct hazard_record;

template <memory_policy M>
struct hazard_slot {
  explicit constexpr hazard_slot(hazard_record<M>* record) : home(record) {}

  typename M::template atomic<const void*> published{nullptr};
  typename M::template plain<hazard_slot*> next_free{nullptr};  // in its thread's cache
  hazard_record<M>* const home;
};

template <memory_policy M>
struct alignas(64) hazard_record {
  constexpr hazard_record() = default;
  explicit constexpr hazard_record(std::uint32_t is_taken) : taken(is_taken) {}

  hazard_slot<M> slots[2] = {hazard_slot<M>(this), hazard_slot<M>(this)};
  hazard_record* next = nullptr;  // changes only before the record is published
  typename M::template atomic<std::uint32_t> taken{0u};
};

/// All records of the program.
template <memory_policy M>
class hazard_registry {
 public:
  using record = hazard_record<M>;

  constexpr hazard_registry() = default;
  hazard_registry(const hazard_registry&) = delete;
  hazard_registry& operator=(const hazard_registry&) = delete;
  ~hazard_registry() {
    // Production's registry is never destroyed; in a model the program ends here.
    for (record* r = allocated_.load(std::memory_order::relaxed); r != nullptr;) M::destroy(std::exchange(r, r->next));
  }

  static hazard_registry& get() { return M::template global<hazard_registry>(); }

  /// A record for the calling thread. May allocate, and then throw.
  record& take() {
    for (record& r : static_) {
      if (try_take(r)) return r;
    }
    for (record* r = first_allocated(); r != nullptr; r = r->next) {
      if (try_take(*r)) return *r;
    }
    return add();
  }

  static void give_back(record& r) {
    // H8 release -> H7 acquire: the plain links of its slots.
    r.taken.store(0, std::memory_order::release);
  }

  std::uint32_t allocated() const { return allocated_count_.load(std::memory_order::relaxed); }

  /// Calls f with each address that is protected, null for none.
  template <class F>
  void for_each_published(F f) {
    // H6 acquire <- H1, H3 release: what was done under the protection that is gone.
    for (record& r : static_) {
      for (auto& slot : r.slots) f(slot.published.load(std::memory_order::acquire));
    }
    for (record* r = first_allocated(); r != nullptr; r = r->next) {
      for (auto& slot : r->slots) f(slot.published.load(std::memory_order::acquire));
    }
  }

 private:
  static constexpr std::size_t static_records = M::static_hazard_records;

  static bool try_take(record& r) {
    std::uint32_t free = 0;
    // H7 acquire <- H8 release. The load only saves the exchange a failure, and orders nothing.
    return r.taken.load(std::memory_order::relaxed) == free &&
           r.taken.compare_exchange_strong(free, 1, std::memory_order::acquire, std::memory_order::relaxed);
  }

  // Acquire <- the release in add: the record's construction. A reclaimer that sees a list without the newest record
  // comes before it in the order of fences, as if it had missed its H1.
  record* first_allocated() const { return allocated_.load(std::memory_order::acquire); }

  record& add() {
    record* const made = M::template create<record>(1u);  // taken, before anybody knows it
    made->next = allocated_.load(std::memory_order::relaxed);
    // Release -> first_allocated; as a read-modify-write it hands on what published the older records.
    while (
        !allocated_.compare_exchange_strong(made->next, made, std::memory_order::release, std::memory_order::relaxed)) {
    }
    allocated_count_.fetch_add(1, std::memory_order::relaxed);  // a limit, and no order
    return *made;
  }

  record static_[static_records];
  typename M::template atomic<record*> allocated_{nullptr};
  typename M::template atomic<std::uint32_t> allocated_count_{0u};
};

/// The free slots of the running thread. Needs no destructor, so a thread that is ending may still use it.
template <memory_policy M>
class hazard_cache {
 public:
  using slot = hazard_slot<M>;

  constexpr hazard_cache() = default;

  static hazard_cache& get() { return M::template per_thread<hazard_cache>(); }

  [[gnu::always_inline]] slot& pop() {
    slot* const first = free_;
    if (first == nullptr) [[unlikely]]
      return pop_slow();
    free_ = first->next_free.read();
    return *first;
  }

  [[gnu::always_inline]] void push(slot& s) {
    if (has_ended_) [[unlikely]] {
      hazard_registry<M>::give_back(*s.home);
      return;
    }
    s.next_free.write() = free_;
    free_ = &s;
  }

 private:
  /// The end of the thread, for which the cache itself has no destructor.
  class at_exit {
   public:
    constexpr at_exit() = default;
    at_exit(const at_exit&) = delete;
    at_exit& operator=(const at_exit&) = delete;
    ~at_exit() {
      if (cache_ != nullptr) cache_->leave();
    }
    void arm(hazard_cache& cache) { cache_ = &cache; }

   private:
    hazard_cache* cache_ = nullptr;
  };

  [[gnu::noinline, gnu::cold]] slot& pop_slow() {
    hazard_record<M>& taken = hazard_registry<M>::get().take();
    // A thread that has ended once already takes a record for each slot, so that push can give it back.
    if (has_ended_) return taken.slots[0];
    M::template per_thread<at_exit>().arm(*this);
    push(taken.slots[1]);
    return taken.slots[0];
  }

  void leave() {
    has_ended_ = true;
    // All slots are free now. First the second slots leave the stack, then the first ones do with their records: after
    // H8 the links of both belong to somebody else.
    slot* firsts = nullptr;
    while (free_ != nullptr) {
      slot& s = *std::exchange(free_, free_->next_free.read());
      if (&s != &s.home->slots[0]) continue;
      s.next_free.write() = firsts;
      firsts = &s;
    }
    while (firsts != nullptr) {
      slot& s = *std::exchange(firsts, firsts->next_free.read());
      hazard_registry<M>::give_back(*s.home);
    }
  }

  slot* free_ = nullptr;
  bool has_ended_ = false;
};

/// Protects one object at a time, from its construction to its destruction by the same thread. May allocate a record,
/// and then throw, if the thread has never had so many at once.
template <memory_policy M>
class basic_hazard_pointer {
 public:
  [[gnu::always_inline]] basic_hazard_pointer() : slot_(hazard_cache<M>::get().pop()) {}
  basic_hazard_pointer(const basic_hazard_pointer&) = delete;
  basic_hazard_pointer& operator=(const basic_hazard_pointer&) = delete;
  [[gnu::always_inline]] ~basic_hazard_pointer() {
    reset_protection();
    hazard_cache<M>::get().push(slot_);
  }

  /// What `source` holds, protected until the next protect, reset_protection or the end.
  template <class Source>
  [[gnu::always_inline]] auto protect(const Source& source) {
    return protect(source, [](const void* pointer) { return pointer; });
  }

  /// The same for a source that holds an address in some other form; `address` makes the one of the other.
  template <class Source, class Address>
  [[gnu::always_inline]] auto protect(const Source& source, Address address) {
    auto seen = source.load(std::memory_order::relaxed);  // only a guess: H2 has the last word
    while (!try_protect(seen, source, address)) {
    }
    return seen;
  }

  /// Protects `seen` if `source` holds it, else protects nothing and sets `seen` to what it holds.
  template <class Value, class Source, class Address>
  [[gnu::always_inline]] bool try_protect(Value& seen, const Source& source, Address address) {
    // H1 release -> H6 acquire: the end of what this slot protected before.
    slot_.published.store(address(seen), std::memory_order::release);
    M::light_fence();
    // H2 acquire <- whoever put the object there: its construction.
    const Value now = source.load(std::memory_order::acquire);
    return std::exchange(seen, now) == now;
  }

  void reset_protection() {
    // H3 release -> H6 acquire: what this thread did with the object.
    slot_.published.store(nullptr, std::memory_order::release);
  }

 private:
  hazard_slot<M>& slot_;
};

/// What an object needs to be retired.
template <memory_policy M, class T>
struct hazard_object {
  typename M::template plain<T*> next_retired{nullptr};
};

/// A list of objects, linked through themselves.
template <class T>
class hazard_chain {
 public:
  bool is_empty() const { return first_ == nullptr; }
  std::uint32_t size() const { return size_; }
  T* first() const { return first_; }
  T* last() const { return last_; }

  void push(T* object) {
    object->next_retired.write() = first_;
    if (first_ == nullptr) last_ = object;
    first_ = object;
    ++size_;
  }
  T* pop() {
    --size_;
    return std::exchange(first_, first_->next_retired.read());
  }

 private:
  T* first_ = nullptr;
  T* last_ = nullptr;
  std::uint32_t size_ = 0;
};

/// Objects that have been retired and not destroyed.
template <memory_policy M, class T>
class hazard_domain {
 public:
  constexpr hazard_domain() = default;
  hazard_domain(const hazard_domain&) = delete;
  hazard_domain& operator=(const hazard_domain&) = delete;

  /// Takes over objects that no source leads to any more. `destroy`, called with each object that nobody protects, may
  /// retire others.
  template <class Destroy>
  void retire(const hazard_chain<T>& objects, std::uint32_t weight, Destroy destroy) {
    if (objects.is_empty()) return;
    put(objects);
    // Relaxed: a count, and not of anything that this thread would look at because of it. That it comes after the reset
    // of an H5 before it, H4 has seen to.
    const std::uint32_t now = waiting_.fetch_add(weight, std::memory_order::relaxed) + weight;
    if (now >= limit()) look_through(destroy);
  }

  /// Destroys whatever nobody protects.
  template <class Destroy>
  void look_through(Destroy destroy) {
    hazard_chain<T> objects = take();
    if (objects.is_empty()) return;
    M::heavy_fence();
    hazard_chain<T> kept;
    separate(objects, kept);
    if (!kept.is_empty()) put(kept);
    while (!objects.is_empty()) destroy(objects.pop());
  }

  /// Destroys everything, for a container whose last operation has ended.
  template <class Destroy>
  void destroy_all(Destroy destroy) {
    for (hazard_chain<T> objects = take(); !objects.is_empty(); objects = take()) {
      while (!objects.is_empty()) destroy(objects.pop());
    }
  }

 private:
  friend struct lockstep::inspect;

  static std::uint32_t limit() { return M::garbage_limit() + hazard_registry<M>::get().allocated(); }

  void put(const hazard_chain<T>& objects) {
    T* rest = retired_.load(std::memory_order::relaxed);
    do {
      objects.last()->next_retired.write() = rest;
      // H4 release -> H5 acquire: that the objects have left their sources, and the links. Acquire <- H5 release.
    } while (!retired_.compare_exchange_strong(rest, objects.first(), std::memory_order::acq_rel,
                                               std::memory_order::relaxed));
  }

  hazard_chain<T> take() {
    // Before the exchange: what is put in between is taken, and counted all the same, so that a look comes too early.
    // The other way round its count would be lost, and with it the limit, unless another look is due at once.
    waiting_.store(0, std::memory_order::relaxed);
    hazard_chain<T> taken;
    // H5 acquire <- H4 release. Release -> H4 acquire: what is put after the exchange is counted after the reset, too.
    for (T* object = retired_.exchange(nullptr, std::memory_order::acq_rel); object != nullptr;) {
      taken.push(std::exchange(object, object->next_retired.read()));
    }
    return taken;
  }

  /// H6: moves what is protected from `objects` to `kept`. As many slots at a time as fit on the stack, for nothing may
  /// be allocated here.
  static void separate(hazard_chain<T>& objects, hazard_chain<T>& kept) {
    constexpr std::size_t room = 64;
    const void* found[room];
    std::size_t count = 0;
    const auto sift = [&] {
      std::sort(found, found + count, std::less<>{});
      hazard_chain<T> rest;
      while (!objects.is_empty()) {
        T* const object = objects.pop();
        const bool is_protected =
            std::binary_search(found, found + count, static_cast<const void*>(object), std::less<>{});
        (is_protected ? kept : rest).push(object);
      }
      objects = rest;
      count = 0;
    };
    hazard_registry<M>::get().for_each_published([&](const void* address) {
      if (address == nullptr) return;
      if (count == room) sift();
      found[count++] = address;
    });
    if (count != 0) sift();
  }

  typename M::template atomic<T*> retired_{nullptr};
  typename M::template atomic<std::uint32_t> waiting_{0u};
};

}  // namespace lockstep

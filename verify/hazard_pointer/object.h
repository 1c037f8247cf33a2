#pragma once

// What the scenarios of hazard pointers share: an object that readers find through one source.

#include <lockstep/hazard_pointer.h>
#include <lockstep/verify/inspect.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify::hazards {

/// Its destruction is a write: a reader that is still there races with it, one that comes later reads freed memory.
template <policy P>
struct object : hazard_object<P, object<P>> {
  explicit object(int v) : value(v) {}
  object(const object&) = delete;
  ~object() { value.write() = -1; }

  typename P::template plain<int> value;
};

/// A source that holds one object, and those that have left it.
template <policy P>
class shared_object {
 public:
  using object = hazards::object<P>;

  shared_object() = default;
  shared_object(const shared_object&) = delete;
  ~shared_object() {
    P::destroy(source_.load(std::memory_order::relaxed));
    retired_.destroy_all(destroyed);
  }

  /// The value of the object that is there, read under the protection of `hazard`.
  int read(basic_hazard_pointer<P>& hazard) const { return hazard.protect(source_)->value.read(); }

  void replace(int value) {
    object* const made = P::template create<object>(value);
    hazard_chain<object> old;
    old.push(source_.exchange(made, std::memory_order::acq_rel));
    retired_.retire(old, 1, destroyed);
  }

  void look_through() { retired_.look_through(destroyed); }

  /// How many have left the source and are still there. For a thread that is alone.
  std::size_t retired() const { return inspect::garbage(retired_); }

 private:
  static void destroyed(object* o) { P::destroy(o); }

  typename P::template atomic<object*> source_{P::template create<object>(0)};
  hazard_domain<P, object> retired_;
};

}  // namespace lockstep::verify::hazards

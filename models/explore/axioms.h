#pragma once

// The axioms that are global. Coherence, atomicity and the absence of po ∪ rf cycles hold by construction.
//
// rc11: psc = psc_base ∪ psc_F is acyclic, where
//   psc_base = ([SC] ∪ [F_SC];hb?) ; scb ; ([SC] ∪ hb?;[F_SC])
//   psc_F    = [F_SC] ; (hb ∪ hb;eco;hb) ; [F_SC]
//   scb      = po ∪ po;hb;po ∪ rf ∪ mo ∪ rb                        as GenMC has it
//   scb      = po ∪ po≠loc;hb;po≠loc ∪ hb|loc ∪ mo ∪ rb            as published (rc11_published)
// sc: po ∪ rf ∪ mo ∪ rb is acyclic.

#include <vector>

#include "graph.h"

namespace lockstep::models::exploring {

class axioms {
 public:
  explicit axioms(memory_model model) : model_(model) {}
  memory_model model() const { return model_; }

  /// Whether the graph is consistent, given that it was without this event. A new event's only edges to events that
  /// were there before are mo and rb, so it closes a cycle only through one of these.
  bool allow(const graph&, event_id added);

 private:
  bool has_sc_cycle(const graph&, event_id added);
  bool has_psc_cycle(const graph&, event_id added);
  void spread(const graph&, const std::vector<event_id>& from, bool to_fences_too);
  void reach(const graph&, event_id target, bool only_fences);
  bool reaches(const graph&, event_id added, bool itself);
  bool follows(const graph&, const event& s, const event& t) const;

  memory_model model_;
  std::vector<event_id> sc_;   // the sequentially consistent accesses and fences
  std::vector<char> reached_;  // by event
  std::vector<event_id> todo_;
  std::vector<unsigned> earliest_;  // by place: the earliest position among the events at hand, plus 1; 0: none
  std::vector<event_id> at_hand_;
};

}  // namespace lockstep::models::exploring

; hazard pointers (core/lockstep/hazard_pointer.h), any number of threads, records, objects and reclaimers.
;
; Proved: the first half of MAP-10 (nothing that is protected is destroyed), and of LIFE-4 that a record has one thread
; and its slots are looked at from the moment they can be used. Not under sequential consistency alone: the stores to
; a slot may lie in the reader's store buffer, where nobody else sees them, and come out at any time; the heavy fence
; is one atomic step that empties it. Other orders: docs/invariants/hazard_pointer.md; the method: README.md.
;
; One object X and one slot S are followed by name, with S's record: any object and any slot. What other slots protect
; can only keep X alive longer; what else is retired goes ways of its own. X is its address: once destroyed, another
; object may be made there.

(set-logic ALL)

(declare-const source Int)   ; 1: some source holds X
(declare-const x Int)        ; where X is: 0 not retired, 1 in the list of the retired, 2 taken by a
                             ;   reclaimer, 3 it has made the heavy fence, 4 it has read the head of the list
                             ;   of records, 5 it has found X in a slot, 6 in none so far, 7 destroyed
(declare-const mine Int)     ; 1: the last that S's thread stored to S is X
(declare-const visible Int)  ; 1: what others see in S is X
(declare-const buffered Int) ; 1: stores to S are in the store buffer
(declare-const reader Int)   ; S's thread: 0 does not rely on S, 1 has published X (H1), 2 has validated it
                             ;   (H2), so that X is protected
(declare-const listed Int)   ; 1: S's record is one of the static ones, or in the list
(declare-const known Int)    ; 1: the reclaimer that has X has found S's record in the list
(declare-const taken Int)    ; 1: S's record says that it is taken
(declare-const owners Int)   ; threads that use S's record

(define-fun inv ((source Int) (x Int) (mine Int) (visible Int) (buffered Int) (reader Int) (listed Int) (known Int)
  (taken Int) (owners Int)) Bool (and
  ; I1 ranges
  (>= source 0) (<= source 1) (>= x 0) (<= x 7) (>= mine 0) (<= mine 1) (>= visible 0) (<= visible 1)
  (>= buffered 0) (<= buffered 1) (>= reader 0) (<= reader 2) (>= listed 0) (<= listed 1) (>= known 0) (<= known 1)
  (>= taken 0) (<= taken 1) (>= owners 0)
  ; I2 LIFE-4: a record has at most one thread, and only one that is listed has any
  (= taken owners)
  (=> (>= owners 1) (= listed 1))
  (=> (>= reader 1) (= owners 1))
  ; I3 what is no longer buffered is what others see
  (=> (= buffered 0) (= visible mine))
  ; I4 who relies on S has stored X there
  (=> (>= reader 1) (= mine 1))
  ; I5 MAP-10: what is retired has left its source
  (=> (>= x 1) (= source 0))
  ; I6 MAP-10: past the heavy fence a slot that protects X is seen to
  (=> (and (= reader 2) (>= x 3)) (and (= visible 1) (= buffered 0)))
  ; I7 MAP-10: a reclaimer that has read the list knows the record of a slot that protects X
  (=> (and (= reader 2) (>= x 4)) (= known 1))
  ; I8 MAP-10: X is condemned, or destroyed, only if S does not protect it
  (=> (>= x 6) (not (= reader 2)))
))

; search: (<= owners 2)

(push) (echo "init")
(assert (and (= source 1) (= x 0) (= mine 0) (= visible 0) (= buffered 0) (= reader 0) (= listed 0) (= known 0)
  (= taken 0) (= owners 0)))
(check-sat)  ; sat
(assert (not (inv source x mine visible buffered reader listed known taken owners)))
(check-sat)  ; unsat
(pop)

(assert (inv source x mine visible buffered reader listed known taken owners))

; --- the record

(push) (echo "enter: the record is published in the list, taken by who made it (or is static)")
(assert (and (= listed 0) (= taken 0)))
(check-sat)  ; sat
(assert (let ((listed 1) (taken 1) (owners (+ owners 1)))
  (not (inv source x mine visible buffered reader listed known taken owners))))
(check-sat)  ; unsat
(pop)

(push) (echo "H7 register")
(assert (and (= listed 1) (= taken 0)))
(check-sat)  ; sat
(assert (let ((taken 1) (owners (+ owners 1)))
  (not (inv source x mine visible buffered reader listed known taken owners))))
(check-sat)  ; unsat
(pop)

(push) (echo "broken H7 registers_after_a_look: the record is taken without an exchange")
(assert (= listed 1))
(check-sat)  ; sat
(assert (let ((taken 1) (owners (+ owners 1)))
  (not (inv source x mine visible buffered reader listed known taken owners))))
(check-sat)  ; sat
(get-value (source x mine visible buffered reader listed known taken owners))
(pop)

(push) (echo "H8 leave")
(assert (and (= owners 1) (= reader 0) (= mine 0)))
(check-sat)  ; sat
(assert (let ((taken 0) (owners (- owners 1)))
  (not (inv source x mine visible buffered reader listed known taken owners))))
(check-sat)  ; unsat
(pop)

(push) (echo "broken H8 leaves_while_reading: the record is given back with X protected")
(assert (and (= owners 1) (= reader 2)))
(check-sat)  ; sat
(assert (let ((taken 0) (owners (- owners 1)))
  (not (inv source x mine visible buffered reader listed known taken owners))))
(check-sat)  ; sat
(get-value (source x mine visible buffered reader listed known taken owners))
(pop)

; --- the reader

; Whether S held X before or not: protecting it again is the same. The store may stay in the buffer.
(push) (echo "H1 publish X")
(assert (= owners 1))
(check-sat)  ; sat
(assert (let ((mine 1) (buffered 1) (reader 1))
  (not (inv source x mine visible buffered reader listed known taken owners))))
(check-sat)  ; unsat
(pop)

(push) (echo "H1 publish another")
(assert (= owners 1))
(check-sat)  ; sat
(assert (let ((mine 0) (buffered 1) (reader 0))
  (not (inv source x mine visible buffered reader listed known taken owners))))
(check-sat)  ; unsat
(pop)

(push) (echo "H2 validate, the source still holds X")
(assert (and (= reader 1) (= source 1)))
(check-sat)  ; sat
(assert (let ((reader 2))
  (not (inv source x mine visible buffered reader listed known taken owners))))
(check-sat)  ; unsat
(pop)

; Also where some other source is looked at, or X has come back: to give up is always allowed.
(push) (echo "H2 validate, the source holds something else")
(assert (= reader 1))
(check-sat)  ; sat
(assert (let ((reader 0))
  (not (inv source x mine visible buffered reader listed known taken owners))))
(check-sat)  ; unsat
(pop)

(push) (echo "broken H2 does_not_look_again: what was published counts as protected")
(assert (= reader 1))
(check-sat)  ; sat
(assert (let ((reader 2))
  (not (inv source x mine visible buffered reader listed known taken owners))))
(check-sat)  ; sat
(get-value (source x mine visible buffered reader listed known taken owners))
(pop)

(push) (echo "broken H2 looks_before_it_publishes: the source is looked at, and then S is stored to")
(assert (and (= owners 1) (= reader 0) (= source 1)))
(check-sat)  ; sat
(assert (let ((reader 2))
  (not (inv source x mine visible buffered reader listed known taken owners))))
(check-sat)  ; sat
(get-value (source x mine visible buffered reader listed known taken owners))
(pop)

(push) (echo "H3 reset")
(assert (= owners 1))
(check-sat)  ; sat
(assert (let ((mine 0) (buffered 1) (reader 0))
  (not (inv source x mine visible buffered reader listed known taken owners))))
(check-sat)  ; unsat
(pop)

(push) (echo "enter: the buffer comes out, all of it")
(assert (= buffered 1))
(check-sat)  ; sat
(assert (let ((visible mine) (buffered 0))
  (not (inv source x mine visible buffered reader listed known taken owners))))
(check-sat)  ; unsat
(pop)

(push) (echo "enter: some store of the buffer comes out, others stay")
(declare-const is_x Bool)
(assert (= buffered 1))
(check-sat)  ; sat
(assert (let ((visible (ite is_x 1 0)))
  (not (inv source x mine visible buffered reader listed known taken owners))))
(check-sat)  ; unsat
(pop)

; --- X

(push) (echo "enter: X is taken out of its source")
(assert (and (= source 1) (= x 0)))
(check-sat)  ; sat
(assert (let ((source 0))
  (not (inv source x mine visible buffered reader listed known taken owners))))
(check-sat)  ; unsat
(pop)

(push) (echo "H4 retire")
(assert (and (= source 0) (= x 0)))
(check-sat)  ; sat
(assert (let ((x 1))
  (not (inv source x mine visible buffered reader listed known taken owners))))
(check-sat)  ; unsat
(pop)

(push) (echo "broken H4 retires_too_early: X is retired while a source still holds it")
(assert (= x 0))
(check-sat)  ; sat
(assert (let ((x 1))
  (not (inv source x mine visible buffered reader listed known taken owners))))
(check-sat)  ; sat
(get-value (source x mine visible buffered reader listed known taken owners))
(pop)

(push) (echo "H5 take, the list is taken")
(assert (= x 1))
(check-sat)  ; sat
(assert (let ((x 2))
  (not (inv source x mine visible buffered reader listed known taken owners))))
(check-sat)  ; unsat
(pop)

(push) (echo "H5 take, the heavy fence")
(assert (= x 2))
(check-sat)  ; sat
(assert (let ((x 3) (visible mine) (buffered 0))
  (not (inv source x mine visible buffered reader listed known taken owners))))
(check-sat)  ; unsat
(pop)

(push) (echo "broken H5 makes_no_fence: the reclaimer goes on to look without the heavy fence")
(assert (= x 2))
(check-sat)  ; sat
(assert (let ((x 3))
  (not (inv source x mine visible buffered reader listed known taken owners))))
(check-sat)  ; sat
(get-value (source x mine visible buffered reader listed known taken owners))
(pop)

(push) (echo "broken H5 takes_after_the_fence: what is retired after the fence is looked for too")
(assert (= x 1))
(check-sat)  ; sat
(assert (let ((x 3))
  (not (inv source x mine visible buffered reader listed known taken owners))))
(check-sat)  ; sat
(get-value (source x mine visible buffered reader listed known taken owners))
(pop)

(push) (echo "H6 look, reads the head of the list of records")
(assert (= x 3))
(check-sat)  ; sat
(assert (let ((x 4) (known listed))
  (not (inv source x mine visible buffered reader listed known taken owners))))
(check-sat)  ; unsat
(pop)

(push) (echo "broken H6 reads_the_list_early: the list of records is one that was read before X was taken")
(assert (= x 3))
(check-sat)  ; sat
(assert (let ((x 4) (known 0))
  (not (inv source x mine visible buffered reader listed known taken owners))))
(check-sat)  ; sat
(get-value (source x mine visible buffered reader listed known taken owners))
(pop)

(push) (echo "H6 look, S holds X: it is kept")
(assert (and (= x 4) (= known 1) (= visible 1)))
(check-sat)  ; sat
(assert (let ((x 5))
  (not (inv source x mine visible buffered reader listed known taken owners))))
(check-sat)  ; unsat
(pop)

(push) (echo "H6 look, S does not hold X, or is not known")
(assert (and (= x 4) (or (= known 0) (= visible 0))))
(check-sat)  ; sat
(assert (let ((x 6))
  (not (inv source x mine visible buffered reader listed known taken owners))))
(check-sat)  ; unsat
(pop)

(push) (echo "broken H6 overlooks_a_slot: X is condemned without a look at S")
(assert (= x 4))
(check-sat)  ; sat
(assert (let ((x 6))
  (not (inv source x mine visible buffered reader listed known taken owners))))
(check-sat)  ; sat
(get-value (source x mine visible buffered reader listed known taken owners))
(pop)

(push) (echo "H4 retire again what was found")
(assert (= x 5))
(check-sat)  ; sat
(assert (let ((x 1))
  (not (inv source x mine visible buffered reader listed known taken owners))))
(check-sat)  ; unsat
(pop)

(push) (echo "H6 look, another slot holds X: it is kept")
(assert (= x 6))
(check-sat)  ; sat
(assert (let ((x 5))
  (not (inv source x mine visible buffered reader listed known taken owners))))
(check-sat)  ; unsat
(pop)

(push) (echo "H6 look, X is destroyed")
(assert (= x 6))
(check-sat)  ; sat
(assert (let ((x 7))
  (not (inv source x mine visible buffered reader listed known taken owners))))
(check-sat)  ; unsat
(pop)

(push) (echo "enter: another object comes to be at the address of X, and into a source")
(assert (= x 7))
(check-sat)  ; sat
(assert (let ((x 0) (source 1))
  (not (inv source x mine visible buffered reader listed known taken owners))))
(check-sat)  ; unsat
(pop)

; What follows from the invariant. Each is asked for a state that contradicts it.

(push) (echo "holds MAP-10: nothing that is protected is destroyed")
(assert (and (= reader 2) (= x 7)))
(check-sat)  ; unsat
(pop)

(push) (echo "holds MAP-10: nothing that a source holds is retired or destroyed")
(assert (and (= source 1) (>= x 1)))
(check-sat)  ; unsat
(pop)

(push) (echo "holds MAP-10: a reclaimer that has condemned X is not too late: no reader can validate it any more")
(assert (and (>= x 6) (or (= reader 2) (and (= reader 1) (= source 1)))))
(check-sat)  ; unsat
(pop)

(push) (echo "holds LIFE-4: a slot that is relied on belongs to one thread, and its record is listed")
(assert (and (>= reader 1) (not (and (= owners 1) (= taken 1) (= listed 1)))))
(check-sat)  ; unsat
(pop)

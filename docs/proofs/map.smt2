; map (core/lockstep/map.h, map_value.h, map_entry.h, map_table.h), any number of threads and keys.
;
; Proved: MAP-3; MAP-4; of MAP-5 that a promotion loses nothing. Under sequential consistency, and with the map's lock
; taken for a lock (mutex.smt2): docs/invariants/map.md has the orders, README.md the method.
;
; One key K is followed by name, with E, its entry; it is any key. Others show in what they make happen to the tables.
; An exchange without the lock (M2) is one step, and comes between any two steps of the lock's holder. Which threads
; do it does not matter, as they are alike, so no count of them is needed.
;
; When a table that has E goes away without E having a successor, threads may still hold E: after a promotion it is
; expunged for ever (I6), so they do nothing to it; after a clear what they do takes its place before that clear
; (map.h), and K begins anew.

(set-logic ALL)

(declare-const value Int)    ; of E: 0 nothing, 1 a value, 2 expunged
(declare-const in_read Int)  ; 1: E is in read
(declare-const in_dirty Int) ; 1: E is in dirty, or in the copy that will be it, or in what was dirty and
                             ;   has been taken
(declare-const dirty Int)    ; 1: dirty exists
(declare-const amended Int)  ; 1: read says that it is amended
(declare-const holder Int)   ; the lock: 0 free, 1 held, nothing begun, 2 copying, E not looked at yet, 3 copying,
                             ;   it has been, 4 dirty is the copy, with the new key, 5 readmitting, E is in dirty,
                             ;   6 promoting, dirty has been taken, 7 clearing, it has been taken, 8 erasing, E, in
                             ;   dirty alone, has lost its value
(declare-const known Int)    ; 1: E has been in read, so threads without the lock may have it
(declare-const holds Int)    ; ghost: 1: the last operation on K that took effect left a value

(define-fun inv ((value Int) (in_read Int) (in_dirty Int) (dirty Int) (amended Int) (holder Int) (known Int) (holds
  Int)) Bool (and
  ; I1 ranges
  (>= value 0) (<= value 2) (>= in_read 0) (<= in_read 1) (>= in_dirty 0) (<= in_dirty 1) (>= dirty 0) (<= dirty 1)
  (>= amended 0) (<= amended 1) (>= holder 0) (<= holder 8) (>= known 0) (<= known 1) (>= holds 0) (<= holds 1)
  ; I2 MAP-3: dirty exists just if read is amended, but while the lock's holder makes or takes it
  (=> (or (<= holder 1) (= holder 5) (= holder 8)) (= dirty amended))
  (=> (or (= holder 2) (= holder 3)) (= (+ dirty amended) 0))
  (=> (= holder 4) (and (= dirty 1) (= amended 0)))
  (=> (= holder 6) (and (= dirty 0) (= amended 1)))
  (=> (= holder 7) (= dirty 0))
  (=> (or (= holder 5) (= holder 8)) (= dirty 1))
  ; I3 MAP-3, MAP-4: an entry of read that is not expunged is in dirty, if there is one
  (=> (and (= in_read 1) (not (= value 2)) (or (= dirty 1) (= holder 3) (= holder 6))) (= in_dirty 1))
  ; I4 MAP-3: an expunged entry implies a dirty that lacks it, but while it is being readmitted
  (=> (and (= in_read 1) (= value 2)) (or (= dirty 1) (= holder 3) (= holder 6) (= holder 7)))
  (=> (and (= value 2) (not (= holder 5))) (= in_dirty 0))
  (=> (= holder 5) (and (= value 2) (= in_read 1) (= in_dirty 1)))
  ; I5 MAP-5: an entry in dirty alone has a value, but while it is being erased; who is in dirty is in one
  (=> (and (= in_dirty 1) (= in_read 0)) (= value (ite (= holder 8) 0 1)))
  (=> (= holder 8) (and (= in_dirty 1) (= in_read 0)))
  (=> (= in_dirty 1) (or (= dirty 1) (= holder 3) (= holder 6) (= holder 7)))
  (=> (= holder 3) (<= in_dirty in_read))
  (=> (= holder 7) (<= in_dirty amended))
  ; I6 MAP-4: an entry that threads may have is in read, or expunged and in no table
  (=> (= in_read 1) (= known 1))
  (=> (and (= known 1) (= in_read 0)) (and (= value 2) (= in_dirty 0)))
  ; I7 MAP-4, MAP-5: there is a value just if the last operation left one, and it is in a table
  (= (= holds 1) (= value 1))
  (=> (= value 1) (or (= in_read 1) (= in_dirty 1)))
))

; search: (<= holder 8)

(push) (echo "init")
(assert (and (= value 0) (= in_read 0) (= in_dirty 0) (= dirty 0) (= amended 0) (= holder 0) (= known 0) (= holds 0)))
(check-sat)  ; sat
(assert (not (inv value in_read in_dirty dirty amended holder known holds)))
(check-sat)  ; unsat
(pop)

(assert (inv value in_read in_dirty dirty amended holder known holds))

(push) (echo "enter: a thread takes the lock")
(assert (= holder 0))
(check-sat)  ; sat
(assert (let ((holder 1))
  (not (inv value in_read in_dirty dirty amended holder known holds))))
(check-sat)  ; unsat
(pop)

(push) (echo "enter: the holder gives it up")
(assert (= holder 1))
(check-sat)  ; sat
(assert (let ((holder 0))
  (not (inv value in_read in_dirty dirty amended holder known holds))))
(check-sat)  ; unsat
(pop)

; --- without the lock, or with it: by any thread that has found E in some read

; Looks change nothing; what they find is in the holds blocks.
(push) (echo "M1 look")
(assert (= known 1))
(check-sat)  ; sat
(assert (not (inv value in_read in_dirty dirty amended holder known holds)))
(check-sat)  ; unsat
(pop)

(push) (echo "M2 exchange, a box")
(assert (and (= known 1) (not (= value 2))))
(check-sat)  ; sat
(assert (let ((value 1) (holds 1))
  (not (inv value in_read in_dirty dirty amended holder known holds))))
(check-sat)  ; unsat
(pop)

(push) (echo "M2 exchange, null")
(assert (and (= known 1) (not (= value 2))))
(check-sat)  ; sat
(assert (let ((value 0) (holds 0))
  (not (inv value in_read in_dirty dirty amended holder known holds))))
(check-sat)  ; unsat
(pop)

(push) (echo "broken M2 stores_to_an_expunged_entry: the exchange does not ask whether the entry is expunged")
(assert (= known 1))
(check-sat)  ; sat
(assert (let ((value 1) (holds 1))
  (not (inv value in_read in_dirty dirty amended holder known holds))))
(check-sat)  ; sat
(get-value (value in_read in_dirty dirty amended holder known holds))
(pop)

(push) (echo "M3 find")
(assert true)
(check-sat)  ; sat
(assert (not (inv value in_read in_dirty dirty amended holder known holds)))
(check-sat)  ; unsat
(pop)

; --- with the lock

(push) (echo "M2 exchange by the holder, a box, E in dirty alone")
(assert (and (= holder 1) (= in_read 0) (= in_dirty 1) (= amended 1)))
(check-sat)  ; sat
(assert (let ((value 1) (holds 1))
  (not (inv value in_read in_dirty dirty amended holder known holds))))
(check-sat)  ; unsat
(pop)

(push) (echo "M2 exchange by the holder, null, E in dirty alone")
(assert (and (= holder 1) (= in_read 0) (= in_dirty 1) (= amended 1)))
(check-sat)  ; sat
(assert (let ((value 0) (holds 0) (holder 8))
  (not (inv value in_read in_dirty dirty amended holder known holds))))
(check-sat)  ; unsat
(pop)

(push) (echo "M2 then, the holder takes E out of dirty")
(assert (= holder 8))
(check-sat)  ; sat
(assert (let ((in_dirty 0) (holder 1))
  (not (inv value in_read in_dirty dirty amended holder known holds))))
(check-sat)  ; unsat
(pop)

(push) (echo "broken M2 leaves_it_in_dirty: the entry that was erased stays in dirty")
(assert (= holder 8))
(check-sat)  ; sat
(assert (let ((holder 1))
  (not (inv value in_read in_dirty dirty amended holder known holds))))
(check-sat)  ; sat
(get-value (value in_read in_dirty dirty amended holder known holds))
(pop)

(push) (echo "M4 amend: begins the copy")
(assert (and (= holder 1) (= dirty 0)))
(check-sat)  ; sat
(assert (let ((holder 2))
  (not (inv value in_read in_dirty dirty amended holder known holds))))
(check-sat)  ; unsat
(pop)

(push) (echo "M4 amend: copies E, which has a value")
(assert (and (= holder 2) (= in_read 1) (= value 1)))
(check-sat)  ; sat
(assert (let ((in_dirty 1) (holder 3))
  (not (inv value in_read in_dirty dirty amended holder known holds))))
(check-sat)  ; unsat
(pop)

(push) (echo "M4 amend: E is not in read")
(assert (and (= holder 2) (= in_read 0)))
(check-sat)  ; sat
(assert (let ((holder 3))
  (not (inv value in_read in_dirty dirty amended holder known holds))))
(check-sat)  ; unsat
(pop)

(push) (echo "M5 expunge")
(assert (and (= holder 2) (= in_read 1) (= value 0)))
(check-sat)  ; sat
(assert (let ((value 2) (holder 3))
  (not (inv value in_read in_dirty dirty amended holder known holds))))
(check-sat)  ; unsat
(pop)

(push) (echo "broken M5 leaves_out_without_a_mark: an entry without a value is left out and not expunged")
(assert (and (= holder 2) (= in_read 1) (= value 0)))
(check-sat)  ; sat
(assert (let ((holder 3))
  (not (inv value in_read in_dirty dirty amended holder known holds))))
(check-sat)  ; sat
(get-value (value in_read in_dirty dirty amended holder known holds))
(pop)

(push) (echo "broken M5 does_not_compare: the entry is expunged by a store, whatever it holds by then")
(assert (and (= holder 2) (= in_read 1)))
(check-sat)  ; sat
(assert (let ((value 2) (holder 3))
  (not (inv value in_read in_dirty dirty amended holder known holds))))
(check-sat)  ; sat
(get-value (value in_read in_dirty dirty amended holder known holds))
(pop)

(push) (echo "M4 amend: dirty is the copy, with another new key")
(assert (= holder 3))
(check-sat)  ; sat
(assert (let ((dirty 1) (holder 4))
  (not (inv value in_read in_dirty dirty amended holder known holds))))
(check-sat)  ; unsat
(pop)

(push) (echo "M4 amend: dirty is the copy, with K as the new key")
(assert (and (= holder 3) (= in_read 0)))
(check-sat)  ; sat
(assert (let ((dirty 1) (holder 4) (in_dirty 1) (value 1) (holds 1) (known 0))
  (not (inv value in_read in_dirty dirty amended holder known holds))))
(check-sat)  ; unsat
(pop)

(push) (echo "M4 amend: publishes")
(assert (= holder 4))
(check-sat)  ; sat
(assert (let ((amended 1) (holder 1))
  (not (inv value in_read in_dirty dirty amended holder known holds))))
(check-sat)  ; unsat
(pop)

(push) (echo "M4 a new key where dirty exists already")
(assert (and (= holder 1) (= amended 1) (= in_read 0) (= in_dirty 0)))
(check-sat)  ; sat
(assert (let ((in_dirty 1) (value 1) (holds 1) (known 0))
  (not (inv value in_read in_dirty dirty amended holder known holds))))
(check-sat)  ; unsat
(pop)

(push) (echo "broken M4 does_not_publish: read goes on to say that it has all keys")
(assert (= holder 4))
(check-sat)  ; sat
(assert (let ((holder 1))
  (not (inv value in_read in_dirty dirty amended holder known holds))))
(check-sat)  ; sat
(get-value (value in_read in_dirty dirty amended holder known holds))
(pop)

(push) (echo "M6 readmit: into dirty")
(assert (and (= holder 1) (= in_read 1) (= value 2)))
(check-sat)  ; sat
(assert (let ((in_dirty 1) (holder 5))
  (not (inv value in_read in_dirty dirty amended holder known holds))))
(check-sat)  ; unsat
(pop)

(push) (echo "M6 readmit: no longer expunged")
(assert (= holder 5))
(check-sat)  ; sat
(assert (let ((value 0) (holder 1))
  (not (inv value in_read in_dirty dirty amended holder known holds))))
(check-sat)  ; unsat
(pop)

(push) (echo "broken M6 unexpunges_only: the entry can have values again, and dirty lacks it")
(assert (and (= holder 1) (= in_read 1) (= value 2)))
(check-sat)  ; sat
(assert (let ((value 0))
  (not (inv value in_read in_dirty dirty amended holder known holds))))
(check-sat)  ; sat
(get-value (value in_read in_dirty dirty amended holder known holds))
(pop)

(push) (echo "broken M6 stores_at_once: the store is made to the entry as it is in read, expunged")
(assert (and (= holder 1) (= in_read 1) (= value 2)))
(check-sat)  ; sat
(assert (let ((value 1) (holds 1))
  (not (inv value in_read in_dirty dirty amended holder known holds))))
(check-sat)  ; sat
(get-value (value in_read in_dirty dirty amended holder known holds))
(pop)

(push) (echo "M7 promote: takes dirty")
(assert (and (= holder 1) (= dirty 1)))
(check-sat)  ; sat
(assert (let ((dirty 0) (holder 6))
  (not (inv value in_read in_dirty dirty amended holder known holds))))
(check-sat)  ; unsat
(pop)

(push) (echo "M7 promote: publishes it as read")
(assert (= holder 6))
(check-sat)  ; sat
(assert (let ((in_read in_dirty) (in_dirty 0) (amended 0) (holder 1) (known (ite (= in_dirty 1) 1 known)))
  (not (inv value in_read in_dirty dirty amended holder known holds))))
(check-sat)  ; unsat
(pop)

(push) (echo "broken M7 keeps_the_old_read: dirty is thrown away instead")
(assert (= holder 6))
(check-sat)  ; sat
(assert (let ((in_dirty 0) (amended 0) (holder 1))
  (not (inv value in_read in_dirty dirty amended holder known holds))))
(check-sat)  ; sat
(get-value (value in_read in_dirty dirty amended holder known holds))
(pop)

(push) (echo "broken M7 stays_amended: the new read goes on to say that dirty has more")
(assert (= holder 6))
(check-sat)  ; sat
(assert (let ((in_read in_dirty) (in_dirty 0) (holder 1) (known (ite (= in_dirty 1) 1 known)))
  (not (inv value in_read in_dirty dirty amended holder known holds))))
(check-sat)  ; sat
(get-value (value in_read in_dirty dirty amended holder known holds))
(pop)

(push) (echo "M8 clear: takes dirty")
(assert (= holder 1))
(check-sat)  ; sat
(assert (let ((dirty 0) (holder 7))
  (not (inv value in_read in_dirty dirty amended holder known holds))))
(check-sat)  ; unsat
(pop)

(push) (echo "M8 clear: publishes an empty read")
(assert (= holder 7))
(check-sat)  ; sat
(assert (let ((in_read 0) (in_dirty 0) (amended 0) (holder 1) (known 0) (value 0) (holds 0))
  (not (inv value in_read in_dirty dirty amended holder known holds))))
(check-sat)  ; unsat
(pop)

(push) (echo "broken M8 forgets_dirty: read is emptied, and dirty stays")
(assert (= holder 1))
(check-sat)  ; sat
(assert (let ((in_read 0) (amended 0) (known 0))
  (not (inv value in_read in_dirty dirty amended holder known holds))))
(check-sat)  ; sat
(get-value (value in_read in_dirty dirty amended holder known holds))
(pop)

; What follows from the invariant. Each is asked for a state that contradicts it.

(push) (echo "holds MAP-3: with the lock free, null: there is no dirty, or the entry is in it")
(assert (and (= holder 0) (= in_read 1) (= value 0) (= dirty 1) (= in_dirty 0)))
(check-sat)  ; unsat
(pop)

(push) (echo "holds MAP-3: with the lock free, expunged: there is a dirty, and it lacks the entry")
(assert (and (= holder 0) (= in_read 1) (= value 2) (not (and (= dirty 1) (= in_dirty 0)))))
(check-sat)  ; unsat
(pop)

(push) (echo "holds MAP-3: with the lock free, a value: the entry is in read and in dirty if there is one, or in dirty")
(assert (and (= holder 0) (= value 1) (not (ite (= in_read 1) (= in_dirty dirty) (= in_dirty 1)))))
(check-sat)  ; unsat
(pop)

(push) (echo "holds MAP-4: what a promotion leaves out is expunged, so no store to it can be lost")
(assert (and (= holder 6) (= in_read 1) (= in_dirty 0) (not (= value 2))))
(check-sat)  ; unsat
(pop)

(push) (echo "holds MAP-4: an exchange by a thread that found E in an older read goes to an entry that is in read")
(assert (and (= known 1) (not (= value 2)) (= in_read 0)))
(check-sat)  ; unsat
(pop)

(push) (echo "holds MAP-5: with read not amended and without E, K has no value, or one not yet published")
(assert (and (= amended 0) (= in_read 0) (= holds 1) (not (= holder 4))))
(check-sat)  ; unsat
(pop)

(push) (echo "holds MAP-1: what a look finds in E is what the last operation on K left")
(assert (and (= in_read 1) (not (= (= value 1) (= holds 1)))))
(check-sat)  ; unsat
(pop)

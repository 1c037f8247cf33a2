; notify_list and cond (core/lockstep/notify_list.h, cond.h), any number of threads.
;
; Proved: COND-1, COND-2, COND-5, COND-9 and the safety half of COND-4. Under sequential consistency, and with the
; bucket's lock taken for a lock: docs/invariants/cond.md has the orders, README.md the method.
;
; Counts do not tell tickets apart. So one waiter, X, and one notify, M, are followed by name; all others are counted
; by what they do to the two words. X is any waiter and M any notify, so what holds of them holds of all. The words
; are integers here; that they wrap around is dealt with at the end, in bit-vectors.

(set-logic ALL)

(declare-const taken Int)    ; the two words
(declare-const called Int)
(declare-const ticket Int)   ; X's
(declare-const x Int)        ; X: 0 before N1, 1 has its ticket, 2 parked, 3 taken off the queue, 4 granted, 5 returned,
                             ;    6 passed by N2
(declare-const unlocked Int) ; whether X has given up the lock that it held (cond.h)
(declare-const calling Int)  ; a notify_one holds the bucket: it has moved called and not looked into the queue
(declare-const all Int)      ; a notify_all does
(declare-const owed Int)     ; somebody has taken X off the queue and not stored its signal
(declare-const m Int)        ; M: 0 not called, 1 before its loads, 2 has loaded taken, 3 has loaded called,
                             ;    4 skipped (N4), 5 goes for the bucket
(declare-const seen Int)     ; what M loaded first
(declare-const after Int)    ; ghost: whether X had given up its lock when M was called

(define-fun inv ((taken Int) (called Int) (ticket Int) (x Int) (unlocked Int) (calling Int)
  (all Int) (owed Int) (m Int) (seen Int) (after Int)) Bool (and
  ; I1 ranges; the bucket's lock has one holder
  (>= x 0) (<= x 6) (>= unlocked 0) (<= unlocked 1) (>= calling 0) (>= all 0) (<= (+ calling all) 1)
  (>= owed 0) (<= owed 1) (>= m 0) (<= m 5) (>= after 0) (<= after 1)
  ; I2 COND-2: called never passes taken, and both only grow
  (>= called 0) (<= called taken)
  ; I3 a ticket that has been taken is below taken
  (=> (>= x 1) (and (>= ticket 0) (< ticket taken)))
  ; I4 COND-4: a parked ticket is not below called, but for the one that the bucket's holder is about to look for
  (=> (= x 2) (or (>= ticket called) (and (= calling 1) (= ticket (- called 1))) (= all 1)))
  (=> (and (= x 2) (= all 1)) (< ticket called))
  ; I5 COND-2: nobody is taken off the queue, granted or passed but by a call of its ticket
  (=> (>= x 3) (< ticket called))
  ; I6 COND-4: who is off the queue has somebody who owes it the signal
  (= (= x 3) (= owed 1))
  ; I7 COND-1: X gives up its lock with the ticket in hand, so a notify that comes after has the ticket before it
  (=> (= unlocked 1) (>= x 1))
  (=> (= after 1) (= unlocked 1))
  (=> (= m 0) (= after 0))
  ; I8 COND-1: what M has loaded was true at some time since it was called
  (=> (and (= m 2) (= after 1)) (and (> seen ticket) (<= seen taken)))
  (=> (= m 3) (<= seen called))
  ; I9 COND-1: a notify that skips has not missed X
  (=> (and (= m 4) (= after 1)) (< ticket called))
))

; search: (and (<= taken 3) (<= ticket 2))

(push) (echo "init")
(assert (and (= taken 0) (= called 0) (= ticket 0) (= x 0) (= unlocked 0) (= calling 0) (= all 0) (= owed 0) (= m 0)
  (= seen 0) (= after 0)))
(check-sat)  ; sat
(assert (not (inv taken called ticket x unlocked calling all owed m seen after)))
(check-sat)  ; unsat
(pop)

(assert (inv taken called ticket x unlocked calling all owed m seen after))

(push) (echo "N1 add, by X")
(assert (and (= x 0) (= unlocked 0)))
(check-sat)  ; sat
(assert (let ((ticket taken) (taken (+ taken 1)) (x 1))
  (not (inv taken called ticket x unlocked calling all owed m seen after))))
(check-sat)  ; unsat
(pop)

(push) (echo "N1 add, by another")
(assert true)
(check-sat)  ; sat
(assert (let ((taken (+ taken 1)))
  (not (inv taken called ticket x unlocked calling all owed m seen after))))
(check-sat)  ; unsat
(pop)

(push) (echo "enter: X gives up its lock (cond::wait)")
(assert (and (= x 1) (= unlocked 0)))
(check-sat)  ; sat
(assert (let ((unlocked 1))
  (not (inv taken called ticket x unlocked calling all owed m seen after))))
(check-sat)  ; unsat
(pop)

(push) (echo "broken N1 unlocks_before_the_ticket: X gives up its lock and then takes its ticket")
(assert (and (= x 0) (= unlocked 0)))
(check-sat)  ; sat
(assert (let ((unlocked 1))
  (not (inv taken called ticket x unlocked calling all owed m seen after))))
(check-sat)  ; sat
(get-value (taken called ticket x unlocked calling all owed m seen after))
(pop)

(push) (echo "N2 pass, X finds its ticket called")
(assert (and (= x 1) (= unlocked 1) (= (+ calling all) 0) (< ticket called)))
(check-sat)  ; sat
(assert (let ((x 6))
  (not (inv taken called ticket x unlocked calling all owed m seen after))))
(check-sat)  ; unsat
(pop)

(push) (echo "N3 park, X")
(assert (and (= x 1) (= unlocked 1) (= (+ calling all) 0) (>= ticket called)))
(check-sat)  ; sat
(assert (let ((x 2))
  (not (inv taken called ticket x unlocked calling all owed m seen after))))
(check-sat)  ; unsat
(pop)

(push) (echo "broken N3 parks_without_a_look: X parks without asking whether its ticket has been called")
(assert (and (= x 1) (= unlocked 1) (= (+ calling all) 0)))
(check-sat)  ; sat
(assert (let ((x 2))
  (not (inv taken called ticket x unlocked calling all owed m seen after))))
(check-sat)  ; sat
(get-value (taken called ticket x unlocked calling all owed m seen after))
(pop)

(push) (echo "broken N3 looks_before_the_lock: the look comes before a notify_one that the park comes after")
(assert (and (= x 1) (= unlocked 1) (= (+ calling all) 0) (>= ticket (- called 1))))
(check-sat)  ; sat
(assert (let ((x 2))
  (not (inv taken called ticket x unlocked calling all owed m seen after))))
(check-sat)  ; sat
(get-value (taken called ticket x unlocked calling all owed m seen after))
(pop)

(push) (echo "enter: M is called")
(assert (= m 0))
(check-sat)  ; sat
(assert (let ((m 1) (after unlocked))
  (not (inv taken called ticket x unlocked calling all owed m seen after))))
(check-sat)  ; unsat
(pop)

; The two loads of has_nobody_to_call, in either order: the language leaves it open.
(push) (echo "N4 loads taken first")
(assert (= m 1))
(check-sat)  ; sat
(assert (let ((m 2) (seen taken))
  (not (inv taken called ticket x unlocked calling all owed m seen after))))
(check-sat)  ; unsat
(pop)

(push) (echo "N4 loads called first")
(assert (= m 1))
(check-sat)  ; sat
(assert (let ((m 3) (seen called))
  (not (inv taken called ticket x unlocked calling all owed m seen after))))
(check-sat)  ; unsat
(pop)

(push) (echo "N4 skip, having loaded taken and then called")
(assert (and (= m 2) (= called seen)))
(check-sat)  ; sat
(assert (let ((m 4))
  (not (inv taken called ticket x unlocked calling all owed m seen after))))
(check-sat)  ; unsat
(pop)

(push) (echo "N4 skip, having loaded called and then taken")
(assert (and (= m 3) (= taken seen)))
(check-sat)  ; sat
(assert (let ((m 4))
  (not (inv taken called ticket x unlocked calling all owed m seen after))))
(check-sat)  ; unsat
(pop)

(push) (echo "broken N4 skips_by_one: a notify skips although one ticket has not been called")
(assert (and (= m 2) (>= called (- seen 1))))
(check-sat)  ; sat
(assert (let ((m 4))
  (not (inv taken called ticket x unlocked calling all owed m seen after))))
(check-sat)  ; sat
(get-value (taken called ticket x unlocked calling all owed m seen after))
(pop)

(push) (echo "N4 not to be skipped, M goes for the bucket")
(assert (or (and (= m 2) (not (= called seen))) (and (= m 3) (not (= taken seen)))))
(check-sat)  ; sat
(assert (let ((m 5))
  (not (inv taken called ticket x unlocked calling all owed m seen after))))
(check-sat)  ; unsat
(pop)

; N5 and N6, by M or another: what they do depends on the words alone.
(push) (echo "N5 call: moves called on")
(assert (and (= (+ calling all) 0) (< called taken)))
(check-sat)  ; sat
(assert (let ((called (+ called 1)) (calling 1))
  (not (inv taken called ticket x unlocked calling all owed m seen after))))
(check-sat)  ; unsat
(pop)

(push) (echo "broken N5 saves_up: a notify without a waiter moves called on")
(assert (= (+ calling all) 0))
(check-sat)  ; sat
(assert (let ((called (+ called 1)) (calling 1))
  (not (inv taken called ticket x unlocked calling all owed m seen after))))
(check-sat)  ; sat
(get-value (taken called ticket x unlocked calling all owed m seen after))
(pop)

(push) (echo "N5 call: X's ticket, X in the queue: takes it off, unlocks")
(assert (and (= calling 1) (= x 2) (= ticket (- called 1))))
(check-sat)  ; sat
(assert (let ((calling 0) (x 3) (owed 1))
  (not (inv taken called ticket x unlocked calling all owed m seen after))))
(check-sat)  ; unsat
(pop)

(push) (echo "N5 call: another ticket, or X not in the queue: unlocks")
(assert (and (= calling 1) (not (and (= x 2) (= ticket (- called 1))))))
(check-sat)  ; sat
(assert (let ((calling 0))
  (not (inv taken called ticket x unlocked calling all owed m seen after))))
(check-sat)  ; unsat
(pop)

(push) (echo "broken N5 takes_the_first: the first waiter of the queue is taken off, whatever its ticket")
(assert (and (= calling 1) (= x 2)))
(check-sat)  ; sat
(assert (let ((calling 0) (x 3) (owed 1))
  (not (inv taken called ticket x unlocked calling all owed m seen after))))
(check-sat)  ; sat
(get-value (taken called ticket x unlocked calling all owed m seen after))
(pop)

(push) (echo "N6 call all: moves called to taken")
(assert (= (+ calling all) 0))
(check-sat)  ; sat
(assert (let ((called taken) (all 1))
  (not (inv taken called ticket x unlocked calling all owed m seen after))))
(check-sat)  ; unsat
(pop)

(push) (echo "broken N6 reads_taken_early: called is set to a value of taken that was read before the lock was held")
(declare-const stale Int)
(assert (and (= (+ calling all) 0) (>= stale 0) (<= stale taken)))
(check-sat)  ; sat
(assert (let ((called stale) (all 1))
  (not (inv taken called ticket x unlocked calling all owed m seen after))))
(check-sat)  ; sat
(get-value (taken called ticket x unlocked calling all owed m seen after))
(pop)

(push) (echo "N6 call all: X in the queue: takes it off, unlocks")
(assert (and (= all 1) (= x 2)))
(check-sat)  ; sat
(assert (let ((all 0) (x 3) (owed 1))
  (not (inv taken called ticket x unlocked calling all owed m seen after))))
(check-sat)  ; unsat
(pop)

(push) (echo "N6 call all: X not in the queue: unlocks")
(assert (and (= all 1) (not (= x 2))))
(check-sat)  ; sat
(assert (let ((all 0))
  (not (inv taken called ticket x unlocked calling all owed m seen after))))
(check-sat)  ; unsat
(pop)

(push) (echo "N5, N6 then, X's signal")
(assert (and (= x 3) (= owed 1)))
(check-sat)  ; sat
(assert (let ((x 4) (owed 0))
  (not (inv taken called ticket x unlocked calling all owed m seen after))))
(check-sat)  ; unsat
(pop)

(push) (echo "N7 leave, X")
(assert (= x 4))
(check-sat)  ; sat
(assert (let ((x 5))
  (not (inv taken called ticket x unlocked calling all owed m seen after))))
(check-sat)  ; unsat
(pop)

; What follows from the invariant. Each is asked for a state that contradicts it.

(push) (echo "holds COND-1: a notify that X's unlock comes before, and that skips, finds X's ticket called")
(assert (and (= m 4) (= after 1) (>= ticket called)))
(check-sat)  ; unsat
(pop)

(push) (echo "holds COND-2: a wait that returns, either way, had its ticket called")
(assert (and (>= x 4) (not (< ticket called))))
(check-sat)  ; unsat
(pop)

(push) (echo "holds COND-4: no lost wake-up: X, asleep with its ticket called, is about to be taken off or signalled")
(assert (and (or (= x 2) (= x 3)) (< ticket called)
             (not (or (= owed 1) (= all 1) (and (= calling 1) (= ticket (- called 1)))))))
(check-sat)  ; unsat
(pop)

(push) (echo "holds COND-5: a ticket later than X's that has been called implies that X's has been called")
(declare-const later Int)
(assert (and (>= x 1) (> later ticket) (< later called) (not (< ticket called))))
(check-sat)  ; unsat
(pop)

; Tickets are words of 32 bits that wrap around. is_before(a, b) is the sign of a - b.
(define-fun is_before ((a (_ BitVec 32)) (b (_ BitVec 32))) Bool (bvslt (bvsub a b) #x00000000))

(push) (echo "holds COND-9: below a distance of 2^31 is_before is the order of the integers, wrapped around or not")
(declare-const a (_ BitVec 32))
(declare-const distance (_ BitVec 32))
(assert (bvult distance #x80000000))
(assert (not (and (= (is_before a (bvadd a distance)) (not (= distance #x00000000)))
                  (not (is_before (bvadd a distance) a)))))
(check-sat)  ; unsat
(pop)

(push) (echo "broken COND-9 further_than_2^31: at that distance a later ticket passes for an earlier one")
(declare-const a (_ BitVec 32))
(declare-const b (_ BitVec 32))
(assert (= (bvsub b a) #x80000000))
(check-sat)  ; sat
(assert (is_before b a))
(check-sat)  ; sat
(get-value (a b))
(pop)

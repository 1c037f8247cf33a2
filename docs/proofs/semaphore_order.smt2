; semaphore (core/lockstep/semaphore.h, wait_queue.h), the order of the queue, any number of threads.
;
; Proved: SEMA-3, and what of bypass is bounded. Counts have no order; so one waiter, X, is followed by name from the
; moment when it parks, at whichever end, until it is taken off, and the others are counted before it and behind it.
; X is any waiter, so nobody is passed but by whom this file lets pass. Under sequential consistency; the queue changes
; under the bucket's lock only, so a pop or a push is one step.
;
; Of threads that take a token without waiting (S1) nothing is said: nothing bounds those without hand-off.

(set-logic ALL)

(declare-const x Int)         ; X: 1 parked, 2 taken off the queue
(declare-const ahead Int)     ; waiters in the queue before X
(declare-const behind Int)    ; waiters in the queue behind X
(declare-const competing Int) ; waiters that S5 has taken off and that have not seen whether there is a token (S7)
(declare-const passed Int)    ; ghost: waiters that had their token since X parked
(declare-const asked Int)     ; ghost: newcomers that asked for the front since X parked
(declare-const later Int)     ; ghost: waiters that were behind X and were taken off before it
(declare-const bound Int)     ; ghost: ahead of X and competing when it parked. Does not change

(define-fun inv ((x Int) (ahead Int) (behind Int) (competing Int) (passed Int) (asked Int) (later
  Int) (bound Int)) Bool (and
  ; I1 everything is a count
  (>= x 1) (<= x 2) (>= ahead 0) (>= behind 0) (>= competing 0) (>= passed 0) (>= asked 0) (>= later 0) (>= bound 0)
  ; I2 SEMA-3: nobody who is behind X is taken off before it
  (= later 0)
  ; I3 SEMA-3: who had a token, is ahead or may come back to the front was there when X parked, or asked for the front
  (= (+ passed ahead competing) (+ bound asked))
))

; search: (and (<= bound 3) (<= behind 2) (<= asked 1))

(push) (echo "init")
(assert (and (= x 1) (= passed 0) (= asked 0) (= later 0) (>= ahead 0) (>= behind 0) (>= competing 0)
  (= bound (+ ahead competing))))
(check-sat)  ; sat
(assert (not (inv x ahead behind competing passed asked later bound)))
(check-sat)  ; unsat
(pop)

(assert (inv x ahead behind competing passed asked later bound))

(push) (echo "S2 park, a newcomer at the back")
(assert (= x 1))
(check-sat)  ; sat
(assert (let ((behind (+ behind 1)))
  (not (inv x ahead behind competing passed asked later bound))))
(check-sat)  ; unsat
(pop)

(push) (echo "S2 park, a newcomer that asks for the front")
(assert (= x 1))
(check-sat)  ; sat
(assert (let ((ahead (+ ahead 1)) (asked (+ asked 1)))
  (not (inv x ahead behind competing passed asked later bound))))
(check-sat)  ; unsat
(pop)

(push) (echo "broken S2 parks_at_the_front: a newcomer that asks for the back goes to the front")
(assert (= x 1))
(check-sat)  ; sat
(assert (let ((ahead (+ ahead 1)))
  (not (inv x ahead behind competing passed asked later bound))))
(check-sat)  ; sat
(get-value (x ahead behind competing passed asked later bound))
(pop)

(push) (echo "S4 give, to one ahead of X")
(assert (and (= x 1) (>= ahead 1)))
(check-sat)  ; sat
(assert (let ((ahead (- ahead 1)) (passed (+ passed 1)))
  (not (inv x ahead behind competing passed asked later bound))))
(check-sat)  ; unsat
(pop)

(push) (echo "S4 give, to X")
(assert (and (= x 1) (= ahead 0)))
(check-sat)  ; sat
(assert (let ((x 2))
  (not (inv x ahead behind competing passed asked later bound))))
(check-sat)  ; unsat
(pop)

(push) (echo "broken S4 gives_to_the_last: the token goes to the waiter that came last")
(assert (and (= x 1) (>= behind 1)))
(check-sat)  ; sat
(assert (let ((behind (- behind 1)) (later (+ later 1)))
  (not (inv x ahead behind competing passed asked later bound))))
(check-sat)  ; sat
(get-value (x ahead behind competing passed asked later bound))
(pop)

(push) (echo "S5 wake, one ahead of X")
(assert (and (= x 1) (>= ahead 1)))
(check-sat)  ; sat
(assert (let ((ahead (- ahead 1)) (competing (+ competing 1)))
  (not (inv x ahead behind competing passed asked later bound))))
(check-sat)  ; unsat
(pop)

(push) (echo "S5 wake, X")
(assert (and (= x 1) (= ahead 0)))
(check-sat)  ; sat
(assert (let ((x 2))
  (not (inv x ahead behind competing passed asked later bound))))
(check-sat)  ; unsat
(pop)

(push) (echo "broken S5 wakes_the_last: the waiter that came last is sent to compete")
(assert (and (= x 1) (>= behind 1)))
(check-sat)  ; sat
(assert (let ((behind (- behind 1)) (competing (+ competing 1)) (later (+ later 1)))
  (not (inv x ahead behind competing passed asked later bound))))
(check-sat)  ; sat
(get-value (x ahead behind competing passed asked later bound))
(pop)

(push) (echo "S7 compete, and win")
(assert (and (= x 1) (>= competing 1)))
(check-sat)  ; sat
(assert (let ((competing (- competing 1)) (passed (+ passed 1)))
  (not (inv x ahead behind competing passed asked later bound))))
(check-sat)  ; unsat
(pop)

(push) (echo "S7 compete, lose, and find a token after all (S1)")
(assert (and (= x 1) (>= competing 1)))
(check-sat)  ; sat
(assert (let ((competing (- competing 1)) (passed (+ passed 1)))
  (not (inv x ahead behind competing passed asked later bound))))
(check-sat)  ; unsat
(pop)

(push) (echo "S7 compete, lose, and park at the front")
(assert (and (= x 1) (>= competing 1)))
(check-sat)  ; sat
(assert (let ((competing (- competing 1)) (ahead (+ ahead 1)))
  (not (inv x ahead behind competing passed asked later bound))))
(check-sat)  ; unsat
(pop)

; What follows from the invariant. Each is asked for a state that contradicts it.

(push) (echo "holds SEMA-3: X is taken off before everybody who is behind it")
(assert (>= later 1))
(check-sat)  ; unsat
(pop)

(push) (echo "holds SEMA-3: X is passed only by waiters ahead, by those competing, and by who asks for the front")
(assert (> passed (+ bound asked)))
(check-sat)  ; unsat
(pop)

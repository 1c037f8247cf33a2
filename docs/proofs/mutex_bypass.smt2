; mutex (core/lockstep/mutex.h): a waiter in starving mode is passed a bounded number of times.
;
; Proved: MUTEX-13 while starving mode lasts, and MUTEX-11's order. Any number of threads; one waiter, X, is followed
; from the moment when it is parked and the mode is on. Each thread that gets the mutex before X was ahead of X then,
; or on its way to the front of the queue; and a rank falls with every step that is not a newcomer's, so that X gets
; the mutex after finitely many of them. Fairness assumed: a thread that can take a step takes it at last, and owners
; unlock. The end of starving mode ends this proof: whoever ends it (T9) has waited less than a millisecond or leaves
; nobody behind. Before it begins there is no bound.
;
; From mutex.smt2: in starving mode nobody competes (I5), and not held means one hand-off under way (I6). From the
; semaphore: a hand-off gives its token to the first who is parked (SEMA-3, SEMA-4); X is, so no token is left for
; others.

(set-logic ALL)

(declare-const locked Int)    ; the word; starving stays 1
(declare-const leaving Int)   ; after T5, before the exchange of T8
(declare-const handing Int)   ; after T8's exchange, before its release
(declare-const elect Int)     ; another thread than X has the token, and has not done T9
(declare-const chosen Int)    ; X has the token
(declare-const ahead Int)     ; parked ahead of X
(declare-const returning Int) ; on the way to the front: they lost in normal mode, before it ended
(declare-const passed Int)    ; ghost: threads that got the mutex since X was first followed
(declare-const bound Int)     ; ghost: ahead + returning + elect at that moment

(define-fun inv ((locked Int) (leaving Int) (handing Int) (elect Int) (chosen Int) (ahead Int) (returning Int)
  (passed Int) (bound Int)) Bool (and
  ; I1 everything is a count
  (>= locked 0) (>= leaving 0) (>= handing 0) (>= elect 0) (>= chosen 0) (>= ahead 0) (>= returning 0) (>= passed 0)
  ; I2 MUTEX-11: held, or one hand-off under way
  (= (+ locked leaving handing elect chosen) 1)
  ; I3 MUTEX-13: who has passed X, and who still can, are those who could at the beginning
  (= (+ passed ahead returning elect) bound)
))

; Falls with each step of the mutex's holders and waiters; see the "falls" obligations.
(define-fun rank ((locked Int) (leaving Int) (handing Int) (elect Int) (ahead Int) (returning Int)) Int
  (+ (* 6 returning) (* 5 ahead) (* 4 elect) (* 3 locked) (* 2 leaving) handing))

; search: (and (<= bound 4) (<= returning 2))

(push) (echo "init")
(assert (and (= (+ locked leaving handing elect) 1) (>= locked 0) (>= leaving 0) (>= handing 0) (>= elect 0)
  (= chosen 0) (>= ahead 0) (>= returning 0) (= passed 0) (= bound (+ ahead returning elect))))
(check-sat)  ; sat
(assert (not (inv locked leaving handing elect chosen ahead returning passed bound)))
(check-sat)  ; unsat
(pop)

(assert (inv locked leaving handing elect chosen ahead returning passed bound))

(push) (echo "T4 queue, by a newcomer: at the tail, behind X")
(assert true)
(check-sat)  ; sat
(assert (not (inv locked leaving handing elect chosen ahead returning passed bound)))
(check-sat)  ; unsat
(pop)

(push) (echo "broken T4 newcomers_go_to_the_front: a newcomer parks ahead of X")
(assert true)
(check-sat)  ; sat
(assert (let ((ahead (+ ahead 1)))
  (not (inv locked leaving handing elect chosen ahead returning passed bound))))
(check-sat)  ; sat
(get-value (locked leaving handing elect chosen ahead returning passed bound))
(pop)

(push) (echo "T4 then, whoever lost in normal mode parks at the front")
(assert (>= returning 1))
(check-sat)  ; sat
(assert (let ((returning (- returning 1)) (ahead (+ ahead 1)))
  (not (inv locked leaving handing elect chosen ahead returning passed bound))))
(check-sat)  ; unsat
(pop)

(push) (echo "T5 unlock, which leaves something to do: the mode is on")
(assert (= locked 1))
(check-sat)  ; sat
(assert (let ((locked 0) (leaving 1))
  (not (inv locked leaving handing elect chosen ahead returning passed bound))))
(check-sat)  ; unsat
(pop)

(push) (echo "T8 unlock, hand")
(assert (= leaving 1))
(check-sat)  ; sat
(assert (let ((leaving 0) (handing 1))
  (not (inv locked leaving handing elect chosen ahead returning passed bound))))
(check-sat)  ; unsat
(pop)

(push) (echo "T8 then, the token goes to the first ahead of X")
(assert (and (= handing 1) (>= ahead 1)))
(check-sat)  ; sat
(assert (let ((handing 0) (ahead (- ahead 1)) (elect 1))
  (not (inv locked leaving handing elect chosen ahead returning passed bound))))
(check-sat)  ; unsat
(pop)

(push) (echo "T8 then, the token goes to X")
(assert (and (= handing 1) (= ahead 0)))
(check-sat)  ; sat
(assert (let ((handing 0) (chosen 1))
  (not (inv locked leaving handing elect chosen ahead returning passed bound))))
(check-sat)  ; unsat
(pop)

; Go adds the token to the count and takes it back for the first waiter; in between a newcomer can have it.
(push) (echo "broken T8 token_for_all: the token is free for a moment, and somebody who comes takes it")
(assert (= handing 1))
(check-sat)  ; sat
(assert (let ((handing 0) (elect 1))
  (not (inv locked leaving handing elect chosen ahead returning passed bound))))
(check-sat)  ; sat
(get-value (locked leaving handing elect chosen ahead returning passed bound))
(pop)

(push) (echo "T9 own, by another thread that keeps the mode")
(assert (= elect 1))
(check-sat)  ; sat
(assert (let ((elect 0) (locked 1) (passed (+ passed 1)))
  (not (inv locked leaving handing elect chosen ahead returning passed bound))))
(check-sat)  ; unsat
(pop)

; What follows from the invariant. Each is asked for a state that contradicts it.

(push) (echo "holds MUTEX-13: X is passed no more often than there were threads ahead of it")
(assert (> passed bound))
(check-sat)  ; unsat
(pop)

(push) (echo "holds MUTEX-13: until X is chosen, a thread other than X has a step to take")
(assert (and (= chosen 0) (= (+ locked leaving handing elect) 0)))
(check-sat)  ; unsat
(pop)

(push) (echo "holds MUTEX-13: the rank is never negative")
(assert (< (rank locked leaving handing elect ahead returning) 0))
(check-sat)  ; unsat
(pop)

(push) (echo "holds MUTEX-13: it falls as one parks at the front")
(assert (and (>= returning 1)
  (not (< (rank locked leaving handing elect (+ ahead 1) (- returning 1))
          (rank locked leaving handing elect ahead returning)))))
(check-sat)  ; unsat
(pop)

(push) (echo "holds MUTEX-13: it falls at T5")
(assert (and (= locked 1)
  (not (< (rank 0 1 handing elect ahead returning) (rank locked leaving handing elect ahead returning)))))
(check-sat)  ; unsat
(pop)

(push) (echo "holds MUTEX-13: it falls at T8")
(assert (and (= leaving 1)
  (not (< (rank locked 0 1 elect ahead returning) (rank locked leaving handing elect ahead returning)))))
(check-sat)  ; unsat
(pop)

(push) (echo "holds MUTEX-13: it falls as the token goes to one ahead of X")
(assert (and (= handing 1) (>= ahead 1)
  (not (< (rank locked leaving 0 1 (- ahead 1) returning) (rank locked leaving handing elect ahead returning)))))
(check-sat)  ; unsat
(pop)

(push) (echo "holds MUTEX-13: it falls at the T9 of another thread")
(assert (and (= elect 1)
  (not (< (rank 1 leaving handing 0 ahead returning) (rank locked leaving handing elect ahead returning)))))
(check-sat)  ; unsat
(pop)

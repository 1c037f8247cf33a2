; wait_group (core/lockstep/wait_group.h), any number of threads and any misuse, its panics swallowed.
;
; Proved: what the head of the header says that no misuse can do. Tokens are neither more nor fewer than the waiters
; that were told to wait for one, so that no wait is left behind by a reset and none takes what nobody gave; and no
; wait returns but at a counter of zero. Under sequential consistency.
;
; An add may come at any time with any delta: the counter is any number. So any number of threads may be between W1
; and W3 at once, and what each of them noted is arbitrary: if some exchange of theirs can succeed, it may succeed
; here.

(set-logic ALL)

(declare-const counter Int)   ; the state
(declare-const waiters Int)
(declare-const looking Int)   ; in wait, has not seen a zero and has not registered
(declare-const asleep Int)    ; after W2, without a token
(declare-const woken Int)     ; took a token, has not looked at the state (W5)
(declare-const waking Int)    ; between W1 and W3
(declare-const owed Int)      ; tokens that some W3 has still to release
(declare-const tokens Int)    ; in the semaphore, given and not taken
(declare-const early Int)     ; ghost: waits that returned at a counter other than zero
(declare-const threads Int)   ; ghost: inside wait, or between W1 and W3

(define-fun inv ((counter Int) (waiters Int) (looking Int) (asleep Int) (woken Int) (waking Int)
  (owed Int) (tokens Int) (early Int) (threads Int)) Bool (and
  ; I1 everything but the counter is a count, and every thread is somewhere
  (>= waiters 0) (>= looking 0) (>= asleep 0) (>= woken 0) (>= waking 0) (>= owed 0) (>= tokens 0)
  (= threads (+ looking asleep woken waking))
  ; I2 WG-5: registered, or with a token that is there or owed: just those who sleep
  (= asleep (+ waiters owed tokens))
  ; I3 WG-1: no wait has returned early
  (= early 0)
))

; search: (and (<= threads 4) (<= counter 2) (>= counter (- 2)))

(push) (echo "init")
(assert (and (= counter 0) (= waiters 0) (= looking 0) (= asleep 0) (= woken 0) (= waking 0) (= owed 0) (= tokens 0)
  (= early 0) (= threads 0)))
(check-sat)  ; sat
(assert (not (inv counter waiters looking asleep woken waking owed tokens early threads)))
(check-sat)  ; unsat
(pop)

(assert (inv counter waiters looking asleep woken waking owed tokens early threads))

(push) (echo "enter: a thread calls wait")
(assert true)
(check-sat)  ; sat
(assert (let ((looking (+ looking 1)) (threads (+ threads 1)))
  (not (inv counter waiters looking asleep woken waking owed tokens early threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "W1 count, any delta, and panic or return")
(declare-const delta Int)
(assert true)
(check-sat)  ; sat
(assert (let ((counter (+ counter delta)))
  (not (inv counter waiters looking asleep woken waking owed tokens early threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "W1 count, to zero, and somebody waits")
(declare-const delta Int)
(assert (and (not (= delta 0)) (= (+ counter delta) 0) (>= waiters 1)))
(check-sat)  ; sat
(assert (let ((counter (+ counter delta)) (waking (+ waking 1)) (threads (+ threads 1)))
  (not (inv counter waiters looking asleep woken waking owed tokens early threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "W2 register")
(assert (and (>= looking 1) (not (= counter 0))))
(check-sat)  ; sat
(assert (let ((waiters (+ waiters 1)) (looking (- looking 1)) (asleep (+ asleep 1)))
  (not (inv counter waiters looking asleep woken waking owed tokens early threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "W3 reset, the exchange succeeds")
(assert (and (>= waking 1) (= counter 0) (>= waiters 1)))
(check-sat)  ; sat
(assert (let ((counter 0) (waiters 0) (owed (+ owed waiters)) (waking (- waking 1)) (threads (- threads 1)))
  (not (inv counter waiters looking asleep woken waking owed tokens early threads))))
(check-sat)  ; unsat
(pop)

; Go compares first and stores later: what was counted or registered in between is wiped out.
(push) (echo "broken W3 compares_first_and_stores_later: waiters that came since the comparison are wiped out")
(declare-const noted Int)
(assert (and (>= waking 1) (>= noted 1) (<= noted waiters)))
(check-sat)  ; sat
(assert (let ((counter 0) (waiters 0) (owed (+ owed noted)) (waking (- waking 1)) (threads (- threads 1)))
  (not (inv counter waiters looking asleep woken waking owed tokens early threads))))
(check-sat)  ; sat
(get-value (counter waiters looking asleep woken waking owed tokens early threads))
(pop)

(push) (echo "W3 panic, the exchange fails")
(assert (>= waking 1))
(check-sat)  ; sat
(assert (let ((waking (- waking 1)) (threads (- threads 1)))
  (not (inv counter waiters looking asleep woken waking owed tokens early threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "W3 then, a release")
(assert (>= owed 1))
(check-sat)  ; sat
(assert (let ((owed (- owed 1)) (tokens (+ tokens 1)))
  (not (inv counter waiters looking asleep woken waking owed tokens early threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "W2 then, the sleeper takes a token")
(assert (and (>= asleep 1) (>= tokens 1)))
(check-sat)  ; sat
(assert (let ((asleep (- asleep 1)) (tokens (- tokens 1)) (woken (+ woken 1)))
  (not (inv counter waiters looking asleep woken waking owed tokens early threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "W4 pass")
(assert (and (>= looking 1) (= counter 0)))
(check-sat)  ; sat
(assert (let ((looking (- looking 1)) (early (+ early (ite (= counter 0) 0 1))) (threads (- threads 1)))
  (not (inv counter waiters looking asleep woken waking owed tokens early threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "W5 leave")
(assert (and (>= woken 1) (= counter 0) (= waiters 0)))
(check-sat)  ; sat
(assert (let ((woken (- woken 1)) (early (+ early (ite (= counter 0) 0 1))) (threads (- threads 1)))
  (not (inv counter waiters looking asleep woken waking owed tokens early threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "W5 panic, the state is not zero")
(assert (and (>= woken 1) (not (and (= counter 0) (= waiters 0)))))
(check-sat)  ; sat
(assert (let ((woken (- woken 1)) (threads (- threads 1)))
  (not (inv counter waiters looking asleep woken waking owed tokens early threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "broken W5 does_not_look: a woken wait returns without looking at the state")
(assert (>= woken 1))
(check-sat)  ; sat
(assert (let ((woken (- woken 1)) (early (+ early (ite (= counter 0) 0 1))) (threads (- threads 1)))
  (not (inv counter waiters looking asleep woken waking owed tokens early threads))))
(check-sat)  ; sat
(get-value (counter waiters looking asleep woken waking owed tokens early threads))
(pop)

; What follows from the invariant. Each is asked for a state that contradicts it.

(push) (echo "holds WG-5: a token has a taker")
(assert (> tokens asleep))
(check-sat)  ; unsat
(pop)

(push) (echo "holds WG-2: whoever sleeps is still registered, or has its token there or owed")
(assert (and (>= asleep 1) (= (+ waiters owed tokens) 0)))
(check-sat)  ; unsat
(pop)

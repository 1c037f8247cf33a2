; wait_group (core/lockstep/wait_group.h), any number of threads, in correct use.
;
; Proved: WG-1, WG-7, the safety half of WG-2, and that the panics of WG-4, WG-5 and WG-6 are sound: none comes in
; correct use. What misuse cannot do is in wait_group_misuse.smt2. Under sequential consistency:
; docs/invariants/wait_group.md has the orders, README.md the method.
;
; Correct use is in the guards of W1. An add takes the counter up from zero only when every wait that has registered
; before has returned; the contract asks for more (that no wait is in its call at all), so more is allowed here.

(set-logic ALL)

(declare-const counter Int)   ; the state
(declare-const waiters Int)
(declare-const looking Int)   ; in wait, has not seen a zero and has not registered
(declare-const asleep Int)    ; after W2, without a token
(declare-const woken Int)     ; took a token, has not looked at the state (W5)
(declare-const waking Int)    ; its W1 made the counter zero with waiters registered; W3 is to come
(declare-const noted Int)     ; the waiters that this W1 left in the state: what W3 compares with. 0 without one
(declare-const owed Int)      ; tokens that W3 has still to release
(declare-const tokens Int)    ; in the semaphore, given and not taken
(declare-const threads Int)   ; ghost: inside wait, or between W1 and W3

(define-fun inv ((counter Int) (waiters Int) (looking Int) (asleep Int) (woken Int) (waking Int)
  (noted Int) (owed Int) (tokens Int) (threads Int)) Bool (and
  ; I1 everything is a count, and every thread is somewhere
  (>= counter 0) (>= waiters 0) (>= looking 0) (>= asleep 0) (>= woken 0) (>= waking 0) (>= noted 0) (>= owed 0)
  (>= tokens 0)
  (= threads (+ looking asleep woken waking))
  ; I2 WG-2, WG-5: registered, or with a token that is there or owed: just those who sleep
  (= asleep (+ waiters owed tokens))
  ; I3 WG-2: a zero with waiters is what one thread between W1 and W3 has to see to
  (=> (and (= counter 0) (>= waiters 1)) (= waking 1))
  ; I4 WG-5: for that thread nothing moves; there is one at most
  (<= waking 1)
  (=> (= waking 1) (and (= counter 0) (>= waiters 1) (= noted waiters) (= owed 0) (= tokens 0) (= woken 0)))
  (=> (= waking 0) (= noted 0))
  ; I5 WG-1, WG-6: while a token is under way the state is zero
  (=> (>= (+ owed tokens woken) 1) (and (= counter 0) (= waiters 0)))
))

; search: (and (<= threads 4) (<= counter 2))

(push) (echo "init")
(assert (and (= counter 0) (= waiters 0) (= looking 0) (= asleep 0) (= woken 0) (= waking 0) (= noted 0) (= owed 0)
  (= tokens 0) (= threads 0)))
(check-sat)  ; sat
(assert (not (inv counter waiters looking asleep woken waking noted owed tokens threads)))
(check-sat)  ; unsat
(pop)

(assert (inv counter waiters looking asleep woken waking noted owed tokens threads))

(push) (echo "enter: a thread calls wait")
(assert true)
(check-sat)  ; sat
(assert (let ((looking (+ looking 1)) (threads (+ threads 1)))
  (not (inv counter waiters looking asleep woken waking noted owed tokens threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "W1 count, from zero")
(declare-const delta Int)
(assert (and (>= delta 1) (= counter 0) (= (+ asleep woken) 0)))
(check-sat)  ; sat
(assert (let ((counter (+ counter delta)))
  (not (inv counter waiters looking asleep woken waking noted owed tokens threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "broken W1 counts_while_waiters_return: an add from zero before all waits have returned")
(declare-const delta Int)
(assert (and (>= delta 1) (= counter 0)))
(check-sat)  ; sat
(assert (let ((counter (+ counter delta)))
  (not (inv counter waiters looking asleep woken waking noted owed tokens threads))))
(check-sat)  ; sat
(get-value (counter waiters looking asleep woken waking noted owed tokens threads))
(pop)

(push) (echo "W1 count, while positive, and it stays so")
(declare-const delta Int)
(assert (and (>= counter 1) (>= (+ counter delta) 1)))
(check-sat)  ; sat
(assert (let ((counter (+ counter delta)))
  (not (inv counter waiters looking asleep woken waking noted owed tokens threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "W1 count, to zero, nobody waits")
(declare-const delta Int)
(assert (and (>= counter 1) (= (+ counter delta) 0) (= waiters 0)))
(check-sat)  ; sat
(assert (let ((counter (+ counter delta)))
  (not (inv counter waiters looking asleep woken waking noted owed tokens threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "W1 count, to zero, and somebody waits")
(declare-const delta Int)
(assert (and (>= counter 1) (= (+ counter delta) 0) (>= waiters 1)))
(check-sat)  ; sat
(assert (let ((counter (+ counter delta)) (waking (+ waking 1)) (noted waiters) (threads (+ threads 1)))
  (not (inv counter waiters looking asleep woken waking noted owed tokens threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "broken W1 wakes_nobody: the done that makes zero does not see to the waiters")
(declare-const delta Int)
(assert (and (>= counter 1) (= (+ counter delta) 0)))
(check-sat)  ; sat
(assert (let ((counter (+ counter delta)))
  (not (inv counter waiters looking asleep woken waking noted owed tokens threads))))
(check-sat)  ; sat
(get-value (counter waiters looking asleep woken waking noted owed tokens threads))
(pop)

(push) (echo "broken W1 zero_wakes_too: an add of zero, at zero, wakes the waiters that another thread sees to")
(assert (and (= counter 0) (>= waiters 1)))
(check-sat)  ; sat
(assert (let ((waking (+ waking 1)) (noted waiters) (threads (+ threads 1)))
  (not (inv counter waiters looking asleep woken waking noted owed tokens threads))))
(check-sat)  ; sat
(get-value (counter waiters looking asleep woken waking noted owed tokens threads))
(pop)

(push) (echo "W2 register")
(assert (and (>= looking 1) (not (= counter 0))))
(check-sat)  ; sat
(assert (let ((waiters (+ waiters 1)) (looking (- looking 1)) (asleep (+ asleep 1)))
  (not (inv counter waiters looking asleep woken waking noted owed tokens threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "broken W2 registers_at_zero: a wait registers without having seen a counter other than zero")
(assert (>= looking 1))
(check-sat)  ; sat
(assert (let ((waiters (+ waiters 1)) (looking (- looking 1)) (asleep (+ asleep 1)))
  (not (inv counter waiters looking asleep woken waking noted owed tokens threads))))
(check-sat)  ; sat
(get-value (counter waiters looking asleep woken waking noted owed tokens threads))
(pop)

(push) (echo "W3 reset")
(assert (and (>= waking 1) (= counter 0) (= waiters noted)))
(check-sat)  ; sat
(assert (let ((counter 0) (waiters 0) (owed (+ owed noted)) (noted 0) (waking (- waking 1)) (threads (- threads 1)))
  (not (inv counter waiters looking asleep woken waking noted owed tokens threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "broken W3 wakes_before_the_reset: the tokens go out while the state still counts the waiters")
(assert (and (>= waking 1) (= counter 0) (= waiters noted)))
(check-sat)  ; sat
(assert (let ((owed (+ owed noted)))
  (not (inv counter waiters looking asleep woken waking noted owed tokens threads))))
(check-sat)  ; sat
(get-value (counter waiters looking asleep woken waking noted owed tokens threads))
(pop)

(push) (echo "broken W3 wakes_one: the reset is followed by one token, whoever waits")
(assert (and (>= waking 1) (= counter 0) (= waiters noted)))
(check-sat)  ; sat
(assert (let ((counter 0) (waiters 0) (owed (+ owed 1)) (noted 0) (waking (- waking 1)) (threads (- threads 1)))
  (not (inv counter waiters looking asleep woken waking noted owed tokens threads))))
(check-sat)  ; sat
(get-value (counter waiters looking asleep woken waking noted owed tokens threads))
(pop)

(push) (echo "W3 then, a release")
(assert (>= owed 1))
(check-sat)  ; sat
(assert (let ((owed (- owed 1)) (tokens (+ tokens 1)))
  (not (inv counter waiters looking asleep woken waking noted owed tokens threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "W2 then, the sleeper takes a token")
(assert (and (>= asleep 1) (>= tokens 1)))
(check-sat)  ; sat
(assert (let ((asleep (- asleep 1)) (tokens (- tokens 1)) (woken (+ woken 1)))
  (not (inv counter waiters looking asleep woken waking noted owed tokens threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "W4 pass")
(assert (and (>= looking 1) (= counter 0)))
(check-sat)  ; sat
(assert (let ((looking (- looking 1)) (threads (- threads 1)))
  (not (inv counter waiters looking asleep woken waking noted owed tokens threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "W5 leave")
(assert (and (>= woken 1) (= counter 0) (= waiters 0)))
(check-sat)  ; sat
(assert (let ((woken (- woken 1)) (threads (- threads 1)))
  (not (inv counter waiters looking asleep woken waking noted owed tokens threads))))
(check-sat)  ; unsat
(pop)

; What follows from the invariant. Each is asked for a state that contradicts it.

(push) (echo "holds WG-1: whoever got a token, and so is about to return, finds the counter at zero")
(assert (and (>= woken 1) (not (= counter 0))))
(check-sat)  ; unsat
(pop)

(push) (echo "holds WG-2: at zero each sleeper has its token under way, or a thread that will reset and send them")
(assert (and (= counter 0) (>= asleep 1) (= waking 0) (not (= asleep (+ owed tokens)))))
(check-sat)  ; unsat
(pop)

(push) (echo "holds WG-4: a done in correct use leaves no negative counter")
(assert (< counter 0))
(check-sat)  ; unsat
(pop)

(push) (echo "holds WG-5: an add from zero in correct use finds no waiter (has_raised_from_zero)")
(assert (and (= counter 0) (= (+ asleep woken) 0) (>= waiters 1)))
(check-sat)  ; unsat
(pop)

(push) (echo "holds WG-5: W3's exchange finds what W1 left")
(assert (and (>= waking 1) (not (and (= counter 0) (= waiters noted)))))
(check-sat)  ; unsat
(pop)

(push) (echo "holds WG-6, WG-7: whoever was woken finds the state zero, the group not in use again")
(assert (and (>= woken 1) (not (and (= counter 0) (= waiters 0)))))
(check-sat)  ; unsat
(pop)

(push) (echo "holds LIFE-2: while tokens are owed somebody who needs one is inside wait")
(assert (and (>= owed 1) (not (>= asleep owed))))
(check-sat)  ; unsat
(pop)

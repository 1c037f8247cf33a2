; mutex (core/lockstep/mutex.h), any number of threads.
;
; Proved: MUTEX-1, MUTEX-12, MUTEX-14, the safety half of MUTEX-5 and of MUTEX-11, and that no fatal error of the
; header is reached by correct use. Under sequential consistency: docs/invariants/mutex.md has the orders, README.md
; the method.
;
; A state is the fields of the word and the number of threads at each point of the algorithm. A compare-exchange loop
; is one guarded step: a failed exchange changes nothing, and what it has read is never used again. The semaphore is
; used by its specification, proved in semaphore.smt2: a release gives a token, to the first who is parked or for all;
; whoever sleeps takes one.

(set-logic ALL)

(declare-const locked Int)      ; the word
(declare-const contended Int)
(declare-const woken Int)
(declare-const starving Int)
(declare-const waiters Int)
(declare-const looping Int)     ; in lock, before T1 or in its loop, without the woken bit
(declare-const awake Int)       ; in the loop with the woken bit (awoke), waited little
(declare-const awake_late Int)  ; the same, and has waited too long (starving, the local one)
(declare-const asleep Int)      ; after T4, without a token
(declare-const roused Int)      ; took a token, has not looked at the word again
(declare-const keeps Int)       ; saw starving and is about to own (T9), keeping the mode
(declare-const ends Int)        ; saw starving and is about to own (T9), ending the mode
(declare-const owners Int)      ; lock has returned, unlock has not begun
(declare-const leaving Int)     ; after T5, which did not leave 0, and before the exchange of T6, T7 or T8
(declare-const waking Int)      ; after T7's exchange, before its release
(declare-const handing Int)     ; after T8's exchange, before its release
(declare-const tokens Int)      ; in the semaphore, given and not taken
(declare-const threads Int)     ; ghost: at all these points. A step that loses a thread shows here

(define-fun inv ((locked Int) (contended Int) (woken Int) (starving Int) (waiters Int) (looping Int)
  (awake Int) (awake_late Int) (asleep Int) (roused Int) (keeps Int) (ends Int) (owners Int)
  (leaving Int) (waking Int) (handing Int) (tokens Int) (threads Int)) Bool (and
  ; I1 everything is a count, and every thread is somewhere
  (>= locked 0) (<= locked 1) (>= contended 0) (<= contended 1) (>= woken 0) (<= woken 1) (>= starving 0) (<= starving 1)
  (>= waiters 0)
  (>= looping 0) (>= awake 0) (>= awake_late 0) (>= asleep 0) (>= roused 0) (>= keeps 0) (>= ends 0) (>= owners 0)
  (>= leaving 0) (>= waking 0) (>= handing 0) (>= tokens 0)
  (= threads (+ looping awake awake_late asleep roused keeps ends owners leaving waking handing))
  ; I2 MUTEX-1: the locked bit is the number of owners; with those who are leaving they are one at most, and whoever is
  ; leaving has the contended bit
  (= locked owners)
  (<= leaving contended)
  (<= contended (+ owners leaving))
  (<= (+ owners leaving) 1)
  ; I3 MUTEX-5: in normal mode the woken bit is the one waiter who is awake or being woken
  (=> (= starving 0) (= woken (+ awake awake_late waking tokens roused)))
  ; I4 MUTEX-14: in normal mode nobody hands the lock over
  (=> (= starving 0) (= (+ keeps ends handing) 0))
  ; I5 MUTEX-14: in starving mode nobody competes
  (=> (= starving 1) (= (+ woken awake awake_late waking) 0))
  ; I6 MUTEX-11: in starving mode nobody holds the mutex exactly while one hand-off is under way
  (=> (= starving 1) (= (+ handing tokens roused keeps ends) (- 1 (+ owners leaving))))
  ; I7 MUTEX-5: in normal mode who sleeps is counted, but for the one that T7 has discounted
  (=> (= starving 0) (= asleep (+ waiters waking tokens)))
  ; I8 MUTEX-14: in starving mode who was handed the lock is still counted
  (=> (= starving 1) (= waiters (+ asleep roused keeps ends)))
  ; I9 MUTEX-12: starving mode implies a waiter; whoever keeps the mode leaves another behind
  (=> (= starving 1) (>= waiters 1))
  (=> (>= keeps 1) (>= waiters 2))
  ; I10 MUTEX-5: a mutex that is free and has waiters has a waiter awake or being woken
  (=> (and (= locked 0) (= contended 0) (= starving 0) (>= waiters 1)) (= woken 1))
  ; I11 MUTEX-5, LIFE-1: if there is anything to do for the owner's unlock, the word tells it
  (=> (and (= owners 1) (or (= woken 1) (= starving 1) (>= waiters 1))) (= contended 1))
))

; search: (<= threads 6)

(push) (echo "init")
(assert (and (= locked 0) (= contended 0) (= woken 0) (= starving 0) (= waiters 0)
  (= looping 0) (= awake 0) (= awake_late 0) (= asleep 0) (= roused 0) (= keeps 0) (= ends 0) (= owners 0)
  (= leaving 0) (= waking 0) (= handing 0) (= tokens 0) (= threads 0)))
(check-sat)  ; sat
(assert (not (inv locked contended woken starving waiters looping awake awake_late asleep roused keeps ends
    owners leaving waking handing tokens threads)))
(check-sat)  ; unsat
(pop)

(assert (inv locked contended woken starving waiters looping awake awake_late asleep roused keeps ends
    owners leaving waking handing tokens threads))

(push) (echo "enter: a thread calls lock")
(assert true)
(check-sat)  ; sat
(assert (let ((looping (+ looping 1)) (threads (+ threads 1)))
  (not (inv locked contended woken starving waiters looping awake awake_late asleep roused keeps ends
    owners leaving waking handing tokens threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "T1 lock")
(assert (and (>= looping 1) (= locked 0) (= contended 0) (= woken 0) (= starving 0) (= waiters 0)))
(check-sat)  ; sat
(assert (let ((locked 1) (looping (- looping 1)) (owners (+ owners 1)))
  (not (inv locked contended woken starving waiters looping awake awake_late asleep roused keeps ends
    owners leaving waking handing tokens threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "T2 claim woken")
(assert (and (>= looping 1) (or (= locked 1) (= contended 1)) (= starving 0) (= woken 0) (>= waiters 1)))
(check-sat)  ; sat
(assert (let ((woken 1) (looping (- looping 1)) (awake (+ awake 1)))
  (not (inv locked contended woken starving waiters looping awake awake_late asleep roused keeps ends
    owners leaving waking handing tokens threads))))
(check-sat)  ; unsat
(pop)

; try_lock is this step too, by a thread that leaves at once if the guard is false: then nothing has changed (MUTEX-8).
(push) (echo "T3 take, by a newcomer")
(assert (and (>= looping 1) (= locked 0) (= contended 0) (= starving 0)))
(check-sat)  ; sat
(assert (let ((locked 1) (contended (ite (or (= woken 1) (>= waiters 1)) 1 0)) (looping (- looping 1))
              (owners (+ owners 1)))
  (not (inv locked contended woken starving waiters looping awake awake_late asleep roused keeps ends
    owners leaving waking handing tokens threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "T3 take, by a woken waiter")
(assert (and (>= awake 1) (= locked 0) (= contended 0) (= starving 0)))
(check-sat)  ; sat
(assert (let ((locked 1) (woken 0) (contended (ite (>= waiters 1) 1 0)) (awake (- awake 1))
              (owners (+ owners 1)))
  (not (inv locked contended woken starving waiters looping awake awake_late asleep roused keeps ends
    owners leaving waking handing tokens threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "T3 take, by a woken waiter that has waited too long")
(assert (and (>= awake_late 1) (= locked 0) (= contended 0) (= starving 0)))
(check-sat)  ; sat
(assert (let ((locked 1) (woken 0) (contended (ite (>= waiters 1) 1 0)) (awake_late (- awake_late 1))
              (owners (+ owners 1)))
  (not (inv locked contended woken starving waiters looping awake awake_late asleep roused keeps ends
    owners leaving waking handing tokens threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "broken T3 keeps_the_woken_bit: the waiter that takes the lock does not clear its bit")
(assert (and (>= awake 1) (= locked 0) (= contended 0) (= starving 0)))
(check-sat)  ; sat
(assert (let ((locked 1) (contended 1) (awake (- awake 1)) (owners (+ owners 1)))
  (not (inv locked contended woken starving waiters looping awake awake_late asleep roused keeps ends
    owners leaving waking handing tokens threads))))
(check-sat)  ; sat
(get-value (locked contended woken starving waiters looping awake awake_late asleep roused keeps ends
    owners leaving waking handing tokens threads))
(pop)

(push) (echo "broken T3 takes_what_is_handed_over: a newcomer takes a starving mutex that is unlocked")
(assert (and (>= looping 1) (= locked 0) (= contended 0)))
(check-sat)  ; sat
(assert (let ((locked 1) (contended 1) (looping (- looping 1)) (owners (+ owners 1)))
  (not (inv locked contended woken starving waiters looping awake awake_late asleep roused keeps ends
    owners leaving waking handing tokens threads))))
(check-sat)  ; sat
(get-value (locked contended woken starving waiters looping awake awake_late asleep roused keeps ends
    owners leaving waking handing tokens threads))
(pop)

(push) (echo "broken T3 takes_what_is_being_given_up: a newcomer looks at the locked bit alone")
(assert (and (>= looping 1) (= locked 0) (= starving 0)))
(check-sat)  ; sat
(assert (let ((locked 1) (contended (ite (or (= woken 1) (>= waiters 1)) 1 0)) (looping (- looping 1))
              (owners (+ owners 1)))
  (not (inv locked contended woken starving waiters looping awake awake_late asleep roused keeps ends
    owners leaving waking handing tokens threads))))
(check-sat)  ; sat
(get-value (locked contended woken starving waiters looping awake awake_late asleep roused keeps ends
    owners leaving waking handing tokens threads))
(pop)

(push) (echo "broken T3 says_nothing_of_waiters: who takes the lock while others wait does not set the contended bit")
(assert (and (>= looping 1) (= locked 0) (= contended 0) (= starving 0)))
(check-sat)  ; sat
(assert (let ((locked 1) (looping (- looping 1)) (owners (+ owners 1)))
  (not (inv locked contended woken starving waiters looping awake awake_late asleep roused keeps ends
    owners leaving waking handing tokens threads))))
(check-sat)  ; sat
(get-value (locked contended woken starving waiters looping awake awake_late asleep roused keeps ends
    owners leaving waking handing tokens threads))
(pop)

(push) (echo "T4 queue, by a newcomer")
(assert (and (>= looping 1) (or (= locked 1) (= contended 1) (= starving 1))))
(check-sat)  ; sat
(assert (let ((waiters (+ waiters 1)) (contended (ite (= locked 1) 1 contended)) (looping (- looping 1))
              (asleep (+ asleep 1)))
  (not (inv locked contended woken starving waiters looping awake awake_late asleep roused keeps ends
    owners leaving waking handing tokens threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "T4 queue, by a woken waiter that has lost")
(assert (and (>= awake 1) (or (= locked 1) (= contended 1) (= starving 1))))
(check-sat)  ; sat
(assert (let ((waiters (+ waiters 1)) (contended (ite (= locked 1) 1 contended)) (woken 0) (awake (- awake 1))
              (asleep (+ asleep 1)))
  (not (inv locked contended woken starving waiters looping awake awake_late asleep roused keeps ends
    owners leaving waking handing tokens threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "T4 queue, by a woken waiter that has lost and waited too long")
(assert (and (>= awake_late 1) (or (= locked 1) (= contended 1) (= starving 1))))
(check-sat)  ; sat
(assert (let ((waiters (+ waiters 1)) (contended (ite (= locked 1) 1 contended)) (woken 0)
              (awake_late (- awake_late 1)) (asleep (+ asleep 1))
              (starving (ite (or (= locked 1) (= contended 1)) 1 starving)))
  (not (inv locked contended woken starving waiters looping awake awake_late asleep roused keeps ends
    owners leaving waking handing tokens threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "broken T4 queues_in_silence: a newcomer that queues does not set the contended bit")
(assert (and (>= looping 1) (or (= locked 1) (= contended 1) (= starving 1))))
(check-sat)  ; sat
(assert (let ((waiters (+ waiters 1)) (looping (- looping 1)) (asleep (+ asleep 1)))
  (not (inv locked contended woken starving waiters looping awake awake_late asleep roused keeps ends
    owners leaving waking handing tokens threads))))
(check-sat)  ; sat
(get-value (locked contended woken starving waiters looping awake awake_late asleep roused keeps ends
    owners leaving waking handing tokens threads))
(pop)

(push) (echo "broken T4 starves_an_unlocked_mutex: who waited too long sets starving although it takes the lock")
(assert (and (>= awake_late 1) (= locked 0) (= contended 0) (= starving 0)))
(check-sat)  ; sat
(assert (let ((locked 1) (contended 1) (woken 0) (starving 1) (awake_late (- awake_late 1)) (owners (+ owners 1)))
  (not (inv locked contended woken starving waiters looping awake awake_late asleep roused keeps ends
    owners leaving waking handing tokens threads))))
(check-sat)  ; sat
(get-value (locked contended woken starving waiters looping awake awake_late asleep roused keeps ends
    owners leaving waking handing tokens threads))
(pop)

(push) (echo "T4 then, the sleeper takes a token")
(assert (and (>= asleep 1) (>= tokens 1)))
(check-sat)  ; sat
(assert (let ((asleep (- asleep 1)) (tokens (- tokens 1)) (roused (+ roused 1)))
  (not (inv locked contended woken starving waiters looping awake awake_late asleep roused keeps ends
    owners leaving waking handing tokens threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "T4 then, looks at the word: normal mode, back to the loop")
(declare-const waited_too_long Bool)
(assert (and (>= roused 1) (= starving 0)))
(check-sat)  ; sat
(assert (let ((roused (- roused 1)) (awake (+ awake (ite waited_too_long 0 1)))
              (awake_late (+ awake_late (ite waited_too_long 1 0))))
  (not (inv locked contended woken starving waiters looping awake awake_late asleep roused keeps ends
    owners leaving waking handing tokens threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "T5 unlock, which leaves 0")
(assert (and (>= owners 1) (= locked 1) (= contended 0) (= woken 0) (= starving 0) (= waiters 0)))
(check-sat)  ; sat
(assert (let ((locked 0) (owners (- owners 1)) (threads (- threads 1)))
  (not (inv locked contended woken starving waiters looping awake awake_late asleep roused keeps ends
    owners leaving waking handing tokens threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "T5 unlock, which leaves something to do")
(assert (and (>= owners 1) (= locked 1)
             (or (= contended 1) (= woken 1) (= starving 1) (>= waiters 1))))
(check-sat)  ; sat
(assert (let ((locked 0) (owners (- owners 1)) (leaving (+ leaving 1)))
  (not (inv locked contended woken starving waiters looping awake awake_late asleep roused keeps ends
    owners leaving waking handing tokens threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "T6 unlock quietly")
(assert (and (>= leaving 1) (= contended 1) (= locked 0) (= starving 0) (or (= waiters 0) (= woken 1))))
(check-sat)  ; sat
(assert (let ((contended 0) (leaving (- leaving 1)) (threads (- threads 1)))
  (not (inv locked contended woken starving waiters looping awake awake_late asleep roused keeps ends
    owners leaving waking handing tokens threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "broken T6 wakes_nobody: an unlock leaves quietly although somebody waits and nobody is awake")
(assert (and (>= leaving 1) (= contended 1) (= locked 0) (= starving 0)))
(check-sat)  ; sat
(assert (let ((contended 0) (leaving (- leaving 1)) (threads (- threads 1)))
  (not (inv locked contended woken starving waiters looping awake awake_late asleep roused keeps ends
    owners leaving waking handing tokens threads))))
(check-sat)  ; sat
(get-value (locked contended woken starving waiters looping awake awake_late asleep roused keeps ends
    owners leaving waking handing tokens threads))
(pop)

(push) (echo "T7 unlock, wake")
(assert (and (>= leaving 1) (= contended 1) (= locked 0) (= starving 0) (= woken 0) (>= waiters 1)))
(check-sat)  ; sat
(assert (let ((contended 0) (waiters (- waiters 1)) (woken 1) (leaving (- leaving 1)) (waking (+ waking 1)))
  (not (inv locked contended woken starving waiters looping awake awake_late asleep roused keeps ends
    owners leaving waking handing tokens threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "broken T7 wakes_a_second: the guard does not ask whether somebody is awake already")
(assert (and (>= leaving 1) (= contended 1) (= locked 0) (= starving 0) (>= waiters 1)))
(check-sat)  ; sat
(assert (let ((contended 0) (waiters (- waiters 1)) (woken 1) (leaving (- leaving 1)) (waking (+ waking 1)))
  (not (inv locked contended woken starving waiters looping awake awake_late asleep roused keeps ends
    owners leaving waking handing tokens threads))))
(check-sat)  ; sat
(get-value (locked contended woken starving waiters looping awake awake_late asleep roused keeps ends
    owners leaving waking handing tokens threads))
(pop)

(push) (echo "broken T7 does_not_discount: the waiter that is woken stays counted")
(assert (and (>= leaving 1) (= contended 1) (= locked 0) (= starving 0) (= woken 0) (>= waiters 1)))
(check-sat)  ; sat
(assert (let ((contended 0) (woken 1) (leaving (- leaving 1)) (waking (+ waking 1)))
  (not (inv locked contended woken starving waiters looping awake awake_late asleep roused keeps ends
    owners leaving waking handing tokens threads))))
(check-sat)  ; sat
(get-value (locked contended woken starving waiters looping awake awake_late asleep roused keeps ends
    owners leaving waking handing tokens threads))
(pop)

(push) (echo "T7 then, the plain release")
(assert (>= waking 1))
(check-sat)  ; sat
(assert (let ((waking (- waking 1)) (tokens (+ tokens 1)) (threads (- threads 1)))
  (not (inv locked contended woken starving waiters looping awake awake_late asleep roused keeps ends
    owners leaving waking handing tokens threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "T8 unlock, hand")
(assert (and (>= leaving 1) (= contended 1) (= locked 0) (= starving 1)))
(check-sat)  ; sat
(assert (let ((contended 0) (leaving (- leaving 1)) (handing (+ handing 1)))
  (not (inv locked contended woken starving waiters looping awake awake_late asleep roused keeps ends
    owners leaving waking handing tokens threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "broken T8 gives_nothing: the unlock of a starving mutex keeps the token")
(assert (and (>= leaving 1) (= contended 1) (= locked 0) (= starving 1)))
(check-sat)  ; sat
(assert (let ((contended 0) (leaving (- leaving 1)) (threads (- threads 1)))
  (not (inv locked contended woken starving waiters looping awake awake_late asleep roused keeps ends
    owners leaving waking handing tokens threads))))
(check-sat)  ; sat
(get-value (locked contended woken starving waiters looping awake awake_late asleep roused keeps ends
    owners leaving waking handing tokens threads))
(pop)

(push) (echo "T8 then, the release with hand-off")
(assert (>= handing 1))
(check-sat)  ; sat
(assert (let ((handing (- handing 1)) (tokens (+ tokens 1)) (threads (- threads 1)))
  (not (inv locked contended woken starving waiters looping awake awake_late asleep roused keeps ends
    owners leaving waking handing tokens threads))))
(check-sat)  ; unsat
(pop)

; The new owner decides by the word that it reads, and adds later; newcomers may queue in between.
(push) (echo "T9 first, looks at the word: starving mode, which it will keep")
(assert (and (>= roused 1) (= starving 1) (>= waiters 2)))
(check-sat)  ; sat
(assert (let ((roused (- roused 1)) (keeps (+ keeps 1)))
  (not (inv locked contended woken starving waiters looping awake awake_late asleep roused keeps ends
    owners leaving waking handing tokens threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "T9 first, looks at the word: starving mode, which it will end")
(assert (and (>= roused 1) (= starving 1)))
(check-sat)  ; sat
(assert (let ((roused (- roused 1)) (ends (+ ends 1)))
  (not (inv locked contended woken starving waiters looping awake awake_late asleep roused keeps ends
    owners leaving waking handing tokens threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "broken T9 keeps_the_mode_though_last: the last waiter does not end starving mode")
(assert (and (>= roused 1) (= starving 1)))
(check-sat)  ; sat
(assert (let ((roused (- roused 1)) (keeps (+ keeps 1)))
  (not (inv locked contended woken starving waiters looping awake awake_late asleep roused keeps ends
    owners leaving waking handing tokens threads))))
(check-sat)  ; sat
(get-value (locked contended woken starving waiters looping awake awake_late asleep roused keeps ends
    owners leaving waking handing tokens threads))
(pop)

(push) (echo "T9 own, keeping the mode")
(assert (>= keeps 1))
(check-sat)  ; sat
(assert (let ((locked (+ locked 1)) (contended (+ contended 1)) (waiters (- waiters 1)) (keeps (- keeps 1))
              (owners (+ owners 1)))
  (not (inv locked contended woken starving waiters looping awake awake_late asleep roused keeps ends
    owners leaving waking handing tokens threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "T9 own, ending the mode")
(assert (>= ends 1))
(check-sat)  ; sat
(assert (let ((locked (+ locked 1)) (contended (+ contended 1)) (waiters (- waiters 1)) (starving (- starving 1))
              (ends (- ends 1)) (owners (+ owners 1)))
  (not (inv locked contended woken starving waiters looping awake awake_late asleep roused keeps ends
    owners leaving waking handing tokens threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "broken T9 stays_counted: the new owner does not take itself off the waiters")
(assert (>= ends 1))
(check-sat)  ; sat
(assert (let ((locked (+ locked 1)) (contended (+ contended 1)) (starving (- starving 1)) (ends (- ends 1))
              (owners (+ owners 1)))
  (not (inv locked contended woken starving waiters looping awake awake_late asleep roused keeps ends
    owners leaving waking handing tokens threads))))
(check-sat)  ; sat
(get-value (locked contended woken starving waiters looping awake awake_late asleep roused keeps ends
    owners leaving waking handing tokens threads))
(pop)

(push) (echo "broken T9 says_nothing_of_newcomers: the owner that ends the mode does not set the contended bit")
(assert (>= ends 1))
(check-sat)  ; sat
(assert (let ((locked (+ locked 1)) (waiters (- waiters 1)) (starving (- starving 1)) (ends (- ends 1))
              (owners (+ owners 1)))
  (not (inv locked contended woken starving waiters looping awake awake_late asleep roused keeps ends
    owners leaving waking handing tokens threads))))
(check-sat)  ; sat
(get-value (locked contended woken starving waiters looping awake awake_late asleep roused keeps ends
    owners leaving waking handing tokens threads))
(pop)

; What follows from the invariant. Each is asked for a state that contradicts it.

(push) (echo "holds MUTEX-1: at most one owner, and none while an unlock is under way")
(assert (> (+ owners leaving) 1))
(check-sat)  ; unsat
(pop)

(push) (echo "holds MUTEX-6: after T5 it is being unlocked, so a correct unlock is never fatal (is_being_unlocked)")
(assert (and (>= leaving 1) (not (and (= locked 0) (= contended 1)))))
(check-sat)  ; unsat
(pop)

(push) (echo "holds MUTEX-14: whoever believes to have the woken bit has it, first throw")
(assert (and (>= (+ awake awake_late) 1) (not (= woken 1))))
(check-sat)  ; unsat
(pop)

(push) (echo "holds MUTEX-14: whoever was handed the lock finds it handed over, second throw (is_handed_over)")
(assert (and (>= (+ roused keeps ends) 1) (= starving 1)
             (not (and (= locked 0) (= contended 0) (= woken 0) (>= waiters 1)))))
(check-sat)  ; unsat
(pop)

(push) (echo "holds MUTEX-14: T9's addition neither carries nor borrows, though made later than its look")
(assert (and (>= (+ keeps ends) 1)
             (not (and (= locked 0) (= contended 0) (>= waiters 1) (= starving 1)))))
(check-sat)  ; unsat
(pop)

(push) (echo "holds MUTEX-11: in starving mode one thread is handed the mutex, and nobody has it or competes for it meanwhile")
(assert (and (= starving 1) (>= (+ handing tokens roused keeps ends) 1)
  (or (> (+ handing tokens roused keeps ends) 1) (>= (+ owners leaving) 1) (>= (+ awake awake_late waking) 1))))
(check-sat)  ; unsat
(pop)

(push) (echo "holds MUTEX-12: with one waiter left, the owner-elect ends the mode")
(assert (and (>= keeps 1) (<= waiters 1)))
(check-sat)  ; unsat
(pop)

(push) (echo "holds MUTEX-5: a token has a taker")
(assert (> tokens asleep))
(check-sat)  ; unsat
(pop)

(push) (echo "holds MUTEX-5: no sleeper is forgotten: the mutex is held, or a thread is under way that will see to it")
(assert (and (>= asleep 1) (= (+ owners leaving) 0)
             (= (+ awake awake_late waking handing tokens roused keeps ends) 0)))
(check-sat)  ; unsat
(pop)

(push) (echo "holds LIFE-1: whoever has still to release keeps a waiter inside lock, who needs the token")
(assert (and (>= (+ waking handing) 1) (not (>= asleep 1))))
(check-sat)  ; unsat
(pop)

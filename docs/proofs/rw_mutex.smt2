; rw_mutex (core/lockstep/rw_mutex.h), any number of threads.
;
; Proved: RW-1, RW-2, the safety half of RW-3, and that no fatal error of the header is reached by correct use. Under
; sequential consistency: docs/invariants/rw_mutex.md has the orders, README.md the method.
;
; The lower half of the word, with the writers up to their announcement, is mutex.smt2 again, and its invariants have
; the same numbers. The readers come on top. All three semaphores are used by their specification (semaphore.smt2). An
; unlock that has exchanged the word owes tokens; in which order it gives them is left open, and it is no longer
; counted as a thread.

(set-logic ALL)

(declare-const locked Int)      ; the word, lower half
(declare-const woken Int)
(declare-const starving Int)
(declare-const waiters Int)
(declare-const readers Int)     ; the word, upper half
(declare-const to_leave Int)    ; the count beside it
(declare-const looping Int)     ; writers as in mutex.smt2: in lock, before R5 or in the loop, without the woken bit
(declare-const awake Int)       ;   in the loop with the woken bit, waited little
(declare-const awake_late Int)  ;   the same, and has waited too long
(declare-const asleep Int)      ;   after R8, without a token
(declare-const roused Int)      ;   took a token, has not looked at the word again
(declare-const keeps Int)       ;   is about to own (R9), keeping starving mode
(declare-const ends Int)        ;   is about to own (R9), ending it
(declare-const waking Int)      ; plain tokens of `writers` that an unlock (R12) has still to give
(declare-const handing Int)     ; tokens of `writers` that it has still to hand over
(declare-const tokens Int)      ; in `writers`, given and not taken
(declare-const counting Int)    ; a writer that is announced, between its exchange and R10's addition
(declare-const counted Int)     ; the readers that its exchange counted; 0 without one
(declare-const draining Int)    ; after the addition, waits for the token of `left`
(declare-const inside Int)      ; a writer inside
(declare-const reading Int)     ; readers inside
(declare-const entering Int)    ; readers after R2, without a token
(declare-const admitting Int)   ; tokens of `readers` that an unlock has still to give
(declare-const admitted Int)    ; in `readers`, given and not taken
(declare-const leaving Int)     ; in R4, between its two subtractions
(declare-const last Int)        ; R4's last one, which has still to give the token of `left`
(declare-const drained Int)     ; in `left`, given and not taken
(declare-const budget Int)      ; ghost: how many readers may still enter before the announced writer (RW-2)
(declare-const threads Int)     ; ghost: all these, but for unlocks that owe tokens

(define-fun inv ((locked Int) (woken Int) (starving Int) (waiters Int) (readers Int) (to_leave Int)
  (looping Int) (awake Int) (awake_late Int) (asleep Int) (roused Int) (keeps Int) (ends Int)
  (waking Int) (handing Int) (tokens Int) (counting Int) (counted Int) (draining Int) (inside Int)
  (reading Int) (entering Int) (admitting Int) (admitted Int) (leaving Int) (last Int) (drained Int)
  (budget Int) (threads Int)) Bool (and
  ; I1 everything is a count, and every thread is somewhere
  (>= locked 0) (<= locked 1) (>= woken 0) (<= woken 1) (>= starving 0) (<= starving 1) (>= waiters 0) (>= readers 0)
  (>= looping 0) (>= awake 0) (>= awake_late 0) (>= asleep 0) (>= roused 0) (>= keeps 0) (>= ends 0)
  (>= waking 0) (>= handing 0) (>= tokens 0) (>= counting 0) (>= counted 0) (>= draining 0) (>= inside 0)
  (>= reading 0) (>= entering 0) (>= admitting 0) (>= admitted 0) (>= leaving 0) (>= last 0) (>= drained 0)
  (= threads (+ looping awake awake_late asleep roused keeps ends counting draining inside reading entering leaving
                last))
  ; I2 RW-1: the locked bit is the number of announced writers
  (= locked (+ counting draining inside))
  ; I3 as in mutex.smt2: in normal mode the woken bit is the one writer who is awake or being woken
  (=> (= starving 0) (= woken (+ awake awake_late waking tokens roused)))
  ; I4 in normal mode nobody hands the lock over
  (=> (= starving 0) (= (+ keeps ends handing) 0))
  ; I5 in starving mode nobody competes
  (=> (= starving 1) (= (+ woken awake awake_late waking) 0))
  ; I6 in starving mode the lock is free of writers exactly while one hand-off is under way
  (=> (= starving 1) (= (+ handing tokens roused keeps ends) (- 1 locked)))
  ; I7 in normal mode who sleeps is counted, but for the one that R12 has discounted
  (=> (= starving 0) (= asleep (+ waiters waking tokens)))
  ; I8 in starving mode who was handed the lock is still counted
  (=> (= starving 1) (= waiters (+ asleep roused keeps ends)))
  ; I9 starving mode implies a waiter; whoever keeps the mode leaves another behind
  (=> (= starving 1) (>= waiters 1))
  (=> (>= keeps 1) (>= waiters 2))
  ; I10 a lock that is free and has waiters has a waiter awake or being woken
  (=> (and (= locked 0) (= starving 0) (>= waiters 1)) (= woken 1))
  ; I11 RW-9: the word counts the readers inside and those who wait to enter
  (= readers (+ reading entering))
  ; I12 RW-3: without a writer, each reader that waits has a token there or owed, and nobody is to leave
  (=> (= locked 0) (and (= (+ admitting admitted) entering) (= (+ leaving last drained) 0) (= to_leave 0)))
  ; I13 RW-3: with one, no more tokens than readers that wait
  (<= (+ admitting admitted) entering)
  ; I14 RW-1: before R10's addition, counted + to_leave = the counted readers that have not left
  (=> (= counting 1) (and (= (+ counted to_leave) (+ reading admitting admitted leaving)) (<= to_leave 0)
                          (>= counted 1) (= (+ last drained) 0)))
  (=> (= counting 0) (= counted 0))
  ; I15 RW-1: after it, to_leave is their number, and the last one's token is on its way when that is 0
  (=> (= draining 1) (and (= to_leave (+ reading admitting admitted leaving)) (<= (+ last drained) 1)
                          (= (= to_leave 0) (= (+ last drained) 1))))
  ; I16 RW-1: with a writer inside there is no reader inside, and none that may enter
  (=> (= inside 1) (and (= to_leave 0) (= (+ reading admitting admitted leaving last drained) 0)))
  ; I17 RW-2: what may still enter before the announced writer was counted by its announcement
  (=> (= locked 1) (<= (+ admitting admitted) budget))
  (>= budget 0)
))

; search: (<= threads 4)

(push) (echo "init")
(assert (and (= locked 0) (= woken 0) (= starving 0) (= waiters 0) (= readers 0) (= to_leave 0) (= looping 0)
  (= awake 0) (= awake_late 0) (= asleep 0) (= roused 0) (= keeps 0) (= ends 0) (= waking 0) (= handing 0) (= tokens 0)
  (= counting 0) (= counted 0) (= draining 0) (= inside 0) (= reading 0) (= entering 0) (= admitting 0) (= admitted 0)
  (= leaving 0) (= last 0) (= drained 0) (= budget 0) (= threads 0)))
(check-sat)  ; sat
(assert (not (inv locked woken starving waiters readers to_leave looping awake awake_late asleep roused keeps
    ends waking handing tokens counting counted draining inside reading entering admitting admitted
    leaving last drained budget threads)))
(check-sat)  ; unsat
(pop)

(assert (inv locked woken starving waiters readers to_leave looping awake awake_late asleep roused keeps
    ends waking handing tokens counting counted draining inside reading entering admitting admitted
    leaving last drained budget threads))

(push) (echo "enter: a thread calls lock")
(assert true)
(check-sat)  ; sat
(assert (let ((looping (+ looping 1)) (threads (+ threads 1)))
  (not (inv locked woken starving waiters readers to_leave looping awake awake_late asleep roused keeps
    ends waking handing tokens counting counted draining inside reading entering admitting admitted
    leaving last drained budget threads))))
(check-sat)  ; unsat
(pop)

; --- readers. A try_lock_shared that succeeds is R1; one that fails has changed nothing.

(push) (echo "R1 enter")
(assert (= locked 0))
(check-sat)  ; sat
(assert (let ((readers (+ readers 1)) (reading (+ reading 1)) (threads (+ threads 1)))
  (not (inv locked woken starving waiters readers to_leave looping awake awake_late asleep roused keeps
    ends waking handing tokens counting counted draining inside reading entering admitting admitted
    leaving last drained budget threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "broken R1 enters_past_a_writer: a reader does not look at the locked bit that its addition replaced")
(assert true)
(check-sat)  ; sat
(assert (let ((readers (+ readers 1)) (reading (+ reading 1)) (threads (+ threads 1)))
  (not (inv locked woken starving waiters readers to_leave looping awake awake_late asleep roused keeps
    ends waking handing tokens counting counted draining inside reading entering admitting admitted
    leaving last drained budget threads))))
(check-sat)  ; sat
(get-value (locked woken starving waiters readers to_leave looping awake awake_late asleep roused keeps ends
    waking handing tokens counting counted draining inside reading entering admitting admitted
    leaving last drained budget threads))
(pop)

(push) (echo "R2 wait to enter")
(assert (= locked 1))
(check-sat)  ; sat
(assert (let ((readers (+ readers 1)) (entering (+ entering 1)) (threads (+ threads 1)))
  (not (inv locked woken starving waiters readers to_leave looping awake awake_late asleep roused keeps
    ends waking handing tokens counting counted draining inside reading entering admitting admitted
    leaving last drained budget threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "R2 then, takes a token and enters")
(assert (and (>= entering 1) (>= admitted 1)))
(check-sat)  ; sat
(assert (let ((entering (- entering 1)) (admitted (- admitted 1)) (reading (+ reading 1))
              (budget (ite (= locked 1) (- budget 1) budget)))
  (not (inv locked woken starving waiters readers to_leave looping awake awake_late asleep roused keeps
    ends waking handing tokens counting counted draining inside reading entering admitting admitted
    leaving last drained budget threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "R3 leave")
(assert (and (>= reading 1) (= locked 0)))
(check-sat)  ; sat
(assert (let ((readers (- readers 1)) (reading (- reading 1)) (threads (- threads 1)))
  (not (inv locked woken starving waiters readers to_leave looping awake awake_late asleep roused keeps
    ends waking handing tokens counting counted draining inside reading entering admitting admitted
    leaving last drained budget threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "broken R3 leaves_uncounted: a reader that leaves an announced writer behind does not count itself off")
(assert (>= reading 1))
(check-sat)  ; sat
(assert (let ((readers (- readers 1)) (reading (- reading 1)) (threads (- threads 1)))
  (not (inv locked woken starving waiters readers to_leave looping awake awake_late asleep roused keeps
    ends waking handing tokens counting counted draining inside reading entering admitting admitted
    leaving last drained budget threads))))
(check-sat)  ; sat
(get-value (locked woken starving waiters readers to_leave looping awake awake_late asleep roused keeps ends
    waking handing tokens counting counted draining inside reading entering admitting admitted
    leaving last drained budget threads))
(pop)

(push) (echo "R4 leave first: off the readers")
(assert (and (>= reading 1) (= locked 1)))
(check-sat)  ; sat
(assert (let ((readers (- readers 1)) (reading (- reading 1)) (leaving (+ leaving 1)))
  (not (inv locked woken starving waiters readers to_leave looping awake awake_late asleep roused keeps
    ends waking handing tokens counting counted draining inside reading entering admitting admitted
    leaving last drained budget threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "R4 leave first: off to_leave, not the last")
(assert (and (>= leaving 1) (not (= to_leave 1))))
(check-sat)  ; sat
(assert (let ((to_leave (- to_leave 1)) (leaving (- leaving 1)) (threads (- threads 1)))
  (not (inv locked woken starving waiters readers to_leave looping awake awake_late asleep roused keeps
    ends waking handing tokens counting counted draining inside reading entering admitting admitted
    leaving last drained budget threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "R4 leave first: off to_leave, the last")
(assert (and (>= leaving 1) (= to_leave 1)))
(check-sat)  ; sat
(assert (let ((to_leave (- to_leave 1)) (leaving (- leaving 1)) (last (+ last 1)))
  (not (inv locked woken starving waiters readers to_leave looping awake awake_late asleep roused keeps
    ends waking handing tokens counting counted draining inside reading entering admitting admitted
    leaving last drained budget threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "R4 leave first: gives the token of left")
(assert (>= last 1))
(check-sat)  ; sat
(assert (let ((last (- last 1)) (drained (+ drained 1)) (threads (- threads 1)))
  (not (inv locked woken starving waiters readers to_leave looping awake awake_late asleep roused keeps
    ends waking handing tokens counting counted draining inside reading entering admitting admitted
    leaving last drained budget threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "broken R4 the_last_wakes_nobody: the last reader to leave does not give the token")
(assert (>= last 1))
(check-sat)  ; sat
(assert (let ((last (- last 1)) (threads (- threads 1)))
  (not (inv locked woken starving waiters readers to_leave looping awake awake_late asleep roused keeps
    ends waking handing tokens counting counted draining inside reading entering admitting admitted
    leaving last drained budget threads))))
(check-sat)  ; sat
(get-value (locked woken starving waiters readers to_leave looping awake awake_late asleep roused keeps ends
    waking handing tokens counting counted draining inside reading entering admitting admitted
    leaving last drained budget threads))
(pop)

; --- writers up to the announcement

(push) (echo "R5 announce, alone")
(assert (and (>= looping 1) (= locked 0) (= woken 0) (= starving 0) (= waiters 0) (= readers 0)))
(check-sat)  ; sat
(assert (let ((locked 1) (looping (- looping 1)) (inside (+ inside 1)) (budget readers))
  (not (inv locked woken starving waiters readers to_leave looping awake awake_late asleep roused keeps
    ends waking handing tokens counting counted draining inside reading entering admitting admitted
    leaving last drained budget threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "R6 claim woken")
(assert (and (>= looping 1) (= locked 1) (= starving 0) (= woken 0) (>= waiters 1)))
(check-sat)  ; sat
(assert (let ((woken 1) (looping (- looping 1)) (awake (+ awake 1)))
  (not (inv locked woken starving waiters readers to_leave looping awake awake_late asleep roused keeps
    ends waking handing tokens counting counted draining inside reading entering admitting admitted
    leaving last drained budget threads))))
(check-sat)  ; unsat
(pop)

; The exchange tells how many readers are inside: with none the writer is inside itself. A try_lock that succeeds is the
; case without readers.
(push) (echo "R7 announce, by a newcomer")
(assert (and (>= looping 1) (= locked 0) (= starving 0)))
(check-sat)  ; sat
(assert (let ((locked 1) (looping (- looping 1)) (counting (+ counting (ite (= readers 0) 0 1))) (counted readers)
              (inside (+ inside (ite (= readers 0) 1 0))) (budget readers))
  (not (inv locked woken starving waiters readers to_leave looping awake awake_late asleep roused keeps
    ends waking handing tokens counting counted draining inside reading entering admitting admitted
    leaving last drained budget threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "broken R7 does_not_count_readers: an announced writer goes in without asking how many are inside")
(assert (and (>= looping 1) (= locked 0) (= starving 0)))
(check-sat)  ; sat
(assert (let ((locked 1) (looping (- looping 1)) (inside (+ inside 1)) (budget readers))
  (not (inv locked woken starving waiters readers to_leave looping awake awake_late asleep roused keeps
    ends waking handing tokens counting counted draining inside reading entering admitting admitted
    leaving last drained budget threads))))
(check-sat)  ; sat
(get-value (locked woken starving waiters readers to_leave looping awake awake_late asleep roused keeps ends
    waking handing tokens counting counted draining inside reading entering admitting admitted
    leaving last drained budget threads))
(pop)

(push) (echo "R7 announce, by a woken waiter")
(assert (and (>= awake 1) (= locked 0) (= starving 0)))
(check-sat)  ; sat
(assert (let ((locked 1) (woken 0) (awake (- awake 1)) (counting (+ counting (ite (= readers 0) 0 1)))
              (counted readers) (inside (+ inside (ite (= readers 0) 1 0))) (budget readers))
  (not (inv locked woken starving waiters readers to_leave looping awake awake_late asleep roused keeps
    ends waking handing tokens counting counted draining inside reading entering admitting admitted
    leaving last drained budget threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "R7 announce, by a woken waiter that has waited too long")
(assert (and (>= awake_late 1) (= locked 0) (= starving 0)))
(check-sat)  ; sat
(assert (let ((locked 1) (woken 0) (awake_late (- awake_late 1)) (counting (+ counting (ite (= readers 0) 0 1)))
              (counted readers) (inside (+ inside (ite (= readers 0) 1 0))) (budget readers))
  (not (inv locked woken starving waiters readers to_leave looping awake awake_late asleep roused keeps
    ends waking handing tokens counting counted draining inside reading entering admitting admitted
    leaving last drained budget threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "R8 queue, by a newcomer")
(assert (and (>= looping 1) (or (= locked 1) (= starving 1))))
(check-sat)  ; sat
(assert (let ((waiters (+ waiters 1)) (looping (- looping 1)) (asleep (+ asleep 1)))
  (not (inv locked woken starving waiters readers to_leave looping awake awake_late asleep roused keeps
    ends waking handing tokens counting counted draining inside reading entering admitting admitted
    leaving last drained budget threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "R8 queue, by a woken waiter that has lost")
(assert (and (>= awake 1) (or (= locked 1) (= starving 1))))
(check-sat)  ; sat
(assert (let ((waiters (+ waiters 1)) (woken 0) (awake (- awake 1)) (asleep (+ asleep 1)))
  (not (inv locked woken starving waiters readers to_leave looping awake awake_late asleep roused keeps
    ends waking handing tokens counting counted draining inside reading entering admitting admitted
    leaving last drained budget threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "R8 queue, by a woken waiter that has lost and waited too long")
(assert (and (>= awake_late 1) (or (= locked 1) (= starving 1))))
(check-sat)  ; sat
(assert (let ((waiters (+ waiters 1)) (woken 0) (awake_late (- awake_late 1)) (asleep (+ asleep 1))
              (starving (ite (= locked 1) 1 starving)))
  (not (inv locked woken starving waiters readers to_leave looping awake awake_late asleep roused keeps
    ends waking handing tokens counting counted draining inside reading entering admitting admitted
    leaving last drained budget threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "broken R8 keeps_the_woken_bit: the waiter that goes back to sleep does not clear its bit")
(assert (and (>= awake 1) (or (= locked 1) (= starving 1))))
(check-sat)  ; sat
(assert (let ((waiters (+ waiters 1)) (awake (- awake 1)) (asleep (+ asleep 1)))
  (not (inv locked woken starving waiters readers to_leave looping awake awake_late asleep roused keeps
    ends waking handing tokens counting counted draining inside reading entering admitting admitted
    leaving last drained budget threads))))
(check-sat)  ; sat
(get-value (locked woken starving waiters readers to_leave looping awake awake_late asleep roused keeps ends
    waking handing tokens counting counted draining inside reading entering admitting admitted
    leaving last drained budget threads))
(pop)

(push) (echo "R8 then, the sleeper takes a token")
(assert (and (>= asleep 1) (>= tokens 1)))
(check-sat)  ; sat
(assert (let ((asleep (- asleep 1)) (tokens (- tokens 1)) (roused (+ roused 1)))
  (not (inv locked woken starving waiters readers to_leave looping awake awake_late asleep roused keeps
    ends waking handing tokens counting counted draining inside reading entering admitting admitted
    leaving last drained budget threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "R8 then, looks at the word: normal mode, back to the loop")
(declare-const waited_too_long Bool)
(assert (and (>= roused 1) (= starving 0)))
(check-sat)  ; sat
(assert (let ((roused (- roused 1)) (awake (+ awake (ite waited_too_long 0 1)))
              (awake_late (+ awake_late (ite waited_too_long 1 0))))
  (not (inv locked woken starving waiters readers to_leave looping awake awake_late asleep roused keeps
    ends waking handing tokens counting counted draining inside reading entering admitting admitted
    leaving last drained budget threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "R9 first, looks at the word: starving mode, which it will keep")
(assert (and (>= roused 1) (= starving 1) (>= waiters 2)))
(check-sat)  ; sat
(assert (let ((roused (- roused 1)) (keeps (+ keeps 1)))
  (not (inv locked woken starving waiters readers to_leave looping awake awake_late asleep roused keeps
    ends waking handing tokens counting counted draining inside reading entering admitting admitted
    leaving last drained budget threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "R9 first, looks at the word: starving mode, which it will end")
(assert (and (>= roused 1) (= starving 1)))
(check-sat)  ; sat
(assert (let ((roused (- roused 1)) (ends (+ ends 1)))
  (not (inv locked woken starving waiters readers to_leave looping awake awake_late asleep roused keeps
    ends waking handing tokens counting counted draining inside reading entering admitting admitted
    leaving last drained budget threads))))
(check-sat)  ; unsat
(pop)

; The addition tells how many readers are inside, as R7's exchange does.
(push) (echo "R9 own, keeping the mode")
(assert (>= keeps 1))
(check-sat)  ; sat
(assert (let ((locked (+ locked 1)) (waiters (- waiters 1)) (keeps (- keeps 1))
              (counting (+ counting (ite (= readers 0) 0 1))) (counted readers)
              (inside (+ inside (ite (= readers 0) 1 0))) (budget readers))
  (not (inv locked woken starving waiters readers to_leave looping awake awake_late asleep roused keeps
    ends waking handing tokens counting counted draining inside reading entering admitting admitted
    leaving last drained budget threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "R9 own, ending the mode")
(assert (>= ends 1))
(check-sat)  ; sat
(assert (let ((locked (+ locked 1)) (waiters (- waiters 1)) (starving (- starving 1)) (ends (- ends 1))
              (counting (+ counting (ite (= readers 0) 0 1))) (counted readers)
              (inside (+ inside (ite (= readers 0) 1 0))) (budget readers))
  (not (inv locked woken starving waiters readers to_leave looping awake awake_late asleep roused keeps
    ends waking handing tokens counting counted draining inside reading entering admitting admitted
    leaving last drained budget threads))))
(check-sat)  ; unsat
(pop)

; --- the announced writer

(push) (echo "R10 wait: the addition, some have not left")
(assert (and (>= counting 1) (not (= (+ to_leave counted) 0))))
(check-sat)  ; sat
(assert (let ((to_leave (+ to_leave counted)) (counted 0) (counting (- counting 1)) (draining (+ draining 1)))
  (not (inv locked woken starving waiters readers to_leave looping awake awake_late asleep roused keeps
    ends waking handing tokens counting counted draining inside reading entering admitting admitted
    leaving last drained budget threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "R10 wait: the addition, all have left already")
(assert (and (>= counting 1) (= (+ to_leave counted) 0)))
(check-sat)  ; sat
(assert (let ((to_leave (+ to_leave counted)) (counted 0) (counting (- counting 1)) (inside (+ inside 1)))
  (not (inv locked woken starving waiters readers to_leave looping awake awake_late asleep roused keeps
    ends waking handing tokens counting counted draining inside reading entering admitting admitted
    leaving last drained budget threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "R10 wait: takes the token of left")
(assert (and (>= draining 1) (>= drained 1)))
(check-sat)  ; sat
(assert (let ((draining (- draining 1)) (drained (- drained 1)) (inside (+ inside 1)))
  (not (inv locked woken starving waiters readers to_leave looping awake awake_late asleep roused keeps
    ends waking handing tokens counting counted draining inside reading entering admitting admitted
    leaving last drained budget threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "broken R10 waits_for_ever: the writer sleeps although all have left before its addition")
(assert (>= counting 1))
(check-sat)  ; sat
(assert (let ((to_leave (+ to_leave counted)) (counted 0) (counting (- counting 1)) (draining (+ draining 1)))
  (not (inv locked woken starving waiters readers to_leave looping awake awake_late asleep roused keeps
    ends waking handing tokens counting counted draining inside reading entering admitting admitted
    leaving last drained budget threads))))
(check-sat)  ; sat
(get-value (locked woken starving waiters readers to_leave looping awake awake_late asleep roused keeps ends
    waking handing tokens counting counted draining inside reading entering admitting admitted
    leaving last drained budget threads))
(pop)

; --- unlock

(push) (echo "R11 unlock, alone")
(assert (and (>= inside 1) (= locked 1) (= woken 0) (= starving 0) (= waiters 0) (= readers 0)))
(check-sat)  ; sat
(assert (let ((locked 0) (inside (- inside 1)) (threads (- threads 1)))
  (not (inv locked woken starving waiters readers to_leave looping awake awake_late asleep roused keeps
    ends waking handing tokens counting counted draining inside reading entering admitting admitted
    leaving last drained budget threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "R12 unlock: takes over the readers, wakes no writer")
(assert (and (>= inside 1) (= locked 1) (= starving 0) (or (= waiters 0) (= woken 1))))
(check-sat)  ; sat
(assert (let ((locked 0) (admitting (+ admitting readers)) (inside (- inside 1)) (threads (- threads 1)))
  (not (inv locked woken starving waiters readers to_leave looping awake awake_late asleep roused keeps
    ends waking handing tokens counting counted draining inside reading entering admitting admitted
    leaving last drained budget threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "broken R12 forgets_the_readers: the unlock gives no tokens to the readers that came meanwhile")
(assert (and (>= inside 1) (= locked 1) (= starving 0) (or (= waiters 0) (= woken 1))))
(check-sat)  ; sat
(assert (let ((locked 0) (inside (- inside 1)) (threads (- threads 1)))
  (not (inv locked woken starving waiters readers to_leave looping awake awake_late asleep roused keeps
    ends waking handing tokens counting counted draining inside reading entering admitting admitted
    leaving last drained budget threads))))
(check-sat)  ; sat
(get-value (locked woken starving waiters readers to_leave looping awake awake_late asleep roused keeps ends
    waking handing tokens counting counted draining inside reading entering admitting admitted
    leaving last drained budget threads))
(pop)

(push) (echo "broken R12 wakes_nobody: the unlock wakes no writer although one waits and none is awake")
(assert (and (>= inside 1) (= locked 1) (= starving 0)))
(check-sat)  ; sat
(assert (let ((locked 0) (admitting (+ admitting readers)) (inside (- inside 1)) (threads (- threads 1)))
  (not (inv locked woken starving waiters readers to_leave looping awake awake_late asleep roused keeps
    ends waking handing tokens counting counted draining inside reading entering admitting admitted
    leaving last drained budget threads))))
(check-sat)  ; sat
(get-value (locked woken starving waiters readers to_leave looping awake awake_late asleep roused keeps ends
    waking handing tokens counting counted draining inside reading entering admitting admitted
    leaving last drained budget threads))
(pop)

(push) (echo "R12 unlock: takes over the readers, wakes a writer")
(assert (and (>= inside 1) (= locked 1) (= starving 0) (= woken 0) (>= waiters 1)))
(check-sat)  ; sat
(assert (let ((locked 0) (waiters (- waiters 1)) (woken 1) (admitting (+ admitting readers)) (waking (+ waking 1))
              (inside (- inside 1)) (threads (- threads 1)))
  (not (inv locked woken starving waiters readers to_leave looping awake awake_late asleep roused keeps
    ends waking handing tokens counting counted draining inside reading entering admitting admitted
    leaving last drained budget threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "R12 unlock: takes over the readers, hands over to a writer")
(assert (and (>= inside 1) (= locked 1) (= starving 1)))
(check-sat)  ; sat
(assert (let ((locked 0) (admitting (+ admitting readers)) (handing (+ handing 1)) (inside (- inside 1))
              (threads (- threads 1)))
  (not (inv locked woken starving waiters readers to_leave looping awake awake_late asleep roused keeps
    ends waking handing tokens counting counted draining inside reading entering admitting admitted
    leaving last drained budget threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "R12 then, a reader's token")
(assert (>= admitting 1))
(check-sat)  ; sat
(assert (let ((admitting (- admitting 1)) (admitted (+ admitted 1)))
  (not (inv locked woken starving waiters readers to_leave looping awake awake_late asleep roused keeps
    ends waking handing tokens counting counted draining inside reading entering admitting admitted
    leaving last drained budget threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "R12 then, a writer's plain token")
(assert (>= waking 1))
(check-sat)  ; sat
(assert (let ((waking (- waking 1)) (tokens (+ tokens 1)))
  (not (inv locked woken starving waiters readers to_leave looping awake awake_late asleep roused keeps
    ends waking handing tokens counting counted draining inside reading entering admitting admitted
    leaving last drained budget threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "R12 then, a writer's token by hand-off")
(assert (>= handing 1))
(check-sat)  ; sat
(assert (let ((handing (- handing 1)) (tokens (+ tokens 1)))
  (not (inv locked woken starving waiters readers to_leave looping awake awake_late asleep roused keeps
    ends waking handing tokens counting counted draining inside reading entering admitting admitted
    leaving last drained budget threads))))
(check-sat)  ; unsat
(pop)

; What follows from the invariant. Each is asked for a state that contradicts it.

(push) (echo "holds RW-1: one writer at most, and no reader beside it")
(assert (or (> inside 1) (and (>= inside 1) (>= reading 1))))
(check-sat)  ; unsat
(pop)

(push) (echo "holds RW-2: who may still enter was counted by the announcement")
(assert (and (= locked 1) (> (+ admitting admitted) budget)))
(check-sat)  ; unsat
(pop)

(push) (echo "holds RW-3: an announced writer that waits has somebody to wait for")
(assert (and (>= draining 1) (= (+ reading admitting admitted leaving last drained) 0)))
(check-sat)  ; unsat
(pop)

(push) (echo "holds RW-3: readers that wait have a writer to wait for, or a token for each of them")
(assert (and (>= entering 1) (= locked 0) (not (= (+ admitting admitted) entering))))
(check-sat)  ; unsat
(pop)

(push) (echo "holds RW-3: no sleeping writer is forgotten")
(assert (and (>= asleep 1) (= locked 0)
             (= (+ awake awake_late waking handing tokens roused keeps ends) 0)))
(check-sat)  ; unsat
(pop)

(push) (echo "holds RW-3: a token has a taker")
(assert (or (> tokens asleep) (> admitted entering) (> drained draining)))
(check-sat)  ; unsat
(pop)

(push) (echo "holds RW-5: a reader inside finds itself counted, so a correct unlock_shared is never fatal")
(assert (and (>= reading 1) (not (>= readers 1))))
(check-sat)  ; unsat
(pop)

(push) (echo "holds RW-6: a writer inside finds the lock locked and nobody to leave: its unlock is not fatal")
(assert (and (>= inside 1) (not (and (= locked 1) (= to_leave 0)))))
(check-sat)  ; unsat
(pop)

(push) (echo "holds RW-3: neither throw of an inconsistent state, as in mutex.smt2")
(assert (or (and (>= (+ awake awake_late) 1) (not (= woken 1)))
            (and (>= (+ roused keeps ends) 1) (= starving 1)
                 (not (and (= locked 0) (= woken 0) (>= waiters 1))))))
(check-sat)  ; unsat
(pop)

(push) (echo "holds LIFE-1: an unlock that owes tokens keeps those who need them inside")
(assert (or (> admitting entering) (> (+ waking handing) asleep)))
(check-sat)  ; unsat
(pop)

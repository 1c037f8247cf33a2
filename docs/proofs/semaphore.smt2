; semaphore (core/lockstep/semaphore.h), any number of threads.
;
; Proved: SEMA-1, the safety half of SEMA-2, and of SEMA-4 that a token handed over never shows in the word. The order
; of the queue (SEMA-3) is not counted here; see semaphore_order.smt2. Under sequential consistency, and with the bucket's lock
; taken for a lock (futex_lock.h): docs/invariants/semaphore.md has the orders, README.md the method.
;
; A critical section is as many steps as it touches the word or the queue, so that those who look at the word alone
; (S1, S3) come in between.

(set-logic ALL)

(declare-const parked Int)       ; the word
(declare-const value Int)        ; its tokens
(declare-const queued Int)       ; the waiters in the bucket's queue: their threads sleep
(declare-const acquiring Int)    ; in acquire, on the way to S1 or to the bucket's lock
(declare-const marking Int)      ; holds the lock, has set parked, and is about to push itself
(declare-const releasing Int)    ; in release, on the way to S3 or to the bucket's lock
(declare-const fetching Int)     ; holds the lock, has taken off a waiter to wake (S5), others are left
(declare-const fetching_last Int)  ; the same, and that was the last one
(declare-const giving_last Int)  ; holds the lock, has taken off the last waiter to give it the token (S4)
(declare-const sending Int)      ; S5's signal to compete is to be stored
(declare-const granting Int)     ; S4's signal granted is to be stored
(declare-const fetched Int)      ; taken off the queue by S5, no signal yet
(declare-const given Int)        ; taken off the queue by S4, no signal yet
(declare-const competing Int)    ; sees compete, has not looked for a token (S7)
(declare-const granted Int)      ; sees granted, has not returned (S6)
(declare-const releases Int)     ; ghost: tokens given, since the beginning
(declare-const acquires Int)     ; ghost: tokens taken
(declare-const threads Int)      ; ghost: at all these points

(define-fun inv ((parked Int) (value Int) (queued Int) (acquiring Int) (marking Int) (releasing Int)
  (fetching Int) (fetching_last Int) (giving_last Int) (sending Int) (granting Int) (fetched Int)
  (given Int) (competing Int) (granted Int) (releases Int) (acquires Int) (threads Int)) Bool (and
  ; I1 everything is a count, the lock has one holder, and every thread is somewhere
  (>= parked 0) (<= parked 1) (>= queued 0) (>= acquiring 0) (>= marking 0) (>= releasing 0)
  (>= fetching 0) (>= fetching_last 0) (>= giving_last 0) (>= sending 0) (>= granting 0)
  (>= fetched 0) (>= given 0) (>= competing 0) (>= granted 0) (>= releases 0) (>= acquires 0)
  (<= (+ marking fetching fetching_last giving_last) 1)
  (= threads (+ queued acquiring marking releasing fetching fetching_last giving_last sending granting
                fetched given competing granted))
  ; I2 SEMA-1: the word holds no negative number
  (>= value 0)
  ; I3 SEMA-1: tokens given = in the word + taken + handed over and under way
  (= releases (+ value acquires giving_last granting granted))
  ; I4 SEMA-2: the mark stands while there is a waiter in the queue, or the lock's holder is about to see to it
  (= (= parked 1) (>= (+ queued marking fetching_last giving_last) 1))
  ; I5 who holds the lock as the one that took the last waiter off finds the queue empty, and the other way round
  (=> (>= (+ fetching_last giving_last) 1) (= queued 0))
  (=> (>= fetching 1) (>= queued 1))
  ; I6 every waiter that is off the queue has a thread that owes it a signal
  (= fetched (+ fetching fetching_last sending))
  (= given (+ giving_last granting))
  ; I7 SEMA-2: while somebody is parked, each token in the word has a waiter sent to fetch it
  (=> (= parked 1) (<= value (+ sending competing)))
))

; search: (and (<= threads 4) (<= releases 3))

(push) (echo "init")
(assert (and (= parked 0) (= value 0) (= queued 0) (= acquiring 0) (= marking 0) (= releasing 0) (= fetching 0)
  (= fetching_last 0) (= giving_last 0) (= sending 0) (= granting 0) (= fetched 0) (= given 0) (= competing 0)
  (= granted 0) (= releases 0) (= acquires 0) (= threads 0)))
(check-sat)  ; sat
(assert (not (inv parked value queued acquiring marking releasing fetching fetching_last giving_last sending
    granting fetched given competing granted releases acquires threads)))
(check-sat)  ; unsat
(pop)

(assert (inv parked value queued acquiring marking releasing fetching fetching_last giving_last sending
    granting fetched given competing granted releases acquires threads))

(push) (echo "enter: a thread calls acquire")
(assert true)
(check-sat)  ; sat
(assert (let ((acquiring (+ acquiring 1)) (threads (+ threads 1)))
  (not (inv parked value queued acquiring marking releasing fetching fetching_last giving_last sending
    granting fetched given competing granted releases acquires threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "enter: a thread calls release")
(assert true)
(check-sat)  ; sat
(assert (let ((releasing (+ releasing 1)) (threads (+ threads 1)))
  (not (inv parked value queued acquiring marking releasing fetching fetching_last giving_last sending
    granting fetched given competing granted releases acquires threads))))
(check-sat)  ; unsat
(pop)

; With the bucket's lock or without.
(push) (echo "S1 take")
(assert (and (>= acquiring 1) (>= value 1)))
(check-sat)  ; sat
(assert (let ((value (- value 1)) (acquires (+ acquires 1)) (acquiring (- acquiring 1)) (threads (- threads 1)))
  (not (inv parked value queued acquiring marking releasing fetching fetching_last giving_last sending
    granting fetched given competing granted releases acquires threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "S2 park: sets the mark")
(assert (and (>= acquiring 1) (= (+ marking fetching fetching_last giving_last) 0) (= value 0)))
(check-sat)  ; sat
(assert (let ((parked 1) (acquiring (- acquiring 1)) (marking (+ marking 1)))
  (not (inv parked value queued acquiring marking releasing fetching fetching_last giving_last sending
    granting fetched given competing granted releases acquires threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "broken S2 parks_without_a_look: the mark is set without looking for a token in the same exchange")
(assert (and (>= acquiring 1) (= (+ marking fetching fetching_last giving_last) 0)))
(check-sat)  ; sat
(assert (let ((parked 1) (acquiring (- acquiring 1)) (marking (+ marking 1)))
  (not (inv parked value queued acquiring marking releasing fetching fetching_last giving_last sending
    granting fetched given competing granted releases acquires threads))))
(check-sat)  ; sat
(get-value (parked value queued acquiring marking releasing fetching fetching_last giving_last sending granting
    fetched given competing granted releases acquires threads))
(pop)

(push) (echo "S2 park: into the queue, and unlocks the bucket")
(assert (>= marking 1))
(check-sat)  ; sat
(assert (let ((marking (- marking 1)) (queued (+ queued 1)))
  (not (inv parked value queued acquiring marking releasing fetching fetching_last giving_last sending
    granting fetched given competing granted releases acquires threads))))
(check-sat)  ; unsat
(pop)

; With the lock held too, where the last waiter has left meanwhile: whoever holds it finds no mark.
(push) (echo "S3 add")
(assert (and (>= releasing 1) (= parked 0)))
(check-sat)  ; sat
(assert (let ((value (+ value 1)) (releases (+ releases 1)) (releasing (- releasing 1)) (threads (- threads 1)))
  (not (inv parked value queued acquiring marking releasing fetching fetching_last giving_last sending
    granting fetched given competing granted releases acquires threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "broken S3 adds_past_the_mark: the token is added although somebody is parked, and nobody is woken")
(assert (>= releasing 1))
(check-sat)  ; sat
(assert (let ((value (+ value 1)) (releases (+ releases 1)) (releasing (- releasing 1)) (threads (- threads 1)))
  (not (inv parked value queued acquiring marking releasing fetching fetching_last giving_last sending
    granting fetched given competing granted releases acquires threads))))
(check-sat)  ; sat
(get-value (parked value queued acquiring marking releasing fetching fetching_last giving_last sending granting
    fetched given competing granted releases acquires threads))
(pop)

(push) (echo "S4 give: the first waiter off the queue, others are left")
(assert (and (>= releasing 1) (= (+ marking fetching fetching_last giving_last) 0) (>= queued 2)))
(check-sat)  ; sat
(assert (let ((queued (- queued 1)) (given (+ given 1)) (releases (+ releases 1)) (releasing (- releasing 1))
              (granting (+ granting 1)))
  (not (inv parked value queued acquiring marking releasing fetching fetching_last giving_last sending
    granting fetched given competing granted releases acquires threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "S4 give: the last waiter off the queue")
(assert (and (>= releasing 1) (= (+ marking fetching fetching_last giving_last) 0) (= queued 1)))
(check-sat)  ; sat
(assert (let ((queued (- queued 1)) (given (+ given 1)) (releases (+ releases 1)) (releasing (- releasing 1))
              (giving_last (+ giving_last 1)))
  (not (inv parked value queued acquiring marking releasing fetching fetching_last giving_last sending
    granting fetched given competing granted releases acquires threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "S4 give: clears the mark after the last")
(assert (>= giving_last 1))
(check-sat)  ; sat
(assert (let ((parked (- parked 1)) (giving_last (- giving_last 1)) (granting (+ granting 1)))
  (not (inv parked value queued acquiring marking releasing fetching fetching_last giving_last sending
    granting fetched given competing granted releases acquires threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "broken S4 shows_the_token: a hand-off adds its token to the word as well")
(assert (>= giving_last 1))
(check-sat)  ; sat
(assert (let ((parked (- parked 1)) (value (+ value 1)) (giving_last (- giving_last 1)) (granting (+ granting 1)))
  (not (inv parked value queued acquiring marking releasing fetching fetching_last giving_last sending
    granting fetched given competing granted releases acquires threads))))
(check-sat)  ; sat
(get-value (parked value queued acquiring marking releasing fetching fetching_last giving_last sending granting
    fetched given competing granted releases acquires threads))
(pop)

(push) (echo "S4 give: the signal")
(assert (and (>= granting 1) (>= given 1)))
(check-sat)  ; sat
(assert (let ((granting (- granting 1)) (given (- given 1)) (granted (+ granted 1)) (threads (- threads 1)))
  (not (inv parked value queued acquiring marking releasing fetching fetching_last giving_last sending
    granting fetched given competing granted releases acquires threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "S5 wake: the first waiter off the queue, others are left")
(assert (and (>= releasing 1) (= (+ marking fetching fetching_last giving_last) 0) (>= queued 2)))
(check-sat)  ; sat
(assert (let ((queued (- queued 1)) (fetched (+ fetched 1)) (releasing (- releasing 1)) (fetching (+ fetching 1)))
  (not (inv parked value queued acquiring marking releasing fetching fetching_last giving_last sending
    granting fetched given competing granted releases acquires threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "S5 wake: the last waiter off the queue")
(assert (and (>= releasing 1) (= (+ marking fetching fetching_last giving_last) 0) (= queued 1)))
(check-sat)  ; sat
(assert (let ((queued (- queued 1)) (fetched (+ fetched 1)) (releasing (- releasing 1))
              (fetching_last (+ fetching_last 1)))
  (not (inv parked value queued acquiring marking releasing fetching fetching_last giving_last sending
    granting fetched given competing granted releases acquires threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "S5 wake: adds the token")
(assert (>= fetching 1))
(check-sat)  ; sat
(assert (let ((value (+ value 1)) (releases (+ releases 1)) (fetching (- fetching 1)) (sending (+ sending 1)))
  (not (inv parked value queued acquiring marking releasing fetching fetching_last giving_last sending
    granting fetched given competing granted releases acquires threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "S5 wake: adds the token and clears the mark after the last")
(assert (>= fetching_last 1))
(check-sat)  ; sat
(assert (let ((value (+ value 1)) (parked (- parked 1)) (releases (+ releases 1)) (fetching_last (- fetching_last 1))
              (sending (+ sending 1)))
  (not (inv parked value queued acquiring marking releasing fetching fetching_last giving_last sending
    granting fetched given competing granted releases acquires threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "broken S5 clears_the_mark_early: the mark is cleared although others are left in the queue")
(assert (>= fetching 1))
(check-sat)  ; sat
(assert (let ((value (+ value 1)) (parked (- parked 1)) (releases (+ releases 1)) (fetching (- fetching 1))
              (sending (+ sending 1)))
  (not (inv parked value queued acquiring marking releasing fetching fetching_last giving_last sending
    granting fetched given competing granted releases acquires threads))))
(check-sat)  ; sat
(get-value (parked value queued acquiring marking releasing fetching fetching_last giving_last sending granting
    fetched given competing granted releases acquires threads))
(pop)

(push) (echo "S5 wake: the signal")
(assert (and (>= sending 1) (>= fetched 1)))
(check-sat)  ; sat
(assert (let ((sending (- sending 1)) (fetched (- fetched 1)) (competing (+ competing 1)) (threads (- threads 1)))
  (not (inv parked value queued acquiring marking releasing fetching fetching_last giving_last sending
    granting fetched given competing granted releases acquires threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "broken S5 sends_nobody: the token is added, and the waiter that was taken off gets no signal")
(assert (>= fetching 1))
(check-sat)  ; sat
(assert (let ((value (+ value 1)) (releases (+ releases 1)) (fetching (- fetching 1)) (threads (- threads 1)))
  (not (inv parked value queued acquiring marking releasing fetching fetching_last giving_last sending
    granting fetched given competing granted releases acquires threads))))
(check-sat)  ; sat
(get-value (parked value queued acquiring marking releasing fetching fetching_last giving_last sending granting
    fetched given competing granted releases acquires threads))
(pop)

(push) (echo "S6 leave")
(assert (>= granted 1))
(check-sat)  ; sat
(assert (let ((granted (- granted 1)) (acquires (+ acquires 1)) (threads (- threads 1)))
  (not (inv parked value queued acquiring marking releasing fetching fetching_last giving_last sending
    granting fetched given competing granted releases acquires threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "S7 compete, and win")
(assert (and (>= competing 1) (>= value 1)))
(check-sat)  ; sat
(assert (let ((value (- value 1)) (acquires (+ acquires 1)) (competing (- competing 1)) (threads (- threads 1)))
  (not (inv parked value queued acquiring marking releasing fetching fetching_last giving_last sending
    granting fetched given competing granted releases acquires threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "S7 compete, and lose")
(assert (and (>= competing 1) (= value 0)))
(check-sat)  ; sat
(assert (let ((competing (- competing 1)) (acquiring (+ acquiring 1)))
  (not (inv parked value queued acquiring marking releasing fetching fetching_last giving_last sending
    granting fetched given competing granted releases acquires threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "broken S7 gives_up_unlooked: a waiter that was sent to compete goes back to the queue without a look")
(assert (>= competing 1))
(check-sat)  ; sat
(assert (let ((competing (- competing 1)) (acquiring (+ acquiring 1)))
  (not (inv parked value queued acquiring marking releasing fetching fetching_last giving_last sending
    granting fetched given competing granted releases acquires threads))))
(check-sat)  ; sat
(get-value (parked value queued acquiring marking releasing fetching fetching_last giving_last sending granting
    fetched given competing granted releases acquires threads))
(pop)

; What follows from the invariant. Each is asked for a state that contradicts it.

(push) (echo "holds SEMA-1: no more tokens are taken than were given")
(assert (> acquires releases))
(check-sat)  ; unsat
(pop)

(push) (echo "holds SEMA-2: a token in the word and a sleeper in the queue imply a waiter sent to fetch it")
(assert (and (>= value 1) (>= queued 1) (= (+ sending competing) 0)))
(check-sat)  ; unsat
(pop)

(push) (echo "holds SEMA-2: whoever sees no mark, with the lock held, finds the queue empty")
(assert (and (= parked 0) (>= queued 1)))
(check-sat)  ; unsat
(pop)

(push) (echo "holds SEMA-2: whoever sees the mark, with the lock just taken, finds a waiter")
(assert (and (= parked 1) (= (+ marking fetching fetching_last giving_last) 0) (= queued 0)))
(check-sat)  ; unsat
(pop)

(push) (echo "holds SEMA-2: a waiter that sleeps off the queue has somebody who owes it a signal")
(assert (and (>= (+ fetched given) 1) (= (+ fetching fetching_last giving_last sending granting) 0)))
(check-sat)  ; unsat
(pop)

(push) (echo "holds SEMA-4: a token that is handed over, and not yet taken, is none of those in the word")
(assert (and (>= (+ giving_last granting granted) 1) (>= value (- releases acquires))))
(check-sat)  ; unsat
(pop)

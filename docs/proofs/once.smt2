; once (core/lockstep/once.h), any number of threads.
;
; Proved: ONCE-1, the order half of ONCE-2 (no call returns before the one run has ended; that its effects are visible
; is explored), and that every call that waits is let go. Under sequential consistency: docs/invariants/once.md has
; the orders, README.md the method. A run that throws is a run (O4 is in a destructor).

(set-logic ALL)

(declare-const done Int)      ; the word
(declare-const running Int)
(declare-const waiters Int)
(declare-const calling Int)   ; in call, before its O1, O2 or O3
(declare-const inside Int)    ; between O2 and O4: runs the function
(declare-const giving Int)    ; after O4, releasing
(declare-const owed Int)      ; tokens that it has still to release
(declare-const asleep Int)    ; after O3, without a token
(declare-const tokens Int)    ; in the semaphore, given and not taken
(declare-const woken Int)     ; took a token, about to return
(declare-const starts Int)    ; ghost: runs begun
(declare-const ends Int)      ; ghost: runs ended
(declare-const early Int)     ; ghost: calls that returned before a run had ended
(declare-const threads Int)   ; ghost: at all these points

(define-fun inv ((done Int) (running Int) (waiters Int) (calling Int) (inside Int) (giving Int)
  (owed Int) (asleep Int) (tokens Int) (woken Int) (starts Int) (ends Int) (early Int) (threads Int)) Bool (and
  ; I1 everything is a count, and every thread is somewhere
  (>= done 0) (<= done 1) (>= running 0) (<= running 1) (>= waiters 0) (>= calling 0) (>= inside 0) (>= giving 0)
  (>= owed 0) (>= asleep 0) (>= tokens 0) (>= woken 0)
  (= threads (+ calling inside giving asleep woken))
  ; I2 ONCE-1: running is the one thread between O2 and O4; the word is never 0 again
  (= running inside)
  (= starts (+ running done))
  (<= starts 1)
  ; I3 ONCE-2: done says that the run has ended
  (= done ends)
  ; I4 ONCE-2: registered, or with a token that is there or owed: just those who sleep
  (= asleep (+ waiters owed tokens))
  ; I5 waiters stand in the word during the run only, and tokens go out after it only
  (=> (>= waiters 1) (= running 1))
  (=> (>= (+ giving owed tokens woken) 1) (= done 1))
  (=> (>= owed 1) (= giving 1))
  (<= giving 1)
  ; I6 ONCE-2: no call has returned early
  (= early 0)
))

; search: (<= threads 6)

(push) (echo "init")
(assert (and (= done 0) (= running 0) (= waiters 0) (= calling 0) (= inside 0) (= giving 0) (= owed 0) (= asleep 0)
  (= tokens 0) (= woken 0) (= starts 0) (= ends 0) (= early 0) (= threads 0)))
(check-sat)  ; sat
(assert (not (inv done running waiters calling inside giving owed asleep tokens woken starts ends early threads)))
(check-sat)  ; unsat
(pop)

(assert (inv done running waiters calling inside giving owed asleep tokens woken starts ends early threads))

(push) (echo "enter: a thread calls call")
(assert true)
(check-sat)  ; sat
(assert (let ((calling (+ calling 1)) (threads (+ threads 1)))
  (not (inv done running waiters calling inside giving owed asleep tokens woken starts ends early threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "O1 pass")
(assert (and (>= calling 1) (= done 1) (= running 0) (= waiters 0)))
(check-sat)  ; sat
(assert (let ((calling (- calling 1)) (early (+ early (- 1 ends))) (threads (- threads 1)))
  (not (inv done running waiters calling inside giving owed asleep tokens woken starts ends early threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "O2 start")
(assert (and (>= calling 1) (= done 0) (= running 0) (= waiters 0)))
(check-sat)  ; sat
(assert (let ((running 1) (calling (- calling 1)) (inside (+ inside 1)) (starts (+ starts 1)))
  (not (inv done running waiters calling inside giving owed asleep tokens woken starts ends early threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "broken O2 starts_after_a_look: the word is looked at and then stored to, by two calls")
(assert (and (>= calling 1) (= done 0)))
(check-sat)  ; sat
(assert (let ((running 1) (calling (- calling 1)) (inside (+ inside 1)) (starts (+ starts 1)))
  (not (inv done running waiters calling inside giving owed asleep tokens woken starts ends early threads))))
(check-sat)  ; sat
(get-value (done running waiters calling inside giving owed asleep tokens woken starts ends early threads))
(pop)

(push) (echo "O3 join")
(assert (and (>= calling 1) (= running 1)))
(check-sat)  ; sat
(assert (let ((waiters (+ waiters 1)) (calling (- calling 1)) (asleep (+ asleep 1)))
  (not (inv done running waiters calling inside giving owed asleep tokens woken starts ends early threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "broken O3 joins_too_late: a call counts itself without seeing that the run is still on")
(assert (>= calling 1))
(check-sat)  ; sat
(assert (let ((waiters (+ waiters 1)) (calling (- calling 1)) (asleep (+ asleep 1)))
  (not (inv done running waiters calling inside giving owed asleep tokens woken starts ends early threads))))
(check-sat)  ; sat
(get-value (done running waiters calling inside giving owed asleep tokens woken starts ends early threads))
(pop)

(push) (echo "O3 then, the sleeper takes a token")
(assert (and (>= asleep 1) (>= tokens 1)))
(check-sat)  ; sat
(assert (let ((asleep (- asleep 1)) (tokens (- tokens 1)) (woken (+ woken 1)))
  (not (inv done running waiters calling inside giving owed asleep tokens woken starts ends early threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "O3 then, returns")
(assert (>= woken 1))
(check-sat)  ; sat
(assert (let ((woken (- woken 1)) (early (+ early (- 1 ends))) (threads (- threads 1)))
  (not (inv done running waiters calling inside giving owed asleep tokens woken starts ends early threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "O4 finish")
(assert (>= inside 1))
(check-sat)  ; sat
(assert (let ((done 1) (running 0) (waiters 0) (owed (+ owed waiters)) (inside (- inside 1)) (giving (+ giving 1))
              (ends (+ ends 1)))
  (not (inv done running waiters calling inside giving owed asleep tokens woken starts ends early threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "broken O4 done_before_the_run: done is set before the function has ended")
(assert (>= inside 1))
(check-sat)  ; sat
(assert (let ((done 1))
  (not (inv done running waiters calling inside giving owed asleep tokens woken starts ends early threads))))
(check-sat)  ; sat
(get-value (done running waiters calling inside giving owed asleep tokens woken starts ends early threads))
(pop)

(push) (echo "broken O4 forgets_the_sleepers: done is set and nobody is let go")
(assert (>= inside 1))
(check-sat)  ; sat
(assert (let ((done 1) (running 0) (waiters 0) (inside (- inside 1)) (giving (+ giving 1)) (ends (+ ends 1)))
  (not (inv done running waiters calling inside giving owed asleep tokens woken starts ends early threads))))
(check-sat)  ; sat
(get-value (done running waiters calling inside giving owed asleep tokens woken starts ends early threads))
(pop)

(push) (echo "O4 then, a release")
(assert (>= owed 1))
(check-sat)  ; sat
(assert (let ((owed (- owed 1)) (tokens (+ tokens 1)))
  (not (inv done running waiters calling inside giving owed asleep tokens woken starts ends early threads))))
(check-sat)  ; unsat
(pop)

(push) (echo "O4 then, the runner returns")
(assert (and (>= giving 1) (= owed 0)))
(check-sat)  ; sat
(assert (let ((giving (- giving 1)) (early (+ early (- 1 ends))) (threads (- threads 1)))
  (not (inv done running waiters calling inside giving owed asleep tokens woken starts ends early threads))))
(check-sat)  ; unsat
(pop)

; What follows from the invariant. Each is asked for a state that contradicts it.

(push) (echo "holds ONCE-1: the function is begun at most once, and run by one thread")
(assert (or (> starts 1) (> inside 1)))
(check-sat)  ; unsat
(pop)

(push) (echo "holds ONCE-2: whoever may return finds the run ended")
(assert (and (or (>= woken 1) (and (>= calling 1) (= done 1))) (not (= ends 1))))
(check-sat)  ; unsat
(pop)

(push) (echo "holds ONCE-2: no sleeper is forgotten: the run is on, or its token is there or owed")
(assert (and (>= asleep 1) (= running 0) (not (= asleep (+ owed tokens)))))
(check-sat)  ; unsat
(pop)

(push) (echo "holds ONCE-2: a call finds done alone, nothing yet, or a run: it can always go on")
(assert (and (>= calling 1) (= running 0) (not (= waiters 0))))
(check-sat)  ; unsat
(pop)

(push) (echo "holds LIFE-3: while tokens are owed somebody who needs one is inside")
(assert (and (>= owed 1) (not (>= asleep owed))))
(check-sat)  ; unsat
(pop)

#!/bin/sh
# Usage: can_fail.sh PYTHON
# Shows the checker of the proofs the tree as it is, which must pass, and the tree with one fault, which must not: in the
# headers (an order, a guard, an effect, a row of a table), in the proofs, in what was accepted.
set -eu
python=$1
root=$(cd "$(dirname "$0")/../.." && pwd)
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT

new_tree() {
  rm -rf "$tree/core" "$tree/docs"
  mkdir -p "$tree/core" "$tree/docs"
  cp -r "$root/core/lockstep" "$tree/core/"
  cp -r "$root/docs/proofs" "$root/docs/claims.md" "$tree/docs/"
}

run() { "$python" "$root/docs/proofs/tools/check.py" --root "$tree" --brief "$@" >"$tree/output" 2>&1; }

breaks() {  # FILE SED-SCRIPT MESSAGE: with that change the checker fails and says so
  new_tree
  cp "$tree/$1" "$tree/before"
  sed -i "$2" "$tree/$1"
  if cmp -s "$tree/before" "$tree/$1"; then
    echo "the change does not apply to $1: $2"
    exit 1
  fi
  if run; then
    echo "the proofs pass although $1 was changed by: $2"
    exit 1
  fi
  if ! grep -qF -- "$3" "$tree/output"; then
    echo "$1 was changed by: $2"
    echo "expected: $3"
    cat "$tree/output"
    exit 1
  fi
}

new_tree
run || { echo "the proofs fail on the tree as it is:"; cat "$tree/output"; exit 1; }

# An order, in the code and in the table.
breaks core/lockstep/mutex.h 's/mutex_word::given_up(old), std::memory_order::release/mutex_word::given_up(old), std::memory_order::relaxed/' \
  'mutex.h: basic_mutex::unlock_slow (T6, T7, T8) has changed'
breaks core/lockstep/semaphore.h 's|^\(//   S3 add .*\)release|\1relaxed|' 'semaphore.h: S3 has changed'
# A guard.
breaks core/lockstep/mutex.h 's/return waiters(s) != 0 \&\& !is_woken(s)/return waiters(s) != 0/' \
  'mutex.h: mutex_word::has_to_wake has changed'
breaks core/lockstep/once.h 's/while (once_word::is_running(s))/while (s != once_word::done)/' \
  'once.h: basic_once::call_slow (O2, O3) has changed'
# An effect.
breaks core/lockstep/mutex.h 's/return awoke ? desired \& ~woken : desired/return desired/' \
  'mutex.h: mutex_word::entered has changed'
breaks core/lockstep/wait_group.h 's/sleepers != 0; --sleepers/sleepers > 1; --sleepers/' \
  'wait_group.h: basic_wait_group::wake_all (W3) has changed'
breaks core/lockstep/notify_list.h 's/called_.store(ticket + 1/called_.store(ticket/' \
  'notify_list.h: basic_notify_list::notify_one_slow (N5) has changed'
breaks core/lockstep/rw_mutex.h 's/to_leave_.fetch_sub(1, std::memory_order::acq_rel) == 1/to_leave_.fetch_sub(1, std::memory_order::acq_rel) == 0/' \
  'rw_mutex.h: basic_rw_mutex::unlock_shared_slow (R4) has changed'
# The order of two calls.
breaks core/lockstep/cond.h '/const std::uint32_t ticket = waiters_.add();/{h;d};/lock_.unlock();/{G}' \
  'cond.h: basic_cond::wait has changed'
# A transition that is new, and one that is gone.
breaks core/lockstep/once.h 's|^//   O4 finish |//   O5 finish |' 'once.smt2: no step for O5 of once.h'
breaks core/lockstep/once.h 's|^//   O4 finish |//   O5 finish |' 'once.smt2: once.h has no transition O4'

# Proofs: an effect, a guard that is never true, an invariant too weak, a lost thread, an assumption, an answer.
breaks docs/proofs/mutex.smt2 '/"T7 unlock, wake"/,/pop/s/(waiters (- waiters 1)) //' 'z3 answers sat, not unsat, to: T7 unlock, wake'
breaks docs/proofs/mutex.smt2 '/"T2 claim/,/pop/s/(= locked 1)/(= locked 2)/' 'z3 answers unsat, not sat, to: T2 claim woken'
breaks docs/proofs/mutex.smt2 's/^  (=> (= starving 1) (>= waiters 1))$//' 'mutex.smt2: z3 answers unsat, not sat, to: broken T4'
breaks docs/proofs/once.smt2 '/"O4 finish"/,/pop/s/ (giving (+ giving 1))//' 'z3 answers sat, not unsat, to: O4 finish'
breaks docs/proofs/once.smt2 's/^(assert (inv done/(assert false)\n&/' 'nothing but the invariant may be assumed'
breaks docs/proofs/once.smt2 '/"O1 pass"/,/pop/s/unsat/sat/' 'a guard, its sat, an effect and its answer are needed'
breaks docs/proofs/once.smt2 '/"broken O3/,/pop/s/(>= calling 1)/(and (>= calling 1) (= running 1))/' \
  'once.smt2: z3 answers unsat, not sat, to: broken O3'
# A step that the invariant allows, and that never happens.
breaks docs/proofs/rw_mutex.smt2 '/"R3 leave"/,/pop/s/(= locked 0)/(= locked 0) (>= budget 9)/' 'it never happens: R3 leave'
breaks docs/proofs/once.smt2 's/holds ONCE-1:/holds ONCE-99:/' 'once.smt2: no claim ONCE-99'
# What was accepted.
breaks docs/proofs/accepted.txt '/unlock_slow/d' 'mutex.h: basic_mutex::unlock_slow (T6, T7, T8) is new'

# Accepting is refused while something is wrong, and makes a changed header pass.
new_tree
sed -i 's/spins = 0;/spins = 1;/' "$tree/core/lockstep/mutex.h"
run --accept || { echo "--accept fails:"; cat "$tree/output"; exit 1; }
run || { echo "fails although accepted:"; cat "$tree/output"; exit 1; }
sed -i '/"O1 pass"/,/pop/s/(- calling 1)/(- calling 2)/' "$tree/docs/proofs/once.smt2"
if run --accept; then
  echo "--accept passes although once.smt2 is wrong"
  exit 1
fi

# Bad input: one line, exit code 2.
code=0
run no_such_proof || code=$?
[ "$code" -eq 2 ] && [ "$(wc -l <"$tree/output")" -eq 1 ] || { echo "exit $code for a proof that is not there"; exit 1; }

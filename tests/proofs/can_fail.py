#!/usr/bin/env python3
"""Shows the checker of the proofs the tree as it is, which must pass, and the tree with one fault, which must not: in the
headers (an order, a guard, an effect, a row of a table), in the proofs, in what was accepted. Faults are planted in
memory; of a fault in a proof z3 and the search see that proof, and of one in a header nothing that they do not see."""

import contextlib
import io
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "docs/proofs/tools"))

from check import Checker, Failure, check  # noqa: E402
from pages import check_page  # noqa: E402

COMMAND = [sys.executable, "-B", str(ROOT / "docs/proofs/tools/check.py"), "--brief"]


def file_of(name):
    return ROOT / ("core/lockstep" if name.endswith(".h") else "docs/proofs") / name


def failures(instead):
    """What the checker says of the tree with these texts instead of the files' own."""
    try:
        checker = Checker(ROOT, instead)
        found = [f for name in checker.proofs for f in checker.check_labels(name)] + list(checker.changes())
        with contextlib.redirect_stdout(io.StringIO()):
            found += check(checker, [n.removesuffix(".smt2") for n in instead if n.endswith(".smt2")], brief=True)
        return found
    except Failure as failure:
        return [str(failure)]


def breaks(name, old, new, message, within=None):
    """With `new` for `old`, in the block that begins with `within`, the checker fails and says so."""
    text = file_of(name).read_text()
    begin = text.index(within) if within else 0
    end = text.index("(pop)", begin) if within else len(text)
    if text[begin:end].count(old) != 1:
        sys.exit(f"{name} has {old!r} {text[begin:end].count(old)} times, and not once")
    found = failures({name: text[:begin] + text[begin:end].replace(old, new) + text[end:]})
    if not found:
        sys.exit(f"the proofs pass although {name} says {new!r}")
    if not any(message in line for line in found):
        sys.exit("\n".join([f"{name} says {new!r}", f"expected: {message}", *found]))


def page_breaks(name, old, new, message):
    """With `new` for `old` on a page, the checker of the pages says so."""
    text = (ROOT / "docs/invariants" / name).read_text()
    if text.count(old) != 1:
        sys.exit(f"{name} has {old!r} {text.count(old)} times, and not once")
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / name
        page.write_text(text.replace(old, new))
        found = list(check_page(page, ROOT))
    if not any(message in line for line in found):
        sys.exit("\n".join([f"{name} says {new!r}", f"expected: {message}", *found]))


def run(*arguments):
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True)


def expect(finished, code, said=""):
    if finished.returncode != code or said not in finished.stdout + finished.stderr:
        sys.exit(f"exit {finished.returncode}, not {code} with {said!r}:\n{finished.stdout}{finished.stderr}")


if found := failures({}):
    sys.exit("\n".join(["the proofs fail on the tree as it is:", *found]))

# An order, in the code and in the table.
breaks("mutex.h", "mutex_word::given_up(old), std::memory_order::release", "mutex_word::given_up(old), std::memory_order::relaxed",
       "mutex.h: basic_mutex::unlock_slow (T6, T7, T8) has changed")  # fmt: skip
row = next(line for line in file_of("semaphore.h").read_text().splitlines() if line.startswith("//   S3 add "))
breaks("semaphore.h", row, row.replace("release", "relaxed"), "semaphore.h: S3 has changed")
# A guard.
breaks("mutex.h", "return waiters(s) != 0 && !is_woken(s)", "return waiters(s) != 0", "mutex.h: mutex_word::has_to_wake has changed")
breaks("once.h", "while (once_word::is_running(s))", "while (s != once_word::done)",
       "once.h: basic_once::call_slow (O2, O3) has changed")  # fmt: skip
# An effect.
breaks("mutex.h", "return awoke ? desired & ~woken : desired", "return desired", "mutex.h: mutex_word::entered has changed")
breaks("wait_group.h", "sleepers != 0; --sleepers", "sleepers > 1; --sleepers",
       "wait_group.h: basic_wait_group::wake_all (W3) has changed")  # fmt: skip
breaks("notify_list.h", "called_.store(ticket + 1", "called_.store(ticket",
       "notify_list.h: basic_notify_list::notify_one_slow (N5) has changed")  # fmt: skip
breaks("rw_mutex.h", "to_leave_.fetch_sub(1, std::memory_order::acq_rel) == 1", "to_leave_.fetch_sub(1, std::memory_order::acq_rel) == 0",
       "rw_mutex.h: basic_rw_mutex::unlock_shared_slow (R4) has changed")  # fmt: skip
# The order of two calls.
ticket = "const std::uint32_t ticket = waiters_.add();\n    lock_.unlock();"
breaks("cond.h", ticket, "\n    ".join(reversed(ticket.split("\n    "))), "cond.h: basic_cond::wait has changed")
# A transition that is new, and one that is gone.
breaks("once.h", "//   O4 finish ", "//   O5 finish ", "once.smt2: no step for O5 of once.h")
breaks("once.h", "//   O4 finish ", "//   O5 finish ", "once.smt2: once.h has no transition O4")

# Proofs: an effect, a guard that is never true, an invariant too weak, a lost thread, an assumption, an answer.
breaks("mutex.smt2", "(waiters (- waiters 1)) ", "", "z3 answers sat, not unsat, to: T7 unlock, wake", '"T7 unlock, wake"')
breaks("mutex.smt2", "(= woken 0)", "(= woken 2)", "z3 answers unsat, not sat, to: T2 claim woken", '"T2 claim')
breaks("mutex.smt2", "\n  (=> (= starving 1) (>= waiters 1))\n", "\n", "mutex.smt2: z3 answers unsat, not sat, to: broken T4")
breaks("once.smt2", " (giving (+ giving 1))", "", "z3 answers sat, not unsat, to: O4 finish", '"O4 finish"')
breaks("once.smt2", "\n(assert (inv done", "\n(assert false)\n(assert (inv done", "nothing but the invariant may be assumed")
breaks("once.smt2", "; unsat", "; sat", "a guard, its sat, an effect and its answer are needed", '"O1 pass"')
breaks("once.smt2", "(>= calling 1)", "(and (>= calling 1) (= running 1))", "once.smt2: z3 answers unsat, not sat, to: broken O3",
       '"broken O3')  # fmt: skip
# A step that the invariant allows, and that never happens.
breaks("rw_mutex.smt2", "(= locked 0)", "(= locked 0) (>= budget 9)", "it never happens: R3 leave", '"R3 leave"')
breaks("once.smt2", "holds ONCE-1:", "holds ONCE-99:", "once.smt2: no claim ONCE-99")
# What was accepted.
accepted = next(line for line in file_of("accepted.txt").read_text().splitlines() if "basic_mutex::unlock_slow" in line)
breaks("accepted.txt", accepted + "\n", "", "mutex.h: basic_mutex::unlock_slow (T6, T7, T8) is new")

# The command says so: on standard error, by its exit code. Accepting is refused while something is wrong, or if not all
# was checked, and makes a changed header pass.
# On the pages: a cell that claims too much, a row that is not there, an invariant that no row speaks of.
page_breaks("once.md", "| O1 pass | I2, I3, I4, I5 |", "| O1 pass | I2, I3, I4, I5, I6 |",
            "once.md: O1 pass: does affect I6")
page_breaks("once.md", "| O3 join | I2, I3 |", "| O9 join | I2, I3 |", "once.md: no row for O3 of once.h")
page_breaks("once.md", "| O1 pass | I2, I3, I4, I5 |", "| O1 pass | I2, I3, I5 |",
            "once.md: the row of O1 does not say what becomes of I4")

with tempfile.TemporaryDirectory() as folder:
    tree = Path(folder)
    (tree / "docs").mkdir()
    shutil.copytree(ROOT / "core/lockstep", tree / "core/lockstep")
    shutil.copytree(ROOT / "docs/proofs", tree / "docs/proofs")
    shutil.copy(ROOT / "docs/claims.md", tree / "docs")
    header = tree / "core/lockstep/mutex.h"
    header.write_text(header.read_text().replace("spins = 0;", "spins = 1;"))
    expect(run("--root", folder, "once"), 1, "mutex.h: basic_mutex::lock_slow (T3, T4) has changed")
    expect(run("--root", folder, "--accept", "once"), 2, "--accept is for all proofs together")
    expect(run("--root", folder, "--accept"), 0, "accepted: mutex.h: basic_mutex::lock_slow (T3, T4) has changed")
    expect(run("--root", folder, "once"), 0)
    proof = tree / "docs/proofs/once.smt2"
    before, step, after = proof.read_text().partition('"O1 pass"')
    proof.write_text(before + step + after.replace("(- calling 1)", "(- calling 2)", 1))
    accepted_before = (tree / "docs/proofs/accepted.txt").read_text()
    expect(run("--root", folder, "--accept"), 1, "once.smt2: z3 answers sat, not unsat, to: O1 pass")
    if (tree / "docs/proofs/accepted.txt").read_text() != accepted_before:
        sys.exit("--accept has written although once.smt2 is wrong")

# Bad input: one line.
finished = run("no_such_proof")
expect(finished, 2, "no proof no_such_proof")
if len((finished.stdout + finished.stderr).splitlines()) != 1:
    sys.exit("more than a line for a proof that is not there")

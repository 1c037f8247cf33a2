#!/usr/bin/env python3
"""Checks the proofs of docs/proofs: that z3 answers as each file says it does, that broken twins fail in a state that
occurs, and that the headers are still those that the proofs were read out of."""

import argparse
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import headers
import smt
from search import Search

Z3_SECONDS = 60  # a file; each takes a fraction of one
COMPLETE = {"semaphore", "mutex", "rw_mutex", "wait_group", "once", "notify_list", "hazard_pointer", "map"}  # speak of every transition
ACCEPTED_HEAD = """\
# Fingerprints of what the proofs were read out of: rows and definitions of the headers, steps of the proofs.
# Written by ./dev proofs --accept; docs/proofs/README.md says when.
"""


class Failure(Exception):
    pass


class Checker:
    def __init__(self, root, instead=None):
        """`instead` has texts that count instead of files' own: name -> text. Tests plant faults by it."""
        self.root = root
        self.instead = instead or {}
        self.accepted_file = root / "docs/proofs/accepted.txt"
        self.claims = set(re.findall(r"^\| ([A-Z]+-\d+) ", self.text("docs/claims.md"), re.M))
        self.texts = {p.stem: self.text(f"docs/proofs/{p.name}") for p in sorted((root / "docs/proofs").glob("*.smt2"))}
        for name in self.texts.keys() ^ headers.HEADERS.keys():
            raise Failure(f"{name}.smt2: a proof and its line in tools/headers.py go together")
        self.proofs = {}
        for name, text in self.texts.items():
            try:
                self.proofs[name] = smt.read(text)
            except (smt.Malformed, IndexError, ValueError, TypeError) as problem:
                raise Failure(f"{name}.smt2: {problem}") from None

    def text(self, file):
        return self.instead.get(Path(file).name) or (self.root / file).read_text()

    def header(self, name):
        return self.text(f"core/lockstep/{name}")

    # --- labels, claims, fingerprints

    def check_labels(self, name):
        proof = self.proofs[name]
        rows = headers.rows(self.header(headers.HEADERS[name][0]))
        steps = {b.label for b in proof.steps()} - {"enter"}
        for label in sorted(steps - rows.keys()):
            yield f"{name}.smt2: {headers.HEADERS[name][0]} has no transition {label}"
        if name in COMPLETE:
            for label in sorted(rows.keys() - steps):
                yield f"{name}.smt2: no step for {label} of {headers.HEADERS[name][0]}"
        for block in proof.blocks:
            cited = re.findall(r"\b[A-Z]+-\d+\b", block.title)
            for claim in cited:
                if claim not in self.claims:
                    yield f"{name}.smt2: no claim {claim}: {block.title}"
            if block.kind == "holds" and not cited:
                yield f"{name}.smt2: says for no claim what holds: {block.title}"

    def fingerprints(self):
        """(file, piece) -> (fingerprint, labels)"""
        found = {}
        for header in sorted({h for hs in headers.HEADERS.values() for h in hs}):
            for piece, value in headers.pieces(self.header(header)).items():
                found[header, piece] = value
        for name, proof in self.proofs.items():
            steps = {}
            for block in proof.blocks:
                if block.kind == "step":
                    steps[block.label] = steps.get(block.label, "") + smt.show(block.commands)
            for label, text in steps.items():
                found[f"{name}.smt2", label] = (headers.fingerprint(text), [label])
        return found

    def accepted(self):
        if not self.accepted_file.exists():
            return {}
        text = self.text("docs/proofs/accepted.txt")
        lines = [line.split() for line in text.splitlines() if line and line[0] != "#"]
        return {(file, piece): fingerprint for file, piece, fingerprint in lines}

    def changes(self):
        """What has changed since it was accepted, a sentence each."""
        now, before = self.fingerprints(), self.accepted()
        if not before:
            yield f"{self.accepted_file.name}: nothing has been accepted"
            return
        changed = {key for key in now.keys() | before.keys() if now.get(key, ("",))[0] != before.get(key)}
        for file, piece in sorted(changed):
            key = file, piece
            what = "is new" if key not in before else "is gone" if key not in now else "has changed"
            labels = set(now[key][1]) - {piece} if key in now else set()
            if file.endswith(".smt2"):
                yield f"{file}: {piece} {what} since it was last accepted"
                continue
            proofs = [name for name, read in headers.HEADERS.items() if file in read]
            where = f"{file}: {piece}" + (f" ({', '.join(sorted(labels))})" if labels else "")
            yield f"{where} {what} since the proof of {', '.join(proofs)} was last accepted"
            steps = {(f"{name}.smt2", label) for name in proofs for label in labels or {piece}} & now.keys()
            if steps and not steps & changed:
                yield f"{where}: no step of that label has changed in the proof"

    def accept(self):
        changes = list(self.changes())
        lines = [f"{file:<22} {piece:<44} {value[0]}\n" for (file, piece), value in sorted(self.fingerprints().items())]
        unfinished = self.accepted_file.with_suffix(".new")
        unfinished.write_text(ACCEPTED_HEAD + "".join(lines))
        unfinished.replace(self.accepted_file)
        return changes

    # --- z3 and the search

    def ask_z3(self, name):
        """The values that z3 gives for each broken step."""
        try:
            run = subprocess.run(
                ["z3", f"-T:{Z3_SECONDS}", "-smt2", "-in"], input=self.texts[name], capture_output=True, text=True
            )
        except FileNotFoundError:
            raise Failure("z3 is not installed") from None
        answers, errors, values = [], [], {}
        title = ""
        for line in (run.stdout + run.stderr).splitlines():
            if line.startswith("(error"):
                errors.append(line)
            elif line[:1] in "( ":
                values.setdefault(title, []).append(line)
            else:
                answers.append(line)
                if line not in ("sat", "unsat", "unknown", "timeout"):
                    title = line
        title = "the beginning"
        for answer, expected in zip(answers, self.proofs[name].expected()):
            if answer != expected:
                raise Failure(f"{name}.smt2: z3 answers {answer}, not {expected}, to: {title}")
            if expected not in ("sat", "unsat"):
                title = expected
        if errors:
            raise Failure(f"{name}.smt2: z3 says {errors[0]}")
        if len(answers) != len(self.proofs[name].expected()) or run.returncode != 0:
            raise Failure(f"{name}.smt2: z3 stopped after: {title}")
        return {t: smt.bare(smt.parse(" ".join(lines)))[0] for t, lines in values.items()}

    def search(self, name):
        """The search, and for each broken step its counterexample."""
        proof = self.proofs[name]
        search = Search(proof)
        if search.violation() is not None:
            raise Failure(f"{name}.smt2: a state that occurs breaks the invariant: {search.violation()}")
        for title in search.never_taken():
            raise Failure(f"{name}.smt2: within {proof.bound_text} it never happens: {title}")
        found = {}
        for block in proof.blocks:
            if block.kind == "broken" and block.breaks_invariant:
                found[block.title] = search.counterexample(block)
                if found[block.title] is None:
                    raise Failure(f"{name}.smt2: no state within {proof.bound_text} shows it: {block.title}")
        return search, found


def number(value):
    return f"-{value[1]}" if isinstance(value, list) else value


def print_twin(proof, block, values, search, counterexample):
    print(f"  {block.title}")
    shown = [f"{name} {number(value)}" for name, value in values if number(value) != "0"]
    print(f"    z3 finds   {', '.join(shown) or 'the zero state'}")
    if counterexample is None:
        return
    way, before, after = counterexample
    print(f"    reachable  {' | '.join(way + ['the broken step']) }")
    moved = [f"{v} {b} -> {a}" for v, b, a in zip(proof.variables, before, after) if a != b]
    print(f"    it does    {', '.join(moved)}")
    print(f"    breaks     {'; '.join(search.broken_parts(after))}")


def check(checker, names, brief):
    """Prints a row for each proof; the failures."""
    failures = []
    totals = [0, 0]
    began = time.monotonic()
    for name in names:
        proof = checker.proofs[name]
        started = time.monotonic()
        failures += checker.check_labels(name)
        try:
            values = checker.ask_z3(name)
            search, twins = checker.search(name)
        except Failure as failure:
            failures.append(str(failure))
            continue
        unsat = sum(b.expected.count("unsat") for b in proof.blocks)
        broken = [b for b in proof.blocks if b.kind == "broken"]
        totals = [totals[0] + unsat, totals[1] + len(broken)]
        print(
            f"{name + '.smt2':<22} {unsat:>3} obligations unsat, {len(broken):>2} broken twins sat; search "
            f"{proof.bound_text}: {len(search.came_by):,} states, {time.monotonic() - started:.1f} s"
        )
        if not brief:
            for block in broken:
                print_twin(proof, block, values.get(block.title, []), search, twins.get(block.title))
            print()
    print(f"{totals[0]} obligations proved, {totals[1]} broken twins refuted, {time.monotonic() - began:.1f} s")
    return failures


def main():
    parser = argparse.ArgumentParser(prog="./dev proofs", description=__doc__)
    parser.add_argument("proofs", nargs="*", metavar="PROOF", help="mutex, semaphore …; all without")
    parser.add_argument("--accept", action="store_true", help="take the headers as they are for those that were proved")
    parser.add_argument("--brief", action="store_true", help="a line for each proof, without the counterexamples")
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parents[3], help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.accept and arguments.proofs:
        print("proofs: --accept is for all proofs together", file=sys.stderr)
        return 2
    try:
        checker = Checker(arguments.root)
        for name in arguments.proofs:
            if name not in checker.proofs:
                print(f"proofs: no proof {name}; there are {', '.join(checker.proofs)}", file=sys.stderr)
                return 2
        failures = check(checker, arguments.proofs or list(checker.proofs), arguments.brief)
        if arguments.accept and not failures:
            for change in checker.accept():
                print(f"accepted: {change}")
        elif not arguments.accept:
            changes = list(checker.changes())
            failures += changes
            if changes:
                failures.append("does each proof still say what its header does? Then: ./dev proofs --accept")
    except (Failure, OSError) as failure:
        failures = [str(failure)]
    sys.stdout.flush()
    for failure in failures:
        print(f"proofs: {failure}", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BrokenPipeError:
        os._exit(1)

#!/usr/bin/env python3
"""Checks the pages of docs/invariants: each says of every invariant and every transition of its header why the one
survives the other, and names no header or proof that is not there. What a page says a transition cannot affect z3 proves
of the proof's steps, with no other invariant to help. No page of docs names a claim or scenario that is not there, and
the proofs' README has a row for each claim that could be proved."""

import fnmatch
import re
import subprocess
import sys
from pathlib import Path

import headers
import smt

INVARIANT = re.compile(r"^- \*\*(I\d+)\*\*", re.M)
CLAIM_ROW = re.compile(r"^\| ([A-Z]+-\d+) \| (\w) \| ([^|]*) \|(.*)\|$", re.M)
PROVED_FAMILIES = {"SEMA", "MUTEX", "RW", "WG", "ONCE", "COND"}
ROW = re.compile(r"^\| ((?:[A-Z]\d+)(?: [^|]*)?) \|(.*)\|$", re.M)


def numbers(text):
    """The invariants that a cell names: I3, I5-I7."""
    found = []
    for first, last in re.findall(r"\bI(\d+)(?:-I(\d+))?\b", text):
        found += [f"I{n}" for n in range(int(first), int(last or first) + 1)]
    return found


def check_unaffected(name, proof, unaffected):
    """unaffected: label -> the invariants that survive its steps by themselves. Ranges (I1) may be used."""
    questions = []
    script = ["(set-logic ALL)"] + [f"(declare-const {v} Int)" for v in proof.variables]
    parts = {title.split()[0]: ["and"] + conjuncts for title, conjuncts in proof.invariants}
    for block in proof.steps():
        for invariant in unaffected.get(block.label, []):
            part = smt.show(parts[invariant])
            bindings = smt.show([list(binding) for binding in block.effect])
            after = f"(let {bindings} {part})" if block.effect else part
            constants = [f"(declare-const {v} {sort})" for v, sort in block.parameters]
            facts = [f"(assert {f})" for f in (smt.show(parts["I1"]), part, smt.show(block.guard), f"(not {after})")]
            script += ["(push)"] + constants + facts + ["(check-sat)", "(pop)"]
            questions.append((block.title, invariant))
    run = subprocess.run(["z3", "-T:30", "-in"], input="\n".join(script), capture_output=True, text=True)
    answers = run.stdout.splitlines()
    if len(answers) != len(questions):
        yield f"{name}: z3 answers {len(answers)} questions of {len(questions)}: {answers[:1]}"
    for (title, invariant), answer in zip(questions, answers):
        if answer != "unsat":
            yield f"{name}: {title}: does affect {invariant}, or needs another invariant: {answer}"


def check_page(page, root):
    text = page.read_text()
    name = page.name
    read = re.findall(r"^Header: (?:`core/lockstep/(\w+\.h)`)", text, re.M)
    if not read or not (root / "core/lockstep" / read[0]).exists():
        yield f"{name}: needs a line Header: `core/lockstep/….h` that names one that is there"
        return
    rows = headers.rows((root / "core/lockstep" / read[0]).read_text())
    invariants = INVARIANT.findall(text)
    if len(invariants) < 2 or invariants != [f"I{n}" for n in range(1, len(invariants) + 1)]:
        yield f"{name}: its invariants are not numbered I1, I2 …"
    for proof in re.findall(r"^Proof: `docs/proofs/(\w+)\.smt2`", text, re.M):
        file = root / "docs/proofs" / f"{proof}.smt2"
        if not file.exists():
            yield f"{name}: no proof {file.name}"
        elif [i.split()[0] for i, _ in smt.read(file.read_text()).invariants] != invariants:
            yield f"{name}: its invariants are not those of {file.name}"
    table = text.partition("\n## Every transition")[2].partition("\n## ")[0]
    said = {}
    unaffected = {}
    for label, cells in ROW.findall(table):
        label = label.split()[0]
        if label in said:
            yield f"{name}: two rows for {label}"
        said[label] = numbers(cells)
        unaffected[label] = [i for i in numbers(cells.partition("|")[0]) if i in invariants]
    for label in rows.keys() - said.keys():
        yield f"{name}: no row for {label} of {read[0]}"
    for label in said.keys() - rows.keys():
        yield f"{name}: a row for {label}, which {read[0]} has not"
    for label, named in said.items():
        for invariant in invariants[1:]:
            if invariant not in named:
                yield f"{name}: the row of {label} does not say what becomes of {invariant}"
    for proof in re.findall(r"^Proof: `docs/proofs/(\w+)\.smt2`", text, re.M):
        if (root / "docs/proofs" / f"{proof}.smt2").exists():
            yield from check_unaffected(name, smt.read((root / "docs/proofs" / f"{proof}.smt2").read_text()), unaffected)


def check_citations(page, claims, scenarios):
    """Of any page: the claims and scenarios that it names."""
    text, name = page.read_text(), page.name
    for claim in sorted(set(re.findall(r"\b(?!I\d)([A-Z]+-\d+)\b", text)) - claims):
        yield f"{name}: no claim {claim}"
    folders = {s.split("/")[0] for s in scenarios}
    for cited in sorted(set(re.findall(r"`([a-z_]+/[a-z_0-9]+(?:/[a-z_0-9*]+)?)`", text))):
        if cited.split("/")[0] in folders:
            if not any(fnmatch.fnmatchcase(s, cited) or s.startswith(cited + "/") for s in scenarios):
                yield f"{name}: no scenario {cited}"


def check_claims_table(readme, folder, kinds):
    """The proofs' README: a row for each claim of safety or liveness, and what a row names does speak of the claim."""
    wanted = {c for c, kind in kinds.items() if c.split("-")[0] in PROVED_FAMILIES and kind in "SL"}
    said = {}
    for claim, kind, proved, rest in CLAIM_ROW.findall(readme.read_text()):
        if claim in said:
            yield f"{readme.name}: two rows for {claim}"
        said[claim] = True
        if kinds.get(claim) != kind:
            yield f"{readme.name}: {claim} is not of kind {kind}"
        files = re.findall(r"`(\w+\.smt2)`", proved)
        for file in files:
            proof = smt.read((folder / file).read_text()) if (folder / file).exists() else smt.Proof()
            titles = [text for text, _ in proof.invariants] + [b.title for b in proof.blocks if b.kind == "holds"]
            if not any(re.search(rf"\b{claim}\b", title) for title in titles):
                yield f"{readme.name}: {file} has neither an invariant nor a consequence for {claim}"
        if not files and not re.search(r"`[a-z_]+/[a-z_0-9/*]+`", rest):
            yield f"{readme.name}: {claim} is neither proved nor explored"
    for claim in sorted(wanted - said.keys()):
        yield f"{readme.name}: no row for {claim}"


def main():
    if len(sys.argv) not in (2, 3):
        print("usage: pages.py ROOT [LOCKSTEP-COMMAND]", file=sys.stderr)
        return 2
    root = Path(sys.argv[1])
    kinds = dict(re.findall(r"^\| ([A-Z]+-\d+) \| ([A-Z]) ", (root / "docs/claims.md").read_text(), re.M))
    claims = set(kinds)
    scenarios = set()
    if len(sys.argv) == 3:
        listed = subprocess.run([sys.argv[2], "list"], capture_output=True, text=True, check=True).stdout
        scenarios = {line.split()[0] for line in listed.splitlines()[1:] if line.strip()}
    failures = [f for page in sorted((root / "docs/invariants").glob("*.md")) if page.name != "README.md"
                for f in check_page(page, root)]  # fmt: skip
    failures += [f for page in sorted((root / "docs").rglob("*.md")) for f in check_citations(page, claims, scenarios)]
    failures += check_claims_table(root / "docs/proofs/README.md", root / "docs/proofs", kinds)
    for failure in failures:
        print(f"pages: {failure}", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())

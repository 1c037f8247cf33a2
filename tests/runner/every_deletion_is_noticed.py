#!/usr/bin/env python3
"""Deletes each scenario, page and mutant by itself, and asks whether the audit misses it. docs/audit.md says when.

every_deletion_is_noticed.py LOCKSTEP VERIFY.json MUTATE.json, which are of the whole quick profile and campaign.
Some two minutes on two cores.
"""

import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

lockstep, verified, mutated = sys.argv[1:]
source = pathlib.Path(__file__).parents[2]
what_an_audit_reads = ["core", "docs", "models", "sanitizers", "tests", "verify"]


def audit(tree, evidence):
    command = [lockstep, "audit", "--source", tree, *evidence]
    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode


def with_evidence(path, change):
    """The audit of this tree with one of the two files changed."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as changed:
        evidence = json.loads(pathlib.Path(path).read_text())
        change(evidence)
        json.dump(evidence, changed)
        changed.flush()
        return audit(source, [changed.name if p == path else p for p in (verified, mutated)])


def without(path, rows, is_deleted):
    def change(evidence):
        evidence[rows] = [row for row in evidence[rows] if not is_deleted(row)]

    return with_evidence(path, change)


def in_tree(file, text):
    """The audit of this evidence with one file of the tree changed, or gone."""
    with tempfile.TemporaryDirectory() as copy:
        for folder in what_an_audit_reads:
            shutil.copytree(source / folder, f"{copy}/{folder}", copy_function=os.link)
        changed = pathlib.Path(copy) / file
        changed.unlink()
        if text is not None:
            changed.write_text(text)
        return audit(copy, [verified, mutated])


def deletions():
    """What is deleted, its name, and how to audit without it."""
    scenarios = json.loads(pathlib.Path(verified).read_text())["scenarios"]
    for name in sorted({s["name"] for s in scenarios}):
        yield "scenario", name, lambda name=name: without(verified, "scenarios", lambda row: row["name"] == name)
    for line in (source / "verify/record/pages.txt").read_text().splitlines()[1:]:
        yield "page", line, lambda line=line: in_tree(line, None)
    mutants = json.loads(pathlib.Path(mutated).read_text())["mutants"]
    for m in mutants:
        if m["kind"] == "policy":
            yield "policy mutant", m["id"], lambda m=m: without(mutated, "mutants", lambda row: row["id"] == m["id"])
    for file in sorted((source / "verify/mutants/logic").glob("*.txt")):
        text = file.read_text()
        for fault in re.finditer(r"^[a-z]\S*\n(?:  .*\n)+", text, re.MULTILINE):
            rest = text[: fault.start()] + text[fault.end() :]
            name = f"{file.stem}/{fault.group().split()[0]}"
            yield "logic mutant", name, lambda f=file, rest=rest: in_tree(f.relative_to(source), rest)


if audit(source, [verified, mutated]) != 0:
    sys.exit("every_deletion_is_noticed: the audit fails although nothing is deleted")
missed = 0
tried = {}
with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
    for kind, name, status in pool.map(lambda d: (d[0], d[1], d[2]()), list(deletions())):
        tried[kind] = tried.get(kind, 0) + 1
        if status != 1:
            missed += 1
            print(f"not missed: {kind} {name} (exit {status})")
print("deleted one by one:", ", ".join(f"{n} {kind}s" for kind, n in tried.items()) + f"; {missed} not missed")
sys.exit(missed != 0)

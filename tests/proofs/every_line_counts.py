#!/usr/bin/env python3
"""Changes one line after the other of the headers that have proofs, and of the steps of the proofs, and sees that the
checker notices each. A line of a comment outside the table of transitions it must not notice: else it noticed nothing
in particular. All of it in memory, and without z3: what is asked is whether a change on one side can go unseen."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "docs/proofs/tools"))

import headers  # noqa: E402
import smt  # noqa: E402
from check import Checker  # noqa: E402

WORD = re.compile(r"[A-Za-z_]\w*|\d+")


def changed(line):
    """The line with its last word changed."""
    end = list(WORD.finditer(line))[-1].end()
    return line[:end] + "x" + line[end:]


def lines_of_header(text):
    """The numbers of the lines that say what happens (code, rows of the table), and those that only explain."""
    code = headers.blank_comments(text).splitlines()
    counting = {n for n, line in enumerate(code) if WORD.search(line) and not re.fullmatch(r" *(public|private):", line)}
    table = set()
    for n, line in enumerate(text.splitlines()):
        if headers.ROW.match(line) or (n - 1 in table and line.startswith("//     ")):
            table.add(n)
    explaining = {n for n, line in enumerate(text.splitlines()) if re.match(r" *//", line)} - table
    return sorted(counting | table), sorted(explaining)


def lines_of_steps(text):
    """The numbers of the lines between push and pop of each step, those that are comments left out."""
    found = []
    block = title = None
    for n, line in enumerate(text.splitlines()):
        code = line.split(";")[0]
        if "(push)" in code:
            block, title = [], None
        if block is None:
            continue
        title = title or re.search(r'\(echo "(\w+)', code)
        if WORD.search(code):
            block.append(n)
        if "(pop)" in code:
            if title[1] not in ("init", "broken", "holds"):
                found += block
            block = None
    return found


def main():
    checker = Checker(ROOT)
    unseen = []

    header_lines = step_lines = 0
    for name in sorted({h for read in headers.HEADERS.values() for h in read}):
        lines = checker.header(name).splitlines()
        before = headers.pieces(checker.header(name))
        counting, explaining = lines_of_header(checker.header(name))
        header_lines += len(counting)

        code = headers.blank_comments(checker.header(name)).splitlines()

        def is_seen(numbers):
            other = list(lines)
            for n in numbers:
                said = code[n].rstrip() or lines[n]  # a comment behind code is not changed
                if WORD.search(said):
                    other[n] = changed(lines[n][: len(said)]) + lines[n][len(said) :]
            return headers.pieces("\n".join(other)) != before

        unseen += [f"{name}:{n + 1}: {lines[n]}" for n in counting if not is_seen({n})]
        if is_seen(set(explaining)):
            unseen.append(f"{name}: a change that is in comments only is taken for one of the code")

    for name, text in checker.texts.items():
        lines = text.splitlines()
        numbers = lines_of_steps(text)
        step_lines += len(numbers)
        before = steps(smt.read(text))
        for n in numbers:
            code = lines[n].split(";")[0].rstrip()
            other = lines[:n] + [changed(code) + lines[n][len(code) :]] + lines[n + 1 :]
            try:
                if steps(smt.read("\n".join(other))) == before:
                    unseen.append(f"{name}.smt2:{n + 1}: {lines[n]}")
            except (smt.Malformed, IndexError, ValueError, TypeError):
                pass  # the checker refuses it
    for line in unseen:
        print(f"not noticed: {line}", file=sys.stderr)
    print(f"{header_lines:,} lines of headers and {step_lines:,} of steps changed, one at a time: {len(unseen)} unnoticed")
    return 1 if unseen or not header_lines or not step_lines else 0


def steps(proof):
    return [smt.show(b.commands) for b in proof.steps()]


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Writes docs/performance-rows.md from what lockstep_bench measured: each row in one run.

bench/tables.py RESULTS.json… >docs/performance-rows.md, of lockstep_bench --json RESULTS.json. Of a row that several
files have, the last counts.
"""

import fnmatch
import json
import sys

# A section, and the workloads that belong there.
SECTIONS = {
    "map: Go's rows": ["Load*", "Delete*", "Range", "Adversarial*"],
    "map, by size and kind of key": ["Map*"],
    "mutex": ["Mutex*"],
    "mutex: contests": ["Contest", "Convoy", "Hog"],
    "rw_mutex": ["RWMutex*"],
    "scalable_rw_mutex": ["Scalable*"],
    "wait_group": ["WaitGroup*"],
    "once": ["Once*"],
    "semaphore": ["Sema*", "UncontendedSemaphore", "ContendedSemaphore"],
    "cond": ["Cond*"],
}
OTHERS = "bytes of an object"


def number(value):
    for unit, of_it in ((1e6, "M"), (1e4, "k")):
        if value >= unit:
            scale = 1e6 if of_it == "M" else 1e3
            return f"{value / scale:.3g}{of_it}"
    return f"{value:.0f}" if value >= 1000 else f"{value:.3g}"


def is_floor(measured):
    return measured["peer"].startswith("floor: ")


def section_of(row):
    for section, patterns in SECTIONS.items():
        if row["metric"] != "size" and any(fnmatch.fnmatchcase(row["workload"], p) for p in patterns):
            return section
    return OTHERS


def ratio(row, to):
    ours = [m for m in row["measured"] if m["peer"] == "lockstep"]
    if not ours or not to or ours[0]["median"] <= 0 or to["median"] <= 0:
        return None
    of, other = ours[0]["median"], to["median"]
    return other / of if row["better"] == "more" else of / other


def cell(row):
    """Ours; divided by Go's; divided by the best C++ peer's, who is named."""
    if row is None:
        return ""
    ours = next((m for m in row["measured"] if m["peer"] == "lockstep"), None)
    if ours is None:
        return ""
    go = next((m for m in row["measured"] if m["peer"] == "Go"), None)
    peers = [m for m in row["measured"] if m["peer"] not in ("lockstep", "Go") and not is_floor(m)]
    best = (max if row["better"] == "more" else min)(peers, key=lambda m: m["median"], default=None)
    parts = [number(ours["median"])]
    by_go, by_best = ratio(row, go), ratio(row, best)
    parts.append("–" if by_go is None else f"{by_go:.2f}")
    parts.append("–" if by_best is None else f"{by_best:.2f} {best['peer']}")
    return "; ".join(parts)


def table(heads, lines):
    print("| " + " | ".join(heads) + " |")
    print("|" + "---|" * len(heads))
    for line in lines:
        print("| " + " | ".join(line) + " |")
    print()


def goals(rows):
    for row in rows:
        for goal in row.get("goals", []):
            if "ratio" not in goal:
                continue
            is_met = goal["ratio"] <= goal["limit"]
            floor = f"{goal['floor']:.2f}" if "floor" in goal else ""
            yield [
                row["workload"] + ("" if row["metric"] == "time" else f", {row['metric']}"),
                str(row["threads"]),
                f"{goal['limit']:g} of {goal['peer']}",
                f"{goal['ratio']:.2f}" if is_met else f"**{goal['ratio']:.2f}**",
                floor,
            ]


def main():
    runs = [json.load(open(path, encoding="utf-8")) for path in sys.argv[1:]]
    rows = list({(r["workload"], r["threads"], r["metric"]): r for run in runs for r in run["rows"]}.values())
    print("# Performance: all rows\n")
    print("Written by bench/tables.py; [performance.md](performance.md) says how it was measured, and why we lose where "
          "we do.\n")
    for where in (run["circumstances"] for run in runs):
        print(f"- {where['processor']}, {where['processors']} processors; {where['compiler']}; {where['date']}; load "
              f"{where['load_before']:.1f} before, {where['load_after']:.1f} after; absent: {where['absent'] or 'nobody'}")
    print()
    print("## Goals\n")
    print("Ours divided by the peer's; **missed** ones are bold. The floor is what any such primitive would at least "
          "have to execute, divided by the same peer.\n")
    table(["row", "threads", "goal", "is", "floor"], goals(rows))
    print("## Rows\n")
    print("A cell: ours, wall clock for an operation of all threads together, in nanoseconds unless the row says what "
          "else; divided by Go's; divided by that of the best C++ peer, which is named. Under 1, ours is ahead.\n")
    for section in [*SECTIONS, OTHERS]:
        mine = [row for row in rows if section_of(row) == section]
        if not mine:
            continue
        print(f"### {section}\n")
        threads = sorted({row["threads"] for row in mine})
        names = list(dict.fromkeys((row["workload"], row["metric"], row["unit"]) for row in mine))
        lines = []
        for name in names:
            at = {row["threads"]: row for row in mine if (row["workload"], row["metric"], row["unit"]) == name}
            label = name[0] if name[1] in ("time", "size") else f"{name[0]}: {name[1]}, {name[2]}"
            lines.append([label, *(cell(at.get(t)) for t in threads)])
        heads = [f"{t} thread{'s' * (t > 1)}" for t in threads] if section != OTHERS else [""]
        table(["", *heads], lines)


main()

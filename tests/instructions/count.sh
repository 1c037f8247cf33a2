#!/bin/sh
# Usage: count.sh PROGRAM TABLE [--accept]
# Counts the instructions of each path of PROGRAM under Callgrind and compares them with TABLE, or writes TABLE anew.
# Counted is what a path takes beyond a function that does nothing: its own instructions and no others, so the table is
# exact and the same on every machine with that compiler.
set -eu
program=$1
table=$2
counts=$(mktemp -d)
trap 'rm -r "$counts"' EXIT

valgrind --quiet --tool=callgrind --callgrind-out-file="$counts/dump" "$program"

# Each dump tells what it is of ("desc: Trigger: Client Request: NAME") and what was counted in all ("totals: N").
for number in $(seq 1 "$(find "$counts" -name 'dump.*' | wc -l)"); do
  sed -nE -e 's/^desc: Trigger: Client Request: (.*)/\1/p' -e 's/^totals: ([0-9]+)/\1/p' "$counts/dump.$number"
done | awk '
  /^[0-9]+$/ { if (name == "nothing") overhead = $1; else if (name != "") printf "%-32s %5d\n", name, $1 - overhead; name = "" ; next }
  { name = $0 }' >"$counts/table"
[ -s "$counts/table" ] || { echo "count.sh: nothing was counted" >&2; exit 2; }

if [ "${3:-}" = --accept ]; then
  cp "$counts/table" "$table"
elif ! diff -u --label 'the table' --label 'counted now' "$table" "$counts/table"; then
  echo 'The cost of a fast path has changed. If that is meant: ./dev instructions --accept' >&2
  exit 1
fi

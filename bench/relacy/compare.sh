#!/bin/sh
# Relacy through the runner beside Relacy by hand: compare.sh COMMAND [TIMES], COMMAND being build/release/lockstep.
# Executions per second of processor time, one after the other, and their ratio; with the flags without which a green run
# of Relacy means little (models/relacy/CMakeLists.txt).
set -eu
command=$1
times=${2:-3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
${CXX:-g++} -std=c++20 -O2 -w -DRL_DO_ASSERT=1 -fno-lifetime-dse -fno-sized-deallocation \
  "$(dirname "$0")/by_hand.cpp" -o "$work/by_hand"

seconds_of() {  # LOG COMMAND... : the processor time that it takes
  log=$1
  shift
  (LC_ALL=C; TIMEFORMAT=%U; export LC_ALL TIMEFORMAT; exec bash -c 'time "$@"' - "$@") >"$log" 2>"$log.time"
  tail -n 1 "$log.time"
}

: >"$work/ratios"
for _ in $(seq "$times"); do
  hand=$(seconds_of "$work/hand" "$work/by_hand")
  hand_executions=$(sed -n 's/^iterations: //p' "$work/hand")
  ours=$(seconds_of "$work/ours" "$command" verify mutex/excludes_others/3x1 --engine relacy --search full --no-reduction)
  executions=$(sed -n 's/^mutex.* yes *\([0-9,]*\) .*/\1/p' "$work/ours" | tr -d ,)
  awk -v a="$hand_executions" -v b="$hand" -v c="$executions" -v d="$ours" 'BEGIN {
    printf "by hand %d executions, %d/s; through the runner %d executions, %d/s; ratio %.2f\n", a, a / b, c, c / d, c / d / (a / b)
  }' | tee -a "$work/ratios"
done

#!/bin/sh
# Usage: workflow_leaves_nothing_out.sh TREE
# The workflow to copy runs each folder of scenarios, and the mutants of each header, in a job of its own: what it lists
# is what verify/record knows.
set -eu
cd "$1"

listed() {  # KEY: the list that the key has, on one line or more
  awk -v key="$1:" '$1 == key { on = 1; sub(key, "") } on; /]/ { on = 0 }' docs/workflow.yml |
    tr -d ' []\n' | tr ',' '\n' | sort
}
recorded() {  # FILE
  grep -v '^#' "verify/record/$1" | cut -d / -f 1 | grep -v '^canary$' | sort -u
}

failed=0
compare() {  # KEY FILE
  if [ "$(listed "$1")" != "$(recorded "$2")" ]; then
    echo "docs/workflow.yml: the list '$1' is not what verify/record/$2 has: $(recorded "$2" | tr '\n' ' ')"
    failed=1
  fi
}
compare folder executions.txt
compare header mutants.txt
exit "$failed"

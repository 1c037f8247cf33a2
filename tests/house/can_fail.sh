#!/bin/sh
# Usage: can_fail.sh COMPILER
# Shows each check of this folder a small tree in order, which must pass, and one that breaks its rule, which must not.
set -eu
compiler=$1
here=$(cd "$(dirname "$0")" && pwd)
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT

new_tree() {
  rm -rf "$tree"
  mkdir -p "$tree/core/lockstep" "$tree/models/lockstep" "$tree/models/relacy" "$tree/verify/lockstep" \
    "$tree/verify/record" "$tree/docs"
  cp "$here/../../.clang-format" "$tree"
  printf '#pragma once\n\n#include <atomic>\n' >"$tree/core/lockstep/a.h"
  printf '#pragma once\n\n#include <lockstep/a.h>\n' >"$tree/core/lockstep/b.h"
  printf '#pragma once\n\n#include <lockstep/b.h>\n' >"$tree/models/lockstep/m.h"
  printf '#pragma once\n\n#include <lockstep/m.h>\n' >"$tree/verify/lockstep/v.h"
  echo 'a/b explore full 1' >"$tree/verify/record/executions.txt"
  echo 'a/c/drop policy killed a/b on explore' >"$tree/verify/record/mutants.txt"
  printf '    folder: [a]\n    header: [a]\n' >"$tree/docs/workflow.yml"
  printf '#include <relacy/relacy.hpp>\n' >"$tree/models/relacy/r.cpp"
}

run() { sh "$here/$1.sh" "$tree" "$compiler" >"$tree/output" 2>&1; }

passed=
breaks() {  # CHECK FILE LINE: the check passes, and fails once the file has that line
  new_tree
  if [ "$passed" != "$1" ]; then
    run "$1" || { [ $? -eq 77 ] && return; echo "$1 fails on a tree in order:"; cat "$tree/output"; exit 1; }
    passed=$1
  fi
  printf '%s\n' "$3" >>"$tree/$2"
  if run "$1"; then
    echo "$1 passes although $2 has: $3"
    exit 1
  fi
}

for line in '#include <lockstep/m.h>' '#include <lockstep/models/native.h>' '#include <relacy/relacy.hpp>' \
  '#include <gtest/gtest.h>' '#include <unistd.h>' '#include "a.h"' '  #  include <sys/syscall.h>'; do
  breaks core_includes_only_core_and_std core/lockstep/b.h "$line"
done
for line in '#ifdef LOCKSTEP_WITH_RELACY' '#if defined(__SANITIZE_THREAD__)' '# if __has_feature(thread_sanitizer)' \
  '#ifndef NDEBUG' '#elif defined(UNDER_TEST)'; do
  breaks core_knows_no_checker core/lockstep/b.h "$line"
done
breaks relacy_stays_in_its_folder models/lockstep/m.h '#include <relacy/relacy.hpp>'
breaks relacy_stays_in_its_folder verify/lockstep/v.h '#include "relacy/relacy.hpp"'
breaks sources_are_formatted core/lockstep/b.h 'int  i ;'
breaks workflow_leaves_nothing_out verify/record/executions.txt 'b/c explore full 1'
breaks workflow_leaves_nothing_out verify/record/mutants.txt 'b/c/drop policy killed a/b on explore'
breaks headers_stand_alone core/lockstep/b.h '#include <lockstep/m.h>'
breaks headers_stand_alone core/lockstep/b.h 'inline std::map<int, int> m;'
breaks headers_stand_alone models/lockstep/m.h 'inline vector<int> v;'
breaks headers_stand_alone verify/lockstep/v.h 'inline int narrowed(long l) { return l; }'

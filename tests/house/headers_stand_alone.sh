#!/bin/sh
# Usage: headers_stand_alone.sh TREE COMPILER
# Each header compiles on its own, and sees only the folders that it may include from: core <- models <- verify.
set -eu
cd "$1"
compiler=$2

failed=0
check_folder() {  # FOLDER ROOT...
  folder=$1
  shift
  for header in $(cd "$folder" && find lockstep -name '*.h'); do
    if ! echo "#include <$header>" | "$compiler" -std=c++20 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror \
      "$@" -fsyntax-only -x c++ -; then
      echo "does not compile on its own: $folder/$header"
      failed=1
    fi
  done
}
check_folder core -Icore
check_folder models -Icore -Imodels
check_folder verify -Icore -Imodels -Iverify
exit "$failed"

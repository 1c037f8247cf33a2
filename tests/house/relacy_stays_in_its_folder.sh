#!/bin/sh
# Usage: relacy_stays_in_its_folder.sh TREE
# Relacy redefines `new`, `delete` and the memory orders for all that follows it, and takes seconds to compile. Only the
# engine has it, and the benchmark that compares the engine with Relacy alone.
set -eu
cd "$1"

bad=$(grep -rnE '#[[:space:]]*include[[:space:]]*[<"]relacy/' --exclude-dir=build --include='*.h' --include='*.cpp' \
  --include='*.in' . | grep -vE '^./(models|bench)/relacy/' || true)
[ -z "$bad" ] || { printf 'Relacy is included outside models/relacy:\n%s\n' "$bad"; exit 1; }

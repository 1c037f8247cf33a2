#!/bin/sh
# Usage: core_includes_only_core_and_std.sh TREE
# core stands on nothing: it includes headers of core and standard ones, which have neither a folder nor a suffix.
set -eu
cd "$1/core"

bad=$(grep -rnE '^[[:space:]]*#[[:space:]]*include' . | grep -vE '#[[:space:]]*include[[:space:]]*<[a-z_0-9]+>' |
  while IFS= read -r line; do
    header=$(printf '%s\n' "$line" | sed -nE 's/.*include[[:space:]]*<(lockstep\/[^>]*)>.*/\1/p')
    [ -n "$header" ] && [ -f "$header" ] || printf 'core/%s\n' "${line#./}"
  done)
[ -z "$bad" ] || { printf 'core includes what is not core:\n%s\n' "$bad"; exit 1; }

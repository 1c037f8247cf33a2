#!/bin/sh
# Usage: core_knows_no_checker.sh TREE
# What is checked is what ships: no line of core is compiled for one tool and left out for another.
set -eu
cd "$1"

checkers='tsan|asan|ubsan|sanitize|relacy|mutant|explore|verify|stress|model|test|lockstep_|ndebug'
bad=$(grep -rniE "^[[:space:]]*#[[:space:]]*(el)?if.*($checkers)" core || true)
[ -z "$bad" ] || { printf 'core is compiled differently for a checker:\n%s\n' "$bad"; exit 1; }

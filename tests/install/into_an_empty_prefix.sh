#!/bin/sh
# Usage: into_an_empty_prefix.sh CMAKE BUILD PREFIX
# Installs, and checks that there is all that was promised and nothing that belongs to the checkers.
set -eu
cmake=$1 build=$2 prefix=$3

rm -rf "$prefix"
"$cmake" --install "$build" --prefix "$prefix" >/dev/null

for file in include/lockstep/sync.h include/lockstep/models/native.h share/cmake/lockstep/lockstep-config.cmake \
  share/cmake/lockstep/lockstep-config-version.cmake share/pkgconfig/lockstep.pc share/doc/lockstep/LICENSE; do
  [ -f "$prefix/$file" ] || { echo "not installed: $file"; exit 1; }
done
if find "$prefix" -type f | grep -E 'relacy|verify|stress|specification|engine|gtest'; then
  echo "installed, but not for production"
  exit 1
fi

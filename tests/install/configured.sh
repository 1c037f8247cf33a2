#!/bin/sh
# Usage: configured.sh CMAKE SOURCE BUILD CMAKE-ARGUMENT...
# Configures, builds and runs the example `consumer` in a fresh build directory.
set -eu
cmake=$1 source=$2 build=$3
shift 3

rm -rf "$build"
"$cmake" -S "$source" -B "$build" "$@"
"$cmake" --build "$build"
"$build/consumer"

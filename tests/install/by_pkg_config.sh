#!/bin/sh
# Usage: by_pkg_config.sh COMPILER CONSUMER PREFIX WORK
# Builds the example with nothing but a compiler and pkg-config, from an installed tree that was moved.
set -eu
compiler=$1 consumer=$2 prefix=$3 work=$4

rm -rf "$work"
mkdir -p "$work"
cp -R "$prefix" "$work/moved"
export PKG_CONFIG_PATH="$work/moved/share/pkgconfig"
pkg-config --print-errors --exists lockstep
flags=$(pkg-config --cflags --libs lockstep)
case $flags in
  *"$work/moved"*) ;;
  *) echo "the flags point elsewhere: $flags"; exit 1 ;;
esac
# shellcheck disable=SC2086  # a list of flags
"$compiler" -std=c++20 "$consumer/main.cpp" -o "$work/consumer" $flags
"$work/consumer"

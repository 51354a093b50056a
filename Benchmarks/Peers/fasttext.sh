#!/bin/sh
# Builds fastText's command-line program from the source of its Python package: fasttext.sh FOLDER
# Leaves FOLDER/fasttext. With the flags of its own Makefile.
set -eu
folder=$1
version=0.9.3
mkdir -p "$folder/source"
[ -x "$folder/fasttext" ] && exit 0
"$folder/../bin/pip" download --quiet --disable-pip-version-check --no-deps --no-binary fasttext \
  --dest "$folder/source" "fasttext==$version"
tar -xzf "$folder/source/fasttext-$version.tar.gz" -C "$folder/source"
${CXX:-c++} -O3 -march=native -funroll-loops -pthread -std=c++17 \
  -o "$folder/fasttext" "$folder/source/fasttext-$version/src"/*.cc

#!/bin/sh
# Runs a script of this folder in its own virtual environment, which is made when it is missing or out of date.
#   ./run.sh compare.py ../../.build/release/framewise --data ../../../shared/data/un-quadclass
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
venv="$here/.venv"
python=${PYTHON:-python3}

if [ $# -eq 0 ]; then
  echo "usage: run.sh blas.py|compare.py|exactness.py|gridsearch.py|memory.py|solvers.py [arguments]" >&2
  exit 64
fi
if ! command -v "$python" >/dev/null 2>&1; then
  echo "error: $python is not installed — install Python 3.11 or later, or set PYTHON" >&2
  exit 69
fi
if ! cat "$here/requirements.txt" "$here/requirements-optional.txt" | cmp -s - "$venv/installed.txt"; then
  echo "Making the virtual environment of the peers (once) …" >&2
  rm -rf "$venv"
  "$python" -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt"
  for peer in $(grep -v '^#' "$here/requirements-optional.txt"); do
    "$venv/bin/pip" install --quiet --disable-pip-version-check --prefer-binary "$peer" ||
      echo "note: $peer cannot be installed here and is left out" >&2
  done
  sh "$here/fasttext.sh" "$venv/fasttext" || echo "note: fastText cannot be built here and is left out" >&2
  cat "$here/requirements.txt" "$here/requirements-optional.txt" >"$venv/installed.txt"
fi
script=$1
shift
case $script in
/*) ;;
*) [ -e "$script" ] || script="$here/$script" ;;
esac
exec "$venv/bin/python" "$script" "$@"

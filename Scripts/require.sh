#!/bin/sh
# Makes sure that this machine can build framewise: a Swift 6.2 toolchain and the two system packages.
# Installs the packages as root or by sudo; otherwise says the one line to run and ends with 69 (service unavailable).
set -u

version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\)\.\([0-9]*\).*/\1 \2/p' | head -n 1)
if [ -z "$version" ]; then
  echo "framewise needs Swift 6.2 or later, and 'swift' is not found: install it from swift.org/install" >&2
  exit 69
fi
set -- $version
if [ "$1" -lt 6 ] || { [ "$1" -eq 6 ] && [ "$2" -lt 2 ]; }; then
  echo "framewise needs Swift 6.2 or later, and this is Swift $1.$2: install a later one from swift.org/install" >&2
  exit 69
fi

[ "$(uname -s)" = Linux ] || exit 0
missing=""
for package in libblas-dev liblapack-dev; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
[ -z "$missing" ] && exit 0

install="apt-get install -y --no-install-recommends$missing"
if [ "$(id -u)" -eq 0 ]; then
  run=""
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
  run="sudo"
else
  echo "framewise needs$missing; run: sudo apt-get update && sudo $install" >&2
  exit 69
fi
echo "installing$missing" >&2
export DEBIAN_FRONTEND=noninteractive
$run $install >/dev/null 2>&1 || { $run apt-get update >/dev/null 2>&1 && $run $install >/dev/null; } || {
  echo "installing$missing failed; run: sudo apt-get update && sudo $install" >&2
  exit 69
}

#!/bin/sh
# Fills a folder from which the image is built without a package index, as this machine's pip is set up to find it.
# Usage: wheels.sh FOLDER. PYTHON names an interpreter with pip, of the same version as the image's.
set -eu

folder=$1
python=${PYTHON:-python3}
lock=$(cd "$(dirname "$0")/../.." && pwd)/requirements.lock
wanted=$(cksum <"$lock")
if [ "$(cat "$folder/.lock" 2>/dev/null)" = "$wanted" ]; then exit 0; fi

rm -rf "$folder"
mkdir -p "$folder"
get() { "$python" -m pip download -qq --disable-pip-version-check --no-deps --dest "$folder" "$@"; }
get --require-hashes -r "$lock"
get setuptools wheel # what pip builds durable_rules with; `make run` takes them from the index in the same way
echo "$wanted" >"$folder/.lock"

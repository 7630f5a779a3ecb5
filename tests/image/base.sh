#!/bin/sh
# Makes what stands in for the slim Python image where no registry of images can be reached: Debian's own Python, with
# the headers, the name and the place that the official image has. Usage: base.sh TAR. Root; about a minute, 100 MB.
# The mirror is the one that this machine's apt uses, or MIRROR.
set -eu

tar=$1
release=bookworm
# shellcheck disable=SC2016  # apt-get fills the names in, not the shell
mirror=${MIRROR:-$(apt-get indextargets --format '$(REPO_URI) $(CODENAME)' 'Created-By: Packages' |
    sed -n "s/ $release\$//p" | head -n 1)}
test -n "$mirror" || { echo "image test: apt names no mirror of $release; name one: MIRROR=..." >&2; exit 2; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
root=$work/root

debootstrap --variant=minbase --include=ca-certificates,python3,python3-venv "$release" "$root" "$mirror" \
    >"$work/log" 2>&1 || { tail -n 20 "$work/log" >&2; exit 1; }

# The headers alone: the package with them would bring the compiler's libraries into both stages.
(cd "$work" && apt-get --quiet=2 -o APT::Sandbox::User=root -o Dir="$root" \
    -o Dir::State::status="$root/var/lib/dpkg/status" download libpython3.11-dev)
dpkg -x "$work"/libpython3.11-dev_*.deb "$work/headers"
cp -a "$work/headers/usr/include" "$root/usr/"

ln -s ../../bin/python3.11 "$root/usr/local/bin/python"
rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/*
mkdir -p "$(dirname "$tar")"
tar -C "$root" -cf "$tar.new" .
mv "$tar.new" "$tar"

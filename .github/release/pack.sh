#!/usr/bin/env bash
# Packs a compiled pkgr for a target with that pkgr itself: pack.sh TARGET PROGRAM DIRECTORY
set -euo pipefail
target=$1 program=$2 directory=$3
here=$(cd "$(dirname "$0")" && pwd)

work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
mkdir -p "$work/files/completions" "$directory"
cp "$here"/../../{README.md,CHANGELOG.md,LICENSE-APACHE,LICENSE-MIT} "$work/files"
install -m 755 "$program" "$work/files/pkgr"
pkgr=$work/files/pkgr
"$pkgr" man >"$work/files/pkgr.1"
for shell in bash fish zsh; do
    "$pkgr" completions "$shell" >"$work/files/completions/pkgr.$shell"
done
sed "s/TARGET/$target/" "$here/binary.toml" >"$work/release.toml"
# pkgr adds the lines of this archive to SHA256SUMS; the last job writes one file for everything.
"$pkgr" -m "$work/release.toml" build -q -d "$directory"

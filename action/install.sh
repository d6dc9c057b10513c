#!/usr/bin/env bash
# Downloads a released pkgr and puts it on the PATH of the job.
#
# The caller pins one digest, that of the release's SHA256SUMS, which pins the archives of all platforms. Nothing is
# unpacked before both digests are right. PKGR_DOWNLOADS names a mirror of the release's files.
set -euo pipefail

fail() {
    echo "::error title=pkgr::$1"
    exit 2
}

digest() {
    # macOS has shasum only.
    if command -v sha256sum >/dev/null; then sha256sum <"$1"; else shasum -a 256 <"$1"; fi | cut -d ' ' -f 1
}

download() {
    curl --fail --silent --show-error --location --retry 3 --proto '=https,file' --proto-redir '=https' \
        --output "$work/$1" "$from/$1" || fail "$1 cannot be downloaded from $from"
}

# Both become part of paths and messages, so they have only the characters that are needed.
[[ $PKGR_VERSION =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.]+)?$ ]] || fail "the input version is no version such as 0.1.0"
[[ $PKGR_CHECKSUMS =~ ^[0-9a-f]{64}$ ]] || fail "the input checksums is not the SHA-256 of a file SHA256SUMS"

case "$RUNNER_OS-$RUNNER_ARCH" in
    Linux-X64) target=x86_64-unknown-linux-musl ;;
    Linux-ARM64) target=aarch64-unknown-linux-musl ;;
    macOS-X64) target=x86_64-apple-darwin ;;
    macOS-ARM64) target=aarch64-apple-darwin ;;
    *) fail "there is no pkgr for $RUNNER_OS on $RUNNER_ARCH" ;;
esac

from=${PKGR_DOWNLOADS:-$GITHUB_SERVER_URL/$PKGR_REPOSITORY/releases/download/v$PKGR_VERSION}
name=pkgr-$PKGR_VERSION-$target
work=$RUNNER_TEMP/$name.download
mkdir -p "$work"

download SHA256SUMS
found=$(digest "$work/SHA256SUMS")
[ "$found" = "$PKGR_CHECKSUMS" ] || fail "SHA256SUMS has the SHA-256 $found; expected is $PKGR_CHECKSUMS"
expected=$(awk -v name="$name.tar.gz" '$2 == name { print $1 }' "$work/SHA256SUMS")
[[ $expected =~ ^[0-9a-f]{64}$ ]] || fail "SHA256SUMS does not list $name.tar.gz once"
download "$name.tar.gz"
found=$(digest "$work/$name.tar.gz")
[ "$found" = "$expected" ] || fail "$name.tar.gz has the SHA-256 $found; expected is $expected"

tar -xzf "$work/$name.tar.gz" -C "$RUNNER_TEMP"
rm -r "$work"
program=$RUNNER_TEMP/$name/pkgr
[ "$("$program" --version)" = "pkgr $PKGR_VERSION" ] || fail "the installed program is not pkgr $PKGR_VERSION"
echo "$RUNNER_TEMP/$name" >>"$GITHUB_PATH"
echo "path=$program" >>"$GITHUB_OUTPUT"

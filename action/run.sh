#!/usr/bin/env bash
# Runs a command of the installed pkgr. pkgr itself writes annotations, outputs and the summary.
set -euo pipefail

case "$PKGR_COMMAND" in
    plan | build | verify | audit) ;;
    *)
        echo "::error title=pkgr::the input command must be plan, build, verify or audit"
        exit 2
        ;;
esac

# Words without patterns: a file name with a `*` stays what it is. Bash 3.2 of macOS rejects an empty array.
read -r -d '' -a arguments <<<"$PKGR_ARGUMENTS" || true
code=0
pkgr "$PKGR_COMMAND" ${arguments[@]+"${arguments[@]}"} || code=$?
echo "exit-code=$code" >>"$GITHUB_OUTPUT"
exit "$code"

#!/bin/sh
# Makes the keys, signers files and signed tags of this directory again, with gpg, ssh-keygen and git.
# Secret keys stay in a temporary directory; gpg 2.2 or newer, OpenSSH 8.9 or newer, git 2.34 or newer.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'gpgconf --kill gpg-agent; rm -rf "$work"' EXIT
GNUPGHOME=$work/gnupg
export GNUPGHOME
mkdir -m 700 "$GNUPGHOME"
cd "$work"

export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null HOME="$work"
export GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@example.org GIT_AUTHOR_DATE='1700000000 +0000'
export GIT_COMMITTER_NAME=C GIT_COMMITTER_EMAIL=c@example.org GIT_COMMITTER_DATE='1700000000 +0000'
git init -q repo
# `tests/signed_tag.rs` makes the same commit again, so it must be the same everywhere.
printf 'read me\n' >repo/README
git -C repo add README
git -C repo commit -q -m commit

gpg="gpg --batch --quiet --pinentry-mode loopback --passphrase ''"
new() { # TIME NAME ALGORITHM USAGE EXPIRE
    eval "$gpg" --faked-system-time "$1!" --quick-generate-key "'$2 <$2@example.org>'" "$3" "$4" "$5"
}
print() { gpg --batch --with-colons --list-keys "$1@example.org" | awk -F: '$1 == "fpr" { print $10; exit }'; }
export_key() { gpg --batch --armor --export "$1@example.org" >"$here/$1.asc"; }

# sign NAME KEY TIME: a tag object signed by KEY as of TIME
sign() {
    cat >"$work/signer" <<END
#!/bin/sh
exec gpg --batch --quiet --pinentry-mode loopback --passphrase '' --faked-system-time '$3!' "\$@"
END
    chmod +x "$work/signer"
    git -C repo -c gpg.program="$work/signer" -c user.signingKey="$2" tag -s -m "release" "$1"
    git -C repo cat-file tag "$1" >"$here/$1.tag"
}

new 20230101T000000 rsa rsa2048 sign never
new 20230101T000000 ed25519 ed25519 sign never
new 20230101T000000 ecdsa nistp256 sign never
new 20230101T000000 stranger ed25519 sign never
for key in rsa ed25519 ecdsa stranger; do
    export_key $key
    sign $key "$(print $key)!" 20231115T000000
done

# A certificate whose primary key only certifies; a subkey signs.
new 20230101T000000 subkey ed25519 cert never
eval "$gpg" --faked-system-time "20230101T000000!" --quick-add-key "$(print subkey)" ed25519 sign never
export_key subkey
sign subkey "subkey@example.org" 20231115T000000

# One that expired before the second signature, and after the first.
new 20230101T000000 expiring ed25519 sign 20240101T000000
export_key expiring
sign before-expiry "$(print expiring)!" 20231115T000000
# gpg does not sign with an expired key: the certificate is made to last longer for that signature.
eval "$gpg" --faked-system-time "20230102T000000!" --quick-set-expire "$(print expiring)" 0
sign after-expiry "$(print expiring)!" 20240202T000000

# Revoked because it was replaced, after the first signature and before the second; and because it
# was lost.
for reason in superseded compromised; do
    new 20230101T000000 $reason ed25519 sign never
    sign $reason-early "$(print $reason)!" 20231115T000000
    sign $reason-late "$(print $reason)!" 20240202T000000
    code=3
    [ $reason = compromised ] && code=1
    printf 'y\n%s\n\ny\n' $code | gpg --no-tty --command-fd 0 --status-fd 2 --pinentry-mode loopback --passphrase '' \
        --faked-system-time '20240101T000000!' --output "$work/$reason.rev" --gen-revoke "$(print $reason)" 2>/dev/null
    gpg --batch --quiet --import "$work/$reason.rev"
    export_key $reason
done

# A broken hash function.
cat >"$GNUPGHOME/gpg.conf" <<END
digest-algo SHA1
END
sign sha1 "$(print rsa)!" 20231115T000000
rm "$GNUPGHOME/gpg.conf"

# SSH.
for type in ed25519 ecdsa rsa; do
    ssh-keygen -q -t $type -N '' -C "$type@example.org" -f "$work/ssh-$type"
    git -C repo -c gpg.format=ssh -c user.signingKey="$work/ssh-$type" tag -s -m "release" "ssh-$type"
    git -C repo cat-file tag "ssh-$type" >"$here/ssh-$type.tag"
    printf '%s@example.org %s\n' $type "$(cut -d' ' -f1,2 "$work/ssh-$type.pub")" >"$here/ssh-$type.signers"
done
# The same text signed for another purpose.
sed '/^-----BEGIN SSH/,$d' "$here/ssh-ed25519.tag" >"$work/payload"
ssh-keygen -q -Y sign -f "$work/ssh-ed25519" -n file "$work/payload" 2>/dev/null
cat "$work/payload" "$work/payload.sig" >"$here/ssh-namespace.tag"

# The tag of the commit that `tests/cpython/commit.rs` makes, whose id the test checks.
commit=$(sed -n 's/^const COMMIT: &str = "\(.*\)";/\1/p' "$here/../cpython/commit.rs")
ssh-keygen -q -t ed25519 -N '' -C release@example.org -f "$work/cpython"
{
    printf 'object %s\ntype commit\ntag v3.13.5\n' "$commit"
    printf 'tagger C O Mitter <committer@example.org> 1749656217 +0000\n\nPython 3.13.5\n'
} >"$work/payload"
ssh-keygen -q -Y sign -f "$work/cpython" -n git "$work/payload" 2>/dev/null
cat "$work/payload" "$work/payload.sig" >"$here/cpython.tag"
printf 'release@example.org %s\n' "$(cut -d' ' -f1,2 "$work/cpython.pub")" >"$here/cpython.signers"

//! `expect.tag = "signed"`: from the manifest to the signature in the tag object.
#![allow(clippy::disallowed_methods, reason = "tests make trees, and start the program under test")]

use crate::support;

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use support::{assert_rejected, file, has_git, pkgr, stdout, temp_dir, text};

const MANIFEST: &str = "schema = 1\npackage = { name = 'hello', version = '1.0' }\n\
    [source]\ngit = 'repo'\nrev = 'TAG'\n[source.expect]\ntag = 'signed'\nsigners = 'keys/SIGNERS'\n\
    [files]\ninclude = ['**']\n[[archive]]\nfile = 'a.tar.gz'\n";

fn fixture(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/signature").join(name);
    fs::read(&path).unwrap_or_else(|cause| panic!("{}: {cause}", path.display()))
}

/// git as `tests/signature/make.sh` runs it, so that the commit has the id that the tags name.
fn git(repo: &Path, arguments: &[&str], input: &[u8]) -> String {
    let mut command = Command::new("git");
    command
        .args(arguments)
        .current_dir(repo)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default());
    for (name, value) in [
        ("GIT_CONFIG_NOSYSTEM", "1"),
        ("GIT_AUTHOR_NAME", "A"),
        ("GIT_AUTHOR_EMAIL", "a@example.org"),
        ("GIT_AUTHOR_DATE", "1700000000 +0000"),
        ("GIT_COMMITTER_NAME", "C"),
        ("GIT_COMMITTER_EMAIL", "c@example.org"),
        ("GIT_COMMITTER_DATE", "1700000000 +0000"),
    ] {
        command.env(name, value);
    }
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("git can be started");
    child.stdin.take().expect("is piped").write_all(input).expect("can be written");
    let output = child.wait_with_output().expect("git ends");
    assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
    text(&output.stdout).trim_end().to_owned()
}

/// A repository with one tag from `tests/signature/`, in `tag` or as it is there.
fn project(name: &str, tag: Option<&[u8]>) -> tempfile::TempDir {
    let root = temp_dir();
    let repo = root.path().join("repo");
    file(root.path(), "repo/README", b"read me\n", 0o644);
    git(&repo, &["init", "-q"], b"");
    git(&repo, &["add", "README"], b"");
    git(&repo, &["commit", "-q", "-m", "commit"], b"");
    let object = tag.map_or_else(|| fixture(&format!("{name}.tag")), <[u8]>::to_vec);
    let id = git(&repo, &["hash-object", "-t", "tag", "-w", "--stdin"], &object);
    git(&repo, &["update-ref", &format!("refs/tags/{name}"), &id], b"");
    root
}

fn plan(root: &Path, tag: &str, signers: &str) -> Output {
    let manifest = MANIFEST.replace("TAG", tag).replace("SIGNERS", signers);
    fs::write(root.join("release.toml"), manifest).expect("can be written");
    if tests_have(signers) {
        file(root, format!("keys/{signers}"), &fixture(signers), 0o644);
    }
    pkgr(root, &["plan"])
}

fn tests_have(signers: &str) -> bool {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/signature").join(signers).is_file()
}

#[test]
fn a_tag_that_a_named_signer_signed_is_planned() {
    if !has_git() {
        return;
    }
    for (tag, signers) in
        [("rsa", "rsa.asc"), ("subkey", "subkey.asc"), ("ssh-ed25519", "ssh-ed25519.signers")]
    {
        let root = project(tag, None);
        let table = text(&stdout(&plan(root.path(), tag, signers)));
        assert!(table.contains(&format!("refs/tags/{tag}")), "{table}");
    }
}

#[test]
fn the_trust_of_the_machine_plays_no_part() {
    if !has_git() {
        return;
    }
    // The stranger's key is known and fully trusted on this machine, for all that pkgr cares.
    let root = project("stranger", None);
    assert_rejected(
        &plan(root.path(), "stranger", "ed25519.asc"),
        &["pkgr::git::bad-signature", "which is none of the signers", "ed25519 <ed25519@example.org>"],
    );
}

#[test]
fn a_tag_without_a_signature_is_reported_as_such() {
    if !has_git() {
        return;
    }
    let whole = fixture("rsa.tag");
    let payload = pkgr::signature::split(&whole).0.to_vec();
    let root = project("rsa", Some(&payload));
    assert_rejected(&plan(root.path(), "rsa", "rsa.asc"), &["pkgr::git::unsigned", "C <c@example.org>"]);
}

#[test]
fn a_tag_whose_text_was_changed_is_rejected() {
    if !has_git() {
        return;
    }
    let changed = text(&fixture("rsa.tag")).replace("\n\nrelease\n", "\n\nRelease\n");
    let root = project("rsa", Some(changed.as_bytes()));
    assert_rejected(
        &plan(root.path(), "rsa", "rsa.asc"),
        &["pkgr::git::bad-signature", "the text is not what the key"],
    );
}

// T023
#[test]
fn a_good_signature_under_another_name_is_rejected() {
    if !has_git() {
        return;
    }
    let root = project("rsa", None);
    let repo = root.path().join("repo");
    let id = git(&repo, &["rev-parse", "rsa"], b"");
    git(&repo, &["update-ref", "refs/tags/newer", &id], b"");
    assert_rejected(&plan(root.path(), "newer", "rsa.asc"), &["pkgr::git::renamed-tag", "`rsa`", "`newer`"]);
}

#[test]
fn signers_that_cannot_be_used_are_reported_with_their_place() {
    if !has_git() {
        return;
    }
    let root = project("rsa", None);
    assert_rejected(&plan(root.path(), "rsa", "missing.asc"), &["pkgr::git::signers", "No such file"]);
    file(root.path(), "keys/empty", b"# nobody\n", 0o644);
    assert_rejected(&plan(root.path(), "rsa", "empty"), &["pkgr::git::signers", "it names no signer"]);
    assert_rejected(
        &plan(root.path(), "rsa", "ssh-rsa.signers"),
        &["pkgr::git::bad-signature", "an OpenPGP signature, and the signers are of the other kind"],
    );
}

//! `tar = "git"` from a manifest to the file, against `git archive` of the same commit.
#![allow(clippy::disallowed_methods, reason = "an oracle test starts the real tool")]

use crate::support;

use std::fs;
use std::path::Path;
use std::process::Command;

use support::{file, git, has_git, link, pkgr, sample, stdout, temp_dir, text};

const HEAD: &str = "schema = 1\npackage = { name = 'hello', version = '1.0' }\n\
    lints = { long-name = 'allow', non-utf8 = 'allow', dangling-link = 'allow' }\n";

/// A repository with something of everything, and a tag.
fn repository(root: &Path, format: &str) {
    let repo = root.join("repo");
    sample(&repo);
    file(&repo, format!("{}/{}", "d".repeat(154), "f".repeat(101)), b"too long to be cut", 0o755);
    file(&repo, format!("{}/{}", "e".repeat(120), "f".repeat(90)), b"cut at the slash", 0o644);
    link(&repo, &"l".repeat(130), &"t".repeat(130));
    git(&repo, &["init", "-q", &format!("--object-format={format}")]);
    git(&repo, &["add", "-A"]);
    git(&repo, &["commit", "-q", "-m", "a commit"]);
    git(&repo, &["tag", "-a", "-m", "release", "v1.0"]);
}

/// What git writes, whatever the machine's settings are.
fn git_archive(root: &Path, arguments: &[&str]) -> Vec<u8> {
    let mut command = Command::new("git");
    command.current_dir(root.join("repo")).env_clear();
    command.envs([("HOME", "/nonexistent"), ("GIT_CONFIG_NOSYSTEM", "1")]);
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.args(["archive", "--format=tar"]).args(arguments);
    let output = command.output().expect("git was there a moment ago");
    assert!(output.status.success(), "{}", text(&output.stderr));
    output.stdout
}

/// The archive `a.tar` of a manifest with `rest`.
fn built(root: &Path, rest: &str) -> Vec<u8> {
    let manifest = format!("{HEAD}source = {{ git = 'repo', rev = 'v1.0' }}\n{rest}");
    fs::write(root.join("release.toml"), manifest).expect("can be written");
    stdout(&pkgr(root, &["build", "-q", "--force"]));
    fs::read(root.join("dist/a.tar")).expect("was written")
}

const ARCHIVE: &str = "[[archive]]\nfile = 'a.tar'\ntar = 'git'\n";

// T090, T092
#[test]
fn a_manifest_with_this_dialect_alone_gives_the_bytes_of_git_archive() {
    if !has_git() {
        return;
    }
    for format in ["sha1", "sha256"] {
        let root = temp_dir();
        repository(root.path(), format);
        for prefix in ["hello-1.0", "a/b", "a/b/c/d", &"p".repeat(110)] {
            let files = format!("files = {{ prefix = '{prefix}', include = ['**'] }}\n");
            let ours = built(root.path(), &format!("{files}{ARCHIVE}"));
            let theirs = git_archive(root.path(), &[&format!("--prefix={prefix}/"), "v1.0"]);
            assert!(ours == theirs, "{format}: `{prefix}`");
        }
    }
}

#[test]
fn another_time_and_fewer_files_are_options_of_git_archive_too() {
    if !has_git() {
        return;
    }
    let root = temp_dir();
    repository(root.path(), "sha1");
    let rest = "files = { include = ['src'] }\nnormalize = { mtime = { set = 1234567890 } }\n";
    let ours = built(root.path(), &format!("{rest}{ARCHIVE}"));
    let theirs = git_archive(root.path(), &["--prefix=hello-1.0/", "--mtime=@1234567890", "v1.0", "src"]);
    assert!(ours == theirs);
}

/// Owner and mode of the plan are the other archive's alone, but for the bit that makes a file
/// executable.
#[test]
fn beside_another_dialect_the_bytes_stay_the_same() {
    if !has_git() {
        return;
    }
    let root = temp_dir();
    repository(root.path(), "sha1");
    let rest = "files = { prefix = 'a/b', include = ['**'] }\n\
        normalize = { order = 'git', mode = 'go=', owner = { uid = 7, user = 'me', group = 'us' } }\n";
    let ours = built(root.path(), &format!("{rest}{ARCHIVE}[[archive]]\nfile = 'b.tar'\n"));
    assert!(ours == git_archive(root.path(), &["--prefix=a/b/", "v1.0"]));
    let other = fs::read(root.path().join("dist/b.tar")).expect("was written");
    let mut other = tar::Archive::new(&other[..]);
    let first = other.entries().expect("an archive opens").next().expect("has entries").expect("is whole");
    assert_eq!((&*first.path_bytes(), first.header().mode().ok()), (&b"a/"[..], Some(0o700)));
    assert_eq!(first.header().username_bytes(), Some(&b"me"[..]));
}

/// The plan shows what the archive holds.
#[test]
fn the_plan_has_the_modes_and_the_owner_of_the_dialect() {
    if !has_git() {
        return;
    }
    let root = temp_dir();
    repository(root.path(), "sha1");
    built(root.path(), &format!("files = {{ include = ['**'] }}\n{ARCHIVE}"));
    let plan = stdout(&pkgr(root.path(), &["plan", "--format", "json"]));
    let plan: serde_json::Value = serde_json::from_slice(&plan).expect("a plan is JSON");
    assert_eq!((&plan["owner"]["user"], &plan["order"]), (&"root".into(), &"git".into()));
    let modes: std::collections::BTreeSet<&str> = plan["entries"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|entry| entry["mode"].as_str().expect("modes are text"))
        .collect();
    assert_eq!(modes.into_iter().collect::<Vec<_>>(), ["0664", "0775", "0777"]);
}

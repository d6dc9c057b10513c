//! `pkgr init --from ARCHIVE --git REPO`: the commit of a published archive, and what the commit does not have.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::support::{file, git, has_git, link, pkgr, stdout, temp_dir, text};

/// A project in a repository, with a tag.
fn project(root: &Path) {
    file(root, "README", b"read me\n", 0o644);
    file(root, "src/run.sh", b"#!/bin/sh\n", 0o755);
    file(root, "tests/one", b"1\n", 0o644);
    file(root, ".gitattributes", b"/tests export-ignore\n.gitattributes export-ignore\n", 0o644);
    link(root, "src/link", "run.sh");
    git(root, &["init", "-q"]);
    git(root, &["add", "-A"]);
    git(root, &["commit", "-q", "-m", "one"]);
    git(root, &["tag", "v1.0"]);
}

/// A release of it with a file that the commit does not have, a file that it has otherwise, and without another.
fn release(root: &Path) {
    file(root, "made/PKG-INFO", b"Name: p\n", 0o644);
    file(root, "made/README", b"read me, once released\n", 0o644);
    let manifest = "schema = 1\npackage = { name = 'p', version = '1.0' }\n\
        source = { git = 'repo', rev = 'v{version}', overlay = 'made', export-ignore = false }\n\
        files = { include = ['**'], exclude = ['tests/'], parents = false }\n\
        normalize = { last = ['PKG-INFO'], mtime = { set = '2020-02-02T00:00:00Z' } }\n\
        [[archive]]\nfile = 'p-1.0.tar.gz'\ntar = 'python-pax-3'\n";
    fs::write(root.join("first.toml"), manifest).expect("can be written");
    stdout(&pkgr(root, &["build", "-q", "-m", "first.toml", "-d", "published"]));
}

#[test]
fn an_archive_of_git_is_rebuilt_from_its_commit() {
    if !has_git() {
        return;
    }
    let root = temp_dir();
    let repository = root.path().join("repo");
    fs::create_dir(&repository).expect("can be made");
    project(&repository);
    git(&repository, &["archive", "--prefix=p-1.0/", "-o", "../p-1.0.tar", "v1.0"]);
    let printed = stdout(&pkgr(root.path(), &["init", "--from", "p-1.0.tar", "--git", "repo"]));
    assert!(text(&printed).starts_with("identical: "), "{}", text(&printed));
    let manifest = fs::read_to_string(root.path().join("release.toml")).expect("was written");
    for line in ["git = \"repo\"", "tar = \"git\"", "order = \"git\"", "mtime = \"commit\"", "commit = \""] {
        assert!(manifest.contains(line), "{line}: {manifest}");
    }
    // Attributes of the commit explain what is not there.
    assert!(!manifest.contains("exclude") && !manifest.contains("export-ignore"), "{manifest}");
    stdout(&pkgr(root.path(), &["build", "-q"]));
    let read = |name: &str| fs::read(root.path().join(name)).expect("is there");
    assert_eq!(read("dist/p-1.0.tar"), read("p-1.0.tar"));
}

#[test]
fn what_a_commit_does_not_have_is_listed_or_written() {
    if !has_git() {
        return;
    }
    let root = temp_dir();
    let repository = root.path().join("repo");
    fs::create_dir(&repository).expect("can be made");
    project(&repository);
    release(root.path());
    let from = ["init", "--from", "published/p-1.0.tar.gz", "--git", "repo"];
    let listed = pkgr(root.path(), &from);
    let printed = text(&listed.stdout);
    assert_eq!(listed.status.code(), Some(1), "{printed}{}", text(&listed.stderr));
    assert!(printed.starts_with("differs: "), "{printed}");
    assert!(
        printed.contains("2 files that the commit does not have, or with other bytes: `README`, `PKG-INFO`"),
        "{printed}"
    );
    let written = pkgr(root.path(), &[&from[..], &["--overlay", "extra", "--force"]].concat());
    let printed = text(&written.stdout);
    assert_eq!(written.status.code(), Some(0), "{printed}{}", text(&written.stderr));
    let manifest = fs::read_to_string(root.path().join("release.toml")).expect("was written");
    for line in
        ["rev = \"v{version}\"", "overlay = \"extra\"", "export-ignore = false", "last = [\"PKG-INFO\"]"]
    {
        assert!(manifest.contains(line), "{line}: {manifest}");
    }
    stdout(&pkgr(root.path(), &["verify", "published/p-1.0.tar.gz"]));
    assert_eq!(fs::read(root.path().join("extra/PKG-INFO")).expect("was written"), b"Name: p\n");
    // What is there is somebody's.
    let again = pkgr(root.path(), &[&from[..], &["--overlay", "extra", "--force"]].concat());
    assert_eq!(again.status.code(), Some(2));
    assert!(text(&again.stderr).contains("`extra` exists already"), "{}", text(&again.stderr));
}

#[test]
fn without_a_commit_nothing_is_written() {
    if !has_git() {
        return;
    }
    let root = temp_dir();
    let repository = root.path().join("repo");
    fs::create_dir(&repository).expect("can be made");
    project(&repository);
    release(root.path());
    fs::copy(root.path().join("published/p-1.0.tar.gz"), root.path().join("p-2.0.tar.gz"))
        .expect("can be copied");
    let from = |rest: &[&str]| {
        pkgr(
            root.path(),
            &[&["init", "--from", "p-2.0.tar.gz", "--git", "repo", "--overlay", "extra"], rest].concat(),
        )
    };
    let unknown = from(&[]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(
        text(&unknown.stderr).contains("no tag of `repo` is of version 2.0"),
        "{}",
        text(&unknown.stderr)
    );
    assert_eq!(from(&["--rev", "v3"]).status.code(), Some(2));
    assert!(!root.path().join("extra").exists() && !root.path().join("release.toml").exists());
    assert_eq!(from(&["--rev", "v1.0"]).status.code(), Some(0));
    let manifest = fs::read_to_string(root.path().join("release.toml")).expect("was written");
    assert!(manifest.contains("rev = \"v1.0\"") && manifest.contains("version = \"2.0\""), "{manifest}");
}

/// What an archive says of an entry stays with it, whatever else the commit lacks.
#[test]
fn an_override_is_about_the_entries_that_the_commit_has() {
    if !has_git() {
        return;
    }
    let root = temp_dir();
    let repository = root.path().join("repo");
    fs::create_dir(&repository).expect("can be made");
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/import/cargo-1.95.crate");
    let archive = fs::File::open(&golden).expect("is there");
    tar::Archive::new(flate2::read::GzDecoder::new(archive)).unpack(root.path()).expect("can be unpacked");
    let unpacked = fs::read_dir(root.path()).expect("is there").map(|entry| entry.expect("is listed").path());
    let unpacked =
        unpacked.into_iter().find(|path| *path != repository).expect("one directory is at the top");
    // Of what cargo generates, the commit has the manifest alone, with other bytes.
    for entry in walkdir::WalkDir::new(&unpacked).into_iter().map(|entry| entry.expect("can be walked")) {
        let below = entry.path().strip_prefix(&unpacked).expect("is below").to_str().expect("is UTF-8");
        let is_generated = [".cargo_vcs_info.json", "Cargo.lock", "Cargo.toml.orig"].contains(&below);
        if entry.file_type().is_file() && !is_generated {
            let mode = entry.metadata().expect("is there").permissions().mode() & 0o777;
            file(&repository, below, &fs::read(entry.path()).expect("can be read"), mode);
        }
    }
    file(&repository, "Cargo.toml", b"# of the commit\n", 0o644);
    git(&repository, &["init", "-q"]);
    git(&repository, &["add", "-A"]);
    git(&repository, &["commit", "-q", "-m", "one"]);
    let path = golden.to_str().expect("is UTF-8");
    let found = pkgr(root.path(), &["init", "--from", path, "--git", "repo", "--rev", "HEAD"]);
    assert_eq!(found.status.code(), Some(1), "{}{}", text(&found.stdout), text(&found.stderr));
    let manifest = fs::read_to_string(root.path().join("release.toml")).expect("was written");
    let overrides: Vec<&str> = manifest.lines().filter(|line| line.starts_with("paths = ")).collect();
    assert_eq!(overrides, ["paths = [\"Cargo.toml\"]"], "{manifest}");
}

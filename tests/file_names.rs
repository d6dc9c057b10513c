//! Names of archives that are not UTF-8: every report and every error shows their bytes, so that two names never
//! look the same.
#![allow(clippy::disallowed_methods, reason = "tests make trees, and start the program under test")]

use crate::support;

use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;

use crate::support::{command, has_git, temp_dir, text};

const ONE: &[u8] = b"a\xff.tar";
const OTHER: &[u8] = b"a\xfe.tar";

/// What the program says in all, with such arguments.
fn said(root: &Path, arguments: &[&[u8]]) -> String {
    let arguments = arguments.iter().map(|argument| OsStr::from_bytes(argument));
    let output = command(root, &[]).args(arguments).output().expect("pkgr can be started");
    text(&[output.stdout, output.stderr].concat())
}

/// A directory with two archives whose names differ in a byte that is no text.
fn archives() -> tempfile::TempDir {
    let root = temp_dir();
    for (name, content) in [(ONE, &b"one"[..]), (OTHER, b"other")] {
        let mut tar = tar::Builder::new(Vec::new());
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        tar.append_data(&mut header, "file", content).expect("can be written");
        let bytes = tar.into_inner().expect("can be written");
        fs::write(root.path().join(OsStr::from_bytes(name)), bytes).expect("can be written");
    }
    root
}

/// Both names stand there, in the way of diagnostics; JSON doubles the backslash.
fn assert_apart(what: &str, said: &str, names: &[&str]) {
    assert!(!said.contains('\u{fffd}'), "{what}: {said}");
    for name in names {
        assert!(said.contains(name), "{what}: `{name}` is not in {said}");
    }
}

// T313
#[test]
fn reports_show_the_bytes_of_names_that_are_not_utf8() {
    let root = archives();
    for (format, one, other) in [
        ("text", "a\\xff.tar", "a\\xfe.tar"),
        ("json", "a\\\\xff.tar", "a\\\\xfe.tar"),
        ("html", "a\\xff.tar", "a\\xfe.tar"),
    ] {
        let format = format.as_bytes();
        let what = |command: &str| format!("{command} --format {}", String::from_utf8_lossy(format));
        let diff = said(root.path(), &[b"diff", b"--format", format, ONE, OTHER]);
        assert_apart(&what("diff"), &diff, &[one, other]);
        for (name, shown) in [(ONE, one), (OTHER, other)] {
            let lint = said(root.path(), &[b"lint", b"--format", format, name]);
            assert_apart(&what("lint"), &lint, &[shown]);
        }
        if has_git() {
            fs::create_dir_all(root.path().join("repo")).expect("can be made");
            support::git(&root.path().join("repo"), &["init", "-q"]);
            support::git(&root.path().join("repo"), &["commit", "-q", "--allow-empty", "-m", "x"]);
            support::git(&root.path().join("repo"), &["tag", "-f", "v1"]);
            let audit = [&b"audit"[..], b"--git", b"repo", b"--rev", b"v1", b"--format", format, ONE];
            assert_apart(&what("audit"), &said(root.path(), &audit), &[one]);
        }
    }
}

// T313
#[test]
fn verify_names_an_archive_in_a_directory_that_is_not_utf8_by_its_bytes() {
    let root = temp_dir();
    support::file(root.path(), "README", b"read me\n", 0o644);
    let manifest = "schema = 1\npackage = { name = 'hello', version = '1.0' }\n[source]\ndirectory = '.'\n\
        [normalize]\nmtime = { set = 0 }\n[files]\ninclude = ['README']\n[[archive]]\nfile = 'a.tar'\n";
    fs::write(root.path().join("release.toml"), manifest).expect("can be written");
    let built = support::pkgr(root.path(), &["build"]);
    assert!(built.status.success(), "{}", text(&built.stderr));
    let below = root.path().join(OsStr::from_bytes(b"d\xff"));
    fs::create_dir(&below).expect("can be made");
    fs::copy(root.path().join("dist/a.tar"), below.join("a.tar")).expect("can be copied");
    for (format, shown) in [("text", "d\\xff/a.tar"), ("json", "d\\\\xff/a.tar"), ("html", "d\\xff/a.tar")] {
        let verify = said(root.path(), &[b"verify", b"--format", format.as_bytes(), b"d\xff/a.tar"]);
        assert_apart(&format!("verify --format {format}"), &verify, &[shown]);
    }
    let unknown = said(root.path(), &[b"verify", b"d\xff/\xfe.tar"]);
    assert_apart("verify", &unknown, &["makes no archive `\\xfe.tar`"]);
}

// T313
#[test]
fn errors_about_arguments_show_their_bytes() {
    let root = temp_dir();
    for (arguments, shown) in [
        (&[&b"x\xffy"[..]][..], "x\\xffy"),
        (&[b"plan", b"x\xffy"], "x\\xffy"),
        (&[b"plan", b"--x\xffy"], "x\\xffy"),
        (&[b"diff", ONE, ONE, OTHER], "argument 'a\\xfe.tar'"),
        (&[b"lint", b"--format", b"x\xff", ONE], "x\\xff"),
        (&[b"lint", b"--format=x\xff", ONE], "x\\xff"),
        (&[b"plan", b"--color=x\xff"], "x\\xff"),
        (&[b"build", b"--jobs=x\xff"], "x\\xff"),
    ] {
        let printable: Vec<OsString> =
            arguments.iter().map(|argument| OsStr::from_bytes(argument).to_owned()).collect();
        assert_apart(&format!("{printable:?}"), &said(root.path(), arguments), &[shown]);
    }
}

//! Plans of small trees: `tests/cases/plan/<case>/` holds a `release.toml`, a `tree.txt` and what is
//! `expected.txt` of them: the entries, then what is told. The list of folders is the list of tests.
//!
//! A line of `tree.txt` is `MODE PATH`, then nothing (an empty file), `= TEXT`, `-> TARGET`, `dir`
//! or `fifo`; `\xNN` in a path is a byte, `\s` a blank. `PKGR_BLESS=1` writes what was seen.
#![allow(clippy::disallowed_methods, reason = "tests make trees on disk")]

mod support;

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use pkgr::diagnostic::{Code, Diagnostics, SourceText, Style, render};
use pkgr::entry::Kind;
use pkgr::path::EntryPath;
use pkgr::plan::{self, World};
use pkgr::source::directory::Directory;
use pkgr::spec;
use support::{file, folder};

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/plan");
    let entries = fs::read_dir(folder).expect("there are cases");
    let mut cases: Vec<PathBuf> = entries.map(|entry| entry.expect("can be listed").path()).collect();
    cases.sort();
    cases
}

/// Bytes of a path as `tree.txt` spells it.
fn bytes(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        bytes.extend_from_slice(&rest.as_bytes()[..at]);
        let escape = &rest[at + 1..];
        let length = match escape.as_bytes()[0] {
            b's' => {
                bytes.push(b' ');
                1
            }
            _ => {
                bytes.push(u8::from_str_radix(&escape[1..3], 16).expect("two hexadecimal digits"));
                3
            }
        };
        rest = &escape[length..];
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes
}

fn lay_out(description: &str, root: &Path) {
    fs::create_dir_all(root).expect("can be made");
    for line in description.lines().filter(|line| !line.is_empty()) {
        let (mode, rest) = line.split_once(' ').expect("mode and path");
        let (name, what) = rest.split_once(' ').unwrap_or((rest, "="));
        let name = bytes(name);
        let path = root.join(OsStr::from_bytes(&name));
        let mode = u32::from_str_radix(mode, 8).expect("modes are octal");
        match what.split_once(' ').unwrap_or((what, "")) {
            ("=", content) => file(root, &name, content.as_bytes(), mode),
            ("->", target) => {
                fs::create_dir_all(path.parent().expect("below the root")).expect("can be made");
                symlink(OsStr::from_bytes(&bytes(target)), &path).expect("can be linked");
            }
            ("dir", _) => fs::create_dir_all(&path).expect("can be made"),
            ("fifo", _) => {
                use rustix::fs::{CWD, FileType, Mode};
                rustix::fs::mknodat(CWD, &path, FileType::Fifo, Mode::RUSR, 0).expect("can be made");
            }
            _ => panic!("`{line}` is not understood"),
        }
        if matches!(what, "dir") {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("can be set");
        }
    }
}

/// The entries and the diagnostics, as they are compared.
fn seen(case: &Path) -> (String, Vec<Code>) {
    let root = folder();
    let description = fs::read_to_string(case.join("tree.txt")).expect("each case has a tree");
    lay_out(&description, &root.path().join("tree"));
    let text = fs::read_to_string(case.join("release.toml")).expect("each case has a manifest");
    let source = SourceText { name: "release.toml".to_owned(), text };
    let (spec, mut problems) = spec::parse(&source);
    let mut seen = String::new();
    if let Some(spec) = spec {
        let tree = Directory::open(&root.path().join("tree")).expect("is there");
        let output = EntryPath::parse("dist").ok().filter(|_| root.path().join("tree/dist").exists());
        let (draft, found) = plan::draft(&spec, &tree, &World { source_date_epoch: None, output });
        problems.extend(found);
        for entry in draft.iter().flat_map(|draft| draft.entries()) {
            let what = match &entry.kind {
                Kind::Directory => "/".to_owned(),
                Kind::File(_) => String::new(),
                Kind::Symlink(target) => format!(" -> {}", target.as_bytes().escape_ascii()),
            };
            let _ = writeln!(seen, "{} {} {}{what}", entry.mode, entry.mtime.seconds(), entry.path);
        }
    }
    (seen + &drawn(&problems, &source), problems.iter().map(|problem| problem.code).collect())
}

fn drawn(problems: &Diagnostics, source: &SourceText) -> String {
    problems.iter().map(|problem| format!("\n{}", render(problem, source, Style::default()))).collect()
}

#[test]
fn every_case_gives_the_expected_entries_and_diagnostics() {
    let cases = cases();
    assert!(cases.len() >= 20, "the cases are there");
    for case in cases {
        let (seen, _) = seen(&case);
        let path = case.join("expected.txt");
        if std::env::var_os("PKGR_BLESS").is_some() {
            fs::write(&path, &seen).expect("can be written");
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        assert!(seen == expected, "{}:\n{seen}", case.display());
    }
}

#[test]
fn every_code_of_a_plan_has_a_case() {
    let seen: Vec<Code> = cases().iter().flat_map(|case| seen(case).1).collect();
    let elsewhere = [
        // Told by the command line: see `tests/cli/` and `tests/faults.rs`.
        Code::Io,
        Code::Changed,
        Code::Cancelled,
        Code::EpochIgnored,
        Code::BadPath,
        Code::UnknownCode,
        Code::OutputExists,
        Code::OutputIsSource,
        Code::NoShell,
    ];
    let of_plan = |code: &Code| {
        let is_manifest = ["pkgr::manifest", "pkgr::glob", "pkgr::mode", "pkgr::lint"];
        !elsewhere.contains(code) && !is_manifest.iter().any(|part| code.id().starts_with(part))
    };
    for code in Code::all().filter(of_plan) {
        assert!(seen.contains(&code), "no case shows {code}");
    }
}

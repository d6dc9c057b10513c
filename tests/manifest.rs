//! Each directory of `tests/cases/manifest/` is a manifest and its diagnostics.
//!
//! `PKGR_BLESS=1 cargo test --test it manifest::` writes the expectations anew.
#![allow(clippy::disallowed_methods, reason = "tests list their cases and read a switch")]

use std::fs;
use std::path::{Path, PathBuf};

use pkgr::diagnostic::{Code, RenderStyle, render};
use pkgr::manifest;

/// What the command line would print: the diagnostics, then what this build cannot do yet.
fn report(bytes: Vec<u8>) -> String {
    let source = match manifest::source_text("release.toml", bytes) {
        Ok(source) => source,
        Err(diagnostic) => {
            let empty = pkgr::diagnostic::SourceText::new("", "");
            return render(&diagnostic, &empty, RenderStyle::default());
        }
    };
    let pkgr::diagnostic::Checked { value: spec, diagnostics: found } = manifest::parse(&source);
    assert_eq!(spec.is_none(), found.has_errors(), "a spec is there exactly if nothing is an error");
    let mut text: String =
        found.iter().map(|diagnostic| render(diagnostic, &source, RenderStyle::default())).collect();
    if spec.is_some() {
        text.push_str("valid\n");
    }
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n") + "\n"
}

fn cases() -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/manifest");
    let mut cases: Vec<PathBuf> =
        fs::read_dir(directory).expect("the cases are there").flatten().map(|entry| entry.path()).collect();
    cases.sort();
    cases
}

fn expectation(case: &Path) -> String {
    fs::read_to_string(case.join("expected.txt")).unwrap_or_default()
}

#[test]
fn every_manifest_is_reported_as_expected() {
    let mut stale = Vec::new();
    for case in cases() {
        let bytes = fs::read(case.join("release.toml")).expect("a case has a manifest");
        let actual = report(bytes);
        if std::env::var_os("PKGR_BLESS").is_some() {
            fs::write(case.join("expected.txt"), &actual).expect("the expectation can be written");
        }
        if actual != expectation(&case) {
            stale.push(format!("{}:\n{actual}", case.display()));
        }
    }
    assert!(
        stale.is_empty(),
        "run `PKGR_BLESS=1 cargo test --test it manifest::` and look:\n{}",
        stale.join("\n")
    );
}

#[test]
fn every_code_of_the_manifest_has_a_case() {
    let seen: String = cases().iter().map(|case| expectation(case)).collect();
    let mine = |id: &&str| {
        ["pkgr::manifest::", "pkgr::glob::", "pkgr::mode::"].iter().any(|area| id.starts_with(area))
    };
    let missing: Vec<&str> = Code::all().map(Code::id).filter(mine).filter(|id| !seen.contains(id)).collect();
    // What takes a megabyte to show is a test of its own below.
    assert_eq!(missing, ["pkgr::manifest::too-large", "pkgr::manifest::too-many"]);
}

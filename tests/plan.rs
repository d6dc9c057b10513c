//! Plans of small trees: `tests/cases/plan/<case>/` holds a `release.toml`, a `tree.txt` and what is
//! `expected.txt` of them: the entries, then the diagnostics. The list of directories is the list of tests.
//!
//! A line of `tree.txt` is `MODE PATH`, then nothing (an empty file), `= TEXT`, `-> TARGET`, `dir`
//! or `fifo`; `\xNN` in a path is a byte, `\s` a blank. `PKGR_BLESS=1` writes what was seen.
#![allow(clippy::disallowed_methods, reason = "tests make trees on disk")]

use crate::support;

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use pkgr::diagnostic::{Code, Diagnostics, RenderStyle, SourceText, render};
use pkgr::entry::Kind;
use pkgr::manifest;
use pkgr::path::EntryPath;
use pkgr::plan::{self, Decision, PlanContext, Rules};
use pkgr::source::Source;
use pkgr::source::directory::Directory;
use proptest::prelude::*;
use support::{file, temp_dir};

fn cases() -> Vec<PathBuf> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/plan");
    let entries = fs::read_dir(dir).expect("there are cases");
    let mut cases: Vec<PathBuf> = entries.map(|entry| entry.expect("can be listed").path()).collect();
    cases.sort();
    cases
}

/// Bytes of a path as `tree.txt` writes it.
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
    let text = fs::read_to_string(case.join("release.toml")).expect("each case has a manifest");
    let source = SourceText::new("release.toml", text);
    let (entries, problems) = planned(case, &source);
    (entries + &drawn(&problems, &source), problems.iter().map(|problem| problem.code).collect())
}

/// The entries of a case under a manifest, and the diagnostics.
fn planned(case: &Path, source: &SourceText) -> (String, Diagnostics) {
    let root = temp_dir();
    let description = fs::read_to_string(case.join("tree.txt")).expect("each case has a tree");
    lay_out(&description, &root.path().join("tree"));
    let pkgr::diagnostic::Checked { value: spec, diagnostics: mut problems } = manifest::parse(source);
    let mut seen = String::new();
    if let Some(spec) = spec {
        let tree = Source::from(Directory::open(&root.path().join("tree")).expect("is there"));
        let output = EntryPath::parse("dist").ok().filter(|_| root.path().join("tree/dist").exists());
        let pkgr::diagnostic::Checked { value: draft, diagnostics: found } =
            plan::draft(&spec, &tree, &PlanContext { output, ..PlanContext::default() });
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
    (seen, problems)
}

fn drawn(problems: &Diagnostics, source: &SourceText) -> String {
    problems.iter().map(|problem| format!("\n{}", render(problem, source, RenderStyle::default()))).collect()
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

/// The manifest with the line that a lint's help advises; `None` if it advises none.
fn with_advised_line(text: &str, problem: &pkgr::diagnostic::Diagnostic) -> Option<String> {
    let help = problem.help.as_deref()?;
    let (before, line) = help.split_once(":\n")?;
    if before.ends_with("change the line in `[lints]` to") {
        let at = problem.labels.first()?.span.start;
        let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
        // Values of several lines end in a line of their own.
        let end = text[start..].find("\n\n").map_or(text.len(), |end| start + end);
        let own = text[start..end].find("\n]").map_or_else(
            || text[start..end].find('\n').map_or(end, |line| start + line),
            |list| {
                start
                    + list
                    + text[start + list + 1..end].find('\n').map_or(end - start - list, |line| line + 1)
            },
        );
        return Some(format!("{}{line}{}", &text[..start], &text[own..]));
    }
    before.ends_with("write in `[lints]`").then(|| match text.find("[lints]\n") {
        Some(at) => format!("{}{line}\n{}", &text[..at + 8], &text[at + 8..]),
        None => format!("{text}\n[lints]\n{line}\n"),
    })
}

/// How many findings the headline counts.
fn counted(problems: &Diagnostics, code: Code) -> usize {
    let found = problems.iter().filter(|problem| problem.code == code);
    found
        .map(|problem| problem.message.split(' ').next().and_then(|count| count.parse().ok()).unwrap_or(1))
        .sum()
}

#[test]
fn the_line_that_a_lint_advises_passes_over_what_it_found() {
    let mut followed = 0;
    for case in cases() {
        let text = fs::read_to_string(case.join("release.toml")).expect("each case has a manifest");
        let (_, problems) = planned(&case, &SourceText::new("release.toml", text.clone()));
        for problem in &problems {
            let Some(edited) = with_advised_line(&text, problem) else { continue };
            followed += 1;
            let (_, after) = planned(&case, &SourceText::new("release.toml", edited.clone()));
            let (left, before) = (counted(&after, problem.code), counted(&problems, problem.code));
            // A long list of findings is passed over from its beginning.
            let is_partial =
                problem.help.as_deref().is_some_and(|help| help.contains("beginning with the first"));
            let works = if is_partial { left < before } else { left == 0 };
            let broken = after.iter().any(|problem| problem.code.id().starts_with("pkgr::manifest::"));
            assert!(
                works && !broken,
                "{}: {} left of {before}:\n{edited}\n{:?}",
                case.display(),
                left,
                after
            );
        }
    }
    assert!(followed >= 15, "only {followed} lines were followed");
}

#[test]
fn every_code_of_a_plan_has_a_case() {
    let seen: Vec<Code> = cases().iter().flat_map(|case| seen(case).1).collect();
    let elsewhere = [
        // Reported by the command line: see `tests/cli/` and `tests/faults/`.
        Code::Io,
        Code::Changed,
        Code::Cancelled,
        Code::EpochIgnored,
        Code::BadPath,
        Code::UnknownCode,
        Code::OutputExists,
        Code::Abandoned,
        Code::Checksums,
        // Reported for archives: `tests/diff.rs`.
        Code::Ambiguous,
        Code::NoArchive,
        // `tests/verify.rs`.
        Code::NoSuchArchive,
        // `tests/audit.rs`.
        Code::AuditNoCommit,
        Code::OutputIsSource,
        // `tests/consent.rs`.
        Code::OutputLink,
        Code::SourceOutside,
        Code::NoShell,
        // Reported for repositories: `tests/work_tree.rs`.
        Code::WorkTree,
        // Of what asks too much of the machine, or may not be read: `tests/hostile_bounds.rs`.
        Code::TooDeep,
        Code::TooMany,
        Code::Memory,
        Code::Permission,
        // Of a file beside the manifest: `tests/rebuild.rs`.
        Code::EntryTable,
    ];
    let of_plan = |code: &Code| {
        // Of manifests: `tests/manifest.rs`. Of repositories: `tests/git/`. Of plans that are handed
        // over: `tests/contract.rs`. Of steps: `tests/generate.rs`. Of overlays: `tests/overlay.rs`. Of published
        // archives: `tests/init_from.rs`. Of other surroundings: `tests/vary/`.
        let others = [
            "pkgr::manifest",
            "pkgr::glob",
            "pkgr::mode",
            "pkgr::lint",
            "pkgr::git",
            "pkgr::contract",
            "pkgr::generate",
            "pkgr::overlay",
            "pkgr::init",
            "pkgr::vary",
        ];
        !elsewhere.contains(code) && !others.iter().any(|part| code.id().starts_with(part))
    };
    for code in Code::all().filter(of_plan) {
        assert!(seen.contains(&code), "no case shows {code}");
    }
}

/// Every path of a tree, and whether it is a directory.
fn paths(root: &Path) -> Vec<(EntryPath, bool)> {
    let entries = walkdir::WalkDir::new(root).min_depth(1).into_iter();
    let entries = entries.map(|entry| entry.expect("can be walked"));
    entries
        .map(|entry| {
            let below = entry.path().strip_prefix(root).expect("below the root");
            let path = EntryPath::parse(below.as_os_str().as_bytes()).expect("well formed");
            (path, entry.file_type().is_dir())
        })
        .collect()
}

const PATTERNS: [&str; 12] =
    ["**", "a", "a/", "b/*", "*/c", "**/c", "a/**", "c", "*.x", "a/b/c", "{a,b}/c.x", "**/[ab]/*"];

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 200,
        max_global_rejects: 20_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn what_is_selected_is_what_is_explained(
        names in prop::collection::btree_set("[a-c](/[a-c]){0,2}(\\.x)?", 1..10),
        include in prop_oneof![Just(vec![0]), prop::collection::vec(0..PATTERNS.len(), 1..3)],
        exclude in prop::collection::vec(0..PATTERNS.len(), 0..3),
    ) {
        let root = temp_dir();
        for name in names {
            let path = root.path().join(name);
            // A name may already be the directory of another.
            if fs::create_dir_all(path.parent().expect("below the root")).is_ok() && !path.is_dir() {
                fs::write(&path, b"").expect("can be written");
            }
        }
        let quoted = |numbers: &[usize]| numbers.iter().map(|&n| format!("'{}',", PATTERNS[n])).collect::<String>();
        let text = format!(
            "schema = 1\npackage = {{ name = 'h', version = '1' }}\nsource = {{ directory = '.' }}\n\
             archive = [{{ file = 'a.tar' }}]\nnormalize = {{ mtime = {{ set = 1 }} }}\n\
             files = {{ include = [{}], exclude = [{}] }}\n",
            quoted(&include), quoted(&exclude)
        );
        let pkgr::diagnostic::Checked { value: spec, diagnostics: problems } = manifest::parse(&SourceText::new("release.toml", text));
        let spec = spec.unwrap_or_else(|| panic!("{problems:?}"));
        let source = Source::from(Directory::open(root.path()).expect("is there"));
        // An include that matches nothing is an error; then there is no plan to compare with.
        let pkgr::diagnostic::Checked { value: draft, .. } = plan::draft(&spec, &source, &PlanContext::default());
        prop_assume!(draft.is_some());
        let draft = draft.expect("was assumed");
        let rules = Rules { files: &spec.files, output: None };
        for (path, is_directory) in paths(root.path()).into_iter().filter(|(_, is_directory)| !is_directory) {
            let is_planned = draft.entries().iter().any(|entry| draft.source_path(entry).as_ref() == Some(&path));
            let is_included = matches!(rules.decide(&path, is_directory), Decision::Included(_));
            prop_assert_eq!(is_planned, is_included, "{}", path);
        }
    }
}

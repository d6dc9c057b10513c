//! `pkgr diff`: the right causes and no others, for each way in which two archives can differ.
#![allow(clippy::disallowed_methods, reason = "tests make trees, and start the program under test")]

use crate::support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::Value;
use support::{file, link, pkgr, stdout, temp_dir, text};

/// The left side of most comparisons.
const KEYS: [(&str, &str); 8] = [
    ("version", "'1.0'"),
    ("include", "['**']"),
    ("order", "'gnu-name'"),
    ("mtime", "{ set = 1749656217 }"),
    ("owner", "{ uid = 0, gid = 0, user = '', group = '' }"),
    ("mode", "'go+u,go-w'"),
    ("tar", "'gnu-1.35-posix'"),
    ("compression", "{ format = 'gzip', level = 9 }"),
];

struct Project(tempfile::TempDir);

impl Project {
    fn new() -> Self {
        let root = temp_dir();
        let tree = root.path().join("tree");
        file(&tree, "README", b"read me\nif you like\nor not\n", 0o664);
        file(&tree, "a/x", b"1", 0o644);
        file(&tree, "a-b", &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 0o600);
        file(&tree, "run.sh", b"#!/bin/sh\n", 0o775);
        link(&tree, "link", "README");
        Self(root)
    }

    fn root(&self) -> &Path {
        self.0.path()
    }

    fn tree(&self) -> PathBuf {
        self.root().join("tree")
    }

    /// Builds `NAME` with some keys of the manifest changed.
    fn build(&self, name: &str, changes: &[(&str, &str)]) {
        let value = |key: &str| {
            let change = changes.iter().find(|(changed, _)| *changed == key).map(|(_, value)| *value);
            change.unwrap_or_else(|| KEYS.iter().find(|(other, _)| *other == key).expect("is a key").1)
        };
        let manifest = format!(
            "schema = 1\npackage = {{ name = 'hello', version = {} }}\nsource = {{ directory = 'tree' }}\n\
             [files]\ninclude = {}\n[normalize]\norder = {}\nmtime = {}\nowner = {}\nmode = {}\n\
             [lints]\nunreadable = 'allow'\nworld-writable = 'allow'\n\
             [[archive]]\nfile = '{name}'\ntar = {}\ncompression = {}\n",
            value("version"),
            value("include"),
            value("order"),
            value("mtime"),
            value("owner"),
            value("mode"),
            value("tar"),
            value("compression")
        );
        fs::write(self.root().join("release.toml"), manifest).expect("can be written");
        stdout(&pkgr(self.root(), &["build", "-q", "--force", "-d", "."]));
    }

    fn diff(&self, left: &str, right: &str) -> (Value, i32) {
        let output = pkgr(self.root(), &["diff", left, right, "--format", "json"]);
        let code = output.status.code().expect("was not killed");
        assert!(code < 2, "{}", text(&output.stderr));
        (serde_json::from_slice(&output.stdout).expect("is JSON"), code)
    }
}

fn causes(report: &Value) -> Vec<&str> {
    let causes = report["causes"].as_array().expect("is a list");
    causes.iter().map(|cause| cause["cause"].as_str().expect("is text")).collect()
}

#[test]
fn an_archive_is_identical_with_itself_and_has_no_causes() {
    let project = Project::new();
    project.build("a.tgz", &[]);
    fs::copy(project.root().join("a.tgz"), project.root().join("b.tgz")).expect("can be copied");
    let (report, code) = project.diff("a.tgz", "b.tgz");
    assert_eq!((&report["verdict"], causes(&report), code), (&"identical".into(), vec![], 0));
}

/// One key of the manifest changed is one cause, with the very line that had the left side's value.
#[test]
fn each_key_that_differs_is_one_cause_with_the_line_that_removes_it() {
    let cases = [
        (("order", "'bytes'"), "order", "same-content", r#"[normalize] order = "gnu-name""#),
        (
            ("mtime", "{ set = 1000000000 }"),
            "mtime",
            "same-content",
            r#"[normalize] mtime = { set = "2025-06-11T15:36:57Z" }"#,
        ),
        (
            ("owner", "{ uid = 1000, gid = 1000, user = 'thomas', group = 'users' }"),
            "owner",
            "same-content",
            r#"[normalize] owner = { uid = 0, gid = 0, user = "", group = "" }"#,
        ),
        (("mode", "'keep'"), "mode", "same-content", r#"[normalize] mode = "go+u,go-w""#),
        (("tar", "'gnu-1.34-posix'"), "dialect", "same-content", r#"[[archive]] tar = "gnu-1.35-posix""#),
        (("tar", "'gnu-1.35-gnu'"), "dialect", "same-content", r#"[[archive]] tar = "gnu-1.35-posix""#),
        (("tar", "'gnu-1.34-v7'"), "dialect", "same-content", r#"[[archive]] tar = "gnu-1.35-posix""#),
        (
            ("compression", "{ format = 'gzip', level = 1 }"),
            "compression",
            "same-tar",
            r#"[[archive]] compression = { format = "gzip", level = 9 }"#,
        ),
        (
            ("compression", "{ format = 'xz', level = 6 }"),
            "compression",
            "same-tar",
            r#"[[archive]] compression = { format = "gzip", level = 9 }"#,
        ),
        (("version", "'2.0'"), "name", "differs", r#"[files] prefix = "hello-1.0""#),
    ];
    let project = Project::new();
    project.build("a.tar.gz", &[]);
    for (change, cause, verdict, remedy) in cases {
        let name = if change.1.contains("xz") { "b.tar.xz" } else { "b.tar.gz" };
        project.build(name, &[change]);
        let (report, code) = project.diff("a.tar.gz", name);
        assert_eq!(
            (causes(&report), &report["verdict"], code),
            (vec![cause], &verdict.into(), 1),
            "{change:?}"
        );
        assert_eq!(report["causes"][0]["remedy"], remedy, "{change:?}");
    }
}

#[test]
fn many_causes_stand_side_by_side() {
    let project = Project::new();
    project.build("a.tgz", &[]);
    let owner = ("owner", "{ uid = 1000, gid = 1000, user = 'thomas', group = 'users' }");
    project.build("b.tgz", &[("order", "'bytes'"), owner, ("mode", "'keep'")]);
    let (report, _) = project.diff("a.tgz", "b.tgz");
    assert_eq!(causes(&report), ["order", "owner", "mode"]);
    let owner = &report["causes"][1];
    // The directories `hello-1.0` and `a`, four files and a link.
    assert_eq!((&owner["count"], &owner["of"]), (&7.into(), &7.into()));
    assert_eq!(owner["rule"], "0:0 → 1000:1000 thomas:users");
}

#[test]
fn contents_that_differ_are_shown_as_lines_and_as_bytes() {
    let project = Project::new();
    project.build("a.tgz", &[]);
    file(&project.tree(), "README", b"read me\nwhen you like\nor not\n", 0o664);
    file(&project.tree(), "a-b", &[0, 1, 2, 3, 4, 99, 6, 7, 8, 9], 0o600);
    file(&project.tree(), "new", b"", 0o644);
    fs::remove_file(project.tree().join("a/x")).expect("can be removed");
    fs::remove_file(project.tree().join("link")).expect("can be removed");
    link(&project.tree(), "link", "a-b");
    project.build("b.tgz", &[]);
    let (report, code) = project.diff("a.tgz", "b.tgz");
    assert_eq!((causes(&report), code), (vec!["content", "missing", "extra"], 1));
    assert_eq!((&report["verdict"], &report["changed"]), (&"differs".into(), &2.into()));
    assert_eq!(report["causes"][0]["count"], 3);
    assert_eq!(report["causes"][2]["remedy"], r#"[files] exclude = ["new"]"#);
    let output = pkgr(project.root(), &["diff", "a.tgz", "b.tgz"]);
    let reported = text(&output.stdout);
    for line in [
        "  -if you like\n",
        "  +when you like\n",
        "  first difference at byte 5\n",
        "  +00000000  00 01 02 03 04 63 06",
    ] {
        assert!(reported.contains(line), "`{line}` is not in\n{reported}");
    }
}

#[test]
fn a_directory_is_a_side_by_its_names_kinds_and_bytes() {
    let project = Project::new();
    project.build("a.tgz", &[("mode", "'keep'")]);
    for (left, right) in [("a.tgz", "tree"), ("tree", "a.tgz"), ("tree", "tree")] {
        let (report, code) = project.diff(left, right);
        assert_eq!((&report["verdict"], causes(&report), code), (&"same-content".into(), vec![], 0));
    }
    file(&project.tree(), "run.sh", b"#!/bin/sh\n", 0o664);
    file(&project.tree(), "README", b"other\n", 0o664);
    let (report, code) = project.diff("a.tgz", "tree");
    assert_eq!((causes(&report), code, &report["causes"][0]["count"]), (vec!["content"], 1, &2.into()));
    assert_eq!(report["details"][0]["path"], "hello-1.0/README");
}

fn rejected(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stdout));
    assert!(output.stdout.is_empty());
    text(&output.stderr).replace("\n  │ ", " ")
}

// T163, T168, T396
#[test]
fn damaged_archives_and_other_files_are_not_compared_and_reported_with_their_place() {
    let project = Project::new();
    project.build("a.tgz", &[]);
    let whole = fs::read(project.root().join("a.tgz")).expect("was built");
    let twice = [&whole[..], &whole].concat();
    let mut flipped = whole.clone();
    flipped[whole.len() - 6] ^= 1;
    for (bytes, reported) in [
        (&whole[..whole.len() / 2], "the file ends within the compressed data"),
        (&twice, "something stands after the end mark"),
        (&flipped, "the CRC-32 is"),
    ] {
        fs::write(project.root().join("b.tgz"), bytes).expect("can be written");
        let reported_all = rejected(&pkgr(project.root(), &["diff", "a.tgz", "b.tgz"]));
        assert!(
            reported_all.contains("pkgr::archive::ambiguous") && reported_all.contains(reported),
            "{reported_all}"
        );
    }
    for (bytes, reported) in [
        (&b"not an archive at all"[..], "it is neither a tar nor a zip nor compressed"),
        (b"", "it is empty"),
        (b"LZIP\x01\x0c", "unpack it with `lzip -dk b.tgz`"),
        (b"7z\xbc\xaf\x27\x1c\0\x04", "the format 7z"),
        (b"Rar!\x1a\x07\x01\0", "the format rar"),
        (b"\x04\x22\x4d\x18", "the format lz4"),
        (&crate::support::tar::gzip(b"a text"), "it is compressed with gzip, and what comes out is no tar"),
    ] {
        fs::write(project.root().join("b.tgz"), bytes).expect("can be written");
        for arguments in [&["diff", "a.tgz", "b.tgz"][..], &["lint", "b.tgz"]] {
            let reported_all = rejected(&pkgr(project.root(), arguments));
            let is_reported =
                reported_all.contains("pkgr::archive::no-archive") && reported_all.contains(reported);
            assert!(is_reported, "{reported_all}");
        }
    }
    for (arguments, reported) in
        [(["diff", "a.tgz", "nowhere"], "No such file"), (["diff", "nowhere", "a.tgz"], "nowhere")]
    {
        assert!(rejected(&pkgr(project.root(), &arguments)).contains(reported));
    }
}

#[test]
fn the_report_goes_into_a_file_where_one_is_named() {
    let project = Project::new();
    project.build("a.tgz", &[]);
    let output = pkgr(project.root(), &["diff", "a.tgz", "tree", "-o", "report.txt"]);
    assert_eq!(output.stdout, b"");
    let report = fs::read_to_string(project.root().join("report.txt")).expect("was written");
    assert!(report.starts_with("differs: ") || report.starts_with("same-content: "), "{report}");
}

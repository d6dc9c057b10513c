//! One path has several names: `p/a`, `./p/a`, and `./a` where the archive has no top directory. Members are paired
//! and judged by the path that every program unpacks them to.
#![allow(clippy::disallowed_methods, reason = "tests make archives, and start the program under test")]

use crate::support;

use std::fs;
use std::path::Path;

use pkgr::container::bytes::Bytes;
use pkgr::container::inventory::Inventory;
use pkgr::container::limits::Limits;
use pkgr::container::read;
use pkgr::diff::{self, CauseKind, Side, Verdict};
use pkgr::inspect::Levels;
use proptest::prelude::*;
use serde_json::Value;
use support::tar::{Member, archive};
use support::{file, git, has_git, pkgr, temp_dir, text};
use tar::EntryType;

/// The project with `top` before each path, as `tar` writes it when it is given that directory.
fn project(top: &str) -> Vec<Member> {
    [
        ("", EntryType::Directory, ""),
        ("README", EntryType::Regular, "read me\n"),
        ("src/", EntryType::Directory, ""),
        ("src/x.c", EntryType::Regular, "int x;\n"),
    ]
    .map(|(path, kind, content)| Member::new(format!("{top}{path}"), kind, content))
    .to_vec()
}

/// The project in three archives, `plain.tar`, `dot.tar` and `all.tar`, and in the directory `p-1.0`.
fn files() -> tempfile::TempDir {
    let root = temp_dir();
    for (name, top) in [("plain.tar", "p-1.0/"), ("dot.tar", "./p-1.0/"), ("all.tar", "./")] {
        fs::write(root.path().join(name), archive(&project(top))).expect("can be written");
    }
    file(&root.path().join("p-1.0"), "README", b"read me\n", 0o644);
    file(&root.path().join("p-1.0"), "src/x.c", b"int x;\n", 0o644);
    root
}

fn report(root: &Path, arguments: &[&str]) -> (Value, i32) {
    let output = pkgr(root, &[arguments, &["--format", "json"]].concat());
    let report =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", text(&output.stderr)));
    (report, output.status.code().expect("was not killed"))
}

#[test]
fn a_dot_before_every_name_is_one_cause_and_no_other_content() {
    let root = files();
    for (left, right, verdict, rule, remedy) in [
        ("plain.tar", "dot.tar", "same-content", "p-1.0/ → ./p-1.0/", Some(r#"[files] prefix = "p-1.0""#)),
        // No manifest makes such names.
        ("dot.tar", "plain.tar", "same-content", "./p-1.0/ → p-1.0/", None),
        // Without the top directory the files are unpacked elsewhere.
        ("plain.tar", "all.tar", "differs", "p-1.0/ → ./", Some(r#"[files] prefix = "p-1.0""#)),
        ("all.tar", "plain.tar", "differs", "./ → p-1.0/", None),
        ("all.tar", "dot.tar", "differs", "./ → ./p-1.0/", None),
    ] {
        let (report, code) = report(root.path(), &["diff", left, right]);
        let causes = report["causes"].as_array().expect("is a list");
        assert_eq!((&report["verdict"], causes.len(), code), (&verdict.into(), 1, 1), "{report}");
        let cause = &causes[0];
        assert_eq!((&cause["cause"], &cause["rule"]), (&"name".into(), &rule.into()));
        assert_eq!((&cause["count"], &cause["of"]), (&4.into(), &4.into()), "{report}");
        assert_eq!(cause["remedy"].as_str(), remedy, "{left} {right}");
    }
}

#[test]
fn a_directory_is_the_same_whatever_names_begin_with() {
    let root = files();
    for name in ["plain.tar", "dot.tar", "all.tar"] {
        for arguments in [["diff", name, "p-1.0"], ["diff", "p-1.0", name]] {
            let (report, code) = report(root.path(), &arguments);
            assert_eq!((&report["verdict"], code), (&"same-content".into(), 0), "{report}");
        }
    }
    // One directory in a source without a top directory is not its top.
    let source = [
        Member::new("./", EntryType::Directory, ""),
        Member::new("./src/", EntryType::Directory, ""),
        Member::new("./src/x.c", EntryType::Regular, "int x;\n"),
    ];
    fs::write(root.path().join("src.tar"), archive(&source)).expect("can be written");
    let (report, _) = report(root.path(), &["diff", "src.tar", "p-1.0"]);
    assert_eq!(
        (report["causes"].as_array().map(Vec::len), &report["causes"][0]["cause"]),
        (Some(1), &"extra".into())
    );
    assert_eq!(report["causes"][0]["rule"], "README");
}

#[test]
fn a_commit_is_the_same_whatever_names_begin_with() {
    if !has_git() {
        return;
    }
    let root = files();
    let repository = root.path().join("p-1.0");
    for arguments in [&["init", "-q"][..], &["add", "-A"], &["commit", "-q", "-m", "x"]] {
        git(&repository, arguments);
    }
    for name in ["plain.tar", "dot.tar", "all.tar"] {
        let (report, code) = report(root.path(), &["audit", name, "--git", "p-1.0", "--rev", "HEAD"]);
        assert_eq!((&report["verdict"], code), (&"same".into(), 0), "{report}");
    }
}

/// The lints of names, with their first examples.
fn lints(members: &[Member]) -> Vec<(String, String)> {
    let inventory = inventory(&archive(members));
    let found =
        pkgr::inspect::inspect(&inventory, &pkgr::inspect::InspectedBodies::default(), &Levels::default());
    found.into_iter().map(|found| (found.lint.to_owned(), found.examples[0].clone())).collect()
}

#[test]
fn lints_judge_paths_whatever_names_begin_with() {
    let regular = |names: &[&str]| -> Vec<Member> {
        names.iter().map(|name| Member::new(*name, EntryType::Regular, "")).collect()
    };
    let one = |lint: &str, example: &str| vec![(lint.to_owned(), example.to_owned())];
    for top in ["p-1.0/", "./p-1.0/", "././p-1.0/", ".//p-1.0/"] {
        assert_eq!(lints(&project(top)), [], "{top}");
    }
    assert_eq!(lints(&regular(&["./p/b", "./p/a"])), one("unsorted", "2 members"));
    assert_eq!(lints(&regular(&["./p/a", "./q/a"])), one("several-tops", "`p`"));
    assert_eq!(lints(&project("./")), one("several-tops", "`README`"));
    assert_eq!(
        lints(&regular(&["./p/a", "p/a"])),
        one("duplicate-member", "`p/a`, 2 times")
            .into_iter()
            .chain(one("unsorted", "2 members"))
            .collect::<Vec<_>>()
    );
    // Programs differ about these, so they stay what they are.
    for name in ["/p/a", "../p/a", "./../p/a", "p/../a", "p//a", "p/./a"] {
        assert_eq!(lints(&regular(&[name]))[0], ("traversal".to_owned(), format!("`{name}`")));
    }
    let root = [Member::new("/", EntryType::Directory, "")];
    assert_eq!(lints(&root)[0], ("traversal".to_owned(), "`/`".to_owned()));
}

fn inventory(bytes: &[u8]) -> Inventory {
    read::inventory(&Bytes::of_memory(bytes), Limits::default()).expect("memory can be read")
}

fn members() -> impl Strategy<Value = Vec<Member>> {
    let name = "[.ab]{1,2}(/[.ab]{1,2}){0,3}/?";
    let kind = prop::sample::select(&[EntryType::Regular, EntryType::Directory, EntryType::Symlink][..]);
    let member = (name, kind).prop_map(|(name, kind)| {
        // A slash at its end makes a file a directory, which has no body.
        let kind = if name.ends_with('/') { EntryType::Directory } else { kind };
        let content = if kind == EntryType::Directory { "" } else { "a/b" };
        Member::new(name, kind, content)
    });
    prop::collection::vec(member, 1..8)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_archive_with_a_dot_before_every_name_has_the_same_members(members in members()) {
        let dotted: Vec<Member> =
            members.iter().map(|member| Member { name: [b"./", &*member.name].concat(), ..member.clone() }).collect();
        let linked = |prefix: &str, members: &[Member]| {
            let file = Member::new(format!("{prefix}y"), EntryType::Regular, "");
            let link = Member::new(format!("{prefix}z"), EntryType::Link, "y");
            archive(&[&[file], members, &[link]].concat())
        };
        let (plain, dotted) = (inventory(&linked("", &members)), inventory(&linked("./", &dotted)));
        // Both are read alike, also where their members clash.
        prop_assert_eq!(plain.ambiguities.len(), dotted.ambiguities.len());
        prop_assume!(plain.ambiguities.is_empty());
        let count = plain.members.len();
        let found = diff::compare(&Side::Archive(plain.into()), &Side::Archive(dotted.into()));
        prop_assert_eq!(found.verdict, Verdict::SameContent, "{:?}", found.causes);
        prop_assert_eq!(found.causes.len(), 1, "{:?}", found.causes);
        let cause = &found.causes[0];
        prop_assert_eq!((cause.cause, cause.count, cause.of), (CauseKind::Name, count, count));
    }
}

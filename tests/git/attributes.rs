//! `export-ignore` and `export-subst`, compared with `git archive`.

use std::collections::BTreeMap;
use std::io::Read as _;

use super::project::{Project, assert_looks, assert_reported, paths};
use crate::support::{file, link, pkgr, text};

/// What git packs: each path, a directory's with a slash, and its bytes.
fn by_git(project: &Project, rev: &str) -> BTreeMap<String, Vec<u8>> {
    members(&project.feed(&["archive", "--format=tar", rev], b""))
}

fn members(archive: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = tar::Archive::new(archive);
    let mut members = BTreeMap::new();
    for member in archive.entries().expect("an archive opens") {
        let mut member = member.expect("is whole");
        let mut bytes = Vec::new();
        member.read_to_end(&mut bytes).expect("is whole");
        if member.header().entry_type() != tar::EntryType::XGlobalHeader {
            members.insert(text(&member.path_bytes()), bytes);
        }
    }
    members
}

fn by_pkgr(project: &Project, source: &str) -> BTreeMap<String, Vec<u8>> {
    project.manifest(source, "[files]\ninclude = ['**']\nprefix = 'p'\n");
    let output = pkgr(project.root(), &["build", "-q", "--force"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let archive = std::fs::read(project.root().join("dist/a.tar")).expect("was written");
    let ours = members(&archive).into_iter();
    ours.filter_map(|(path, bytes)| Some((path.strip_prefix("p/")?.to_owned(), bytes)))
        .filter(|(path, _)| !path.is_empty())
        .collect()
}

// T032
#[test]
fn export_ignore_leaves_out_what_git_archive_leaves_out() {
    let files = [
        "a.c",
        "a.o",
        "b.o",
        "keep.o",
        "docs/a.md",
        "docs/b.o",
        "docs/deep/c.md",
        "src/docs/x",
        "src/.hidden",
        "build/x",
        "build/deep/y",
        "only/ignored.o",
        "t[1].x",
        "with blank.x",
        "tests/one/data.bin",
        "tests/two/data.bin",
        "x/y/z/w.tmp",
        "macro.m",
        "CASE.O",
        "/deep",
        "bang!",
        "#hash",
    ];
    let attributes = [
        "*.o export-ignore\nkeep.o -export-ignore\n/docs/deep export-ignore\n",
        "docs export-ignore\n",
        "/docs export-ignore\nbuild/** export-ignore\n",
        "build/ export-ignore\nsrc/docs/* export-ignore\n",
        "**/data.bin export-ignore\n\"with blank.x\" export-ignore\nt\\[1\\].x export-ignore\n",
        "tests/*/data.bin export-ignore=yes\nx/**/w.tmp export-ignore\n",
        "[attr]gone export-ignore -text\n*.m gone\n*.o gone\nkeep.o !export-ignore\n",
        "* export-ignore\n*.c -export-ignore\n",
        ".gitattributes export-ignore\n*.o export-ignore\nunknown-thing=7 nonsense\n",
        "*.o export-ignore\n\n# a comment\n  a.c export-ignore\n*.md\texport-ignore text\r\n!keep.o export-ignore\n",
        "\\#hash export-ignore\n\\!bang export-ignore\nbang\\! export-ignore\n",
        "*.o export-ignore=false\nonly -export-ignore\n*.O export-ignore\n",
    ];
    for lines in attributes {
        let Some(project) = Project::empty(&[]) else { return };
        for path in files {
            file(&project.repo(), path.trim_start_matches('/'), path.as_bytes(), 0o644);
        }
        link(&project.repo(), "link.o", "a.c");
        file(&project.repo(), ".gitattributes", lines.as_bytes(), 0o644);
        file(&project.repo(), "src/.gitattributes", b".hidden export-ignore\n", 0o644);
        file(&project.repo(), "docs/.gitattributes", b"*.o -export-ignore\n/a.md export-ignore\n", 0o644);
        project.git(&["add", "-A", "-f"]);
        project.git(&["commit", "-q", "-m", "all"]);
        let theirs = by_git(&project, "main");
        let source = "git = 'repo'\nrev = 'main'";
        if theirs.is_empty() {
            assert_reported(&project.rejection("main"), &["pkgr::"]);
            continue;
        }
        let mut ours = by_pkgr(&project, source);
        // A directory of which nothing is left is no entry of ours: `tests/oracle_git_archive.rs`.
        ours.retain(|path, _| !path.ends_with('/'));
        let theirs: BTreeMap<_, _> = theirs.into_iter().filter(|(path, _)| !path.ends_with('/')).collect();
        let names = |members: &BTreeMap<String, Vec<u8>>| members.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&ours), names(&theirs), "with the attributes\n{lines}");
        let all = by_pkgr(&project, &format!("{source}\nexport-ignore = false"));
        assert!(all.contains_key("a.o") && all.contains_key("link.o") && all.contains_key(".gitattributes"));
    }
}

// T032
#[test]
fn attributes_of_the_work_tree_and_of_the_index_are_not_those_of_the_commit() {
    let Some(project) = Project::new() else { return };
    let before = project.plan("v1.0");
    file(&project.repo(), ".gitattributes", b"* export-ignore\n", 0o644);
    project.git(&["add", ".gitattributes"]);
    assert_eq!(project.plan("v1.0"), before);
}

const STABLE: &[&str] = &[
    "%H",
    "%T",
    "%P",
    "%an",
    "%ae",
    "%al",
    "%ad",
    "%aD",
    "%at",
    "%ai",
    "%aI",
    "%as",
    "%cn",
    "%ce",
    "%cl",
    "%cd",
    "%cD",
    "%ct",
    "%ci",
    "%cI",
    "%cs",
    "%s",
    "%f",
    "%b",
    "%B",
    "%n",
    "%%",
    "%x41%x0a%xff",
    "a %H b %ci c",
    "",
    "100%%",
    "to the NUL %H\0 %h",
    "\0%h",
    "%n%s%n%n%b",
];

// T033
#[test]
fn placeholders_of_the_commit_are_filled_in_as_git_archive_does() {
    let messages = [
        "one line",
        "a subject\nof two lines\n\nA body.\n\nMore: of it.\n",
        "\n\n  indented.. subject!  \n\n\n\nbody after many lines\n\n",
        "caf\u{e9} \u{2014} t/e?s*t...  [x]\n",
        "-- leading -- and trailing --.",
        "",
    ];
    let zones =
        ["1749656217 +0000", "1749656217 +0530", "86399 -1130", "1700000000 +1400", "4102444800 -0030"];
    for (message, zone) in messages.iter().zip(zones.iter().cycle()) {
        let Some(project) = Project::empty(&[]) else { return };
        let lines = STABLE.iter().map(|format| format!("{format}: $Format:{format}$\n"));
        let body: String = lines.collect::<String>() + "$Format:no end\nx $Format: $ $Format$ $format:%H$";
        let blob = project.object("blob", body.as_bytes());
        let attributes = project.object("blob", b"version.txt export-subst\n");
        let first = project
            .tag_tree(&[("100644", b".gitattributes", &attributes), ("100644", b"version.txt", &blob)]);
        let parent = project.git(&["rev-parse", "v1.0"]);
        project.tag_commit(&format!(
            "tree {first}\nparent {parent}\nauthor A U. Thor <au@example.org> {zone}\ncommitter C <c@d> {zone}\n\n{message}"
        ));
        let ours = by_pkgr(&project, "git = 'repo'\nrev = 'v1.0'");
        let theirs = by_git(&project, "v1.0");
        assert_eq!(text(&ours["version.txt"]), text(&theirs["version.txt"]), "{message:?}");
        assert_eq!(ours, theirs);
    }
}

fn with_version(body: &str) -> Option<Project> {
    let project = Project::empty(&[])?;
    file(&project.repo(), "src/version.txt", body.as_bytes(), 0o644);
    file(&project.repo(), ".gitattributes", b"version.txt export-subst\n", 0o644);
    project.commit("all");
    project.git(&["tag", "v1.0"]);
    Some(project)
}

// T033
#[test]
fn a_placeholder_that_is_not_a_function_of_the_commit_is_rejected_with_file_and_line() {
    let unstable = [
        "%h",
        "%t",
        "%p",
        "%d",
        "%D",
        "%S",
        "%ar",
        "%cr",
        "%ah",
        "%ch",
        "%aN",
        "%aE",
        "%cN",
        "%N",
        "%GG",
        "%G?",
        "%gd",
        "%e",
        "%m",
        "%C(red)",
        "%Cred",
        "%w(1)",
        "%<(5)",
        "%(describe)",
        "%(describe:tags=true)",
        "%(trailers)",
        "%(decorate)",
        "%+s",
        "% s",
        "%-b",
        "%y",
        "%",
        "%x4",
        "%a",
    ];
    for format in unstable {
        let Some(project) = with_version(&format!("one\ntwo $Format:%H {format}$\n")) else { return };
        let reported = project.rejection("v1.0");
        assert_reported(&reported, &["pkgr::git::refused", "src/version.txt", "line 2"]);
        project.plan_of("git = 'repo'\nrev = 'v1.0'\nexport-subst = 'omit'", "");
    }
    let Some(project) = with_version("#define REVISION \"$Format:%(describe)$\"\n") else { return };
    assert_looks("placeholder", &project.rejection("v1.0"));
}

// T033
#[test]
fn placeholders_are_denied_or_left_alone_where_the_manifest_says_so() {
    let Some(project) = with_version("$Format:%H$\n") else { return };
    let source = |policy: &str| format!("git = 'repo'\nrev = 'v1.0'\nexport-subst = '{policy}'");
    let reported = project.rejection_of(&source("deny"), "");
    assert_reported(&reported, &["pkgr::git::refused", "src/version.txt", "line 1"]);
    let commit = project.git(&["rev-parse", "HEAD"]);
    assert_eq!(by_pkgr(&project, &source("omit"))["src/version.txt"], b"$Format:%H$\n");
    assert_eq!(by_pkgr(&project, &source("stable"))["src/version.txt"], format!("{commit}\n").as_bytes());
    let plan = project.plan_of(&source("stable"), "");
    assert!(paths(&plan).contains(&"src/version.txt".to_owned()));
    assert_eq!(plan["swhid"], serde_json::Value::Null, "the content is no longer the tree's");
}

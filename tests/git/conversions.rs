//! `conversions`: attributes that a checkout applies, and the lint that names what was not applied.

use super::project::{Project, assert_reported};
use crate::support::{file, pkgr, stdout, text};

/// A repository whose attributes would change three of its files.
fn project() -> Option<Project> {
    let project = Project::empty(&[])?;
    for (path, body) in [
        ("dos/a.bat", "one\ntwo\n"),
        ("dos/done.bat", "one\r\n"),
        ("id.c", "$Id$\n"),
        ("plain.c", "x\n"),
        ("w.txt", "\u{e9}\n"),
    ] {
        file(&project.repo(), path, body.as_bytes(), 0o644);
    }
    project.commit("files");
    let attributes = b"*.bat eol=crlf\n*.c ident\nw.txt working-tree-encoding=UTF-16LE\n";
    file(&project.repo(), ".gitattributes", attributes, 0o644);
    project.git(&["add", ".gitattributes"]);
    project.git(&["commit", "-q", "-m", "attributes"]);
    project.git(&["tag", "v1.0"]);
    Some(project)
}

fn warnings(project: &Project, source: &str, rest: &str) -> String {
    project.manifest(&format!("git = 'repo'\nrev = 'v1.0'\n{source}"), rest);
    let output = pkgr(project.root(), &["build", "--force"]);
    stdout(&output);
    text(&output.stderr)
}

fn built(project: &Project) -> Vec<u8> {
    std::fs::read(project.root().join("dist/a.tar")).expect("was written")
}

const GIT: &str = "[files]\ninclude = ['**']\nprefix = 'p'\n[[archive]]\nfile = 'a.tar'\ntar = 'git'\n";

#[test]
fn files_that_a_checkout_would_change_are_named_with_the_attribute() {
    let Some(project) = project() else { return };
    let reported = warnings(&project, "", "");
    let parts = [
        "pkgr::lint::unapplied-attribute",
        "3 files are packed as git stores them",
        "`dos/a.bat`: eol=crlf",
        "`id.c`: ident",
        "`w.txt`: working-tree-encoding",
        "conversions = \"apply\"",
    ];
    assert_reported(&reported, &parts.map(|part| part.to_owned()).each_ref().map(String::as_str));
    assert!(!reported.contains("done.bat") && !reported.contains("plain.c"), "{reported}");
    // What is not packed is not named, nor what the manifest says is meant.
    let rest = "[files]\ninclude = ['*']\nexclude = ['dos/', 'w.txt']\n[lints]\nunapplied-attribute = { level = 'warn', allow = ['id.c'] }\n";
    let reported = warnings(&project, "", rest);
    assert!(!reported.contains("unapplied-attribute"), "{reported}");
    let denied =
        project.rejection_of("git = 'repo'\nrev = 'v1.0'", "[lints]\nunapplied-attribute = 'deny'\n");
    assert_reported(&denied, &["`id.c`: ident"]);
}

#[test]
fn conversions_are_applied_in_every_dialect_and_by_default_beside_git() {
    let Some(project) = project() else { return };
    let theirs = project.feed(&["archive", "--format=tar", "--prefix=p/", "main"], b"");
    assert_eq!(warnings(&project, "", GIT), "");
    assert_eq!(built(&project), theirs);
    let bodies = |archive: &[u8]| {
        let mut archive = tar::Archive::new(archive);
        let members = archive.entries().expect("is an archive").map(|member| {
            let (mut member, mut body) = (member.expect("is whole"), Vec::new());
            std::io::Read::read_to_end(&mut member, &mut body).expect("is whole");
            (text(&member.path_bytes()), body)
        });
        members.filter(|(path, _)| path != "pax_global_header").collect::<std::collections::BTreeMap<_, _>>()
    };
    let expected = bodies(&theirs);
    let rest = "[files]\ninclude = ['**']\nprefix = 'p'\n";
    assert_eq!(warnings(&project, "conversions = 'apply'", rest), "");
    assert_eq!(bodies(&built(&project)), expected);
    // One plan has one content: the other archive of the manifest has it too.
    let both = "[files]\ninclude = ['**']\nprefix = 'p'\n[normalize]\norder = 'git'\n[[archive]]\nfile = 'a.tar'\n[[archive]]\nfile = 'b.tar'\ntar = 'git'\n";
    assert_eq!(warnings(&project, "", both), "");
    assert_eq!(bodies(&built(&project)), expected);
    // The manifest has the last word, and hears what that means.
    let reported = warnings(&project, "conversions = 'none'", GIT);
    assert_reported(&reported, &["pkgr::lint::unapplied-attribute", "`id.c`: ident"]);
    assert_eq!(bodies(&built(&project))["p/id.c"], b"$Id$\n");
}

#[test]
fn a_commit_of_the_epoch_is_named() {
    let Some(project) = Project::empty(&[]) else { return };
    let blob = project.object("blob", b"x");
    project.tag_tree(&[("100644", b"f", &blob)]);
    project.manifest("git = 'repo'\nrev = 'v1.0'", "");
    let output = pkgr(project.root(), &["plan", "-q", "--format", "list"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let output = pkgr(project.root(), &["plan", "--format", "list"]);
    assert_reported(
        &text(&output.stderr),
        &["pkgr::lint::epoch-time", "1970-01-01", "epoch-time = \"allow\""],
    );
    for rest in ["[normalize]\nmtime = { set = 0 }\n", "[lints]\nepoch-time = 'allow'\n"] {
        project.manifest("git = 'repo'\nrev = 'v1.0'", rest);
        let output = pkgr(project.root(), &["plan", "--format", "list"]);
        assert_eq!(text(&output.stderr), "", "{rest}");
    }
}

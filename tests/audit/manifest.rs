//! What a manifest explains, and which manifest.

use std::fs;

use serde_json::Value;

use super::{Member, Project, archive, findings, members, other, plain};
use crate::support::{assert_rejected, file, pkgr, stdout, text};

const NAMED: &[&str] = &["-m", "release.toml"];

const MANIFEST: &str = "schema = 1
package = { name = 'hello', version = '1.0' }
source = { git = 'repo', rev = 'v1.0' }
generate = [{ name = 'news', run = ['blurb'], outputs = ['NEWS'] }]
files = { include = ['**'], exclude = ['src/'] }
[audit]
allow = [
    'configure',
    'm4/x.m4',
    'doc/',
]
[[archive]]
file = 'a.tar'
";

#[test]
fn the_manifest_explains_by_its_lines() {
    let Some(project) = Project::new() else { return };
    let mut all: Vec<_> = members().into_iter().filter(|member| !member.name().contains("src")).collect();
    all.push(plain("hello-1.0/configure", b"#!/bin/sh\n"));
    all.push(plain("hello-1.0/m4/x.m4", b""));
    all.push(plain("hello-1.0/doc/guide", b"how to\n"));
    all.push(plain("hello-1.0/NEWS", b"news\n"));
    let (report, code) = project.audit(&all, &[]);
    assert_eq!((findings(&report).len(), code, &report["manifest"]), (5, 1, &Value::Null));
    project.write("release.toml", MANIFEST);
    let (report, code) = project.audit(&all, NAMED);
    assert_eq!(
        (&report["verdict"], code, &report["manifest"]),
        (&"explained".into(), 0, &"release.toml".into())
    );
    let by: Vec<_> = report["explained"]
        .as_array()
        .expect("is a list")
        .iter()
        .map(|finding| {
            format!(
                "{} {}",
                finding["path"].as_str().expect("is text"),
                finding["by"]["why"].as_str().expect("is text")
            )
        })
        .collect();
    assert_eq!(
        by,
        [
            "configure release.toml:8, `audit.allow`",
            "m4/x.m4 release.toml:9, `audit.allow`",
            "NEWS release.toml:4, `generate.outputs`: made by the step `news`; `pkgr verify` makes it again",
            "doc/guide release.toml:10, `audit.allow`",
            "src/main.c release.toml:5, `files.exclude`",
        ]
    );
    // It explains no duplicate, and a pattern that explains nothing is an old excuse.
    all.push(plain("hello-1.0/NEWS", b"news\n"));
    project.write("release.toml", MANIFEST.replace("'doc/'", "'doc/', 'gone'"));
    project.write("a.tar", archive(&all));
    let output = project.run(&["a.tar", "--rev", "v1.0", "-m", "release.toml"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        text(&output.stderr).contains("`allow` pattern `gone` of `[audit]` explains nothing"),
        "{}",
        text(&output.stderr)
    );
    // One that is named must be there; one that is not named need not.
    fs::remove_file(project.root().join("release.toml")).expect("is there");
    assert_rejected(
        &project.run(&["a.tar", "--rev", "v1.0", "-m", "release.toml"]),
        &["failed to open the manifest"],
    );
}

/// The project's files with one that nobody may add unseen.
fn with_macro() -> Vec<Member> {
    [members(), vec![plain("hello-1.0/m4/x.m4", b"evil\n"), plain("hello-1.0/NEWS", b"news\n")]].concat()
}

fn allowing(patterns: &str) -> String {
    format!(
        "schema = 1\npackage = {{ name = 'hello', version = '1.0' }}\nsource = {{ git = '.', rev = 'v1.0' }}\n\
         files = {{ include = ['**'] }}\n[audit]\nallow = [{patterns}]\n[[archive]]\nfile = 'a.tar'\n"
    )
}

// T320
#[test]
fn a_manifest_that_is_not_the_commits_explains_nothing_unless_it_is_named() {
    let Some(project) = Project::new() else { return };
    let manifest = allowing("'m4/x.m4', 'NEWS', 'release.toml'");
    let added = vec!["added m4/x.m4".to_owned(), "added NEWS".to_owned()];
    // In the current directory, in the archive, and both; one that is no manifest is not read.
    for text in [&*manifest, "no manifest ["] {
        project.write("release.toml", text);
        let (report, code) = project.audit(&with_macro(), &[]);
        assert_eq!((findings(&report), code), (added.clone(), 1), "{report}");
        assert_eq!(report["manifest"], Value::Null);
        let expected =
            serde_json::json!({"file": "release.toml", "named": false, "committed": false, "used": false});
        assert_eq!(report["manifest-origin"], expected);
    }
    project.write("release.toml", &manifest);
    let inside = [with_macro(), vec![plain("hello-1.0/release.toml", manifest.as_bytes())]].concat();
    assert_eq!(findings(&project.audit(&inside, &[]).0).len(), 3);
    let unused = text(&project.run(&["a.tar", "--rev", "v1.0"]).stdout);
    assert!(
        unused.contains("none: release.toml is not in the commit like this; `-m release.toml` uses it"),
        "{unused}"
    );
    // Named: it counts, and every report says so.
    let (report, code) = project.audit(&with_macro(), NAMED);
    assert_eq!((findings(&report), code), (Vec::new(), 0), "{report}");
    assert_eq!(report["manifest-origin"]["named"], true);
    assert_eq!(report["manifest-origin"]["committed"], false);
    for format in ["text", "html"] {
        let output = project.run(&["a.tar", "--rev", "v1.0", "-m", "release.toml", "--format", format]);
        let shown = text(&output.stdout).replace("<code>", "`").replace("</code>", "`");
        assert!(shown.contains("release.toml, named with `-m`; not in the commit"), "{shown}");
    }
}

// T320
#[test]
fn the_manifest_of_the_commit_counts_with_the_very_bytes_of_the_commit() {
    let Some(project) = Project::new() else { return };
    let repo = project.root().join("repo");
    let manifest = allowing("'m4/x.m4', 'NEWS'");
    file(&repo, "release.toml", manifest.as_bytes(), 0o644);
    project.commit("v1.1");
    project.write(
        "a.tar",
        archive(&[with_macro(), vec![plain("hello-1.0/release.toml", manifest.as_bytes())]].concat()),
    );
    let audit = || {
        let arguments = ["audit", "../a.tar", "--git", ".", "--rev", "v1.1", "--format", "json"];
        let report: Value = serde_json::from_slice(&pkgr(&repo, &arguments).stdout).expect("is JSON");
        report
    };
    let report = audit();
    assert_eq!(findings(&report), Vec::<String>::new(), "{report}");
    assert_eq!(
        (&report["manifest"], &report["manifest-origin"]["committed"]),
        (&"release.toml".into(), &true.into())
    );
    let shown = text(&stdout(&pkgr(&repo, &["audit", "../a.tar", "--git", ".", "--rev", "v1.1"])));
    assert!(shown.contains("release.toml, the commit's own"), "{shown}");
    // A work tree that was changed after the commit.
    fs::write(repo.join("release.toml"), format!("{manifest}\n")).expect("can be written");
    let report = audit();
    assert_eq!(findings(&report), ["added m4/x.m4", "added NEWS"]);
    assert_eq!(report["manifest-origin"]["used"], false);
}

// T322
#[test]
fn a_file_that_can_steer_a_build_has_to_be_named() {
    let Some(project) = Project::new() else { return };
    for (patterns, is_named) in [
        ("'**'", false),
        ("'m4/'", false),
        ("'m4'", false),
        ("'m4/*'", false),
        ("'m4/*.m4'", false),
        ("'m4/?.m4'", false),
        ("'m4/[x].m4'", false),
        ("'m4/{x,y}.m4'", false),
        ("'*/x.m4'", false),
        ("'**/x.m4'", false),
        ("'m4/x.m4'", true),
        ("'**', 'm4/x.m4'", true),
    ] {
        project.write("release.toml", allowing(&format!("{patterns}, 'N*'")));
        let (report, code) = project.audit(&with_macro(), NAMED);
        let expected = if is_named { Vec::new() } else { vec!["added m4/x.m4".to_owned()] };
        assert_eq!((findings(&report), code), (expected, i32::from(!is_named)), "{patterns}");
        let note = report["findings"][0]["note"].as_str().unwrap_or_default();
        assert!(is_named || note.contains("add `m4/x.m4` to `audit.allow`"), "{patterns}: {note}");
        // Outputs of a step are no way around it.
        let steps = "generate = [{ name = 'g', run = ['x'], outputs = [P] }]\n".replace('P', patterns);
        project.write("release.toml", allowing("'NEWS'").replace("files =", &format!("{steps}files =")));
        let (report, _) = project.audit(&with_macro(), NAMED);
        assert_eq!(findings(&report).is_empty(), is_named, "outputs {patterns}");
    }
    // By its mode, and by `#!`.
    for (mode, body) in [(0o755, &b"x"[..]), (0o644, b"#!/bin/sh\n")] {
        let tool = Member { mode, ..plain("hello-1.0/tool", body) };
        for (pattern, expected) in [("'t*'", 1), ("'tool'", 0)] {
            project.write("release.toml", allowing(pattern));
            let (report, _) = project.audit(&[members(), vec![tool.clone()]].concat(), NAMED);
            assert_eq!(findings(&report).len(), expected, "{pattern}");
        }
    }
}

/// What a pattern is not written for, whatever its name is.
fn special() -> Vec<(Member, bool)> {
    use tar::EntryType::{Block, Char, Fifo, Link, Symlink};
    let at = "hello-1.0/doc/x";
    let links = ["/etc/passwd", "../../up", "../a/../../b", "..\\..\\up", "C:\\x", "sub/../../README"];
    let links = links.into_iter().map(|target| (other(at, Symlink, target), true));
    let devices = [Block, Char, Fifo].into_iter().map(|kind| (other(at, kind, ""), false));
    let hard = ["hello-1.0/README"].map(|target| (other(at, Link, target), true));
    let bodies: [&[u8]; 12] = [
        b"\x7fELF\x02\x01\x01\0\0\0\0",
        b"MZ\x90\0\x03\0\0\0\x04",
        b"\xcf\xfa\xed\xfe\x07\0\0\x01",
        b"\xfe\xed\xfa\xce\0\0\0\x07",
        b"\xca\xfe\xba\xbe\0\0\0\x02",
        b"\0asm\x01\0\0\0",
        b"!<arch>\nx.o/",
        b"BC\xc0\xde\x35",
        b"\x7fELF",
        b"#!/bin/sh\n",
        b"\xef\xbb\xbf#!/bin/sh\n",
        b"\xef\xbb\xbf#!",
    ];
    let bodies = bodies.into_iter().map(|body| (plain(at, body), true));
    links.chain(devices).chain(hard).chain(bodies).collect()
}

/// A pattern explains documents, and no device, link or program among them.
// T333
#[test]
fn what_is_no_plain_file_has_to_be_named_or_is_never_explained() {
    let Some(project) = Project::new() else { return };
    let all = special();
    assert_eq!(all.len(), 22);
    for (member, can_be_named) in all {
        for pattern in ["doc/**", "doc/", "doc/*", "**", "doc/[x]", "doc/x"] {
            project.write("release.toml", allowing(&format!("'{pattern}'")));
            let (report, code) = project.audit(&[members(), vec![member.clone()]].concat(), NAMED);
            let is_explained = can_be_named && pattern == "doc/x";
            let expected = if is_explained { vec![] } else { vec!["added doc/x".to_owned()] };
            let shown = format!("{:?} {:?} by {pattern}", member.kind, text(&member.body));
            assert_eq!((findings(&report), code), (expected, i32::from(!is_explained)), "{shown}");
            let list = if is_explained { "explained" } else { "findings" };
            assert!(report[list][0]["steers"].is_string(), "{shown}");
            let note = report[list][0]["note"].as_str().unwrap_or_default();
            let expected =
                if can_be_named { "add `doc/x` to `audit.allow`" } else { "no source of an archive has" };
            assert!(is_explained || note.contains(expected), "{shown}: {note}");
        }
    }
    // A link within the archive, and bytes that nothing runs.
    let at = "hello-1.0/doc/x";
    for member in [other(at, tar::EntryType::Symlink, "../README"), plain(at, b"\x89PNG\r\n\x1a\n")] {
        project.write("release.toml", allowing("'doc/**'"));
        let (report, code) = project.audit(&[members(), vec![member]].concat(), NAMED);
        assert_eq!((findings(&report), code), (Vec::new(), 0));
    }
}

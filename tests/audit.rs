//! `pkgr audit`: archives compared with commits.
#![allow(clippy::disallowed_methods, reason = "tests make repositories, and start the program under test")]

#[path = "audit/attributes.rs"]
mod attributes;
#[path = "audit/cargo.rs"]
mod cargo;
#[path = "audit/crates.rs"]
mod crates;
#[path = "audit/manifest.rs"]
mod manifest;
#[path = "audit/npm.rs"]
mod npm;
#[path = "audit/python.rs"]
mod python;
#[path = "audit/steering.rs"]
mod steering;
use crate::support;

use std::fs;
use std::path::Path;
use std::process::Output;

use serde_json::Value;
use support::tar::{Member, archive};
use support::{assert_rejected, file, git, has_git, link, pkgr, stdout, temp_dir, text};

fn plain(name: &str, body: &[u8]) -> Member {
    Member::new(name, tar::EntryType::Regular, body)
}

fn other(name: &str, kind: tar::EntryType, target: &str) -> Member {
    Member { mode: 0o644, ..Member::new(name, kind, target) }
}

/// The project's files, below `hello-1.0/`.
fn members() -> Vec<Member> {
    vec![
        other("hello-1.0/", tar::EntryType::Directory, ""),
        plain("hello-1.0/README", b"read me\n"),
        plain("hello-1.0/configure.ac", b"AC_INIT\nAC_OUTPUT\n"),
        other("hello-1.0/link", tar::EntryType::Symlink, "README"),
        Member { mode: 0o755, ..plain("hello-1.0/run.sh", b"#!/bin/sh\n") },
        plain("hello-1.0/src/main.c", b"int main;\n"),
    ]
}

/// A repository in `repo` whose tag `v1.0` has the project's files.
struct Project(tempfile::TempDir);

impl Project {
    fn new() -> Option<Self> {
        Self::of(&["init", "-q"])
    }

    fn of(init: &[&str]) -> Option<Self> {
        has_git().then(|| {
            let project = Self(temp_dir());
            let repo = project.root().join("repo");
            fs::create_dir(&repo).expect("can be made");
            git(&repo, init);
            file(&repo, "README", b"read me\n", 0o644);
            file(&repo, "configure.ac", b"AC_INIT\nAC_OUTPUT\n", 0o644);
            file(&repo, "run.sh", b"#!/bin/sh\n", 0o755);
            file(&repo, "src/main.c", b"int main;\n", 0o644);
            link(&repo, "link", "README");
            project.commit("v1.0");
            project
        })
    }

    fn root(&self) -> &Path {
        self.0.path()
    }

    /// Commits all there is, and tags it.
    fn commit(&self, tag: &str) -> String {
        let repo = self.root().join("repo");
        git(&repo, &["add", "-A"]);
        git(&repo, &["commit", "-q", "-m", tag]);
        git(&repo, &["tag", "-a", "-m", tag, tag]);
        git(&repo, &["rev-parse", "HEAD"])
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.root().join(name), bytes).expect("can be written");
    }

    fn run(&self, arguments: &[&str]) -> Output {
        pkgr(self.root(), &[&["audit", "--git", "repo"], arguments].concat())
    }

    /// The report on an archive of these members, and the exit code.
    fn audit(&self, members: &[Member], arguments: &[&str]) -> (Value, i32) {
        self.write("a.tar", archive(members));
        self.report(&[&["a.tar", "--rev", "v1.0"], arguments].concat())
    }

    fn report(&self, arguments: &[&str]) -> (Value, i32) {
        let output = self.run(&[arguments, &["--format", "json"]].concat());
        let code = output.status.code().expect("was not killed");
        assert!(code < 2, "{}", text(&output.stderr));
        (serde_json::from_slice(&output.stdout).expect("is JSON"), code)
    }
}

/// Class and path of what a list of the report has, in its order.
fn listed(report: &Value, list: &str) -> Vec<String> {
    let list = report[list].as_array().expect("is a list");
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap_or_default().to_owned();
    list.iter().map(|finding| format!("{} {}", text(finding, "class"), text(finding, "path"))).collect()
}

fn findings(report: &Value) -> Vec<String> {
    listed(report, "findings")
}

/// Kind and path of what is explained.
fn explained(report: &Value) -> Vec<String> {
    let list = report["explained"].as_array().expect("is a list");
    let mut all: Vec<_> = list
        .iter()
        .map(|finding| {
            let kind = finding["by"]["kind"].as_str().expect("is text");
            format!("{kind} {}", finding["path"].as_str().expect("is text"))
        })
        .collect();
    all.sort();
    all
}

// T361
#[test]
fn an_archive_in_two_streams_is_compared_as_one() {
    let Some(project) = Project::new() else { return };
    let repo = project.root().join("repo");
    git(&repo, &["archive", "-o", "../a.tar", "--prefix=hello-1.0/", "v1.0"]);
    let tar = fs::read(project.root().join("a.tar")).expect("was written");
    let gzip = crate::support::tar::gzip;
    let (head, tail) = tar.split_at(tar.len() - 1);
    for bytes in [[gzip(head), gzip(tail)].concat(), [gzip(&tar), vec![0; 100]].concat()] {
        fs::write(project.root().join("a.tar.gz"), &bytes).expect("can be written");
        let (report, code) = project.report(&["a.tar.gz"]);
        assert_eq!((&report["verdict"], code), (&"same".into(), 0), "{report}");
        assert_eq!(report["commit"]["named-by"], "git-archive");
        let digest = pkgr::digest::Digest::of(&bytes).to_string();
        assert!(report.to_string().contains(&digest), "{digest} is not in {report}");
    }
}

// T036
#[test]
fn what_git_archives_is_the_tree_and_names_its_commit() {
    let Some(project) = Project::new() else { return };
    let repo = project.root().join("repo");
    let commit = git(&repo, &["rev-parse", "v1.0^{commit}"]);
    let zipped = ("c.zip", "--prefix=hello-1.0/");
    for (name, prefix) in [("a.tar", "--prefix=hello-1.0/"), ("b.tar", "--prefix="), zipped] {
        git(&repo, &["archive", "-o", &format!("../{name}"), prefix, "v1.0"]);
        for arguments in [&[name][..], &[name, "--rev", "v1.0"], &[name, "--rev", "main"]] {
            let (report, code) = project.report(arguments);
            assert_eq!((&report["verdict"], code), (&"same".into(), 0), "{report}");
            assert_eq!(report["counts"]["same"], 5);
            assert_eq!(
                (&report["commit"]["id"], &report["commit"]["tags"]),
                (&commit.clone().into(), &["v1.0"][..].into())
            );
        }
    }
    let (report, _) = project.report(&["a.tar"]);
    assert_eq!(
        (&report["commit"]["named-by"], &report["archive"]["prefix"]),
        (&"git-archive".into(), &"hello-1.0".into())
    );
    let (report, _) = project.report(&["b.tar", "--rev", "v1.0"]);
    assert_eq!((&report["commit"]["named-by"], &report["archive"]["prefix"]), (&Value::Null, &Value::Null));
    // Bare, and a linked work tree.
    git(project.root(), &["clone", "-q", "--bare", "repo", "bare.git"]);
    git(&repo, &["worktree", "add", "-q", "../linked", "v1.0"]);
    for place in ["bare.git", "linked"] {
        let output = pkgr(project.root(), &["audit", "a.tar", "--git", place]);
        assert!(text(&stdout(&output)).starts_with("same: "), "{place}");
    }
}

// T029
#[test]
fn a_repository_with_ids_of_sha256_is_read_too() {
    let Some(project) = Project::of(&["init", "-q", "--object-format=sha256"]) else { return };
    git(&project.root().join("repo"), &["archive", "-o", "../a.tar", "--prefix=x/", "v1.0"]);
    let (report, code) = project.report(&["a.tar"]);
    assert_eq!((&report["verdict"], code), (&"same".into(), 0), "{report}");
    assert_eq!(report["commit"]["id"].as_str().map(str::len), Some(64));
}

/// Where nothing differs, no file of the repository is needed.
// T027
#[test]
fn a_clone_without_blobs_is_enough() {
    let Some(project) = Project::new() else { return };
    let repo = project.root().join("repo");
    git(&repo, &["config", "uploadpack.allowFilter", "true"]);
    let url = format!("file://{}", repo.display());
    git(project.root(), &["clone", "-q", "--bare", "--filter=blob:none", &url, "partial.git"]);
    project.write("a.tar", archive(&members()));
    let arguments = ["audit", "a.tar", "--git", "partial.git", "--rev", "v1.0"];
    assert!(text(&stdout(&pkgr(project.root(), &arguments))).starts_with("same: "));
    let changed: Vec<_> = members()
        .into_iter()
        .map(
            |member| if member.name().ends_with("main.c") { plain(member.name(), b"evil\n") } else { member },
        )
        .collect();
    project.write("a.tar", archive(&changed));
    assert_rejected(
        &pkgr(project.root(), &arguments),
        &["`src/main.c`: the object", "this is a partial clone"],
    );
}

// T160, T165
#[test]
fn each_way_to_differ_has_its_class() {
    use tar::EntryType::{Directory, Fifo, Link, Symlink};
    let Some(project) = Project::new() else { return };
    let with = |member: Member| [members(), vec![member]].concat();
    let instead = |name: &str, member: Member| {
        members().into_iter().map(|old| if old.name() == name { member.clone() } else { old }).collect()
    };
    let without = |name: &str| members().into_iter().filter(|member| member.name() != name).collect();
    let cases: Vec<(Vec<Member>, &[&str])> = vec![
        (members(), &[]),
        (with(plain("hello-1.0/new", b"")), &["added new"]),
        (with(other("hello-1.0/d/", Directory, "")), &["added d"]),
        (with(other("hello-1.0/fifo", Fifo, "")), &["added fifo"]),
        (with(plain("hello-1.0/../up", b"")), &["added ../up"]),
        (instead("hello-1.0/README", plain("hello-1.0/README", b"other\n")), &["changed README"]),
        (instead("hello-1.0/link", other("hello-1.0/link", Symlink, "run.sh")), &["changed link"]),
        (instead("hello-1.0/link", plain("hello-1.0/link", b"README")), &["kind link"]),
        (instead("hello-1.0/README", other("hello-1.0/README", Symlink, "read me\n")), &["kind README"]),
        (instead("hello-1.0/README", other("hello-1.0/README", Directory, "")), &["kind README"]),
        (instead("hello-1.0/run.sh", plain("hello-1.0/run.sh", b"#!/bin/sh\n")), &["mode run.sh"]),
        (without("hello-1.0/src/main.c"), &["missing src/main.c"]),
        (with(plain("hello-1.0/README", b"evil\n")), &["duplicate README", "changed README"]),
        (with(plain("./hello-1.0/README", b"read me\n")), &["duplicate README"]),
        // An archive without a top directory, and one that some member is not in.
        (
            members()
                .into_iter()
                .skip(1)
                .map(|member| Member { name: member.name().replace("hello-1.0/", "").into(), ..member })
                .collect(),
            &[],
        ),
        (
            with(plain("outside", b"")),
            &[
                "added hello-1.0/configure.ac",
                "added hello-1.0/run.sh",
                "added hello-1.0/README",
                "added hello-1.0/link",
                "added hello-1.0/src/main.c",
                "added outside",
                "missing README",
                "missing configure.ac",
                "missing link",
                "missing run.sh",
                "missing src/main.c",
            ],
        ),
    ];
    for (members, expected) in cases {
        let (report, code) = project.audit(&members, &[]);
        assert_eq!(findings(&report), expected);
        assert_eq!(code, i32::from(!expected.is_empty()), "{report}");
    }
    // What a hard link leads to is what is unpacked there.
    let mut linked = instead("hello-1.0/src/main.c", other("hello-1.0/src/main.c", Link, "hello-1.0/README"));
    let (report, _) = project.audit(&linked, &[]);
    assert_eq!(findings(&report), ["changed src/main.c"]);
    file(&project.root().join("repo"), "src/main.c", b"read me\n", 0o644);
    project.commit("v1.1");
    linked.push(plain("hello-1.0/z", b""));
    project.write("a.tar", archive(&linked));
    assert_eq!(findings(&project.report(&["a.tar", "--rev", "v1.1"]).0), ["added z"]);
    // It has its target's mode; an archive where it has another is ambiguous.
    linked.last_mut().expect("is there").name = "hello-1.0/src/main.c".into();
    let linked: Vec<_> = linked
        .into_iter()
        .filter(|member| member.kind != Link)
        .map(|member| if member.body == b"read me\n" { Member { mode: 0o755, ..member } } else { member })
        .map(|member| {
            if member.name().ends_with("main.c") {
                Member { mode: 0o755, ..other(member.name(), Link, "hello-1.0/README") }
            } else {
                member
            }
        })
        .collect();
    project.write("a.tar", archive(&linked));
    assert_eq!(findings(&project.report(&["a.tar", "--rev", "v1.1"]).0), ["mode README", "mode src/main.c"]);
}

/// As in the release of xz 5.6.1: the archive has a macro that the repository has not, and test data that
/// nobody reads.
#[test]
fn what_can_steer_a_build_stands_first_and_what_is_no_text_next() {
    let Some(project) = Project::new() else { return };
    let mut all = members();
    all.push(plain("hello-1.0/INSTALL", b"how to\n"));
    all.push(plain("hello-1.0/tests/bad-3.lzma", b"\x5d\0\0\x80"));
    all.push(plain("hello-1.0/doc/latin1", b"caf\xe9"));
    all.push(Member { mode: 0o755, ..plain("hello-1.0/configure", b"#!/bin/sh\n") });
    all.push(plain("hello-1.0/m4/build-to-host.m4", b"gl_am_configmake\n"));
    all.iter_mut()
        .filter(|member| member.name().contains("main.c"))
        .for_each(|member| member.body = b"1\n".to_vec());
    all.iter_mut()
        .filter(|member| member.name().contains("configure.ac"))
        .for_each(|member| member.body.push(b'\n'));
    let (report, code) = project.audit(&all, &[]);
    assert_eq!(code, 1);
    assert_eq!(
        findings(&report),
        [
            "added configure",
            "added m4/build-to-host.m4",
            "changed configure.ac",
            "changed src/main.c",
            "added doc/latin1",
            "added tests/bad-3.lzma",
            "added INSTALL",
        ]
    );
    let texts: Vec<_> =
        report["findings"].as_array().expect("is a list").iter().map(|finding| &finding["text"]).collect();
    assert_eq!(texts, ["utf8", "utf8", "utf8", "utf8", "other", "binary", "utf8"]);
    assert!(report["findings"][1]["steers"].as_str().is_some_and(|why| why.contains("configure")));
    let reported = text(&project.run(&["a.tar", "--rev", "v1.0"]).stdout);
    for part in [
        "differs: 7 differences are not explained: 3 can steer a build, 1 changed, 3 added\n",
        "only in the archive, and can steer a build (2)\n  configure\n      program, 10 bytes, sha256 ",
        "only in the archive, and no text (2)\n",
        "changed, and can steer a build (1)\n  configure.ac\n",
        "  -int main;\n  +1\n",
    ] {
        assert!(reported.contains(part), "`{part}` is not in\n{reported}");
    }
}

// T031, T032
#[test]
fn what_the_commit_itself_asks_for_is_explained() {
    let Some(project) = Project::new() else { return };
    let repo = project.root().join("repo");
    let attributes = ".gitattributes export-ignore\n/ci export-ignore\nversion export-subst\nrefs export-subst\n\
        *.bat text eol=crlf\n*.bin filter=lfs\n";
    file(&repo, ".gitattributes", attributes.as_bytes(), 0o644);
    file(&repo, "ci/a", b"1", 0o644);
    file(&repo, "ci/b/c", b"2", 0o644);
    file(&repo, "version", b"$Format:%H$\n", 0o644);
    file(&repo, "refs", b"$Format:%d$\n", 0o644);
    file(&repo, "run.bat", b"echo\nexit\n", 0o644);
    let large = b"large".repeat(1000);
    let pointer = format!(
        "version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize 5000\n",
        pkgr::digest::Digest::of(&large)
    );
    file(&repo, "large.bin", pointer.as_bytes(), 0o644);
    project.commit("v2.0");
    git(&repo, &["archive", "-o", "../a.tar", "--prefix=x/", "v2.0"]);
    let (report, code) = project.report(&["a.tar"]);
    // What depends on the state of the repository is nobody's to say again.
    assert_eq!((findings(&report), code), (vec!["changed refs".to_owned()], 1), "{report}");
    assert!(
        report["findings"][0]["note"].as_str().is_some_and(|note| note.contains("`%d` in line 1")),
        "{report}"
    );
    assert_eq!(
        explained(&report),
        [
            "export-ignore .gitattributes",
            "export-ignore ci/a",
            "export-ignore ci/b/c",
            "export-subst version",
            "line-endings run.bat"
        ]
    );
    assert_eq!(report["counts"]["converted"], 2);
    // The file behind the pointer, and one that is not.
    for (body, expected) in [(&large[..], ""), (&large[1..], "changed large.bin")] {
        let all = [members(), vec![plain("hello-1.0/large.bin", body)]].concat();
        project.write("b.tar", archive(&all));
        let (report, _) = project.report(&["b.tar", "--rev", "v2.0"]);
        let found = findings(&report);
        assert_eq!(
            found.iter().find(|finding| finding.contains("large.bin")).map_or("", |found| found),
            expected
        );
    }
}

/// What a conversion explains is what git writes, and nothing near it.
// T328
#[test]
fn only_the_very_bytes_that_the_commit_asks_for_are_explained() {
    let Some(project) = Project::new() else { return };
    let repo = project.root().join("repo");
    let attributes = "v.c export-subst\nw.c export-subst\n*.bat text eol=crlf\nign export-ignore\n";
    file(&repo, ".gitattributes", attributes.as_bytes(), 0o644);
    file(&repo, "v.c", b"char *v=\"$Format:%H$\";\n", 0o644);
    file(&repo, "w.c", b"char *v=\"$Format:%h%d$\";\n", 0o644);
    file(&repo, "x.bat", b"a\nb\n", 0o644);
    file(&repo, "ign", b"i\n", 0o644);
    file(&repo, "n.c", b"line\n", 0o644);
    let commit = project.commit("v2.0");
    let attributes = plain("p/.gitattributes", attributes.as_bytes());
    let right = |name: &str| match name {
        "v.c" => format!("char *v=\"{commit}\";\n"),
        "w.c" => format!("char *v=\"{} (tag: v2.0)\";\n", &commit[..7]),
        "x.bat" => "a\r\nb\r\n".to_owned(),
        _ => "line\n".to_owned(),
    };
    let own: Vec<_> = members()
        .into_iter()
        .map(|member| Member { name: member.name().replace("hello-1.0", "p").into(), ..member })
        .collect();
    for (name, body, expected) in [
        ("v.c", &*right("v.c"), "export-subst"),
        ("v.c", "char *v=\"$Format:%H$\";\n", "same"),
        ("v.c", "char *v=\"$(evil)\";\n", "finding"),
        ("v.c", "char *v=\"0123456789012345678901234567890123456789\";\n", "finding"),
        ("v.c", &format!("{}int evil;\n", right("v.c")), "finding"),
        // No function of the commit: whatever stands there is a finding.
        ("w.c", &right("w.c"), "finding"),
        ("w.c", "char *v=\"abc\";int evil(){system(\"x\");};\n", "finding"),
        ("x.bat", "a\r\nb\r\n", "line-endings"),
        ("x.bat", "a\nb\n", "same"),
        ("x.bat", "a\r\nb\n", "finding"),
        ("x.bat", "a\r\n\r\nb\r\n", "finding"),
        ("x.bat", "a\r\nb\r\nevil\r\n", "finding"),
        ("n.c", "line\r\n", "finding"),
        ("n.c", "line\n", "same"),
        ("ign", "i\n", "same"),
        ("ign", "evil\n", "finding"),
    ] {
        let others = ["v.c", "x.bat", "n.c"].into_iter().filter(|other| *other != name);
        let others = others.map(|other| plain(&format!("p/{other}"), right(other).as_bytes()));
        let changed = plain(&format!("p/{name}"), body.as_bytes());
        let all = [own.clone(), others.collect(), vec![attributes.clone(), changed]].concat();
        project.write("a.tar", archive(&all));
        let (report, _) = project.report(&["a.tar", "--rev", "v2.0"]);
        let is_found = findings(&report).contains(&format!("changed {name}"));
        let by = explained(&report)
            .into_iter()
            .find_map(|by| Some(by.strip_suffix(&format!(" {name}"))?.to_owned()));
        let found = by.unwrap_or_else(|| if is_found { "finding" } else { "same" }.to_owned());
        assert_eq!(found, expected, "{name}: {body:?}");
    }
}

/// Line endings are explained only as far as git itself changes them.
// T328
#[test]
fn line_endings_are_explained_only_where_git_changes_them() {
    let Some(project) = Project::new() else { return };
    let repo = project.root().join("repo");
    let attributes = "*.auto text=auto eol=crlf\n*.text text eol=crlf\n*.eol eol=crlf\n*.not -text eol=crlf\n*.lf text eol=lf\n";
    file(&repo, ".gitattributes", attributes.as_bytes(), 0o644);
    let bodies: [&[u8]; 7] = [
        b"a\nb\n",
        b"a\0\nb\n",
        b"a\r\nb\n",
        b"a\rb\nc\n",
        b"caf\xe9\nb\n",
        b"a\x01\nb\n",
        b"\x01\x02\x03\n",
    ];
    let kinds = ["auto", "text", "eol", "not", "lf", "none"];
    let names = || {
        kinds
            .iter()
            .flat_map(|kind| (0..bodies.len()).map(move |number| (format!("{number}.{kind}"), number)))
    };
    for (name, number) in names() {
        file(&repo, &name, bodies[number], 0o644);
    }
    git(&repo, &["config", "core.safecrlf", "false"]);
    git(&repo, &["config", "core.autocrlf", "false"]);
    project.commit("v2.0");
    git(&repo, &["archive", "-o", "../git.tar", "v2.0"]);
    let bytes = fs::read(project.root().join("git.tar")).expect("git wrote it");
    let mut written = std::collections::BTreeMap::new();
    for member in tar::Archive::new(&*bytes).entries().expect("is an archive") {
        let mut member = member.expect("is whole");
        let mut body = Vec::new();
        std::io::Read::read_to_end(&mut member, &mut body).expect("is whole");
        written.insert(member.path().expect("has one").display().to_string(), body);
    }
    let mut explained_here = 0;
    for (name, number) in names() {
        let mut converted = Vec::new();
        for &byte in bodies[number] {
            if byte == b'\n' && converted.last() != Some(&b'\r') {
                converted.push(b'\r');
            }
            converted.push(byte);
        }
        project.write("a.tar", archive(&[plain(&name, &converted)]));
        let (report, _) = project.report(&["a.tar", "--rev", "v2.0"]);
        let is_explained = explained(&report).contains(&format!("line-endings {name}"));
        assert!(!is_explained || written[&name] == converted, "{name}: git does not write {converted:?}");
        explained_here += usize::from(is_explained);
    }
    assert!(explained_here >= 15, "{explained_here}");
}

// T030
#[test]
fn submodules_are_reported_by_name_and_files_below_them_are_added() {
    let Some(project) = Project::new() else { return };
    let repo = project.root().join("repo");
    git(&repo, &["submodule", "--quiet", "add", "../repo", "vendor/lib"]);
    project.commit("v2.0");
    git(&repo, &["archive", "-o", "../a.tar", "--prefix=x/", "v2.0"]);
    let (report, code) = project.report(&["a.tar"]);
    assert_eq!((&report["verdict"], code), (&"explained".into(), 0), "{report}");
    assert_eq!(explained(&report), ["submodule vendor/lib"]);
    let mut all = members();
    all.push(plain("hello-1.0/.gitmodules", &fs::read(repo.join(".gitmodules")).expect("git wrote it")));
    all.push(plain("hello-1.0/vendor/lib/configure", b"#!/bin/sh\n"));
    project.write("b.tar", archive(&all));
    let (report, code) = project.report(&["b.tar", "--rev", "v2.0"]);
    assert_eq!((findings(&report), code), (vec!["added vendor/lib/configure".to_owned()], 1));
    assert!(
        report["findings"][0]["note"].as_str().is_some_and(|note| note.contains("submodule `vendor/lib`"))
    );
    assert_eq!(report["explained"][0]["archive"], "1 member below it");
}

// T023
#[test]
fn an_archive_that_speaks_of_another_commit_is_found_out() {
    let Some(project) = Project::new() else { return };
    let repo = project.root().join("repo");
    git(&repo, &["archive", "-o", "../a.tar", "--prefix=x/", "v1.0"]);
    git(&repo, &["commit", "-q", "--allow-empty", "-m", "empty"]);
    git(&repo, &["tag", "v1.1"]);
    let (report, code) = project.report(&["a.tar", "--rev", "v1.1"]);
    assert_eq!((findings(&report), code), (vec!["origin pax_global_header".to_owned()], 1));
    // An old tag under a new name.
    git(&repo, &["update-ref", "refs/tags/v9.9", "refs/tags/v1.0"]);
    let (report, code) = project.report(&["a.tar", "--rev", "v9.9"]);
    assert_eq!((findings(&report), code), (vec!["origin refs/tags/v9.9".to_owned()], 1));
    // A commit that is nobody's.
    let whole = fs::read(project.root().join("a.tar")).expect("is there");
    let commit = git(&repo, &["rev-parse", "v1.0^{commit}"]);
    let mut bytes = whole.clone();
    let at = whole.windows(40).position(|window| window == commit.as_bytes()).expect("is in the comment");
    bytes[at..at + 40].copy_from_slice(&[b'1'; 40]);
    project.write("b.tar", bytes);
    assert_rejected(
        &project.run(&["b.tar"]),
        &[&format!("the object {} is not in the repository `repo`", "1".repeat(40))],
    );
}

// T163, T168
#[test]
fn an_archive_that_cannot_be_compared_is_rejected_with_a_next_step() {
    let Some(project) = Project::new() else { return };
    project.write("a.tar", archive(&members()));
    project.write("b.tar", &archive(&members())[..1000]);
    assert_rejected(
        &project.run(&["a.tar"]),
        &["pkgr::audit::no-commit", "`a.tar` does not say which commit it was made from", "--rev v1.0"],
    );
    assert_rejected(
        &project.run(&["b.tar", "--rev", "v1.0"]),
        &["pkgr::archive::ambiguous", "`b.tar` is damaged"],
    );
    let at = "hello-1.0/x";
    for (kind, target, reported) in [
        (tar::EntryType::Link, "/etc/passwd", "hard link to `/etc/passwd`"),
        (tar::EntryType::Link, "hello-1.0/run.sh", "hard link to `hello-1.0/run.sh`"),
        (tar::EntryType::Continuous, "", "programs"),
    ] {
        project.write("b.tar", archive(&[members(), vec![other(at, kind, target)]].concat()));
        let rejected = ["pkgr::archive::ambiguous", "`hello-1.0/x`", reported];
        assert_rejected(&project.run(&["b.tar", "--rev", "v1.0"]), &rejected);
    }
    assert_rejected(
        &project.run(&["a.tar", "--rev", "v1.1"]),
        &["`v1.1` is not in the repository", "git fetch --tags", "The nearest names are", "`v1.0`, `main`"],
    );
    assert_rejected(&project.run(&["a.tar", "--rev", "HEAD~1"]), &["is an expression, not a name"]);
    assert_rejected(&project.run(&["nowhere", "--rev", "v1.0"]), &["nowhere"]);
    assert_rejected(&pkgr(project.root(), &["audit", "a.tar", "--git", "."]), &["`.` is no repository"]);
}

// T092, T213
#[test]
fn hostile_names_are_shown_escaped() {
    let Some(project) = Project::new() else { return };
    let mut all = members();
    all.push(plain("hello-1.0/\n::error::x", b""));
    all.push(plain("hello-1.0/\u{202e}\x1b[2J<script>", b""));
    project.write("a.tar", archive(&all));
    for format in ["text", "json"] {
        let reported = text(&project.run(&["a.tar", "--rev", "v1.0", "--format", format]).stdout);
        assert!(
            !reported.contains("\n::") && !reported.contains('\u{202e}') && !reported.contains('\x1b'),
            "{reported}"
        );
        assert!(reported.contains("202e}"), "{reported}");
    }
}

/// The session in the manual, as it is printed.
#[test]
fn the_audit_in_the_manual_is_what_audit_prints() {
    if !has_git() {
        return;
    }
    let root = temp_dir();
    let (repo, tree) = (root.path().join("hello"), root.path().join("tree"));
    fs::create_dir(&repo).expect("can be made");
    git(&repo, &["init", "-q"]);
    for place in [&repo, &tree] {
        file(place, "README", b"read me\n", 0o644);
        file(place, "configure.ac", b"AC_INIT([hello], [1.0])\nAC_OUTPUT\n", 0o644);
        file(place, "src/hello.c", b"int main(void) { return 0; }\n", 0o644);
    }
    file(&repo, ".gitattributes", b".* export-ignore\n", 0o644);
    file(&repo, ".github/workflows/ci.yml", b"on: push\n", 0o644);
    file(&tree, "configure", b"#!/bin/sh\n", 0o755);
    file(&tree, "m4/build-to-host.m4", b"AC_DEFUN([gl_BUILD_TO_HOST])\n", 0o644);
    git(&repo, &["add", "-A"]);
    git(&repo, &["commit", "-q", "-m", "release"]);
    git(&repo, &["tag", "-a", "-m", "release", "v1.0"]);
    let manifest = "schema = 1\npackage = { name = 'hello', version = '1.0' }\nsource = { directory = 'tree' }\n\
        files = { include = ['**'] }\nnormalize = { mtime = { set = 1749656217 } }\naudit = { allow = ['configure'] }\n\
        [[archive]]\nfile = 'hello-1.0.tar.gz'\n";
    fs::write(root.path().join("release.toml"), manifest).expect("can be written");
    stdout(&pkgr(root.path(), &["build", "-q", "-d", "."]));
    let output = pkgr(
        root.path(),
        &["audit", "hello-1.0.tar.gz", "--git", "hello", "--rev", "v1.0", "-m", "release.toml"],
    );
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(1), String::new()));
    let session = format!(
        "$ pkgr audit hello-1.0.tar.gz --git hello --rev v1.0 -m release.toml\n{}```\n",
        text(&output.stdout)
    );
    let page = crate::manual::page("docs/verifying.md");
    assert!(page.contains(&session), "docs/verifying.md shows another audit than this:\n{session}");
}

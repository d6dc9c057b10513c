//! Checks of the revision: the version in the name of its tag and in files, the tag of a CI run, references that move;
//! and one directory of a commit as the whole source.

use super::project::{Project, assert_looks, assert_reported, entry, paths};
use crate::support::{command, file, pkgr, stdout, text};

/// Two packages of one repository, each with attributes of its own, and a history.
fn packages() -> Option<Project> {
    let project = Project::empty(&[])?;
    let repo = project.repo();
    file(
        &repo,
        ".gitattributes",
        b"*.o export-ignore\npackages/core/docs export-ignore\n*.sh eol=crlf\n",
        0o644,
    );
    file(&repo, "packages/.gitattributes", b"id.c ident\n", 0o644);
    file(&repo, "packages/core/a.c", b"first\n", 0o644);
    file(&repo, "packages/core/a.o", b"object\n", 0o644);
    file(&repo, "packages/core/docs/d.md", b"words\n", 0o644);
    file(&repo, "packages/core/id.c", b"$Id$\n", 0o644);
    file(&repo, "packages/other/b.c", b"other\n", 0o644);
    file(&repo, "configure.ac", b"AC_INIT([hello], [1.0])\n", 0o644);
    at(&project, "1600000000", "first");
    file(&repo, "packages/core/src/new.c", b"new\n", 0o644);
    at(&project, "1610000000", "second");
    file(&repo, "packages/other/b.c", b"changed\n", 0o644);
    at(&project, "1620000000", "third");
    project.git(&["tag", "v1.0"]);
    Some(project)
}

/// Commits everything at a time.
fn at(project: &Project, seconds: &str, message: &str) {
    project.git(&["add", "-A"]);
    let tree = project.git(&["write-tree"]);
    let parent = project.feed(&["for-each-ref", "--format=parent %(objectname)", "refs/heads/main"], b"");
    let parent = text(&parent);
    let commit = format!(
        "tree {tree}\n{parent}author A <a@b> {seconds} +0000\ncommitter C <c@d> {seconds} +0000\n\n{message}\n"
    );
    let id = project.object("commit", commit.as_bytes());
    project.git(&["update-ref", "refs/heads/main", &id]);
}

#[test]
fn one_directory_of_a_commit_is_the_root_of_everything() {
    let Some(project) = packages() else { return };
    let source = "git = 'repo'\nrev = 'v1.0'\nsubdirectory = 'packages/core'";
    let rest =
        "[files]\ninclude = ['*.c', 'src']\nrequire = ['a.c']\n[normalize]\nmtime = 'per-path-commit'\n";
    let plan = project.plan_of(source, rest);
    assert_eq!(paths(&plan), ["a.c", "id.c", "src", "src/new.c"]);
    let time = |path| entry(&plan, path)["mtime"].as_i64();
    assert_eq!((time("a.c"), time("src/new.c")), (Some(1_600_000_000), Some(1_610_000_000)));
    // Attributes of the directories above apply; the paths in them are those of the repository.
    let plan = project.plan_of(&format!("{source}\nconversions = 'apply'"), "");
    assert_eq!(paths(&plan), ["a.c", "id.c", "src", "src/new.c"]);
    assert_eq!(entry(&plan, "id.c")["size"], 48);
    // `git archive` of the same directory, with paths below it.
    project.manifest(
        source,
        "[files]\ninclude = ['**']\nprefix = 'packages/core'\n[[archive]]\nfile = 'a.tar'\ntar = 'git'\n",
    );
    stdout(&pkgr(project.root(), &["build", "-q"]));
    let ours = std::fs::read(project.root().join("dist/a.tar")).expect("was written");
    let theirs = project.feed(&["archive", "--format=tar", "v1.0", "packages/core"], b"");
    let members = |archive: &[u8]| {
        let mut archive = tar::Archive::new(archive);
        let members = archive.entries().expect("is an archive").map(|member| {
            let (mut member, mut body) = (member.expect("is whole"), Vec::new());
            std::io::Read::read_to_end(&mut member, &mut body).expect("is whole");
            (text(&member.path_bytes()), body)
        });
        members.filter(|(path, _)| path.starts_with("packages/core/")).collect::<Vec<_>>()
    };
    assert_eq!(members(&ours), members(&theirs));
    let reported = project.rejection_of("git = 'repo'\nrev = 'v1.0'\nsubdirectory = 'packages/cor'", "");
    assert_reported(&reported, &["pkgr::git::bad-object", "has no directory `packages/cor`", "git ls-tree"]);
    let reported = project.rejection_of("git = 'repo'\nrev = 'v1.0'\nsubdirectory = '../x'", "");
    assert_reported(&reported, &["`subdirectory` is `../x`"]);
}

#[test]
fn one_directory_of_files_on_disk_is_packed_alone() {
    let Some(project) = packages() else { return };
    let rest = "[files]\ninclude = ['*.c']\n[normalize]\nmtime = { set = 1 }\n";
    let plan = project.plan_of("directory = 'repo'\nsubdirectory = 'packages/core'", rest);
    assert_eq!(paths(&plan), ["a.c", "id.c"]);
    let reported = project.rejection_of("directory = 'repo'\nsubdirectory = 'packages/cor'", rest);
    assert_reported(&reported, &["repo/packages/cor", "relative to `directory`"]);
    // Copies of the source have the directory at the same place.
    project.manifest("directory = 'repo'\nsubdirectory = 'packages/core'", rest);
    let varied = pkgr(project.root(), &["vary", "--only", "umask,build-path"]);
    assert!(varied.status.success(), "{}", text(&varied.stderr));
}

#[test]
fn the_revision_takes_the_version_from_the_package() {
    let Some(project) = packages() else { return };
    let plan = project.plan("v{version}");
    assert_eq!(plan["revision"]["rev"], "v1.0");
    assert_eq!(plan["revision"]["reference"], "refs/tags/v1.0");
    project.git(&["tag", "hello-1.0"]);
    assert_eq!(project.plan("{name}-{version}")["revision"]["rev"], "hello-1.0");
    project.git(&["tag", "core@1.0"]);
    assert_eq!(project.plan("core@{version}")["revision"]["rev"], "core@1.0");
    assert_reported(&project.rejection("{commit}"), &["pkgr::manifest::template", "uses the commit"]);
    assert_reported(&project.rejection("v{versoin}"), &["pkgr::manifest::template", "{versoin}"]);
    assert_reported(&project.rejection("main@{0}"), &["is an expression, not a name"]);
}

#[test]
fn a_file_that_lacks_the_expected_text_is_shown_at_its_nearest_line() {
    let Some(project) = packages() else { return };
    let with = |contains: &str| {
        format!(
            "git = 'repo'\nrev = 'v1.0'\n[source.expect]\ntext = [{{ file = 'configure.ac', contains = '{contains}' }}]\n"
        )
    };
    project.plan_of(&with("[{version}]"), "");
    let reported = project.rejection_of(&with("[{version}.1]"), "");
    assert_reported(
        &reported,
        &["pkgr::git::unexpected-text", "[1.0.1]", "line 1", "AC_INIT([hello], [1.0])"],
    );
    assert_looks("unexpected-text", &reported);
    let reported = project.rejection_of(&with("x").replace("configure.ac", "none"), "");
    assert_reported(&reported, &["pkgr::git::unexpected-text", "has no file `none`"]);
    let reported = project.rejection_of(&with("x").replace(", contains = 'x'", ""), "");
    assert_reported(&reported, &["pkgr::manifest::", "`contains`"]);
    // Relative to the subdirectory.
    let below = "git = 'repo'\nrev = 'v1.0'\nsubdirectory = 'packages/core'\n[source.expect]\ntext = [{ file = 'a.c', contains = 'first' }]\n";
    project.plan_of(below, "");
}

#[test]
fn a_tag_of_another_version_is_denied_before_steps_run() {
    let Some(project) = packages() else { return };
    project.git(&["tag", "v1.0.1"]);
    let step = "[[generate]]\nname = 'n'\nrun = ['touch', '../ran', 'out']\noutputs = ['out']\n";
    project.manifest("git = 'repo'\nrev = 'v1.0.1'", step);
    let run = pkgr(project.root(), &["build"]);
    let reported = text(&run.stderr);
    assert_eq!(reported.matches("pkgr::lint::version-mismatch").count(), 1, "{reported}");
    assert!(!reported.contains("touch"), "{reported}");
    assert_eq!(run.status.code(), Some(2));
    // A warning is printed once, although the release is planned before and after the steps.
    project.manifest("git = 'repo'\nrev = 'main'", step);
    let run = pkgr(project.root(), &["build"]);
    let reported = text(&run.stderr);
    assert_eq!(reported.matches("pkgr::lint::moving-rev").count(), 1, "{reported}");
    assert!(run.status.success(), "{reported}");
}

#[test]
fn a_tag_of_another_version_is_denied() {
    let Some(project) = packages() else { return };
    project.git(&["tag", "v1.0.1"]);
    let reported = project.rejection("v1.0.1");
    let parts = ["pkgr::lint::version-mismatch", "v1.0.1", "version 1.0", "version-mismatch = \"allow\""];
    assert_reported(&reported.replace("  1.0", " 1.0"), &parts);
    project.plan_of("git = 'repo'\nrev = 'v1.0.1'", "[lints]\nversion-mismatch = 'allow'\n");
    project.git(&["tag", "latest"]);
    project.plan("latest");
}

#[test]
fn a_run_for_another_tag_is_denied_and_a_branch_is_a_warning() {
    let Some(project) = packages() else { return };
    project.manifest("git = 'repo'\nrev = 'v1.0'", "");
    let run = |reference: &str| {
        let mut command = command(project.root(), &["plan", "--format", "list"]);
        command.env("GITHUB_ACTIONS", "true").env("GITHUB_REF", reference);
        let output = command.output().expect("can be started");
        (output.status.code(), text(&output.stdout) + &text(&output.stderr))
    };
    assert_eq!(run("refs/tags/v1.0").0, Some(0));
    assert_eq!(run("refs/heads/main").0, Some(0));
    // The checkout of a run for a tag is on the commit of the tag.
    project.manifest("git = 'repo'\nrev = 'HEAD'", "");
    assert_eq!(run("refs/tags/v1.0").0, Some(0));
    project.manifest("git = 'repo'\nrev = 'v1.0'", "");
    let (code, reported) = run("refs/tags/v1.1");
    assert_eq!(code, Some(2));
    assert!(reported.contains("pkgr::lint::ref-mismatch"), "{reported}");
    assert!(reported.contains("refs/tags/v1.1") && reported.contains("refs/tags/v1.0"), "{reported}");
    for (rev, is_moving) in [("main", true), ("HEAD", true), ("v1.0", false)] {
        project.manifest(&format!("git = 'repo'\nrev = '{rev}'"), "");
        let output = pkgr(project.root(), &["plan", "--format", "list"]);
        let reported = text(&output.stderr);
        assert_eq!(reported.contains("pkgr::lint::moving-rev"), is_moving, "{reported}");
        assert!(output.status.success(), "{reported}");
    }
    let commit = project.git(&["rev-parse", "v1.0"]);
    project.manifest(&format!("git = 'repo'\nrev = 'main'\n[source.expect]\ncommit = '{commit}'\n"), "");
    assert_eq!(
        text(&pkgr(project.root(), &["plan", "--format", "list"]).stderr).matches("moving-rev").count(),
        0
    );
}

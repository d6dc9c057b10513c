//! `overlay` in `[source]`: files that are added to the source, or replace its files.
#![allow(clippy::disallowed_methods, reason = "tests make trees, and start the program under test")]

use crate::support;

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Output};

use filetime::FileTime;
use pkgr::digest::Digest;
use serde_json::{Value, json};
use support::{assert_rejected, command, fifo, file, git, gnu_tar, has_git, link, stdout, temp_dir, text};

const COMMIT_TIME: i64 = 1_749_656_217;
const GIT: &str = "git = 'repo'\nrev = 'v1.0'\noverlay = 'over'";
const DIRECTORY: &str = "directory = 'tree'\noverlay = 'over'";
const SET: &str = "[normalize]\nmtime = { set = 1749656217 }";

/// Writes a manifest with these keys in `[source]`, and further tables.
fn manifest(root: &Path, source: &str, rest: &str) {
    let files = if rest.contains("[files]") { "" } else { "[files]\ninclude = ['**']\n" };
    let archive = if rest.contains("[[archive]]") { "" } else { "[[archive]]\nfile = 'a.tar'\n" };
    let text = format!(
        "schema = 1\n[package]\nname = 'hello'\nversion = '1.0'\n[source]\n{source}\n{files}{rest}\n{archive}"
    );
    fs::write(root.join("release.toml"), text).expect("can be written");
}

/// Files that only a release has, and one that the source has too.
fn overlay(root: &Path) {
    file(root, "over/PKG-INFO", b"Name: hello\n", 0o600);
    file(root, "over/configure", b"#!/bin/sh\n", 0o700);
    file(root, "over/src/main.c", b"int released;\n", 0o644);
    file(root, "over/src/gen/made.h", b"1\n", 0o644);
    link(&root.join("over"), "latest", "PKG-INFO");
}

/// A repository with the tag `v1.0`, and an overlay beside it.
fn repository() -> Option<tempfile::TempDir> {
    if !has_git() {
        return None;
    }
    let root = temp_dir();
    let repo = root.path().join("repo");
    fs::create_dir(&repo).expect("can be made");
    git(&repo, &["init", "-q"]);
    file(&repo, "README", b"read me\n", 0o644);
    file(&repo, "src/main.c", b"int main;\n", 0o755);
    file(&repo, ".gitattributes", b"PKG-INFO export-ignore\n", 0o644);
    file(&repo, "PKG-INFO", b"Name: no release\n", 0o644);
    git(&repo, &["add", "-A"]);
    git(&repo, &["commit", "-q", "-m", "one"]);
    git(&repo, &["tag", "-a", "-m", "release", "v1.0"]);
    overlay(root.path());
    manifest(root.path(), GIT, "");
    Some(root)
}

/// A directory as the source, and an overlay beside it.
fn tree() -> tempfile::TempDir {
    let root = temp_dir();
    let tree = root.path().join("tree");
    file(&tree, "README", b"read me\n", 0o644);
    file(&tree, "src/main.c", b"int main;\n", 0o755);
    overlay(root.path());
    manifest(root.path(), DIRECTORY, SET);
    root
}

/// pkgr with a `PATH` for steps and for `vary`.
fn pkgr(root: &Path, arguments: &[&str]) -> Output {
    let mut command = command(root, arguments);
    command.env("PATH", "/usr/local/bin:/usr/bin:/bin").output().expect("pkgr can be started")
}

fn plan(root: &Path) -> Value {
    serde_json::from_slice(&stdout(&pkgr(root, &["plan", "--run-steps", "--format", "json"])))
        .expect("is JSON")
}

fn entry<'a>(plan: &'a Value, path: &str) -> &'a Value {
    let entries = plan["entries"].as_array().expect("is a list");
    let found = entries.iter().find(|entry| entry["path"] == format!("hello-1.0/{path}"));
    found.unwrap_or_else(|| panic!("no `{path}` in {plan:#}"))
}

fn paths(plan: &Value) -> Vec<&str> {
    let entries = plan["entries"].as_array().expect("is a list").iter();
    entries.filter_map(|entry| entry["path"].as_str()?.strip_prefix("hello-1.0/")).collect()
}

fn reported(output: &Output) -> String {
    text(&output.stderr).replace("\n  │ ", " ").replace("\n        ", " ")
}

#[test]
fn files_are_added_to_a_commit_and_replace_its_files() {
    let Some(root) = repository() else { return };
    let plan = plan(root.path());
    assert_eq!(plan["overlay"], "over");
    let added = entry(&plan, "PKG-INFO");
    assert_eq!(added["origin"], json!({ "overlay": "PKG-INFO" }), "whatever `export-ignore` says");
    assert_eq!(added["sha256"], Digest::of(b"Name: hello\n").to_string());
    let replaced = entry(&plan, "src/main.c");
    assert_eq!(replaced["origin"], json!({ "overlay": "src/main.c" }));
    assert_eq!(replaced["sha256"], Digest::of(b"int released;\n").to_string());
    assert_eq!(replaced["mode"], "0644", "the mode is that of the overlay's file");
    assert_eq!(entry(&plan, "src/gen")["origin"], json!({ "overlay": "src/gen" }));
    assert_eq!(entry(&plan, "latest")["target"], "PKG-INFO");
    assert_eq!(entry(&plan, "configure")["mode"], "0755");
    for path in ["README", "src"] {
        assert!(entry(&plan, path)["origin"].get("object").is_some(), "{path} is the commit's");
    }
    let entries = plan["entries"].as_array().expect("is a list");
    assert!(entries.iter().all(|entry| entry["mtime"] == COMMIT_TIME), "{plan:#}");
    assert_eq!(plan.get("swhid"), None, "it is not the commit's tree");
    let table = text(&stdout(&pkgr(root.path(), &["plan"])));
    let line = "overlay   over, 5 files: `hello-1.0/PKG-INFO`, `hello-1.0/configure`, `hello-1.0/latest`, \
                `hello-1.0/src/gen/made.h`, `hello-1.0/src/main.c`\n";
    assert!(table.contains(line), "{table}");
}

#[test]
fn the_archives_of_a_plan_are_the_same_bytes_again() {
    let Some(root) = repository() else { return };
    let root = root.path();
    stdout(&pkgr(root, &["build", "-d", "one"]));
    stdout(&pkgr(root, &["plan", "-o", "plan.json"]));
    // What a checkout elsewhere has otherwise.
    let now = FileTime::from_unix_time(1_800_000_000, 0);
    filetime::set_file_mtime(root.join("over/PKG-INFO"), now).expect("can be set");
    stdout(&pkgr(root, &["build", "--plan", "plan.json", "-d", "two"]));
    let built = |name: &str| fs::read(root.join(name).join("a.tar")).expect("was built");
    assert!(built("one") == built("two"));
    stdout(&pkgr(root, &["build", "--check", "-d", "two"]));
    let verified = text(&stdout(&pkgr(root, &["verify", "one/a.tar"])));
    assert!(verified.starts_with("identical"), "{verified}");
    let mut tar = Command::new("tar");
    let unpacked = tar.args(["-xOf", "one/a.tar", "hello-1.0/src/main.c"]).current_dir(root).output();
    assert_eq!(unpacked.expect("tar can be started").stdout, b"int released;\n");
    file(root, "over/PKG-INFO", b"Name: other\n", 0o644);
    let output = pkgr(root, &["build", "--plan", "plan.json", "-d", "three"]);
    assert_rejected(&output, &["pkgr::contract::broken", "hello-1.0/PKG-INFO: sha256"]);
}

#[test]
fn files_have_the_time_of_the_commit_and_modes_that_it_can_store() {
    let Some(root) = repository() else { return };
    for mtime in ["'commit'", "'per-path-commit'", "{ clamp = '2040-01-01T00:00:00Z' }"] {
        manifest(root.path(), GIT, &format!("[normalize]\nmode = 'keep'\nmtime = {mtime}"));
        let plan = plan(root.path());
        for (path, mode) in [("PKG-INFO", "0644"), ("configure", "0755"), ("src/gen", "0755")] {
            let entry = entry(&plan, path);
            assert_eq!((&entry["mode"], &entry["mtime"]), (&mode.into(), &COMMIT_TIME.into()), "{path}");
        }
    }
}

#[test]
fn files_laid_over_a_directory_have_their_own_times_and_modes() {
    let root = tree();
    let time = FileTime::from_unix_time(1_234_567_890, 500_000_000);
    filetime::set_file_mtime(root.path().join("over/configure"), time).expect("can be set");
    let rest = "[normalize]\nmode = 'keep'\nmtime = 'tree'\n[lints]\nclamped-source = 'allow'";
    manifest(root.path(), DIRECTORY, rest);
    let plan = plan(root.path());
    let configure = entry(&plan, "configure");
    assert_eq!(configure["mode"], "0700");
    assert_eq!(
        (&configure["mtime"], &configure["nanoseconds"]),
        (&1_234_567_890.into(), &500_000_000.into())
    );
    assert_eq!(configure["origin"], json!({ "overlay": "configure" }));
    assert_eq!(entry(&plan, "README")["origin"], json!({ "file": "README" }));
    assert_eq!(entry(&plan, "src")["origin"], json!({ "file": "src" }));
}

#[test]
fn patterns_select_files_of_the_overlay_as_all_others() {
    let root = tree();
    let files = "[files]\ninclude = ['README', 'src/']\nexclude = ['gen/']\n";
    manifest(root.path(), DIRECTORY, &format!("{files}{SET}"));
    assert_eq!(paths(&plan(root.path())), ["README", "src", "src/main.c"]);
    let files = "[files]\ninclude = ['**']\nrequire = ['PKG-INFO']\nexclude = ['PKG-INFO']\n";
    manifest(root.path(), DIRECTORY, &format!("{files}{SET}"));
    let output = pkgr(root.path(), &["plan"]);
    assert_rejected(&output, &["pkgr::files::required-missing"]);
}

#[test]
fn the_overlay_is_laid_over_the_directory_that_is_packed() {
    let root = tree();
    manifest(root.path(), "directory = 'tree'\nsubdirectory = 'src'\noverlay = 'over'", SET);
    let plan = plan(root.path());
    assert_eq!(entry(&plan, "main.c")["origin"], json!({ "file": "main.c" }));
    assert_eq!(entry(&plan, "src/main.c")["origin"], json!({ "overlay": "src/main.c" }));
    let Some(root) = repository() else { return };
    manifest(root.path(), &format!("{GIT}\nsubdirectory = 'src'"), "");
    let plan = self::plan(root.path());
    assert!(entry(&plan, "main.c")["origin"].get("object").is_some());
    assert_eq!(entry(&plan, "PKG-INFO")["origin"], json!({ "overlay": "PKG-INFO" }));
}

#[test]
fn what_the_overlay_replaces_is_neither_read_nor_judged() {
    let Some(root) = repository() else { return };
    let repo = root.path().join("repo");
    let pointer = format!(
        "version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize 9\n",
        Digest::of(b"elsewhere")
    );
    file(&repo, "large", pointer.as_bytes(), 0o644);
    file(&repo, "version", b"$Format:%(describe)$\n", 0o644);
    file(&repo, ".gitattributes", b"version export-subst\n", 0o644);
    git(&repo, &["add", "-A"]);
    git(&repo, &["commit", "-q", "-m", "two"]);
    git(&repo, &["tag", "-f", "-a", "-m", "release", "v1.0"]);
    let gone = git(&repo, &["rev-parse", "HEAD:src/main.c"]);
    fs::remove_file(repo.join(".git/objects").join(&gone[..2]).join(&gone[2..])).expect("can be removed");
    assert_rejected(&pkgr(root.path(), &["plan"]), &["`large` is a Git LFS pointer", "`version`, line 1"]);
    file(root.path(), "over/large", b"large", 0o644);
    file(root.path(), "over/version", b"1.0\n", 0o644);
    let plan = plan(root.path());
    assert_eq!(entry(&plan, "version")["origin"], json!({ "overlay": "version" }));
}

#[test]
fn one_path_is_explained_by_the_overlay() {
    let Some(root) = repository() else { return };
    let explained = |path: &str| text(&stdout(&pkgr(root.path(), &["plan", "--explain", path])));
    let added = explained("PKG-INFO");
    assert!(added.starts_with("PKG-INFO: file\n  comes from    over/PKG-INFO of the overlay\n"), "{added}");
    let replaced = explained("hello-1.0/src/main.c");
    assert!(
        replaced.contains("over/src/main.c of the overlay, in place of the source's own\n"),
        "{replaced}"
    );
    assert!(!explained("src").contains("overlay") && !explained("README").contains("overlay"));
}

// T397
#[test]
fn an_overlay_that_is_missing_or_has_no_file_is_an_error() {
    for source in [GIT, DIRECTORY] {
        let Some(root) = (if source == GIT { repository() } else { Some(tree()) }) else { continue };
        let rest = if source == GIT { "" } else { SET };
        manifest(root.path(), &source.replace("'over'", "'ovr'"), rest);
        let help = "create the directory with the files that only the release has, or remove `overlay`";
        let output = pkgr(root.path(), &["plan"]);
        assert_rejected(
            &output,
            &["failed to open the overlay `ovr`: No such file", "relative to this file"],
        );
        assert!(reported(&output).contains(help), "{}", reported(&output));
        // The advice, followed word by word.
        file(root.path(), "ovr/made", b"", 0o644);
        stdout(&pkgr(root.path(), &["plan"]));
        fs::remove_file(root.path().join("ovr/made")).expect("can be removed");
        fs::create_dir(root.path().join("ovr/empty")).expect("can be made");
        let output = pkgr(root.path(), &["plan"]);
        assert_rejected(&output, &["pkgr::overlay::empty", "the overlay `ovr` has no files"]);
        manifest(root.path(), &source.replace("'over'", "'release.toml'"), rest);
        assert_rejected(&pkgr(root.path(), &["plan"]), &["the overlay `release.toml`: Not a directory"]);
    }
}

#[test]
fn problems_of_the_overlay_and_of_the_commit_are_reported_at_once() {
    let Some(root) = repository() else { return };
    let expect = "expect = { commit = '0123456789012345678901234567890123456789' }";
    manifest(root.path(), &format!("git = 'repo'\nrev = 'v1.0'\noverlay = 'ovr'\n{expect}"), "");
    let output = pkgr(root.path(), &["plan"]);
    assert_rejected(&output, &["pkgr::git::unexpected-commit", "failed to open the overlay `ovr`"]);
}

// T398
#[test]
fn a_file_and_a_directory_at_one_path_are_an_error_that_names_both() {
    let Some(root) = repository() else { return };
    for (source, rest) in [(GIT, ""), (DIRECTORY, SET)] {
        let base = root.path().join(if source == GIT { "repo" } else { "tree" });
        file(&base, "doc/x", b"", 0o644);
        file(&base, "gen", b"", 0o644);
        link(&base, "link", "doc");
        if source == GIT {
            git(&base, &["add", "-A"]);
            git(&base, &["commit", "-q", "-m", "two"]);
        }
        let over = &root.path().join("other");
        let _ = fs::remove_dir_all(over);
        file(over, "doc", b"", 0o644);
        let source = source.replace("'over'", "'other'").replace("v1.0", "main");
        manifest(root.path(), &source, rest);
        let output = pkgr(root.path(), &["plan"]);
        let named = "the overlay has the file `other/doc`, where the source has the directory `doc`";
        assert_rejected(&output, &["pkgr::overlay::conflict", named, "a file replaces a file"]);
        file(over, "gen/y", b"", 0o644);
        file(over, "link/y", b"", 0o644);
        let output = pkgr(root.path(), &["plan"]);
        for part in [
            "the directory `other/gen`, where the source has the file `gen`",
            "the directory `other/link`, where the source has the symbolic link `link`",
            "the file `other/doc`, where the source has the directory `doc`",
        ] {
            assert!(reported(&output).contains(part), "`{part}` is not in\n{}", reported(&output));
        }
    }
}

// T398
#[test]
fn a_submodule_that_is_not_allowed_is_not_covered_up() {
    let Some(root) = repository() else { return };
    let repo = root.path().join("repo");
    let id = git(&repo, &["rev-parse", "HEAD"]);
    git(&repo, &["update-index", "--add", "--cacheinfo", &format!("160000,{id},sub")]);
    git(&repo, &["commit", "-q", "-m", "two"]);
    file(root.path(), "over/sub/x", b"", 0o644);
    let source = "git = 'repo'\nrev = 'main'\noverlay = 'over'";
    manifest(root.path(), source, "");
    assert_rejected(&pkgr(root.path(), &["plan"]), &["where the source has the submodule `sub`"]);
    for submodules in ["omit", "empty"] {
        manifest(root.path(), &format!("{source}\nsubmodules = '{submodules}'"), "");
        assert_eq!(entry(&plan(root.path()), "sub/x")["origin"], json!({ "overlay": "sub/x" }));
    }
}

#[test]
fn links_replace_files_and_special_files_are_rejected() {
    let root = tree();
    let over = root.path().join("over");
    link(&over, "README", "/nowhere");
    link(&root.path().join("tree"), "latest", "README");
    let lints = "[lints]\nescaping-link = 'allow'\ndangling-link = 'allow'";
    manifest(root.path(), DIRECTORY, &format!("{SET}\n{lints}"));
    let plan = plan(root.path());
    assert_eq!(entry(&plan, "README")["target"], "/nowhere");
    assert_eq!(entry(&plan, "latest")["target"], "PKG-INFO");
    fifo(&over.join("pipe"));
    assert_rejected(&pkgr(root.path(), &["plan"]), &["pkgr::source::special-file", "`pipe` is a fifo"]);
}

#[test]
fn steps_see_the_overlay_and_can_change_its_files() {
    for source in [GIT, DIRECTORY] {
        let Some(root) = (if source == GIT { repository() } else { Some(tree()) }) else { continue };
        let step = "[[generate]]\nname = 'info'\nrun = ['sh', '-c', \
            'cat src/main.c PKG-INFO > copy; ./configure; stat -c %a configure >> copy; echo Version: 1.0 >> PKG-INFO']\n\
            outputs = ['copy', 'PKG-INFO']";
        manifest(
            root.path(),
            source,
            &if source == GIT { step.to_owned() } else { format!("{SET}\n{step}") },
        );
        let plan = plan(root.path());
        let copy = Digest::of(b"int released;\nName: hello\n755\n").to_string();
        assert_eq!(entry(&plan, "copy")["sha256"], copy);
        let info = entry(&plan, "PKG-INFO");
        assert_eq!(info["origin"], json!({ "generated": "info" }));
        assert_eq!(info["sha256"], Digest::of(b"Name: hello\nVersion: 1.0\n").to_string());
        assert_eq!(entry(&plan, "configure")["origin"], json!({ "overlay": "configure" }));
        let explained = text(&stdout(&pkgr(root.path(), &["plan", "--explain", "PKG-INFO"])));
        assert!(explained.contains("made by a step") && !explained.contains("overlay"), "{explained}");
        stdout(&pkgr(root.path(), &["build"]));
        assert_eq!(fs::read(root.path().join("over/PKG-INFO")).expect("is there"), b"Name: hello\n");
    }
}

// T399
#[test]
fn an_overlay_inside_the_source_is_packed_once() {
    let root = tree();
    let tree = root.path().join("tree");
    fs::rename(root.path().join("over"), tree.join("over")).expect("can be moved");
    manifest(root.path(), "directory = 'tree'\noverlay = 'tree/over/'", SET);
    let output = pkgr(root.path(), &["plan", "--format", "json"]);
    let plan: Value = serde_json::from_slice(&stdout(&output)).expect("is JSON");
    assert!(paths(&plan).iter().all(|path| !path.starts_with("over")), "{plan:#}");
    assert_eq!(entry(&plan, "PKG-INFO")["origin"], json!({ "overlay": "PKG-INFO" }));
    let note = "its files are packed at their paths below `over/`, which is not packed itself";
    assert!(reported(&output).contains(note), "{}", reported(&output));
    let explained = text(&stdout(&pkgr(root.path(), &["plan", "--explain", "over/PKG-INFO"])));
    assert!(explained.starts_with("over/PKG-INFO: part of the overlay\n  left out "), "{explained}");
    // Steps do not see it twice either.
    let step = "[[generate]]\nname = 'list'\nrun = ['sh', '-c', 'ls > list']\noutputs = ['list']";
    manifest(root.path(), "directory = 'tree'\noverlay = 'tree/over'", &format!("{SET}\n{step}"));
    let listed = b"PKG-INFO\nREADME\nconfigure\nlatest\nlist\nsrc\n";
    assert_eq!(entry(&self::plan(root.path()), "list")["sha256"], Digest::of(listed).to_string());
}

// T399
#[test]
fn an_overlay_inside_a_work_tree_is_no_difference_from_its_commit() {
    let Some(root) = repository() else { return };
    let repo = root.path().join("repo");
    fs::rename(root.path().join("over"), repo.join("over")).expect("can be moved");
    git(&repo, &["add", "-A"]);
    git(&repo, &["commit", "-q", "-m", "two"]);
    manifest(
        root.path(),
        "directory = 'repo'\noverlay = 'repo/over'",
        &format!("[files]\ninclude = ['**']\nexclude = ['/.git/']\n{SET}"),
    );
    let plan = plan(root.path());
    assert_eq!(plan["work-tree"]["changed"]["count"], 0, "{plan:#}");
    assert_eq!(plan["work-tree"]["untracked"]["count"], 0, "{plan:#}");
}

// T397
#[test]
fn an_overlay_that_contains_the_source_the_manifest_or_the_output_is_rejected() {
    let root = tree();
    for (overlay, word) in [("tree", "source"), (".", "source"), ("tree/..", "source")] {
        manifest(root.path(), &format!("directory = 'tree'\noverlay = '{overlay}'"), SET);
        let message = format!("the overlay `{overlay}` contains the {word}");
        assert_rejected(&pkgr(root.path(), &["plan"]), &["pkgr::overlay::place", &message]);
    }
    let inner = root.path().join("inner");
    fs::create_dir(&inner).expect("can be made");
    manifest(&inner, "directory = '../tree'\noverlay = '.'", SET);
    assert_rejected(&pkgr(&inner, &["plan"]), &["the overlay `.` contains the manifest"]);
    manifest(root.path(), DIRECTORY, SET);
    for output in ["over", "over/dist/new"] {
        let output = pkgr(root.path(), &["build", "-d", output]);
        assert_rejected(
            &output,
            &["pkgr::overlay::place", "is in the overlay", "name another directory with `-d`"],
        );
    }
    assert!(!root.path().join("over/dist").exists());
}

#[test]
fn an_overlay_outside_of_the_manifests_directory_is_named() {
    let root = tree();
    let inner = root.path().join("inner");
    file(&inner, "tree/README", b"", 0o644);
    symlink("../over", inner.join("over")).expect("can be linked");
    for overlay in ["../over", "over"] {
        manifest(&inner, &format!("directory = 'tree'\noverlay = '{overlay}'"), SET);
        let output = pkgr(&inner, &["plan"]);
        stdout(&output);
        let warning = format!("the overlay `{overlay}` is outside of the manifest's directory");
        assert!(reported(&output).contains(&warning), "{}", reported(&output));
    }
}

#[test]
fn a_manifest_without_a_name_for_the_overlay_is_rejected() {
    let root = tree();
    manifest(root.path(), "directory = 'tree'\noverlay = ''", SET);
    assert_rejected(&pkgr(root.path(), &["check"]), &["pkgr::manifest::empty", "`overlay`"]);
}

#[test]
fn the_printed_commands_lay_the_overlay_over_the_source() {
    let Some(version) = gnu_tar() else { return };
    for normalize in [
        "mtime = { set = 1749656217 }",
        "mode = 'keep'\nmtime = 'tree'",
        "mode = 'keep'\nmtime = { clamp = 1000000010 }",
    ] {
        let root = tree();
        file(&root.path().join("tree"), "dist/README", b"", 0o644);
        support::set_times(root.path(), |n| FileTime::from_unix_time(1_000_000_000 + 2 * n, 0));
        let rest = format!(
            "[normalize]\n{normalize}\n[lints]\nclamped-source = 'allow'\n\
             [[archive]]\nfile = 'a.tar'\ntar = 'gnu-{version}-posix'"
        );
        manifest(root.path(), DIRECTORY, &rest);
        stdout(&pkgr(root.path(), &["build", "-q", "-d", "ours"]));
        let script = stdout(&pkgr(root.path(), &["plan", "-q", "--format", "shell"]));
        fs::write(root.path().join("script"), &script).expect("can be written");
        let run = Command::new("sh").arg("script").current_dir(root.path()).output();
        let run = run.expect("sh can be started");
        assert!(run.status.success(), "{}\n{}", text(&run.stderr), text(&script));
        let (ours, theirs) = (fs::read(root.path().join("ours/a.tar")), fs::read(root.path().join("a.tar")));
        assert!(ours.expect("was written") == theirs.expect("was written"), "{}", text(&script));
    }
}

#[test]
fn copies_of_the_source_have_the_overlay() {
    for (source, rest) in [(GIT, ""), (DIRECTORY, SET), ("directory = '.'\noverlay = 'over'", SET)] {
        let Some(root) = repository() else { return };
        file(root.path(), "tree/README", b"read me\n", 0o644);
        fs::create_dir(root.path().join("temporary")).expect("can be made");
        let files = "[files]\ninclude = ['**']\nexclude = ['/temporary/', '/repo/']\n";
        let files = if source.contains("'.'") { files } else { "" };
        manifest(root.path(), source, &format!("{files}{rest}"));
        let mut command = command(root.path(), &["vary", "--only", "build-path,umask", "--format", "json"]);
        command.env("PATH", "/usr/local/bin:/usr/bin:/bin").env("TMPDIR", root.path().join("temporary"));
        let output = command.output().expect("pkgr can be started");
        let report: Value = serde_json::from_slice(&stdout(&output)).expect("is JSON");
        let counts = (&report["counts"]["same"], &report["variations"].as_array().map(Vec::len));
        assert_eq!(counts, (&5.into(), &Some(5)), "{report:#}");
    }
}

#[test]
fn a_committed_overlay_is_a_part_of_the_commit() {
    let Some(root) = repository() else { return };
    let repo = root.path().join("repo");
    fs::rename(root.path().join("over"), repo.join("over")).expect("can be moved");
    git(&repo, &["add", "-A"]);
    git(&repo, &["commit", "-q", "-m", "two"]);
    let source = "git = 'repo'\nrev = 'main'\noverlay = 'repo/over'";
    manifest(root.path(), source, "");
    assert!(paths(&plan(root.path())).contains(&"over/src/main.c"));
    manifest(root.path(), source, "[files]\ninclude = ['**']\nexclude = ['/over/']\n");
    let plan = plan(root.path());
    assert!(paths(&plan).iter().all(|path| !path.starts_with("over")), "{plan:#}");
    assert_eq!(entry(&plan, "src/main.c")["origin"], json!({ "overlay": "src/main.c" }));
}

#[test]
fn an_audit_knows_files_of_the_overlay_by_the_patterns_that_allow_them() {
    let Some(root) = repository() else { return };
    stdout(&pkgr(root.path(), &["build", "-q"]));
    let audit = ["audit", "dist/a.tar", "--git", "repo", "--rev", "v1.0", "-m", "release.toml"];
    let output = pkgr(root.path(), &audit);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    let allow = "[audit]\nallow = ['PKG-INFO', 'configure', 'latest', 'src/gen/made.h', 'src/main.c']";
    manifest(root.path(), GIT, allow);
    stdout(&pkgr(root.path(), &audit));
}

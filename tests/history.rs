//! `history = true`: the repository that a step gets, read by git itself.
#![allow(clippy::disallowed_methods, reason = "tests make trees, and start the program under test")]

use crate::support;

use std::fs;
use std::path::Path;
use std::process::Output;

use support::{assert_rejected, command, file, git, has_git, stdout, temp_dir, text};

/// What a step sees of its repository.
const LOOK: &str = "git log --format='%H %s' >ChangeLog; git for-each-ref >refs; git rev-parse HEAD >head; \
    git symbolic-ref -q HEAD >symbolic || true; git cat-file --batch-all-objects --batch-check='%(objectname) %(objecttype)' >objects; \
    git fsck --full --strict 2>&1 | grep -v '^notice' >fsck || true; git config --local --list >config || true; \
    git log --stat --format=%s -- d >stat; git show HEAD:large | cksum >large.sum; git tag made; touch .git/x";

const OUTPUTS: [&str; 9] =
    ["ChangeLog", "refs", "head", "symbolic", "objects", "fsck", "config", "stat", "large.sum"];

/// A history with a merge, a submodule, a link, a large file, and much that is not an ancestor.
fn repository(root: &Path, format: &str) -> Option<std::path::PathBuf> {
    let top = root.join("repository");
    fs::create_dir(&top).expect("can be made");
    if format == "sha256" && !support::version("git").is_some_and(|version| version.contains("git version 2"))
    {
        return None;
    }
    git(&top, &["init", "-q", "-b", "main", &format!("--object-format={format}")]);
    let commit = |message: &str| {
        git(&top, &["add", "-A"]);
        git(&top, &["commit", "-q", "--allow-empty", "-m", message]);
    };
    file(&top, "a", b"1\n", 0o644);
    file(&top, "d/deep/b", b"2\n", 0o755);
    support::link(&top, "link", "a");
    file(&top, "large", &support::noise(5 << 20), 0o644);
    commit("first");
    git(&top, &["checkout", "-q", "-b", "side"]);
    file(&top, "d/side", b"3\n", 0o644);
    commit("side");
    git(&top, &["checkout", "-q", "main"]);
    file(&top, "a", b"4\n", 0o644);
    let module = "a".repeat(if format == "sha256" { 64 } else { 40 });
    git(&top, &["update-index", "--add", "--cacheinfo", &format!("160000,{module},module")]);
    git(&top, &["add", "a"]);
    git(&top, &["commit", "-q", "-m", "module"]);
    git(&top, &["rm", "-q", "--cached", "module"]);
    git(&top, &["commit", "-q", "-m", "no module"]);
    git(&top, &["merge", "-q", "--no-edit", "-m", "merge", "side"]);
    git(&top, &["tag", "-a", "v1", "-m", "one"]);
    file(&top, "later", b"5\n", 0o644);
    commit("later");
    git(&top, &["branch", "other"]);
    git(&top, &["gc", "-q"]);
    Some(top)
}

fn write_manifest(root: &Path, source: &str, more: &str) {
    let outputs = OUTPUTS.map(|name| format!("'{name}'")).join(", ");
    let text = format!(
        "schema = 1\npackage = {{ name = 'p', version = '1' }}\nsource = {source}\nfiles = {{ include = ['**'] }}\n\
         normalize = {{ mtime = {{ set = 1749656217 }} }}\n[[archive]]\nfile = 'p-1.tar'\n\
         [[generate]]\nname = 'log'\nrun = ['sh', '-c', '''{LOOK}''']\noutputs = [{outputs}]\nhistory = true\n{more}"
    );
    fs::write(root.join("release.toml"), text).expect("can be written");
}

fn build(root: &Path) -> Output {
    let mut command = command(root, &["build", "-q"]);
    command.env("PATH", "/usr/local/bin:/usr/bin:/bin").env("TMPDIR", root);
    command.output().expect("pkgr can be started")
}

fn made(root: &Path, name: &str) -> String {
    let name = format!("p-1/{name}");
    let output =
        std::process::Command::new("tar").args(["xOf", "dist/p-1.tar", &name]).current_dir(root).output();
    text(&output.expect("tar can be started").stdout)
}

/// build/11: a `ChangeLog` of the release's own history.
#[test]
fn a_step_reads_the_ancestors_of_the_commit_and_nothing_else() {
    if !has_git() {
        return;
    }
    for format in ["sha1", "sha256"] {
        let root = temp_dir();
        let Some(top) = repository(root.path(), format) else { continue };
        let second = "[[generate]]\nname = 'none'\nrun = ['sh', '-c', 'ls -A >seen']\noutputs = ['seen']\n";
        write_manifest(root.path(), "{ git = 'repository', rev = 'v1' }", second);
        stdout(&build(root.path()));
        let made = |name: &str| made(root.path(), name);
        assert_eq!(made("ChangeLog").trim_end(), git(&top, &["log", "--format=%H %s", "v1"]));
        assert_eq!(made("head").trim_end(), git(&top, &["rev-parse", "v1^{commit}"]));
        assert_eq!((made("refs"), made("symbolic"), made("fsck")), Default::default());
        let mut expected: Vec<String> =
            git(&top, &["rev-list", "--objects", "--no-object-names", "v1^{commit}"])
                .lines()
                .map(str::to_owned)
                .collect();
        expected.sort();
        let objects = made("objects");
        let found: Vec<&str> = objects.lines().filter_map(|line| line.split(' ').next()).collect();
        assert_eq!(found, expected);
        assert_eq!(made("stat").trim_end(), git(&top, &["log", "--stat", "--format=%s", "v1", "--", "d"]));
        assert_eq!(made("config").lines().count(), if format == "sha256" { 2 } else { 0 });
        let large =
            std::process::Command::new("cksum").arg(top.join("large")).output().expect("can be started");
        assert_eq!(made("large.sum").split(' ').next(), text(&large.stdout).split(' ').next());
        // The repository is gone before the next step.
        assert!(!made("seen").lines().any(|name| name == ".git"));
        assert!(made("seen").lines().any(|name| name == "ChangeLog"));
    }
}

#[test]
fn a_history_that_is_cut_off_is_an_error() {
    if !has_git() {
        return;
    }
    let root = temp_dir();
    let Some(top) = repository(root.path(), "sha1") else { return };
    let from = format!("file://{}", top.display());
    git(root.path(), &["clone", "-q", "--depth", "2", "--branch", "v1", &from, "shallow"]);
    write_manifest(root.path(), "{ git = 'shallow', rev = 'v1' }", "");
    assert_rejected(
        &build(root.path()),
        &["`history = true` needs every ancestor", "--unshallow", "this step asks for the history"],
    );
    git(&top, &["config", "uploadpack.allowFilter", "true"]);
    git(root.path(), &["clone", "-q", "--bare", "--filter=blob:none", &from, "partial"]);
    write_manifest(root.path(), "{ git = 'partial', rev = 'v1' }", "");
    assert_rejected(&build(root.path()), &["is not in the repository"]);
}

#[test]
fn a_directory_has_no_history() {
    let root = temp_dir();
    file(root.path(), "tree/a", b"", 0o644);
    write_manifest(root.path(), "{ directory = 'tree' }", "");
    assert_rejected(&build(root.path()), &["`history = true` needs a git source"]);
}

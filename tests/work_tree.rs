//! A directory that lies in a repository's work tree: differences from the commit are reported, and the
//! plan carries it.
#![allow(clippy::disallowed_methods, reason = "tests make trees, and start the program under test")]

use crate::support;

use std::fs;
use std::path::Path;

use serde_json::Value;
use support::{file, git, has_git, link, pkgr, stdout, temp_dir, text};

const MANIFEST: &str = "schema = 1\npackage = { name = 'hello', version = '1.0' }\n\
    source = { directory = 'repo/src' }\nfiles = { include = ['**'], exclude = ['*.tmp'] }\n\
    normalize = { mtime = { set = 1749656217 } }\n[[archive]]\nfile = 'a.tar.gz'\n\
    [lints]\nunmatched-pattern = 'allow'\ndangling-link = 'allow'\n";

/// A repository whose directory `src` is the source; `None` where there is no git.
fn project() -> Option<tempfile::TempDir> {
    if !has_git() {
        return None;
    }
    let root = temp_dir();
    let repo = root.path().join("repo");
    for name in ["a.c", "b.c", "sub/c.c", "sub/d.c", "skip.tmp"] {
        file(&repo.join("src"), name, b"text\n", 0o644);
    }
    link(&repo.join("src"), "link", "a.c");
    file(&repo, ".gitignore", b"*.o\n!keep.o\nout/\n", 0o644);
    file(&repo, "src/sub/.gitignore", b"/local\n", 0o644);
    git(&repo, &["init", "-q"]);
    git(&repo, &["add", "-A"]);
    git(&repo, &["commit", "-q", "-m", "a commit"]);
    fs::write(root.path().join("release.toml"), MANIFEST).expect("can be written");
    Some(root)
}

/// The mark of the plan, and the diagnostics beside it.
fn plan(root: &Path) -> (Value, String) {
    let output = pkgr(root, &["plan", "--format", "json"]);
    let plan: Value = serde_json::from_slice(&stdout(&output)).expect("is JSON");
    (plan["work-tree"].clone(), text(&output.stderr))
}

fn first(mark: &Value, key: &str) -> Vec<String> {
    let list = mark[key]["first"].as_array().expect("is a list").iter();
    list.map(|path| path.as_str().expect("is a name").to_owned()).collect()
}

#[test]
fn a_clean_work_tree_is_marked_as_such_and_nothing_is_reported() {
    let Some(root) = project() else { return };
    let (mark, reported) = plan(root.path());
    assert_eq!(mark["commit"], git(&root.path().join("repo"), &["rev-parse", "HEAD"]));
    assert_eq!(
        (&mark["changed"]["count"], &mark["untracked"]["count"], &mark["ignored"]["count"]),
        (&0.into(), &0.into(), &0.into())
    );
    assert_eq!(reported, "");
    let table = text(&stdout(&pkgr(root.path(), &["plan"])));
    assert!(!table.contains("work tree"), "{table}");
}

// T050
#[test]
fn what_is_changed_staged_untracked_ignored_or_gone_is_listed() {
    let Some(root) = project() else { return };
    let repo = root.path().join("repo");
    let tree = repo.join("src");
    file(&tree, "a.c", b"next\n", 0o644);
    file(&tree, "b.c", b"text\n", 0o755);
    fs::remove_file(tree.join("sub/c.c")).expect("can be removed");
    fs::remove_file(tree.join("link")).expect("can be removed");
    link(&tree, "link", "b.c");
    for name in ["new", "staged", "x.o", "keep.o", "sub/local", "sub/deep/local", "out/y", "not-packed.tmp"] {
        file(&tree, name, b"", 0o644);
    }
    fs::remove_file(tree.join("skip.tmp")).expect("can be removed");
    git(&repo, &["add", "src/staged"]);
    let (mark, reported) = plan(root.path());
    assert_eq!(first(&mark, "changed"), ["a.c", "b.c", "link", "sub/c.c"]);
    assert_eq!(first(&mark, "untracked"), ["keep.o", "new", "staged", "sub/deep/local"]);
    assert_eq!(first(&mark, "ignored"), ["out/y", "sub/local", "x.o"]);
    for part in ["pkgr::source::work-tree", "4 changed: `a.c`, `b.c`", "3 ignored: `out/y`"] {
        assert!(reported.contains(part), "`{part}` is not in\n{reported}");
    }
    let table = text(&stdout(&pkgr(root.path(), &["plan"])));
    assert!(table.contains("(4 changed, 4 untracked, 3 ignored)"), "{table}");
}

/// The list of ignored files is that of git itself.
#[test]
fn ignored_files_are_those_that_git_ignores() {
    let Some(root) = project() else { return };
    let repo = root.path().join("repo");
    let rules = "# comment\n*.log\n!important.log\n/top-only\ndeep/**/x\nfoo/*\n!foo/bar\n\\#hash\ntrailing \n[ab]c\n**/any\n";
    file(&repo, "src/.gitignore", rules.as_bytes(), 0o644);
    git(&repo, &["add", "-A"]);
    git(&repo, &["commit", "-q", "-m", "rules"]);
    let names = [
        "a.log",
        "important.log",
        "z/b.log",
        "z/important.log",
        "top-only",
        "z/top-only",
        "deep/x",
        "deep/1/2/x",
        "foo/one",
        "foo/bar/two",
        "#hash",
        "trailing",
        "ac",
        "bc",
        "cc",
        "any/file",
        "z/any",
        "out/important.log",
    ];
    for name in names {
        file(&repo.join("src"), name, b"", 0o644);
    }
    let list = |arguments: &[&str]| {
        let mut list: Vec<String> = git(&repo.join("src"), arguments).lines().map(str::to_owned).collect();
        list.sort();
        list
    };
    let (mark, _) = plan(root.path());
    let ignored = list(&["ls-files", "-o", "-i", "--exclude-per-directory=.gitignore"]);
    let untracked = list(&["ls-files", "-o", "--exclude-per-directory=.gitignore"]);
    assert!(ignored.len() > 5 && untracked.len() > 4, "{ignored:?} {untracked:?}");
    assert_eq!(mark["ignored"]["count"], ignored.len());
    assert_eq!(first(&mark, "ignored"), ignored[..10.min(ignored.len())]);
    assert_eq!(first(&mark, "untracked"), untracked[..10.min(untracked.len())]);
}

#[test]
fn a_tree_that_the_commit_does_not_have_is_not_part_of_it() {
    let Some(root) = project() else { return };
    fs::rename(root.path().join("repo/src"), root.path().join("repo/unpacked")).expect("can be renamed");
    let manifest = MANIFEST.replace("repo/src", "repo/unpacked");
    fs::write(root.path().join("release.toml"), manifest).expect("can be written");
    assert_eq!(plan(root.path()), (Value::Null, String::new()));
}

#[test]
fn a_build_reports_the_same_and_writes_the_same_bytes() {
    let Some(root) = project() else { return };
    let clean = pkgr(root.path(), &["build", "--format", "json"]);
    fs::rename(root.path().join("repo/.git"), root.path().join("repo/gone")).expect("can be renamed");
    assert_eq!(stdout(&pkgr(root.path(), &["build", "--check"])).is_empty(), stdout(&clean).is_empty());
    fs::rename(root.path().join("repo/gone"), root.path().join("repo/.git")).expect("can be renamed");
    file(root.path(), "repo/src/new", b"", 0o644);
    let output = pkgr(root.path(), &["build", "-d", "other"]);
    stdout(&output);
    assert!(text(&output.stderr).contains("1 untracked: `new`"), "{}", text(&output.stderr));
}

/// The repository around the files is only asked what differs: whatever is wrong with it, the archive is the same.
#[test]
fn a_repository_that_cannot_be_read_fails_no_run() {
    let Some(root) = project() else { return };
    let (repo, archive) = (root.path().join("repo"), root.path().join("dist/a.tar.gz"));
    stdout(&pkgr(root.path(), &["build", "-q"]));
    let expected = fs::read(&archive).expect("was written");
    let git_dir = repo.join(".git");
    let config = fs::read_to_string(git_dir.join("config")).expect("is there");
    let head = fs::read_to_string(git_dir.join("HEAD")).expect("is there");
    let configured =
        |lines: &str| fs::write(git_dir.join("config"), format!("{config}{lines}")).expect("can be written");
    let check = |what: &str| {
        let output = pkgr(root.path(), &["build", "--force"]);
        let reported = text(&output.stderr).replace("\n  │ ", " ");
        assert!(output.status.success(), "{what}: {reported}");
        assert!(reported.contains("pkgr::source::work-tree"), "{what}: {reported}");
        assert!(reported.contains("the files are not compared with its commit"), "{what}: {reported}");
        assert_eq!(fs::read(&archive).expect("was written"), expected, "{what}");
    };
    configured("[core]\nrepositoryformatversion = 9\n");
    check("a version that is not known");
    configured("[core]\nrepositoryformatversion = 1\n[extensions]\nnovelty = true\n");
    check("an extension that is not known");
    configured("[core]\nrepositoryformatversion = 1\n[extensions]\nrefStorage = reftable\n");
    check("references in another format");
    configured("");
    fs::write(git_dir.join("HEAD"), "0123456789012345678901234567890123456789\n").expect("can be written");
    check("a commit that is not there");
    fs::remove_file(git_dir.join("HEAD")).expect("can be removed");
    check("no HEAD");
    fs::write(git_dir.join("HEAD"), head).expect("can be written");
    fs::remove_dir_all(&git_dir).expect("can be removed");
    fs::create_dir(&git_dir).expect("can be made");
    check("an empty directory");
    fs::remove_dir(&git_dir).expect("can be removed");
    fs::write(&git_dir, "gitdir: ../gone\n").expect("can be written");
    check("a file that leads nowhere");
}

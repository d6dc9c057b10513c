//! What leaks nothing is the same wherever and however it is built.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;

use pkgr::vary::Variation;
use serde_json::Value;

use super::project::{DIRECTORY, PATH, SET, project, vary};
use crate::support::{file, git, has_git, say, text};

// T180, T181
#[test]
fn a_release_without_steps_is_the_same_in_all_surroundings() {
    let root = project(DIRECTORY, SET, &[]);
    let varied = vary(root.path(), &[]);
    assert_eq!(varied.differing(), [""; 0], "{:#}", varied.report);
    assert_eq!((varied.code, &*varied.reported), (Some(0), ""));
    let mut names: Vec<_> =
        varied.rows().iter().map(|row| row["variation"].as_str().expect("is a name")).collect();
    names.dedup();
    let mut expected = vec!["nothing"];
    expected.extend(Variation::ALL.iter().map(|variation| variation.name()));
    expected.push("all");
    assert_eq!(names, expected);
    // What every Unix can do.
    for name in
        ["working-directory", "build-path", "home", "time-zone", "umask", "hard-links", "mtimes", "path"]
    {
        assert!(varied.outcomes(name).iter().all(|outcome| *outcome == "same"), "{:#}", varied.report);
    }
    for name in names {
        varied.was_tried(name);
    }
    // The source and the directory are as they were.
    let mut left: Vec<_> = fs::read_dir(root.path())
        .expect("is there")
        .map(|entry| entry.expect("can be listed").file_name())
        .collect();
    left.sort();
    assert_eq!(left, ["release.toml", "temporary", "tree"]);
}

// T180
#[test]
fn a_commit_is_the_same_in_all_surroundings() {
    if !has_git() {
        return;
    }
    let root = project("{ git = 'tree', rev = 'v1', expect = { tag = 'annotated' } }", "'commit'", &[]);
    let tree = root.path().join("tree");
    git(&tree, &["init", "-q"]);
    git(&tree, &["add", "-A"]);
    git(&tree, &["commit", "-q", "-m", "all"]);
    git(&tree, &["tag", "-a", "-m", "one", "v1"]);
    let varied = vary(root.path(), &[]);
    assert_eq!(varied.differing(), [""; 0], "{:#}", varied.report);
    assert_eq!(varied.code, Some(0), "{}", varied.reported);
    for name in ["build-path", "hard-links", "mtimes", "git-settings"] {
        assert_eq!(varied.outcomes(name), ["same"], "{:#}", varied.report);
    }
}

#[test]
fn a_step_that_leaks_nothing_is_the_same_in_all_surroundings() {
    let script = "sort README src/*.c >sorted; date -u -d @$SOURCE_DATE_EPOCH >>sorted; umask >>sorted; \
                  echo \"$LC_ALL $TZ\" >>sorted; ls \"$HOME\" \"$TMPDIR\" >/dev/null";
    let root = project(DIRECTORY, SET, &[("sort", script, "['sorted']")]);
    let varied = vary(root.path(), &[]);
    assert_eq!(varied.differing(), [""; 0], "{:#}", varied.report);
    assert_eq!(varied.code, Some(0), "{}", varied.reported);
}

/// Ways in which a repository can lie on disk, all of them with the same commit.
fn repositories(root: &Path) -> Vec<&'static str> {
    let tree = root.join("tree");
    git(root, &["init", "-q", "library"]);
    file(root, "library/code.c", b"int library;\n", 0o644);
    git(&root.join("library"), &["add", "-A"]);
    git(&root.join("library"), &["commit", "-q", "-m", "library"]);
    git(&tree, &["init", "-q"]);
    git(&tree, &["submodule", "add", "-q", "../library", "library"]);
    git(&tree, &["add", "-A"]);
    git(&tree, &["commit", "-q", "-m", "all"]);
    git(&tree, &["tag", "v1"]);
    git(&tree, &["worktree", "add", "-q", "../linked"]);
    git(&root.join("linked"), &["submodule", "update", "-q", "--init"]);
    git(root, &["clone", "-q", "--shared", "--recurse-submodules", "tree", "shared"]);
    // Objects named relative to the store.
    fs::write(root.join("shared/.git/objects/info/alternates"), "../../../tree/.git/objects\n")
        .expect("can be written");
    git(root, &["clone", "-q", "--bare", "tree", "bare.git"]);
    vec!["tree", "linked", "shared", "bare.git"]
}

#[test]
fn copies_of_repositories_have_all_that_is_needed() {
    if !has_git() {
        return;
    }
    let root = project(DIRECTORY, SET, &[]);
    let manifest = fs::read_to_string(root.path().join("release.toml")).expect("is there");
    for repository in repositories(root.path()) {
        let submodules = if repository == "bare.git" { "omit" } else { "include" };
        let source = format!("{{ git = '{repository}', rev = 'v1', submodules = '{submodules}' }}");
        fs::write(root.path().join("release.toml"), manifest.replace(DIRECTORY, &source))
            .expect("can be written");
        let varied = vary(root.path(), &["--only", "build-path,mtimes,hard-links,uid"]);
        assert_eq!(varied.code, Some(0), "{repository}: {:#} {}", varied.report, varied.reported);
        for name in ["build-path", "mtimes", "hard-links", "all"] {
            assert_eq!(varied.outcomes(name), ["same"], "{repository}: {:#}", varied.report);
        }
    }
}

#[test]
fn the_output_directory_in_the_source_is_left_out_as_build_leaves_it_out() {
    let root = project("{ directory = '.' }", SET, &[]);
    file(root.path(), "dist/a.tar.gz", b"an older build", 0o644);
    let manifest = root.path().join("release.toml");
    let text = fs::read_to_string(&manifest).expect("can be read");
    // What is excluded is nowhere at the top, and the temporary directory lies in the source.
    let text = text.replace("'left/'", "'temporary/'");
    fs::write(&manifest, text).expect("can be written");
    let varied = vary(root.path(), &["--only", "build-path,mtimes,working-directory"]);
    assert_eq!(varied.differing(), [""; 0], "{:#}", varied.report);
    assert_eq!(varied.code, Some(0), "{:#} {}", varied.report, varied.reported);
}

/// As a user without rights: what needs them is listed or done in a namespace, and the rest holds.
#[test]
fn who_is_not_root_can_vary_too() {
    let root = project(DIRECTORY, SET, &[]);
    if !rustix::process::geteuid().is_root() {
        say("SKIPPED: this is not root already");
        return;
    }
    let give =
        |path: &Path| std::os::unix::fs::lchown(path, Some(65_534), Some(65_534)).expect("can be given");
    walkdir::WalkDir::new(root.path())
        .into_iter()
        .for_each(|entry| give(entry.expect("can be walked").path()));
    // The program may lie where only root can go.
    let own = root.path().join("pkgr");
    fs::copy(env!("CARGO_BIN_EXE_pkgr"), &own).expect("can be copied");
    fs::set_permissions(&own, fs::Permissions::from_mode(0o755)).expect("can be set");
    let mut command = Command::new(&own);
    command.args(["vary", "--format", "json"]).current_dir(root.path()).env_clear().env("PATH", PATH);
    command.env("TMPDIR", root.path()).uid(65_534).gid(65_534);
    let output = command.output().expect("can be started");
    let report: Value =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", text(&output.stderr)));
    assert_eq!(output.status.code(), Some(0), "{report:#}");
    let row = |name: &str| {
        let rows = report["variations"].as_array().expect("is a list");
        rows.iter().find(|row| row["variation"] == name).expect("is there").clone()
    };
    assert_eq!(row("uid")["changed"], "the user is 54321, in a namespace");
    assert_eq!(row("umask")["outcome"], "same");
    assert_eq!(row("build-path")["outcome"], "same");
    let names =
        fs::read_dir(root.path()).expect("is there").map(|entry| entry.expect("is listed").file_name());
    let left: Vec<_> = names.filter(|name| name.to_string_lossy().starts_with("pkgr-")).collect();
    assert!(left.is_empty(), "{left:?} is left behind");
}

//! Where a repository keeps its parts, and configuration that contradicts itself.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use pkgr::source::git::Layout;

use super::project::{Project, assert_reported};
use crate::support::git;

/// The top directory of the checked-out files, as git finds it.
fn by_git(repository: &Path) -> Option<PathBuf> {
    let mut command = Command::new("git");
    command.args(["rev-parse", "--show-toplevel"]).current_dir(repository).env_clear();
    command.envs([("HOME", "/nonexistent"), ("GIT_CONFIG_NOSYSTEM", "1")]);
    let output = command.env("PATH", std::env::var_os("PATH").unwrap_or_default()).output();
    let output = output.expect("git can be started");
    let top = String::from_utf8(output.stdout).expect("a plain path");
    output.status.success().then(|| PathBuf::from(top.trim_end()))
}

#[test]
fn checked_out_files_are_where_git_finds_them() {
    let Some(project) = Project::new() else { return };
    let root = project.root();
    git(root, &["clone", "-q", "--bare", "repo", "bare.git"]);
    git(root, &["clone", "-q", "--separate-git-dir=apart.git", "repo", "apart"]);
    project.git(&["worktree", "add", "-q", "../linked", "HEAD~1"]);
    git(root, &["clone", "-q", "repo", "configured"]);
    git(root, &["clone", "-q", "repo", "behind-link"]);
    for directory in ["elsewhere", "store"] {
        fs::create_dir(root.join(directory)).expect("can be made");
    }
    git(&root.join("configured"), &["config", "core.worktree", "../../elsewhere"]);
    let store = root.join("store/git");
    fs::rename(root.join("behind-link/.git"), &store).expect("can be moved");
    symlink(&store, root.join("behind-link/.git")).expect("can be made");
    git(&root.join("behind-link"), &["config", "core.worktree", "../../elsewhere"]);
    let mut found = Vec::new();
    for name in ["repo", "bare.git", "apart", "apart.git", "linked", "configured", "behind-link"] {
        let layout = Layout::open(&root.join(name)).expect("is a repository");
        let ours = layout.work_dir.map(|path| path.canonicalize().expect("is there"));
        assert_eq!(ours, by_git(&root.join(name)), "{name}");
        found.extend(ours);
    }
    assert_eq!(found.len(), 5, "{found:?}");
}

// T034
#[test]
fn a_repository_that_contradicts_itself_is_rejected_with_the_reason() {
    let Some(project) = Project::new() else { return };
    let config = project.repo().join(".git/config");
    let usual = fs::read_to_string(&config).expect("is there");
    for (line, reason) in [
        ("[extensions]\n\tobjectFormat = sha256\n", "`core.repositoryFormatVersion = 1`"),
        ("[extensions]\n\trelativeWorktrees = true\n", "`core.repositoryFormatVersion = 1`"),
        ("[core]\n\tworktree =\n", "`core.worktree` is empty"),
        ("[core\n", "cannot be opened"),
    ] {
        fs::write(&config, format!("{usual}{line}")).expect("can be written");
        assert_reported(&project.rejection("v1.0"), &["pkgr::git::repository", reason]);
    }
    fs::write(&config, usual).expect("can be written");
    fs::remove_file(project.repo().join(".git/HEAD")).expect("is there");
    assert_reported(&project.rejection("v1.0"), &["pkgr::git::repository", "cannot be opened: Missing HEAD"]);
}

/// Keys that `gitoxide` would heed say nothing of how the repository is stored.
// T034
#[test]
fn no_key_of_a_library_changes_what_is_read() {
    let Some(project) = Project::new() else { return };
    let expected = project.plan("v1.0");
    for (key, value) in [
        ("gitoxide.core.refsNamespace", "other"),
        ("gitoxide.core.shallowFile", "HEAD"),
        ("gitoxide.objects.allocLimit", "1"),
        ("gitoxide.objects.replaceRefBase", "refs/heads"),
        ("core.deltaBaseCacheLimit", "0"),
        ("core.multiPackIndex", "false"),
    ] {
        project.git(&["config", key, value]);
        assert_eq!(project.plan("v1.0"), expected, "{key}");
    }
}

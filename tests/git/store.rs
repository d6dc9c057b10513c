//! Objects and where they are kept.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::project::{Project, assert_looks, assert_reported, json, paths, rejected};
use crate::support::{command, file, git, pkgr, say, stdout};

/// Where a loose object lies.
fn loose(project: &Project, id: &str) -> PathBuf {
    project.repo().join(".git/objects").join(&id[..2]).join(&id[2..])
}

fn overwrite(path: &Path, bytes: &[u8]) {
    fs::set_permissions(path, fs::Permissions::from_mode(0o644)).expect("can be set");
    fs::write(path, bytes).expect("can be written");
}

/// The plan from a repository elsewhere, which must be that of `repo`.
fn assert_same(project: &Project, git: &str) {
    let expected = project.plan("v1.0");
    let found = project.plan_of(&format!("git = '{git}'\nrev = 'v1.0'"), "");
    assert_eq!(found, expected, "{git}");
}

// T026
#[test]
fn replaced_objects_and_grafts_are_ignored() {
    let Some(project) = Project::new() else { return };
    let before = project.plan("v1.0");
    let (first, second) = (project.git(&["rev-parse", "HEAD~1"]), project.git(&["rev-parse", "HEAD"]));
    let evil = project.object("blob", b"slipped in\n");
    let readme = project.git(&["rev-parse", "HEAD:README"]);
    project.git(&["replace", &readme, &evil]);
    project.git(&["replace", &second, &first]);
    assert_eq!(project.git(&["show", "HEAD:README"]), "slipped in", "git itself is fooled");
    fs::write(project.repo().join(".git/info/grafts"), format!("{second}\n")).expect("can be written");
    assert_eq!(project.plan("v1.0"), before);
}

// T026
#[test]
fn a_graft_changes_no_time_of_a_path() {
    let Some(project) = Project::new() else { return };
    let per_path = "[normalize]\nmtime = 'per-path-commit'\n";
    let source = "git = 'repo'\nrev = 'v1.0'";
    let before = project.plan_of(source, per_path);
    let second = project.git(&["rev-parse", "HEAD"]);
    fs::write(project.repo().join(".git/info/grafts"), format!("{second}\n")).expect("can be written");
    assert_eq!(project.plan_of(source, per_path), before);
}

/// Objects of another store are the same objects: each is hashed again when it is read.
// T026
#[test]
fn an_alternate_store_is_read_and_cannot_lie() {
    let Some(project) = Project::new() else { return };
    git(project.root(), &["clone", "-q", "--shared", "repo", "shared"]);
    assert!(project.root().join("shared/.git/objects/info/alternates").is_file());
    assert_same(&project, "shared");
    let readme = project.git(&["rev-parse", "HEAD:README"]);
    let evil = project.object("blob", b"slipped in\n");
    let lie = fs::read(loose(&project, &evil)).expect("is there");
    overwrite(&loose(&project, &readme), &lie);
    let reported = project.rejection_of("git = 'shared'\nrev = 'v1.0'", "");
    assert_reported(&reported, &["pkgr::git::corrupt-object", &readme, &evil, "README"]);
}

// T026
#[test]
fn a_commit_graph_is_not_asked() {
    let Some(project) = Project::new() else { return };
    let per_path = "[normalize]\nmtime = 'per-path-commit'\n";
    let source = "git = 'repo'\nrev = 'v1.0'";
    let before = project.plan_of(source, per_path);
    project.git(&["commit-graph", "write", "--reachable"]);
    let graph = project.repo().join(".git/objects/info/commit-graph");
    let mut bytes = fs::read(&graph).expect("was written");
    // The time and the parents of the commits stand near the end.
    let end = bytes.len() - 20;
    bytes[end - 60..end].iter_mut().for_each(|byte| *byte ^= 0x55);
    overwrite(&graph, &bytes);
    assert_eq!(project.plan_of(source, per_path), before);
}

// T027
#[test]
fn a_shallow_clone_is_enough_for_the_files_and_not_for_the_history() {
    let Some(project) = Project::new() else { return };
    let url = format!("file://{}", project.repo().display());
    git(project.root(), &["clone", "-q", "--depth=1", "--branch=v1.0", &url, "shallow"]);
    assert_same(&project, "shallow");
    let reported =
        project.rejection_of("git = 'shallow'\nrev = 'v1.0'", "[normalize]\nmtime = 'per-path-commit'\n");
    let missing = project.git(&["rev-parse", "HEAD~1"]);
    assert_reported(&reported, &["pkgr::git::missing-object", &missing, "git -C shallow fetch --unshallow"]);
}

// T027
#[test]
fn a_partial_clone_names_what_it_lacks_and_the_command_that_fetches_it() {
    let Some(project) = Project::new() else { return };
    project.git(&["config", "uploadpack.allowFilter", "true"]);
    let url = format!("file://{}", project.repo().display());
    git(project.root(), &["clone", "-q", "--no-checkout", "--filter=blob:none", &url, "partial"]);
    let reported = project.rejection_of("git = 'partial'\nrev = 'v1.0'", "");
    let link = project.git(&["rev-parse", "HEAD:README"]);
    assert_reported(&reported, &[&link, "git -C partial fetch --refetch --no-filter origin"]);
    assert_looks("missing-object", &reported);
    git(&project.root().join("partial"), &["fetch", "-q", "--refetch", "--no-filter", "origin"]);
    assert_same(&project, "partial");
}

// T028
#[test]
fn a_damaged_loose_object_of_every_kind_is_rejected() {
    let Some(project) = Project::new() else { return };
    let other = fs::read(loose(&project, &project.object("blob", b"other bytes\n"))).expect("is there");
    for name in ["v1.0", "v1.0^{commit}", "v1.0^{tree}", "v1.0:src", "v1.0:src/main.c", "v1.0:link"] {
        let id = project.git(&["rev-parse", name]);
        let path = loose(&project, &id);
        let whole = fs::read(&path).expect("is loose");
        let flipped = |at: usize| {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x10;
            bytes
        };
        let middle = whole.len() / 2;
        let damages = [whole[..middle].to_vec(), Vec::new(), flipped(middle), flipped(2), other.clone()];
        for damaged in damages {
            overwrite(&path, &damaged);
            let reported = project.rejection("v1.0");
            assert_reported(&reported, &["pkgr::git::", &id]);
        }
        overwrite(&path, &whole);
        project.plan("v1.0");
    }
}

// T028
#[test]
fn a_byte_changed_anywhere_in_a_pack_never_changes_a_file() {
    let Some(project) = Project::new() else { return };
    project.git(&["repack", "-a", "-d", "-q"]);
    change_every_fifth_byte(&project, "pack");
}

// T028
#[test]
fn a_byte_changed_anywhere_in_an_index_never_changes_a_file() {
    let Some(project) = Project::new() else { return };
    project.git(&["repack", "-a", "-d", "-q"]);
    change_every_fifth_byte(&project, "idx");
    project.git(&["multi-pack-index", "write"]);
    let packs = project.repo().join(".git/objects/pack");
    assert!(packs.join("multi-pack-index").is_file());
    project.plan("v1.0");
}

/// The plan stays the same or is rejected, whatever byte of that file of the pack is changed.
fn change_every_fifth_byte(project: &Project, extension: &str) {
    let expected = project.plan("v1.0");
    let packs = fs::read_dir(project.repo().join(".git/objects/pack")).expect("is there");
    let mut packs = packs.map(|entry| entry.expect("can be listed").path());
    let pack = packs.find(|path| path.extension().is_some_and(|end| end == extension)).expect("was packed");
    let whole = fs::read(&pack).expect("is there");
    let mut refusals = 0;
    for at in (0..whole.len()).step_by(5) {
        let mut changed = whole.clone();
        changed[at] ^= 0x24;
        overwrite(&pack, &changed);
        let output = pkgr(project.root(), &["plan", "--format", "json"]);
        if output.status.success() {
            assert_eq!(json(&output.stdout), expected, "byte {at}");
        } else {
            assert_reported(&rejected(&output), &["pkgr::git::"]);
            refusals += 1;
        }
    }
    assert!(refusals > 20, "only {refusals} changes were noticed");
    overwrite(&pack, &whole);
}

// T028
#[test]
fn a_damaged_object_is_shown_with_both_ids() {
    let Some(project) = Project::new() else { return };
    let readme = project.git(&["rev-parse", "v1.0:README"]);
    let other = project.object("blob", b"slipped in\n");
    let lie = fs::read(loose(&project, &other)).expect("is there");
    overwrite(&loose(&project, &readme), &lie);
    assert_looks("corrupt-object", &project.rejection("v1.0"));
}

// T029
#[test]
fn a_repository_of_long_ids_is_read_as_any_other() {
    let Some(project) = Project::with(&["--object-format=sha256"]) else { return };
    let plan = project.plan("v1.0");
    let commit = project.git(&["rev-parse", "HEAD"]);
    assert_eq!(commit.len(), 64);
    assert_eq!((&plan["commit"], &plan["revision"]["commit"]), (&commit.as_str().into(), &commit.into()));
    let plain = Project::new().expect("git was there a moment ago");
    assert_eq!(plan["content-sha256"], plain.plan("v1.0")["content-sha256"]);
    let reported = project.rejection("0123456789012345678901234567890123456789");
    assert_reported(&reported, &["pkgr::git::"]);
}

// T035
#[test]
fn a_repository_of_another_owner_is_read() {
    let Some(project) = Project::new() else { return };
    if !rustix::process::geteuid().is_root() {
        say("SKIPPED: only root can give a repository to another user");
        return;
    }
    let expected = project.plan("v1.0");
    for entry in walkdir::WalkDir::new(project.repo()) {
        let entry = entry.expect("can be walked");
        std::os::unix::fs::lchown(entry.path(), Some(65_534), Some(65_534)).expect("root can");
    }
    chown(project.repo(), Some(65_534), Some(65_534)).expect("root can");
    assert_eq!(project.plan("v1.0"), expected);
}

// T036
#[test]
fn bare_linked_and_sparse_repositories_give_the_same_plan() {
    let Some(project) = Project::new() else { return };
    git(project.root(), &["clone", "-q", "--bare", "repo", "bare.git"]);
    assert_same(&project, "bare.git");
    project.git(&["worktree", "add", "-q", "../linked", "HEAD~1"]);
    assert_same(&project, "linked");
    git(project.root(), &["clone", "-q", "repo", "sparse"]);
    let sparse = project.root().join("sparse");
    git(&sparse, &["sparse-checkout", "set", "--no-cone", "/README"]);
    git(&sparse, &["update-index", "--skip-worktree", "README"]);
    file(&sparse, "README", b"changed and hidden\n", 0o644);
    assert!(!sparse.join("src").exists(), "the checkout is sparse");
    assert_same(&project, "sparse");
    git(project.root(), &["clone", "-q", "--separate-git-dir=apart.git", "repo", "apart"]);
    assert_same(&project, "apart");
    assert_same(&project, "repo/.git");
}

// T034
#[test]
fn no_setting_of_the_user_the_repository_or_the_environment_changes_a_byte() {
    let Some(project) = Project::new() else { return };
    file(&project.repo(), "crlf.txt", b"one\r\ntwo\n", 0o644);
    file(&project.repo(), ".gitattributes", b"*.txt text=auto eol=crlf ident filter=upper\n", 0o644);
    project.commit("third");
    project.git(&["tag", "third"]);
    let expected = project.plan("third");
    let raw = project.feed(&["cat-file", "blob", "third:crlf.txt"], b"");
    assert_eq!(super::project::entry(&expected, "crlf.txt")["size"], raw.len());
    let home = project.root().join("home");
    let settings = "[core]\nautocrlf = true\neol = crlf\nattributesFile = ~/attributes\nexcludesFile = ~/all\n\
        worktree = /nowhere\n[filter \"upper\"]\nsmudge = tr a-z A-Z\nclean = false\nrequired = true\n\
        [tar]\numask = 0\n[include]\npath = /etc/shadow\n[extensions]\nworktreeConfig = true\n";
    file(&home, ".gitconfig", settings.as_bytes(), 0o644);
    file(&home, "attributes", b"* export-ignore export-subst\n", 0o644);
    file(&home, "all", b"*\n", 0o644);
    file(&project.repo(), ".git/info/attributes", b"* export-ignore\n", 0o644);
    file(&project.repo(), ".git/info/exclude", b"*\n", 0o644);
    project.git(&["config", "core.autocrlf", "true"]);
    project.git(&["config", "filter.upper.smudge", "tr a-z A-Z"]);
    project.git(&["config", "core.attributesFile", "../home/attributes"]);
    fs::create_dir(project.root().join("decoy")).expect("can be made");
    git(&project.root().join("decoy"), &["init", "-q"]);
    let mut command = command(project.root(), &["plan", "--format", "json"]);
    let decoy = project.root().join("decoy/.git");
    command
        .env("HOME", &home)
        .env("XDG_CONFIG_HOME", &home)
        .env("GIT_CONFIG_GLOBAL", home.join(".gitconfig"));
    command.env("GIT_DIR", &decoy).env("GIT_OBJECT_DIRECTORY", decoy.join("objects"));
    command.env("GIT_ALTERNATE_OBJECT_DIRECTORIES", decoy.join("objects")).env("GIT_WORK_TREE", "/");
    command
        .env("GIT_INDEX_FILE", "/nowhere")
        .env("GIT_NAMESPACE", "other")
        .env("GIT_REPLACE_REF_BASE", "refs/heads");
    command.env("GIT_CONFIG_COUNT", "1").env("GIT_CONFIG_KEY_0", "core.bare").env("GIT_CONFIG_VALUE_0", "x");
    command
        .env("GIT_CEILING_DIRECTORIES", "/")
        .env("GIT_DEFAULT_HASH", "sha256")
        .env("GIT_ATTR_SOURCE", "HEAD~1");
    let plan: Value = json(&stdout(&command.output().expect("pkgr can be started")));
    assert_eq!(plan, expected);
    assert!(paths(&plan).contains(&"src/main.c".to_owned()));
}

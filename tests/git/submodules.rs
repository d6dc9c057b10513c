//! Submodules: another repository's tree at the commit that the tree records.

use std::fs;

use super::project::{Project, assert_looks, assert_reported, entry, paths};
use crate::support::{file, git, temp_dir};

/// A repository with a submodule `lib` that has a submodule `inner` itself.
fn nested() -> Option<(Project, tempfile::TempDir)> {
    let project = Project::empty(&[])?;
    let others = temp_dir();
    for name in ["inner", "outer"] {
        let repo = others.path().join(name);
        file(&repo, format!("{name}.c"), name.as_bytes(), 0o644);
        git(&repo, &["init", "-q"]);
        if name == "outer" {
            git(&repo, &["submodule", "--quiet", "add", "../inner", "deep/inner"]);
        }
        git(&repo, &["add", "-A"]);
        git(&repo, &["commit", "-q", "-m", name]);
    }
    let url = others.path().join("outer");
    project.git(&["submodule", "--quiet", "add", url.to_str().expect("a plain path"), "lib"]);
    project.git(&["submodule", "--quiet", "update", "--init", "--recursive"]);
    file(&project.repo(), "README", b"read me\n", 0o644);
    project.commit("all");
    project.git(&["tag", "v1.0"]);
    Some((project, others))
}

fn source(policy: &str) -> String {
    format!("git = 'repo'\nrev = 'v1.0'\nsubmodules = '{policy}'")
}

// T030
#[test]
fn a_submodule_is_rejected_unless_the_manifest_says_what_to_do() {
    let Some((project, _others)) = nested() else { return };
    assert_looks("rejected", &project.rejection("v1.0"));
    assert_reported(&project.rejection_of(&source("deny"), ""), &["pkgr::git::refused", "lib"]);
    // One that is not packed needs no policy.
    let kept = "[files]\ninclude = ['README']\n";
    assert_eq!(paths(&project.plan_of(&source("deny"), kept)), ["README"]);
}

// T030
#[test]
fn an_omitted_submodule_is_what_git_archive_makes_of_it() {
    let Some((project, _others)) = nested() else { return };
    let plan = project.plan_of(&source("omit"), "[files]\ninclude = ['**']\nempty-directories = true\n");
    assert_eq!(paths(&plan), [".gitmodules", "README", "lib"]);
    assert_eq!(entry(&plan, "lib")["kind"], "directory");
}

// T030
#[test]
fn included_submodules_are_read_at_the_recorded_commit_whatever_is_checked_out() {
    let Some((project, _others)) = nested() else { return };
    let expected = [
        ".gitmodules",
        "README",
        "lib",
        "lib/.gitmodules",
        "lib/deep",
        "lib/deep/inner",
        "lib/deep/inner/inner.c",
        "lib/outer.c",
    ];
    let before = project.plan_of(&source("include"), "");
    assert_eq!(paths(&before), expected);
    let lib = project.repo().join("lib");
    file(&lib, "outer.c", b"moved on\n", 0o644);
    git(&lib, &["commit", "-q", "-a", "-m", "moved on"]);
    assert_eq!(project.plan_of(&source("include"), ""), before);
    // The repositories alone are enough.
    fs::remove_dir_all(&lib).expect("can be removed");
    assert_eq!(project.plan_of(&source("include"), ""), before);
}

// T030
#[test]
fn a_submodule_that_is_not_fetched_is_never_an_empty_directory() {
    let Some((project, _others)) = nested() else { return };
    git(project.root(), &["clone", "-q", "repo", "clone"]);
    let reported = project.rejection_of(&source("include").replace("'repo'", "'clone'"), "");
    assert_reported(&reported, &["git -C clone submodule update --init --recursive"]);
    assert_looks("submodule", &reported);
}

// T030
#[test]
fn a_recorded_commit_that_the_submodule_lacks_is_named() {
    let Some((project, _others)) = nested() else { return };
    let absent = "0123456789012345678901234567890123456789";
    project.git(&["update-index", "--cacheinfo", &format!("160000,{absent},lib")]);
    project.git(&["commit", "-q", "-m", "ahead"]);
    project.git(&["tag", "-f", "v1.0"]);
    let reported = project.rejection_of(&source("include"), "");
    assert_reported(&reported, &["pkgr::git::missing-object", absent, "`lib`"]);
}

// T030
#[test]
fn a_name_that_leads_out_of_the_repository_is_rejected() {
    let Some((project, _others)) = nested() else { return };
    for name in ["../../evil", "/etc", "-x", "a/../../b", "..", "a\\\\..\\\\b", "."] {
        let modules = format!("[submodule \"{name}\"]\n\tpath = lib\n\turl = ./x\n");
        file(&project.repo(), ".gitmodules", modules.as_bytes(), 0o644);
        project.git(&["commit", "-q", "-a", "--allow-empty", "-m", "evil"]);
        project.git(&["tag", "-f", "v1.0"]);
        let reported = project.rejection_of(&source("include"), "");
        assert_reported(&reported, &["pkgr::git::submodule", "by the name"]);
    }
    project.git(&["rm", "-q", "--cached", ".gitmodules"]);
    project.git(&["commit", "-q", "-m", "without a list"]);
    project.git(&["tag", "-f", "v1.0"]);
    assert_reported(
        &project.rejection_of(&source("include"), ""),
        &["pkgr::git::submodule", "does not list it"],
    );
}

#[test]
fn an_empty_directory_takes_the_place_of_a_submodule_where_the_manifest_says_so() {
    let Some((project, _others)) = nested() else { return };
    let plan = project.plan_of(&source("empty"), "");
    assert_eq!(paths(&plan), [".gitmodules", "README", "lib"]);
    assert_eq!(entry(&plan, "lib")["kind"], "directory");
    let without = "[files]\ninclude = ['**']\nexclude = ['lib/']\n";
    assert_eq!(paths(&project.plan_of(&source("empty"), without)), [".gitmodules", "README"]);
    // It is the default beside the dialect `git`, and `deny` still denies.
    let archive = "[[archive]]\nfile = 'a.tar'\ntar = 'git'\n";
    let plan = project.plan_of("git = 'repo'\nrev = 'v1.0'", archive);
    assert_eq!(entry(&plan, "lib")["kind"], "directory");
    assert_reported(&project.rejection_of(&source("deny"), archive), &["pkgr::git::refused", "lib"]);
}

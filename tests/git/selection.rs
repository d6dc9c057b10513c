//! What the manifest does not select need not be there: objects of a partial clone, files of Git LFS, submodules.

use std::collections::BTreeSet;
use std::fs;

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::Value;

use super::project::{Project, assert_reported, paths};
use crate::support::{file, git, pkgr, stdout, temp_dir, text};

/// A repository with a submodule that nobody fetched, and a file of Git LFS.
fn incomplete() -> Option<Project> {
    let project = Project::empty(&[])?;
    let repo = project.repo();
    let id = "5".repeat(40);
    file(&repo, ".gitmodules", b"[submodule \"lib\"]\npath = third/lib\nurl = ../lib\n", 0o644);
    file(&repo, "README", b"read me\n", 0o644);
    file(&repo, "third/README", b"read me\n", 0o644);
    let pointer =
        format!("version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize 5\n", "6".repeat(64));
    file(&repo, "big/data", pointer.as_bytes(), 0o644);
    project.git(&["add", "-A"]);
    project.git(&["update-index", "--add", "--cacheinfo", &format!("160000,{id},third/lib")]);
    project.git(&["commit", "-q", "-m", "all"]);
    project.git(&["tag", "v1.0"]);
    Some(project)
}

#[test]
fn a_submodule_and_a_large_file_that_are_excluded_are_not_asked_for() {
    let Some(project) = incomplete() else { return };
    for (submodules, lfs) in [("deny", "deny"), ("include", "include"), ("omit", "pointer")] {
        for pattern in ["third/lib/", "third/lib", "/third/lib/", "lib/", "**/lib/", "third/l*/"] {
            let source = format!("git = 'repo'\nrev = 'v1.0'\nsubmodules = '{submodules}'\nlfs = '{lfs}'");
            project
                .manifest(&source, &format!("[files]\ninclude = ['**']\nexclude = ['{pattern}', 'big/']\n"));
            let output = pkgr(project.root(), &["plan", "--format", "json"]);
            let plan: Value = serde_json::from_slice(&stdout(&output)).expect("is JSON");
            assert_eq!(
                paths(&plan),
                [".gitmodules", "README", "third", "third/README"],
                "{submodules} {pattern}"
            );
            // The pattern matches something.
            assert!(output.stderr.is_empty(), "{}", text(&output.stderr));
        }
    }
    // A directory pattern takes a submodule as well.
    let rejection =
        project.rejection_of("git = 'repo'\nrev = 'v1.0'", "[files]\ninclude = ['README', 'third/lib/']\n");
    assert_reported(&rejection, &["`third/lib` is a submodule"]);
    let said = pkgr(project.root(), &["plan", "--explain", "third/lib"]);
    assert_reported(&text(&said.stdout), &["third/lib: submodule", "taken by      include[1] `third/lib/`"]);
}

#[test]
fn a_partial_clone_is_enough_for_what_is_packed() {
    let Some(project) = Project::empty(&[]) else { return };
    for name in ["README", "src/main.c", "vendor/one/a", "vendor/two/b", "docs/large.pdf"] {
        file(&project.repo(), name, name.as_bytes(), 0o644);
    }
    project.commit("all");
    project.git(&["tag", "v1.0"]);
    project.git(&["config", "uploadpack.allowFilter", "true"]);
    project.git(&["config", "uploadpack.allowAnySHA1InWant", "true"]);
    let from = format!("file://{}", project.repo().display());
    git(project.root(), &["clone", "-q", "--bare", "--filter=tree:0", &from, "partial"]);
    let partial = project.root().join("partial");
    let files = "[files]\ninclude = ['**']\nexclude = ['/vendor/', '*.pdf']\n";
    let source = "git = 'partial'\nrev = 'v1.0'";
    let rejection = project.rejection_of(source, files);
    assert_reported(&rejection, &["is not in the repository"]);
    // git fetches what it shows.
    for name in ["README", "src/main.c"] {
        git(&partial, &["show", &format!("v1.0:{name}")]);
    }
    git(&partial, &["ls-tree", "v1.0:docs"]);
    assert_eq!(paths(&project.plan_of(source, files)), ["README", "src", "src/main.c"]);
    stdout(&pkgr(project.root(), &["build", "-q"]));
    assert_reported(&project.rejection_of(source, ""), &["is not in the repository"]);
}

fn pattern() -> impl Strategy<Value = String> {
    "/?(\\*\\*/)?([ab]|\\*|\\?){1,2}(/([ab]|\\*){1,2}){0,1}/?"
        .prop_filter("two stars side by side are none", |text| {
            pkgr::glob::Pattern::parse(text, pkgr::glob::Anchor::Anywhere).is_ok()
        })
}

fn quoted(patterns: &[String]) -> String {
    format!("[{}]", patterns.iter().map(|text| format!("'{text}'")).collect::<Vec<_>>().join(", "))
}

/// The loose objects of the repository, without those of `kept`.
fn remove_blobs(project: &Project, kept: &BTreeSet<String>) -> usize {
    let all = project.git(&["cat-file", "--batch-all-objects", "--batch-check=%(objectname) %(objecttype)"]);
    let blobs = all.lines().filter_map(|line| line.strip_suffix(" blob"));
    let unneeded: Vec<&str> = blobs.filter(|id| !kept.contains(*id)).collect();
    for id in &unneeded {
        let path = project.repo().join(".git/objects").join(&id[..2]).join(&id[2..]);
        fs::remove_file(path).expect("is a loose object");
    }
    unneeded.len()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the patterns are: a repository that has the objects of the plan and no other file gives the plan.
    #[test]
    fn only_objects_of_selected_files_are_read(
        names in vec("[ab]{1,2}(/[ab]{1,2}){0,3}", 2..10),
        include in vec(pattern(), 1..3),
        exclude in vec(pattern(), 0..3),
    ) {
        let Some(project) = Project::empty(&[]) else { return Ok(()) };
        for (number, name) in names.iter().enumerate() {
            let path = project.repo().join(name);
            if fs::create_dir_all(path.parent().expect("below the tree")).is_ok() && !path.is_dir() {
                // No two files share an object.
                fs::write(&path, format!("{number} {name}")).expect("can be written");
            }
        }
        project.commit("all");
        let files = format!("[files]\ninclude = {}\nexclude = {}\n", quoted(&include), quoted(&exclude));
        project.manifest("git = 'repo'\nrev = 'HEAD'", &files);
        let output = pkgr(project.root(), &["plan", "--format", "json"]);
        if !output.status.success() {
            return Ok(());
        }
        let plan: Value = serde_json::from_slice(&output.stdout).expect("is JSON");
        let entries = plan["entries"].as_array().expect("has entries");
        let kept = entries.iter().filter_map(|entry| Some(entry["origin"]["object"].as_str()?.to_owned())).collect();
        remove_blobs(&project, &kept);
        let again = pkgr(project.root(), &["plan", "--format", "json"]);
        prop_assert_eq!(text(&again.stderr), text(&output.stderr));
        prop_assert!(again.stdout == output.stdout);
    }
}

/// A step sees the whole source, so it needs every object.
#[test]
fn a_manifest_with_steps_reads_what_it_excludes() {
    let Some(project) = Project::empty(&[]) else { return };
    file(&project.repo(), "README", b"read me\n", 0o644);
    file(&project.repo(), "tools/make", b"made\n", 0o644);
    project.commit("all");
    let step = "[files]\ninclude = ['**']\nexclude = ['tools/']\n[[generate]]\nname = 's'\nrun = ['cp', 'tools/make', 'made']\noutputs = ['made']\n";
    project.manifest("git = 'repo'\nrev = 'HEAD'", step);
    let mut command = crate::support::command(project.root(), &["plan", "--run-steps", "--format", "json"]);
    let temporary = temp_dir();
    command.env("PATH", "/usr/bin:/bin").env("TMPDIR", temporary.path());
    let output = command.output().expect("pkgr can be started");
    let plan: Value = serde_json::from_slice(&stdout(&output)).expect("is JSON");
    assert_eq!(paths(&plan), ["README", "made"]);
}

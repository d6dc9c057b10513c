//! `[source.expect]`: the commit, the kind of tag, the name inside. Signatures: `tests/signed_tag.rs`.

use super::project::{Project, assert_looks, assert_reported};
use crate::support::{file, pkgr, stdout, text};

const V1: &str = "git = 'repo'\nrev = 'v1.0'\n";

fn expecting(rev: &str, expect: &str) -> String {
    format!("git = 'repo'\nrev = '{rev}'\n[source.expect]\n{expect}")
}

// T020
#[test]
fn a_moved_tag_is_rejected_with_both_ids_its_tagger_and_its_time() {
    let Some(project) = Project::new() else { return };
    let announced = project.git(&["rev-parse", "HEAD"]);
    let source = expecting("v1.0", &format!("commit = '{announced}'"));
    assert_eq!(project.plan_of(&source, "")["commit"], *announced);
    file(&project.repo(), "README", b"slipped in\n", 0o644);
    let other = project.commit("third");
    project.git(&["tag", "-f", "-a", "-m", "release", "v1.0"]);
    let reported = project.rejection_of(&source, "");
    assert_reported(
        &reported,
        &[&announced, &other, "C O Mitter <committer@example.org>", "2025-06-11T15:36:57Z"],
    );
    assert_looks("unexpected-commit", &reported);
    // Nothing is written either.
    let built = pkgr(project.root(), &["build"]);
    assert_eq!(built.status.code(), Some(2));
    assert!(!project.root().join("dist").exists());
}

// T022
#[test]
fn each_kind_of_name_is_compared_with_the_expected_kind_of_tag() {
    let Some(project) = Project::new() else { return };
    project.git(&["tag", "light"]);
    let commit = project.git(&["rev-parse", "HEAD"]);
    for (rev, expected) in [("v1.0", "annotated"), ("v1.0", "any"), ("light", "any")] {
        project.plan_of(&expecting(rev, &format!("tag = '{expected}'")), "");
    }
    assert_looks("lightweight-tag", &project.rejection_of(&expecting("light", "tag = 'annotated'"), ""));
    assert_looks("not-a-tag", &project.rejection_of(&expecting("main", "tag = 'annotated'"), ""));
    let reported = project.rejection_of(&expecting(&commit, "tag = 'any'"), "");
    assert_reported(&reported, &["pkgr::git::not-a-tag", "is a commit id, and a tag is expected"]);
}

// T023
#[test]
fn a_tag_object_under_another_name_is_rejected_where_a_tag_is_expected_and_reported_elsewhere() {
    let Some(project) = Project::new() else { return };
    project.git(&["update-ref", "refs/tags/v2.0", "refs/tags/v1.0"]);
    assert_looks("renamed-tag", &project.rejection_of(&expecting("v2.0", "tag = 'annotated'"), ""));
    project.manifest("git = 'repo'\nrev = 'v2.0'", "[lints]\nversion-mismatch = 'allow'\n");
    let output = pkgr(project.root(), &["plan"]);
    stdout(&output);
    assert_reported(&text(&output.stderr), &["pkgr::git::renamed-tag", "`v1.0`", "`v2.0`"]);
}

#[test]
fn the_outermost_of_nested_tags_is_the_one_that_is_expected() {
    let Some(project) = Project::new() else { return };
    project.git(&["tag", "-a", "-m", "again", "outer", "v1.0"]);
    project.plan_of(&expecting("outer", "tag = 'annotated'"), "");
}

#[test]
fn all_problems_are_reported_at_once() {
    let Some(project) = Project::new() else { return };
    project.git(&["tag", "light"]);
    let other = "0123456789012345678901234567890123456789";
    let reported =
        project.rejection_of(&expecting("light", &format!("commit = '{other}'\ntag = 'annotated'")), "");
    assert_reported(&reported, &["pkgr::git::unexpected-commit", "pkgr::git::lightweight-tag", "2 errors"]);
    project.plan_of(V1, "");
}

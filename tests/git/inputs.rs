//! `--rev`, `--expect-commit` and `--set` in place of keys of the manifest, in every command that reads a commit.

use std::fs;

use super::project::{Project, assert_looks, assert_reported, json, rejected};
use crate::support::{command, file, pkgr, stdout, text};

const TEMPLATE: &str = "git = 'repo'\nrev = 'v{version}'";

/// The tags `v1.0` and `v1.1` of two commits, and a branch.
fn releases() -> Option<Project> {
    let project = Project::new()?;
    file(&project.repo(), "README", b"read you\n", 0o644);
    project.commit("third");
    project.git(&["tag", "-a", "-m", "release", "v1.1"]);
    Some(project)
}

fn run(project: &Project, arguments: &[&str]) -> String {
    text(&stdout(&pkgr(project.root(), arguments)))
}

fn rejection(project: &Project, arguments: &[&str]) -> String {
    rejected(&pkgr(project.root(), arguments))
}

fn commit(project: &Project, rev: &str) -> String {
    project.git(&["rev-parse", &format!("{rev}^{{commit}}")])
}

#[test]
fn an_input_takes_the_place_of_its_key_before_templates_are_expanded() {
    let Some(project) = releases() else { return };
    let id = commit(&project, "v1.1");
    project.manifest(TEMPLATE, "");
    let plan = |arguments: &[&str]| {
        let arguments = [&["plan", "--format", "json"], arguments].concat();
        json(run(&project, &arguments).as_bytes())
    };
    let by_version = plan(&["--set", "version=1.1"]);
    assert_eq!((&by_version["revision"]["rev"], &by_version["commit"]), (&"v1.1".into(), &id.clone().into()));
    assert_eq!(by_version["package"]["version"], "1.1");
    assert_eq!(by_version["prefix"], "hello-1.1");
    assert_eq!(by_version["inputs"], serde_json::json!({ "version": "1.1" }));
    let by_rev = plan(&["--rev", "tags/v{version}", "--set", "version=1.1", "--expect-commit", &id]);
    assert_eq!(by_rev["revision"]["reference"], "refs/tags/v1.1");
    let expected = serde_json::json!({ "rev": "tags/v{version}", "version": "1.1", "expect-commit": id });
    assert_eq!(by_rev["inputs"], expected);
    // Nothing was given, and the plan is as it was without inputs.
    assert_eq!(plan(&[]).get("inputs"), None);
    // A key that the manifest lacks is added.
    project.manifest("git = 'repo'", "");
    assert_eq!(plan(&["--rev", "v1.0"])["revision"]["rev"], "v1.0");
    let table = run(&project, &["plan", "--rev", "v{version}"]);
    assert!(table.contains("\ninputs    --rev 'v{version}'\n"), "{table}");
}

#[test]
fn every_command_that_plans_takes_inputs() {
    let Some(project) = releases() else { return };
    let id = commit(&project, "v1.1");
    project.manifest(
        TEMPLATE,
        "[[archive]]\nfile = '{name}-{version}.tar'\n[[generate]]\nname = 'n'\nrun = ['true', '{version}']\noutputs = ['README']\n",
    );
    let inputs = ["--rev", "v1.1", "--set", "version=1.1", "--expect-commit", &id];
    let with = |arguments: &[&str]| run(&project, &[arguments, &inputs].concat());
    with(&["build"]);
    let built = fs::read(project.root().join("dist/hello-1.1.tar")).expect("was built");
    assert!(built.windows(9).any(|window| window == b"read you\n"));
    with(&["verify", "--run-steps", "dist/hello-1.1.tar"]);
    assert!(with(&["plan", "--explain", "README"]).contains("hello-1.1/README"));
    assert!(with(&["plan", "--format", "list"]).contains("hello-1.1/README"));
    let varied = with(&["vary", "--only", "umask"]);
    assert!(varied.contains("hello-1.1") || varied.contains("same"), "{varied}");
    let wrong = ["--rev", "v1.0", "--set", "version=1.0", "--expect-commit", &id];
    for command in
        [&["build"][..], &["verify", "dist/hello-1.1.tar"], &["vary", "--only", "umask"], &["plan"]]
    {
        let reported = rejection(&project, &[command, &wrong].concat());
        assert_reported(
            &reported,
            &["pkgr::git::unexpected-commit", &format!("--expect-commit {id}: expected")],
        );
    }
}

#[test]
fn an_audit_accepts_the_expected_commit_alone() {
    let Some(project) = releases() else { return };
    let (old, new) = (commit(&project, "v1.0"), commit(&project, "v1.1"));
    project.git(&["archive", "-o", "../a.tar", "v1.1"]);
    run(&project, &["audit", "a.tar", "--git", "repo", "--expect-commit", &new]);
    let reported = rejection(&project, &["audit", "a.tar", "--git", "repo", "--expect-commit", &old]);
    let argument = format!("--expect-commit {new}");
    assert_reported(&reported, &["`a.tar` names the commit", &new, &old, &argument]);
    let reported =
        rejection(&project, &["audit", "a.tar", "--git", "repo", "--rev", "v1.0", "--expect-commit", &new]);
    assert_reported(&reported, &["pkgr::git::unexpected-commit", "`v1.0` is the commit"]);
}

#[test]
fn a_problem_of_an_input_names_its_argument_and_one_that_works() {
    let Some(project) = releases() else { return };
    project.manifest(TEMPLATE, "");
    let reported = rejection(&project, &["plan", "--rev", "vv1.1"]);
    assert_reported(&reported, &["--rev vv1.1: no tag, branch or commit", "did you mean `--rev v1.1`?"]);
    assert!(!reported.contains("release.toml"), "{reported}");
    assert_looks("input-rev", &reported);
    let reported = rejection(&project, &["plan", "--rev", "v{versoin}"]);
    assert_reported(
        &reported,
        &["pkgr::manifest::template", "--rev 'v{versoin}': unknown variable", "`--rev 'v{version}'`"],
    );
    project.git(&["branch", "v1.1"]);
    let reported = rejection(&project, &["plan", "--rev", "v1.1"]);
    assert_reported(&reported, &["pkgr::git::ambiguous", "`--rev refs/tags/v1.1`"]);
    let pinned = format!("{TEMPLATE}\n[source.expect]\ncommit = '{}'", commit(&project, "v1.0"));
    // The manifest's pin holds for another revision, and has its own line.
    project.manifest(&pinned, "");
    let reported = rejection(&project, &["plan", "--set", "version=1.1", "--rev", "tags/v1.1"]);
    assert_reported(&reported, &["pkgr::git::unexpected-commit", "--rev tags/v1.1: an annotated tag"]);
    assert_looks("input-pinned", &reported);
    let right = commit(&project, "tags/v1.1");
    run(&project, &["plan", "--set", "version=1.1", "--rev", "tags/v1.1", "--expect-commit", &right]);
    let wrong = rejection(&project, &["plan", "--rev", "tags/v1.1", "--expect-commit", &"0".repeat(40)]);
    assert_reported(&wrong, &["0: expected", &format!("give `--expect-commit {right}`")]);
}

#[test]
fn lints_of_revisions_know_inputs() {
    let Some(project) = releases() else { return };
    project.manifest("git = 'repo'\nrev = 'v1.0'", "");
    let reported = rejection(&project, &["plan", "--rev", "v1.1"]);
    assert_reported(
        &reported,
        &["pkgr::lint::version-mismatch", "`--set version=1.1` gives the version of the tag"],
    );
    assert_looks("input-version", &reported);
    run(&project, &["plan", "--rev", "v1.1", "--set", "version=1.1"]);
    let output = pkgr(project.root(), &["plan", "--rev", "main"]);
    let (id, reported) = (commit(&project, "main"), text(&output.stderr));
    assert_reported(&reported, &["pkgr::lint::moving-rev", &format!("`--expect-commit {id}`")]);
    let output = pkgr(project.root(), &["plan", "--rev", "main", "--expect-commit", &id]);
    assert_eq!(text(&output.stderr), "");
    let mut run = command(project.root(), &["plan", "--rev", "v1.0"]);
    run.env("GITHUB_ACTIONS", "true").env("GITHUB_REF", "refs/tags/v1.1");
    let output = run.output().expect("can be started");
    assert_reported(&text(&output.stderr), &["pkgr::lint::ref-mismatch", "`--rev refs/tags/v1.1`"]);
}

#[test]
fn a_summary_of_a_job_shows_inputs() {
    let Some(project) = releases() else { return };
    project.manifest(TEMPLATE, "");
    let mut run = command(project.root(), &["build", "--set", "version=1.1"]);
    run.env("GITHUB_ACTIONS", "true").env("GITHUB_STEP_SUMMARY", project.root().join("summary"));
    stdout(&run.output().expect("can be started"));
    let summary = fs::read_to_string(project.root().join("summary")).expect("was written");
    assert!(summary.contains("| inputs | --set version&#61;1&#46;1 |"), "{summary}");
}

//! `build --plan`: exactly what was planned, or nothing.
#![allow(clippy::disallowed_methods, reason = "tests make trees, and start the program under test")]

use crate::support;

use std::fs;
use std::path::Path;
use std::process::Output;

use pkgr::digest::Digest;
use support::{command, file, git, has_git, pkgr, stdout, temp_dir, text};

const REST: &str = "files = { include = ['**'], exclude = ['.git'] }\n\
    [[archive]]\nfile = 'a.tgz'\n[[archive]]\nfile = 'b.tar.xz'\ncompression = { format = 'xz', level = 1 }\n";

fn manifest(source: &str, normalize: &str) -> String {
    format!(
        "schema = 1\npackage = {{ name = 'hello', version = '1.0' }}\nsource = {source}\n\
         normalize = {normalize}\n{REST}"
    )
}

/// A directory with a manifest, a small tree of files, and the plan of both.
fn directory() -> tempfile::TempDir {
    let root = temp_dir();
    file(root.path(), "tree/README", b"read me\n", 0o644);
    file(root.path(), "tree/src/main.c", b"int main;\n", 0o644);
    let text = manifest("{ directory = 'tree' }", "{ mtime = 'source-date-epoch' }");
    fs::write(root.path().join("release.toml"), text).expect("can be written");
    let plan = command(root.path(), &["plan", "-o", "plan.json"]).env("SOURCE_DATE_EPOCH", "1000").output();
    stdout(&plan.expect("pkgr can be started"));
    root
}

/// A repository with a tag, and a manifest beside it; `None` where there is no git.
fn repository() -> Option<tempfile::TempDir> {
    if !has_git() {
        return None;
    }
    let root = temp_dir();
    let repo = root.path().join("repo");
    file(root.path(), "repo/README", b"read me\n", 0o644);
    file(root.path(), "repo/src/run.sh", b"#!/bin/sh\n", 0o755);
    git(&repo, &["init", "-q"]);
    commit(&repo);
    git(&repo, &["tag", "-a", "-m", "release", "v1.0"]);
    let text = manifest("{ git = 'repo', rev = 'v1.0' }", "{ order = 'git' }");
    fs::write(root.path().join("release.toml"), text).expect("can be written");
    stdout(&pkgr(root.path(), &["plan", "-o", "plan.json"]));
    Some(root)
}

fn commit(repo: &Path) {
    git(repo, &["add", "-A"]);
    git(repo, &["commit", "-q", "-m", "a commit"]);
}

fn build(root: &Path) -> Output {
    pkgr(root, &["build", "--plan", "plan.json"])
}

fn files(root: &Path) -> Vec<Vec<u8>> {
    ["a.tgz", "b.tar.xz"].map(|name| fs::read(root.join("dist").join(name)).expect("was built")).to_vec()
}

/// The run failed with this code, and nothing was written.
fn assert_rejected(output: &Output, root: &Path, parts: &[&str]) {
    let reported = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{reported}");
    // A long line is broken where the terminal ends.
    let reported = reported.replace("\n  │ ", " ");
    for part in parts {
        assert!(reported.contains(part), "`{part}` is not in\n{reported}");
    }
    assert!(!root.join("dist").exists(), "something was written");
}

#[test]
fn a_plan_builds_what_the_manifest_builds_on_another_machine() {
    let root = directory();
    stdout(&build(root.path()));
    let planned = files(root.path());
    fs::remove_dir_all(root.path().join("dist")).expect("can be removed");
    let plain = command(root.path(), &["build"]).env("SOURCE_DATE_EPOCH", "1000").output();
    stdout(&plain.expect("pkgr can be started"));
    assert_eq!(planned, files(root.path()));
    // The plan has settled the time: the variable of the second machine decides nothing.
    fs::remove_dir_all(root.path().join("dist")).expect("can be removed");
    let other =
        command(root.path(), &["build", "--plan", "plan.json"]).env("SOURCE_DATE_EPOCH", "2000").output();
    stdout(&other.expect("pkgr can be started"));
    assert_eq!(planned, files(root.path()));
}

// T195
#[test]
fn a_plan_with_any_byte_changed_is_rejected() {
    let root = directory();
    let path = root.path().join("plan.json");
    let whole = fs::read(&path).expect("can be read");
    for at in (0..whole.len()).step_by(7).chain(whole.len() - 75..whole.len()) {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        fs::write(&path, &changed).expect("can be written");
        assert_rejected(&build(root.path()), root.path(), &["pkgr::contract::"]);
    }
    for end in [0, 1, whole.len() / 2, whole.len() - 1] {
        fs::write(&path, &whole[..end]).expect("can be written");
        assert_rejected(&build(root.path()), root.path(), &["pkgr::contract::"]);
    }
}

/// Writes the plan anew with `from` replaced and the digest made good again.
fn forge(root: &Path, from: &str, to: &str) {
    let path = root.join("plan.json");
    let whole = fs::read_to_string(&path).expect("can be read");
    assert!(whole.contains(from), "`{from}` is not in\n{whole}");
    let body = whole.replace(from, to);
    let (body, _) = body.rsplit_once(",\n  \"sha256\": \"").expect("a plan ends with its digest");
    let digest = Digest::of(format!("{body}\n}}").as_bytes());
    fs::write(&path, format!("{body},\n  \"sha256\": \"{digest}\"\n}}\n")).expect("can be written");
}

// T195
#[test]
fn a_forged_plan_with_a_good_digest_is_rejected_too() {
    let cases = [
        ("\"0644\"", "\"0755\"", "pkgr::contract::broken"),
        ("\"version\": 1,", "\"version\": 2,", "a plan of version 2, and this pkgr reads version 1"),
        ("\"version\": 1,", "\"version\": 0,", "a plan of version 0, and this pkgr reads version 1"),
        (
            "\"gnu-1\"",
            "\"gnu-2\"",
            "the encoder `gnu-2`, and this pkgr has `gnu-1`, `gnu-1-rsyncable`, `zlib-1`, `zlib-1-mem9`, `node-1`, \
             `node-2`, `zlib-rs-1`, `zlib-rs-2`, `miniz-1`, `xz-single-1`, `xz-blocks-1`, `zstd-1`, `bzip2-1`",
        ),
        ("gnu-1.35-posix", "gnu-9.99-posix", "the dialect `gnu-9.99-posix`, and this pkgr has"),
        ("\"reference-time\": 1000", "\"reference-time\": 1001", "pkgr::contract::broken"),
        ("\"content-sha256\": \"", "\"content-sha256\": \"0", "pkgr::contract::"),
        ("\"order\": \"gnu-name\",\n", "\"order\":\"gnu-name\",\n", "`the layout of the document`"),
        ("src/main.c", "src/mine.c", "pkgr::contract::broken"),
    ];
    for (from, to, reported) in cases {
        let root = directory();
        forge(root.path(), from, to);
        assert_rejected(&build(root.path()), root.path(), &[reported]);
    }
    // The helper that forges plans works: nothing changed, nothing rejected.
    let root = directory();
    forge(root.path(), "src/main.c", "src/main.c");
    stdout(&build(root.path()));
}

// T051, T195
#[test]
fn moved_content_is_reported_with_both_values() {
    let root = directory();
    file(root.path(), "tree/README", b"read you\n", 0o644);
    let (old, new) = (Digest::of(b"read me\n").to_string(), Digest::of(b"read you\n").to_string());
    assert_rejected(
        &build(root.path()),
        root.path(),
        &["pkgr::contract::broken", "README: sha256", &old, &new],
    );
    file(root.path(), "tree/README", b"read me\n", 0o644);
    file(root.path(), "tree/more", b"", 0o644);
    assert_rejected(&build(root.path()), root.path(), &["selected now, but not planned: `hello-1.0/more`"]);
    fs::remove_file(root.path().join("tree/more")).expect("can be removed");
    stdout(&build(root.path()));
}

#[test]
fn an_edited_manifest_is_reported_with_the_keys_that_differ() {
    let root = directory();
    let path = root.path().join("release.toml");
    let edited = fs::read_to_string(&path).expect("can be read").replace("level = 1", "level = 2");
    fs::write(&path, edited).expect("can be written");
    let output = build(root.path());
    assert_rejected(&output, root.path(), &["`archives[1]: level`", "planned  \"1\"", "now      \"2\""]);
}

// T021
#[test]
fn a_tag_that_moves_after_planning_is_an_error_with_both_ids() {
    let Some(root) = repository() else { return };
    let repo = root.path().join("repo");
    let was = git(&repo, &["rev-parse", "v1.0"]);
    file(&repo, "README", b"changed\n", 0o644);
    commit(&repo);
    git(&repo, &["tag", "-f", "-a", "-m", "moved", "v1.0"]);
    let now = git(&repo, &["rev-parse", "v1.0"]);
    let parts = ["pkgr::git::moved", "`refs/tags/v1.0` is not what the plan says", &was, &now];
    assert_rejected(&build(root.path()), root.path(), &parts);
    // A tag that is gone is no other tag: the plan carries what it was.
    git(&repo, &["tag", "-d", "v1.0"]);
    stdout(&build(root.path()));
}

#[test]
fn a_branch_may_grow_after_planning_and_may_not_be_rewritten() {
    let Some(root) = repository() else { return };
    let repo = root.path().join("repo");
    let text = manifest("{ git = 'repo', rev = 'main' }", "{ order = 'git' }");
    fs::write(root.path().join("release.toml"), text).expect("can be written");
    stdout(&pkgr(root.path(), &["plan", "-o", "plan.json"]));
    file(&repo, "README", b"changed\n", 0o644);
    commit(&repo);
    stdout(&build(root.path()));
    fs::remove_dir_all(root.path().join("dist")).expect("can be removed");
    git(&repo, &["checkout", "-q", "--orphan", "other"]);
    commit(&repo);
    git(&repo, &["branch", "-f", "main", "other"]);
    assert_rejected(&build(root.path()), root.path(), &["pkgr::git::moved", "`refs/heads/main`"]);
}

#[test]
fn a_clone_without_tags_verifies_the_tag_that_the_plan_carries() {
    let Some(root) = repository() else { return };
    stdout(&build(root.path()));
    let planned = files(root.path());
    fs::remove_dir_all(root.path().join("dist")).expect("can be removed");
    fs::rename(root.path().join("repo"), root.path().join("origin")).expect("can be renamed");
    let origin = format!("file://{}", root.path().join("origin").display());
    git(root.path(), &["init", "-q", "--bare", "repo"]);
    git(&root.path().join("repo"), &["fetch", "-q", "--depth=1", "--no-tags", &origin, "main"]);
    let output = build(root.path());
    stdout(&output);
    assert_eq!(planned, files(root.path()));
    // Neither the repository nor the manifest confirms what the plan says of the name.
    assert!(text(&output.stderr).contains("pkgr::git::unconfirmed"), "{}", text(&output.stderr));
    fs::remove_dir_all(root.path().join("dist")).expect("can be removed");
    // Another byte in the tag's text is another object.
    forge(root.path(), "\\n\\nrelease\\n", "\\n\\nReleasE\\n");
    assert_rejected(
        &build(root.path()),
        root.path(),
        &["pkgr::git::corrupt-object", "does not hold the tag"],
    );
}

/// Each claim of a plan about its revision, replaced by another one. Nothing that the manifest demands
/// of the tag may be lost by it.
// T195, T300
#[test]
fn no_claim_of_a_plan_about_its_revision_is_believed() {
    let Some(root) = repository() else { return };
    let repo = root.path().join("repo");
    let tag = git(&repo, &["rev-parse", "v1.0"]);
    let good = git(&repo, &["rev-parse", "v1.0^{commit}"]);
    git(&repo, &["tag", "-a", "-m", "other", "other"]);
    let other_tag = git(&repo, &["rev-parse", "other"]);
    let tree = git(&repo, &["rev-parse", "v1.0^{tree}"]);
    file(&repo, "README", b"evil\n", 0o644);
    commit(&repo);
    let evil = git(&repo, &["rev-parse", "HEAD"]);
    git(&repo, &["branch", "evil"]);
    let whole = fs::read_to_string(root.path().join("plan.json")).expect("can be read");
    let no_object = "d".repeat(40);
    let commit_key = format!("\"commit\": \"{good}\"");
    let listed = format!("\n      \"{tag}\"\n    ");
    let cases = [
        ("\"rev\": \"v1.0\"", "\"rev\": \"evil\"".to_owned(), "another revision than the manifest's"),
        ("refs/tags/v1.0", "refs/heads/evil".to_owned(), "another revision than the manifest's"),
        ("refs/tags/v1.0", "refs/heads/v1.0".to_owned(), "another revision than the manifest's"),
        ("    \"reference\": \"refs/tags/v1.0\",\n", String::new(), "another revision than the manifest's"),
        (&*listed, format!("\n      \"{no_object}\"\n    "), "does not hold the tag object"),
        (&*listed, format!("\n      \"{other_tag}\"\n    "), "does not hold the tag object"),
        (&*listed, String::new(), "names 0 tags and holds 1 tag objects"),
        (&*commit_key, format!("\"commit\": \"{evil}\""), "leads to"),
        (&*tree, no_object, "pkgr::contract::broken"),
    ];
    for (from, to, part) in cases {
        fs::write(root.path().join("plan.json"), &whole).expect("can be written");
        forge(root.path(), from, &to);
        assert_rejected(&build(root.path()), root.path(), &[part]);
    }
    fs::write(root.path().join("plan.json"), &whole).expect("can be written");
    stdout(&build(root.path()));
}

/// The plan of an unsigned commit, dressed as that of the signed tag: with a tag that nobody has, with
/// no tag at all, and with the signed tag of another commit.
// T300
#[test]
fn a_forged_plan_does_not_switch_off_the_check_of_the_tag() {
    let Some(root) = repository() else { return };
    let repo = root.path().join("repo");
    let tag = git(&repo, &["rev-parse", "v1.0"]);
    file(&repo, "README", b"evil\n", 0o644);
    commit(&repo);
    git(&repo, &["branch", "evil"]);
    let path = root.path().join("release.toml");
    let write = |rev: &str, expect: &str| {
        let text = manifest(&format!("{{ git = 'repo', rev = '{rev}'{expect} }}"), "{ order = 'git' }");
        fs::write(&path, text).expect("can be written");
    };
    let no_tag = "de".repeat(20);
    for tags in [Some(&no_tag), None, Some(&tag)] {
        write("refs/heads/evil", "");
        stdout(&pkgr(root.path(), &["plan", "-o", "plan.json"]));
        let claimed =
            tags.map_or_else(String::new, |id| format!(",\n    \"tags\": [\n      \"{id}\"\n    ]"));
        forge(root.path(), "\"rev\": \"refs/heads/evil\"", "\"rev\": \"v1.0\"");
        let from = "\"reference\": \"refs/heads/evil\"";
        forge(root.path(), from, &format!("\"reference\": \"refs/tags/v1.0\"{claimed}"));
        write("v1.0", ", expect = { tag = 'annotated' }");
        assert_rejected(&build(root.path()), root.path(), &["pkgr::git::"]);
        // Nor in a clone that has no tags.
        git(root.path(), &["clone", "-q", "--no-tags", "--branch", "evil", "repo", "clone"]);
        let text = fs::read_to_string(&path).expect("can be read").replace("'repo'", "'clone'");
        fs::write(&path, text).expect("can be written");
        assert_rejected(&build(root.path()), root.path(), &["pkgr::git::"]);
        fs::remove_dir_all(root.path().join("clone")).expect("can be removed");
    }
}

// T195
#[test]
fn a_plan_that_was_made_to_name_another_commit_is_rejected() {
    let Some(root) = repository() else { return };
    let repo = root.path().join("repo");
    let first = git(&repo, &["rev-parse", "v1.0^{commit}"]);
    file(&repo, "README", b"changed\n", 0o644);
    commit(&repo);
    let second = git(&repo, &["rev-parse", "HEAD"]);
    forge(root.path(), &first, &second);
    assert_rejected(&build(root.path()), root.path(), &["pkgr::"]);
    forge(root.path(), &second, &"0".repeat(40));
    assert_rejected(&build(root.path()), root.path(), &["pkgr::git::missing-object", &"0".repeat(40)]);
}

// T195
#[test]
fn another_repository_is_rejected() {
    let Some(root) = repository() else { return };
    let commit_id = git(&root.path().join("repo"), &["rev-parse", "v1.0^{commit}"]);
    fs::remove_dir_all(root.path().join("repo")).expect("can be removed");
    file(root.path(), "repo/README", b"another project\n", 0o644);
    git(&root.path().join("repo"), &["init", "-q"]);
    commit(&root.path().join("repo"));
    git(&root.path().join("repo"), &["tag", "v1.0"]);
    assert_rejected(&build(root.path()), root.path(), &["pkgr::git::missing-object", &commit_id]);
}

#[test]
fn the_inventory_leads_from_each_entry_to_its_object() {
    let Some(root) = repository() else { return };
    let repo = root.path().join("repo");
    let plan: serde_json::Value =
        serde_json::from_slice(&fs::read(root.path().join("plan.json")).expect("can be read"))
            .expect("is JSON");
    for (path, object) in [
        ("hello-1.0", "v1.0^{tree}"),
        ("hello-1.0/README", "v1.0:README"),
        ("hello-1.0/src", "v1.0:src"),
        ("hello-1.0/src/run.sh", "v1.0:src/run.sh"),
    ] {
        let id = git(&repo, &["rev-parse", object]);
        let entries = plan["entries"].as_array().expect("is a list");
        let entry = entries.iter().find(|entry| entry["path"] == path).expect("is an entry");
        assert_eq!(entry["origin"]["object"], id, "{path}");
    }
    let tree = git(&repo, &["rev-parse", "v1.0^{tree}"]);
    assert_eq!(plan["swhid"], format!("swh:1:dir:{tree}"));
    assert_eq!(plan["revision"]["tags"][0], git(&repo, &["rev-parse", "v1.0"]));
}

#[test]
fn an_altered_tree_has_no_swhid() {
    let Some(root) = repository() else { return };
    let path = root.path().join("release.toml");
    let whole = fs::read_to_string(&path).expect("can be read");
    for (from, to) in
        [("exclude = ['.git']", "exclude = ['README']"), ("order = 'git'", "mode = 'go+u,go-w,a-x,u+rwX'")]
    {
        fs::write(&path, whole.replace(from, to)).expect("can be written");
        let plan: serde_json::Value =
            serde_json::from_slice(&stdout(&pkgr(root.path(), &["plan", "--format", "json"])))
                .expect("is JSON");
        assert_eq!(plan.get("swhid"), None, "{to}");
    }
}

/// The plan of `v1.1` by inputs, of a manifest for `v1.0`; `expect` is a line of it.
fn planned_by_inputs(expect: &str, inputs: &[&str]) -> Option<tempfile::TempDir> {
    let root = repository()?;
    let repo = root.path().join("repo");
    file(&repo, "README", b"the next release\n", 0o644);
    commit(&repo);
    git(&repo, &["tag", "-a", "-m", "release", "v1.1"]);
    let source = format!("{{ git = 'repo', rev = 'v1.0'{expect} }}");
    fs::write(root.path().join("release.toml"), manifest(&source, "{ order = 'git' }"))
        .expect("can be written");
    let arguments = [&["plan", "-o", "plan.json", "--rev", "v1.1", "--set", "version=1.1"], inputs].concat();
    stdout(&pkgr(root.path(), &arguments));
    Some(root)
}

fn build_with(root: &Path, inputs: &[&str]) -> Output {
    let dist = root.join("dist");
    if dist.exists() {
        fs::remove_dir_all(&dist).expect("can be removed");
    }
    pkgr(root, &[&["build", "--plan", "plan.json"], inputs].concat())
}

#[test]
fn a_plan_with_inputs_is_built_without_them_and_names_them() {
    let Some(root) = planned_by_inputs("", &[]) else { return };
    let output = build(root.path());
    stdout(&output);
    let alone = text(&output.stderr);
    // Neither the manifest nor the command line confirms the revision.
    for part in [
        "pkgr::contract::inputs",
        "⚠ the plan alone has inputs",
        "--rev v1.1",
        "`pkgr build --plan plan.json --rev v1.1 --set version=1.1`",
    ] {
        assert!(alone.replace("\n        ", " ").contains(part), "`{part}` is not in\n{alone}");
    }
    let planned = files(root.path());
    let output = build_with(root.path(), &["--rev", "v1.1", "--set", "version=1.1"]);
    stdout(&output);
    assert!(planned == files(root.path()));
    assert!(!text(&output.stderr).contains("pkgr::contract::inputs"), "{}", text(&output.stderr));
}

#[test]
fn a_command_line_accepts_no_other_inputs_than_its_own() {
    let Some(root) = planned_by_inputs("", &[]) else { return };
    let repo = root.path().join("repo");
    let (old, new) =
        (git(&repo, &["rev-parse", "v1.0^{commit}"]), git(&repo, &["rev-parse", "v1.1^{commit}"]));
    for (inputs, parts) in [
        (["--rev", "v1.0"], ["in the plan   --rev v1.1", "command line  --rev v1.0"]),
        (["--set", "version=1.0"], ["in the plan   --set version=1.1", "command line  --set version=1.0"]),
    ] {
        assert_rejected(&build_with(root.path(), &inputs), root.path(), &parts);
    }
    // A commit that is expected now is compared with the plan's, and confirms it.
    let output = build_with(root.path(), &["--expect-commit", &old]);
    assert_rejected(&output, root.path(), &["pkgr::git::unexpected-commit", &old, &new]);
    let output = build_with(root.path(), &["--expect-commit", &new]);
    stdout(&output);
    assert!(text(&output.stderr).contains("☞ the plan alone has inputs"), "{}", text(&output.stderr));
    // A plan without inputs takes none.
    stdout(&pkgr(root.path(), &["plan", "-o", "plan.json"]));
    let output = build_with(root.path(), &["--rev", "v1.1"]);
    assert_rejected(
        &output,
        root.path(),
        &["in the plan   no --rev", "command line  --rev v1.1", "or plan anew"],
    );
}

/// Inputs are what a plan can choose: they pass nothing that the manifest denies.
// T195, T300
#[test]
fn inputs_of_a_plan_do_not_lift_what_the_manifest_expects() {
    let Some(root) = repository() else { return };
    let repo = root.path().join("repo");
    let old = git(&repo, &["rev-parse", "v1.0^{commit}"]);
    let pin = format!(", expect = {{ commit = '{old}' }}");
    drop(root);
    let with = |expect: &str| {
        planned_by_inputs("", &[]).inspect(|root| {
            let source = format!("{{ git = 'repo', rev = 'v1.0'{expect} }}");
            let text = manifest(&source, "{ order = 'git' }");
            fs::write(root.path().join("release.toml"), text).expect("can be written");
        })
    };
    let Some(root) = with(&pin) else { return };
    let new = git(&root.path().join("repo"), &["rev-parse", "v1.1^{commit}"]);
    assert_rejected(&build(root.path()), root.path(), &["pkgr::git::unexpected-commit", &old, &new]);
    // Nor when the plan says that this commit is the expected one.
    let forged = format!("\"version\": \"1.1\",\n    \"expect-commit\": \"{new}\"\n  }},\n  \"commit\"");
    forge(root.path(), "\"version\": \"1.1\"\n  },\n  \"commit\"", &forged);
    assert_rejected(&build(root.path()), root.path(), &["pkgr::git::unexpected-commit", &old, &new]);
    // A person at the command line decides.
    stdout(&build_with(root.path(), &["--expect-commit", &new]));
    fs::remove_dir_all(root.path().join("dist")).expect("can be removed");
    forge(root.path(), &format!("\"expect-commit\": \"{new}\""), &format!("\"expect-commit\": \"{old}\""));
    assert_rejected(&build(root.path()), root.path(), &["contradicts itself", &old, &new]);
    let Some(root) = with(", expect = { tag = 'signed', signers = 'none' }") else { return };
    assert_rejected(&build(root.path()), root.path(), &["pkgr::git::signers"]);
    // The version in the tag, and that of the package.
    let Some(root) = with("") else { return };
    forge(
        root.path(),
        "\"version\": \"1.1\"\n  },\n  \"commit\"",
        "\"version\": \"1.2\"\n  },\n  \"commit\"",
    );
    assert_rejected(&build(root.path()), root.path(), &["pkgr::lint::version-mismatch"]);
    for (from, to) in [
        ("\"rev\": \"v1.1\",\n    \"version\"", "\"rev\": \"v1.0\",\n    \"version\""),
        ("\"inputs\"", "\"outputs\""),
        ("\"rev\": \"v1.1\",\n    \"version\"", "\"revision\": \"v1.1\",\n    \"version\""),
    ] {
        let Some(root) = with("") else { return };
        forge(root.path(), from, to);
        assert_rejected(&build(root.path()), root.path(), &["pkgr::"]);
    }
}

/// What a plan says was expected is compared with its commit, and confirms nothing about it.
#[test]
fn a_commit_that_was_expected_at_the_plan_is_expected_at_the_build() {
    let Some(root) = repository() else { return };
    let commit_id = git(&root.path().join("repo"), &["rev-parse", "v1.0^{commit}"]);
    stdout(&pkgr(root.path(), &["plan", "-o", "plan.json", "--expect-commit", &commit_id]));
    let output = build(root.path());
    stdout(&output);
    assert!(!text(&output.stderr).contains("pkgr::contract::inputs"), "{}", text(&output.stderr));
    assert!(
        fs::read_to_string(root.path().join("plan.json")).is_ok_and(|plan| plan.contains("expect-commit"))
    );
    git(&root.path().join("repo"), &["tag", "-d", "v1.0"]);
    let is_unconfirmed = |inputs: &[&str]| {
        let output = build_with(root.path(), inputs);
        stdout(&output);
        text(&output.stderr).contains("pkgr::git::unconfirmed")
    };
    assert!(is_unconfirmed(&[]));
    assert!(!is_unconfirmed(&["--expect-commit", &commit_id]));
}

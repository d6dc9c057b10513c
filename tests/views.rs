//! `[[archive]] exclude`: archives with other members from one plan.
#![allow(clippy::disallowed_methods, reason = "tests make trees, and start the program under test")]

use crate::support;

use std::fs;
use std::num::NonZeroUsize;
use std::path::Path;

use pkgr::build::{self, Built, Options};
use pkgr::diagnostic::{Checked, SourceText};
use pkgr::manifest;
use pkgr::plan::{self, Plan, PlanContext};
use pkgr::progress::Silent;
use pkgr::source::Source;
use pkgr::source::directory::Directory;
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use serde_json::Value;
use support::{assert_rejected, file, link, pkgr, stdout, temp_dir, text};

/// A tree whose archives differ by `vendor`.
fn vendored() -> tempfile::TempDir {
    let root = temp_dir();
    let tree = root.path().join("tree");
    for name in ["LICENSE", "src/main.c", "vendor/one/a.c", "vendor/two/b.c", "docs/vendor/c"] {
        file(&tree, name, name.as_bytes(), 0o644);
    }
    write_manifest(root.path(), "exclude = ['/vendor/']", "");
    root
}

fn write_manifest(root: &Path, small: &str, more: &str) {
    let text = format!(
        "schema = 1\npackage = {{ name = 'p', version = '1' }}\nsource = {{ directory = 'tree' }}\n\
         files = {{ include = ['**'], require = ['LICENSE'] }}\nnormalize = {{ mtime = {{ set = 1749656217 }} }}\n\
         [[archive]]\nfile = 'p-1.tar.gz'\n{small}\n[[archive]]\nfile = 'p-1-vendored.tar.gz'\n{more}\n"
    );
    fs::write(root.join("release.toml"), text).expect("can be written");
}

fn json(root: &Path, arguments: &[&str]) -> Value {
    serde_json::from_slice(&stdout(&pkgr(root, arguments))).expect("is JSON")
}

fn listed(root: &Path, archive: &str) -> String {
    let output = std::process::Command::new("tar").args(["tf", archive]).current_dir(root).output();
    text(&output.expect("tar can be started").stdout)
}

/// build/47: source with and without bundled dependencies, from one manifest.
#[test]
fn one_manifest_gives_a_source_archive_and_one_with_dependencies() {
    let root = vendored();
    let built = json(root.path(), &["build", "--format", "json"]);
    let small = listed(root.path(), "dist/p-1.tar.gz");
    assert_eq!(
        small,
        "p-1/\np-1/LICENSE\np-1/docs/\np-1/docs/vendor/\np-1/docs/vendor/c\np-1/src/\np-1/src/main.c\n"
    );
    let whole = listed(root.path(), "dist/p-1-vendored.tar.gz");
    assert!(whole.contains("p-1/vendor/two/b.c\n") && whole.lines().count() == small.lines().count() + 5);
    // plan.json says what each archive holds, and `build --plan` keeps to it.
    stdout(&pkgr(root.path(), &["plan", "-o", "plan.json"]));
    let plan = json(root.path(), &["plan", "--format", "json"]);
    assert_eq!(plan["archives"][0]["left-out"], serde_json::json!([{ "path": "p-1/vendor" }]));
    assert_eq!(plan["archives"][0]["content-sha256"], built["archives"][0]["content-sha256"]);
    assert_eq!(plan["content-sha256"], built["archives"][1]["content-sha256"]);
    assert_ne!(plan["content-sha256"], plan["archives"][0]["content-sha256"]);
    assert_eq!(plan["archives"][1].get("left-out"), None);
    stdout(&pkgr(root.path(), &["build", "--plan", "plan.json", "-q"]));
    let sums = fs::read_to_string(root.path().join("dist/SHA256SUMS")).expect("was written");
    assert_eq!(sums.lines().count(), 2);
    write_manifest(root.path(), "exclude = ['/vendor/one/']", "");
    assert_rejected(
        &pkgr(root.path(), &["build", "--plan", "plan.json"]),
        &["archives[0]", "p-1/vendor/one"],
    );
}

#[test]
fn a_view_is_verified_and_a_wrong_one_has_a_remedy() {
    let root = vendored();
    stdout(&pkgr(root.path(), &["build", "-q"]));
    for archives in [
        &["dist/p-1.tar.gz"][..],
        &["dist/p-1-vendored.tar.gz"],
        &["dist/p-1-vendored.tar.gz", "dist/p-1.tar.gz"],
    ] {
        let report = json(root.path(), &[&["verify", "--format", "json"], archives].concat());
        assert_eq!(report["verdict"], "identical", "{archives:?}");
    }
    let remedies = |archive: &str| {
        let output = pkgr(root.path(), &["verify", "--format", "json", archive]);
        let report: Value = serde_json::from_slice(&output.stdout).expect("is JSON");
        text(report["archives"][0]["causes"].to_string().as_bytes())
    };
    // The published one leaves out one directory less, and one more, than the manifest says.
    write_manifest(root.path(), "exclude = ['/vendor/', '/docs/']", "");
    let found = remedies("dist/p-1.tar.gz");
    assert!(found.contains("[[archive]] exclude = [\\\"/vendor/\\\"]"), "{found}");
    write_manifest(root.path(), "exclude = ['/vendor/one/']", "");
    let found = remedies("dist/p-1.tar.gz");
    assert!(found.contains("[[archive]] exclude = [\\\"/vendor/one/\\\", \\\"/vendor\\\"]"), "{found}");
}

/// The scripts of `plan --format shell` give the same bytes.
#[test]
fn the_commands_of_a_view_give_its_bytes() {
    if support::gnu_tar().is_none() {
        return support::say("SKIPPED: GNU tar is not installed");
    }
    let root = vendored();
    write_manifest(root.path(), "exclude = ['/vendor/']\ntar = 'gnu-1.34-gnu'", "tar = 'gnu-1.34-gnu'");
    let script = stdout(&pkgr(root.path(), &["plan", "--format", "shell"]));
    fs::write(root.path().join("pack.sh"), script).expect("can be written");
    stdout(&pkgr(root.path(), &["build", "-q"]));
    let ran = std::process::Command::new("sh").arg("pack.sh").current_dir(root.path()).output();
    assert!(ran.expect("sh can be started").status.success());
    for name in ["p-1.tar.gz", "p-1-vendored.tar.gz"] {
        let [one, other] =
            ["", "dist"].map(|place| fs::read(root.path().join(place).join(name)).expect("was made"));
        assert!(one == other, "{name}");
    }
}

#[test]
fn what_an_archive_must_have_is_asked_of_each_archive() {
    let root = vendored();
    write_manifest(root.path(), "exclude = ['LICENSE']", "exclude = ['nothing', '*.c', 'LICENSE']");
    assert_rejected(
        &pkgr(root.path(), &["plan"]),
        &[
            "`require` pattern `LICENSE` matches no entry of the archive `p-1.tar.gz`",
            "`archive.exclude` pattern `nothing` matches nothing",
        ],
    );
    write_manifest(root.path(), "exclude = ['**']", "");
    assert_rejected(&pkgr(root.path(), &["plan"]), &["no file is left for the archive `p-1.tar.gz`"]);
}

/// Lints judge each archive by what it holds: a link to a directory that only the other archive has, and two names
/// that no archive has together.
#[test]
fn lints_judge_each_archive_alone() {
    let root = vendored();
    link(&root.path().join("tree"), "link", "vendor/one/a.c");
    file(&root.path().join("tree"), "license", b"", 0o644);
    write_manifest(
        root.path(),
        "exclude = ['/vendor/', 'license']",
        "exclude = ['LICENSE']\n[lints]\ndangling-link = 'deny'",
    );
    let output = pkgr(root.path(), &["plan"]);
    assert_rejected(&output, &["`link`: "]);
    let said = text(&output.stderr);
    assert!(!said.contains("case-collision"), "{said}");
    write_manifest(
        root.path(),
        "exclude = ['/vendor/', 'link']",
        "[lints]\ndangling-link = 'deny'\ncase-collision = 'deny'",
    );
    let output = pkgr(root.path(), &["plan"]);
    assert_rejected(&output, &["`LICENSE` and `license`"]);
    assert_eq!(text(&output.stderr).matches("and `license`").count(), 1);
}

/// What no archive has is not part of the plan: not even its bytes are read.
#[test]
fn what_every_archive_leaves_out_is_not_planned() {
    let root = vendored();
    write_manifest(root.path(), "exclude = ['/vendor/']", "exclude = ['/vendor/two', '/docs']");
    let list = text(&stdout(&pkgr(root.path(), &["plan", "--format", "list"])));
    assert!(
        list.contains("vendor/one/a.c") && list.contains("docs/vendor/c") && !list.contains("vendor/two"),
        "{list}"
    );
    let plan = json(root.path(), &["plan", "--format", "json"]);
    assert_eq!(plan["archives"][1]["left-out"], serde_json::json!([{ "path": "p-1/docs" }]));
    let said = text(&stdout(&pkgr(root.path(), &["plan", "--explain", "docs/vendor/c"])));
    assert!(
        said.contains("not in        p-1-vendored.tar.gz, by its exclude[1] `/docs`, release.toml:11"),
        "{said}"
    );
}

/// An archive that was built, and its bytes.
type Written = (Built, Vec<u8>);

/// The plan of a manifest, and its archives.
fn built(root: &Path, files: &str, archives: &str) -> Result<(Plan, Vec<Written>), String> {
    let text = format!(
        "schema = 1\npackage = {{ name = 'p', version = '1' }}\nsource = {{ directory = 'tree' }}\n\
         [files]\n{files}\n[normalize]\nmtime = {{ set = 1 }}\n{archives}[lints]\nunmatched-pattern = 'allow'\n"
    );
    let Checked { value, diagnostics } = manifest::parse(&SourceText::new("release.toml", text));
    let manifest = value.ok_or_else(|| format!("{diagnostics:?}"))?;
    let source = Source::from(Directory::open(&root.join("tree")).expect("is there"));
    let draft = plan::draft(&manifest, &source, &PlanContext::default()).ok();
    let (draft, _) = draft.map_err(|problems| format!("{problems:?}"))?;
    let plan = plan::hash_contents(draft, &source, NonZeroUsize::MIN, &Silent).expect("can be read");
    let mut bytes: Vec<Vec<u8>> = plan.archives().iter().map(|_| Vec::new()).collect();
    let options = Options { threads: NonZeroUsize::MIN, progress: &Silent };
    let done = build::build(&plan, &source, bytes.iter_mut().collect(), options).expect("can be built");
    Ok((plan, done.into_iter().zip(bytes).collect()))
}

fn pattern() -> impl Strategy<Value = String> {
    "/?(\\*\\*/)?([ab]|\\*|\\?|\\[ab\\]){1,2}(/([ab]|\\*){1,2}){0,1}/?"
        .prop_filter("two stars side by side are none", |text| {
            pkgr::glob::Pattern::parse(text, pkgr::glob::Anchor::Anywhere).is_ok()
        })
}

fn quoted(patterns: &[String]) -> String {
    format!("[{}]", patterns.iter().map(|text| format!("'{text}'")).collect::<Vec<_>>().join(", "))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// An archive that leaves something out has the bytes and the content that it has where `[files]` leaves it out,
    /// whatever other archives are made beside it.
    #[test]
    fn a_view_is_what_files_would_leave(
        names in btree_set("[ab]{1,2}(/[abc]{1,2}){0,3}", 1..12),
        include in pattern(),
        common in vec(pattern(), 0..2),
        own in vec(pattern(), 1..3),
        parents in any::<bool>(),
        empty in any::<bool>(),
    ) {
        // Without parents, a directory that becomes empty has no entry that it could keep.
        let empty = empty && parents;
        let root = temp_dir();
        let tree = root.path().join("tree");
        for name in &names {
            let path = tree.join(name);
            if fs::create_dir_all(path.parent().expect("below the tree")).is_ok() && !path.is_dir() && !name.ends_with('c') {
                fs::write(&path, name).expect("can be written");
            } else {
                let _ = fs::create_dir_all(&path);
            }
        }
        let files = |exclude: &[String]| format!(
            "include = ['**', '{include}']\nexclude = {}\nparents = {parents}\nempty-directories = {empty}",
            quoted(exclude)
        ).replace("'**', ", if include.len() % 2 == 0 { "'**', " } else { "" });
        let whole = "[[archive]]\nfile = 'whole.tar'\n";
        let view = format!("[[archive]]\nfile = 'view.tar'\nexclude = {}\n{whole}", quoted(&own));
        let alone = built(root.path(), &files(&[&common[..], &own].concat()), "[[archive]]\nfile = 'view.tar'\n");
        let beside = built(root.path(), &files(&common), &view);
        let (Ok((own_plan, alone)), Ok((plan, beside))) = (alone, beside) else { return Ok(()) };
        // `[files]` can give an empty directory an entry and the directory above it none; a view leaves no such gap.
        let has_gap = own_plan.entries().iter().filter_map(|entry| entry.path.parent()).any(|parent| {
            parents && !own_plan.entries().iter().any(|entry| entry.path == parent)
        });
        if has_gap {
            return Ok(());
        }
        prop_assert!(alone[0].1 == beside[0].1, "{:?}", plan.archives()[0].left_out);
        prop_assert_eq!(&alone[0].0, &beside[0].0);
        let (_, whole) = built(root.path(), &files(&common), whole).expect("was built beside the view");
        prop_assert!(whole[0].1 == beside[1].1);
        prop_assert_eq!(plan.content_digest(), beside[1].0.content_digest);
        // What is listed at the top stands for all that is left out.
        let tops: Vec<_> = plan.archives()[0].left_out_tops().collect();
        for entry in plan.entries() {
            let is_below = tops.iter().any(|top| entry.path == **top || entry.path.is_below(top));
            prop_assert_eq!(is_below, !plan.archives()[0].has(entry));
        }
    }
}

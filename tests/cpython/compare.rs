//! Two tarballs that differ in owner, modes and order: those three causes and nothing else.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::official::{Layout, example, official, temp_dir, unpack};
use crate::support::{pkgr, stdout};

/// A tarball of the tree, quickly compressed.
fn build(root: &Path, name: &str, edit: impl Fn(String) -> String) {
    let (manifest, _) =
        example().rsplit_once("[[archive]]").map(|(a, b)| (a.to_owned(), b.to_owned())).expect("two");
    let manifest = manifest.replace("level = 9", "level = 1").replace("{name}-{version}.tgz", name);
    fs::write(root.join("release.toml"), edit(manifest)).expect("can be written");
    stdout(&pkgr(root, &["build", "-q", "--force", "-d", "."]));
}

#[test]
#[ignore = "long: compresses 110 MB twice; run with --ignored and PKGR_TEST_DATA"]
fn owner_modes_and_order_are_three_causes() {
    let Some(archive) = official() else { return };
    let root = temp_dir();
    let root = root.path();
    unpack(&archive, root, &Layout { file_mode: 0o664, reversed: false, owner: None });
    build(root, "a.tgz", |text| text);
    build(root, "b.tgz", |text| {
        let text = text.replace("user = \"\", group = \"\"", "user = \"thomas\", group = \"users\"");
        let text = text.replace("uid = 0, gid = 0", "uid = 1000, gid = 1000");
        let text = text.replace("mode = \"go+u,go-w\"", "mode = \"keep\"");
        text.replace("order = \"gnu-name\"", "order = \"bytes\"")
    });
    let output = Command::new(env!("CARGO_BIN_EXE_pkgr"))
        .args(["diff", "a.tgz", "b.tgz", "--format", "json"])
        .current_dir(root)
        .output()
        .expect("can be started");
    assert_eq!(output.status.code(), Some(1));
    let report: Value = serde_json::from_slice(&output.stdout).expect("is JSON");
    assert_eq!(report["verdict"], "same-content");
    let causes: Vec<&str> = report["causes"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|cause| cause["cause"].as_str())
        .collect();
    assert_eq!(causes, ["order", "owner", "mode"]);
    let owner = &report["causes"][1];
    assert_eq!((&owner["count"], &owner["rule"]), (&5214.into(), &"0:0 → 1000:1000 thomas:users".into()));
}

//! Git LFS: pointers in the tree, files in the local store.

use std::fs;

use pkgr::digest::Digest;

use super::project::{Project, assert_looks, assert_reported, entry};
use crate::support::{file, pkgr, text};

const BYTES: &[u8] = b"a large file, for all that anyone knows\n";

fn pointer() -> String {
    format!(
        "version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize {}\n",
        Digest::of(BYTES),
        BYTES.len()
    )
}

fn project() -> Option<Project> {
    let project = Project::empty(&[])?;
    file(&project.repo(), "big.bin", pointer().as_bytes(), 0o644);
    file(&project.repo(), ".gitattributes", b"*.bin filter=lfs diff=lfs merge=lfs -text\n", 0o644);
    project.commit("all");
    project.git(&["tag", "v1.0"]);
    Some(project)
}

fn source(policy: &str) -> String {
    format!("git = 'repo'\nrev = 'v1.0'\nlfs = '{policy}'")
}

fn store(project: &Project, bytes: &[u8]) {
    let digest = Digest::of(BYTES).to_string();
    let path = format!(".git/lfs/objects/{}/{}/{digest}", &digest[..2], &digest[2..4]);
    file(&project.repo(), path, bytes, 0o644);
}

// T031
#[test]
fn a_pointer_is_rejected_unless_the_manifest_says_what_to_do() {
    let Some(project) = project() else { return };
    assert_looks("lfs-pointer", &project.rejection("v1.0"));
    let plan = project.plan_of(&source("pointer"), "");
    assert_eq!(entry(&plan, "big.bin")["size"], pointer().len());
}

// T031
#[test]
fn the_file_behind_a_pointer_comes_from_the_local_store_and_is_checked() {
    let Some(project) = project() else { return };
    assert_looks("lfs", &project.rejection_of(&source("include"), ""));
    for wrong in [&BYTES[1..], &BYTES.to_ascii_uppercase()] {
        store(&project, wrong);
        let reported = project.rejection_of(&source("include"), "");
        let found = Digest::of(wrong).to_string();
        assert_reported(&reported, &["pkgr::git::lfs", &Digest::of(BYTES).to_string(), &found, "big.bin"]);
    }
    store(&project, BYTES);
    let plan = project.plan_of(&source("include"), "");
    let planned = entry(&plan, "big.bin");
    assert_eq!(planned["sha256"], Digest::of(BYTES).to_string());
    assert_eq!(planned["size"], BYTES.len());
    // What is packed is another thing than the tree: it has no id of a tree.
    assert_eq!(plan["swhid"], serde_json::Value::Null);
    let built = pkgr(project.root(), &["build", "-q"]);
    assert!(built.status.success(), "{}", text(&built.stderr));
    let archive = fs::read(project.root().join("dist/a.tar")).expect("was built");
    assert!(archive.windows(BYTES.len()).any(|window| window == BYTES));
}

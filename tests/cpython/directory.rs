//! From the tree as files on disk.

use std::fs;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::Path;

use crate::official::{
    Layout, MIB, TGZ, TXZ, assert_official, command, example, official, run, temp_dir, unpack,
};
use crate::support::say;

/// A manifest directory: the example with a tree beside it, and optionally another time policy.
fn project(root: &Path, archive: &Path, layout: &Layout, edit: impl Fn(String) -> String) {
    fs::write(root.join("release.toml"), edit(example())).expect("can be written");
    unpack(archive, root, layout);
}

fn build(root: &Path, arguments: &[&str], user: Option<u32>) -> u64 {
    let mut command = command(root, arguments);
    if let Some(user) = user {
        command.uid(user).gid(user);
    }
    run(command)
}

#[test]
#[ignore = "long: compresses 110 MB twice; run with --ignored and PKGR_TEST_DATA"]
fn both_official_files_from_a_closed_tree_with_two_threads() {
    let Some(archive) = official() else { return };
    let root = temp_dir();
    project(root.path(), &archive, &Layout { file_mode: 0o600, reversed: false, owner: None }, |text| text);
    let peak = build(root.path(), &["-j", "2"], None);
    assert_official(root.path(), "Python-3.13.5.tgz", TGZ);
    assert_official(root.path(), "Python-3.13.5.tar.xz", TXZ);
    say(&format!("peak memory of both archives with -j 2: {} MiB", peak / MIB));
    assert!(peak < 160 * MIB, "peak memory {peak} KiB is not below 160 MiB");
}

#[test]
#[ignore = "long: compresses 110 MB twice; run with --ignored and PKGR_TEST_DATA"]
fn both_official_files_clamped_from_a_reversed_tree_of_another_user_with_one_thread() {
    let Some(archive) = official() else { return };
    let root = temp_dir();
    let user = rustix::process::geteuid().is_root().then_some(65_534);
    if user.is_none() {
        say("SKIPPED: only root can give the tree to another user; the rest of the test runs");
    }
    let layout = Layout { file_mode: 0o664, reversed: true, owner: user };
    project(root.path(), &archive, &layout, |text| text.replace("{ set = ", "{ clamp = "));
    if let Some(user) = user {
        chown(root.path(), Some(user), Some(user)).expect("root can");
    }
    build(root.path(), &["-j", "1"], user);
    assert_official(root.path(), "Python-3.13.5.tgz", TGZ);
    assert_official(root.path(), "Python-3.13.5.tar.xz", TXZ);
}

#[test]
#[ignore = "long: compresses 110 MB; run with --ignored and PKGR_TEST_DATA"]
fn a_gzip_only_build_stays_below_64_mib() {
    let Some(archive) = official() else { return };
    let root = temp_dir();
    let gzip_only = |text: String| text.rsplit_once("[[archive]]").expect("two archives").0.to_owned();
    project(root.path(), &archive, &Layout { file_mode: 0o644, reversed: false, owner: None }, gzip_only);
    let peak = build(root.path(), &["-j", "2"], None);
    assert_official(root.path(), "Python-3.13.5.tgz", TGZ);
    say(&format!("peak memory of the gzip archive alone: {} MiB", peak / MIB));
    assert!(peak < 64 * MIB, "peak memory {peak} KiB is not below 64 MiB");
}

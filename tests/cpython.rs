//! The first customer: python.org's own two archives of Python 3.13.5, rebuilt bit for bit from
//! the tree that is in them.
//!
//! Needs `PKGR_TEST_DATA`, a folder with the official `Python-3.13.5.tar.xz`, and says loudly that
//! it skips without. Long (about two minutes for each build), so it runs with `--ignored`.
#![allow(clippy::disallowed_methods, reason = "tests make trees, and start the program under test")]

use std::fs::{self, File};
use std::io::{Read, Write};
use std::os::unix::fs::{PermissionsExt, chown, symlink};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use filetime::FileTime;
use sha2::{Digest, Sha256};

const TGZ: (u64, &str) = (29_450_781, "e6190f52699b534ee203d9f417bdbca05a92f23e35c19c691a50ed2942835385");
const TXZ: (u64, &str) = (22_856_016, "93e583f243454e6e9e4588ca2c2662206ad961659863277afcdb96801647d640");
const COMMIT_TIME: i64 = 1_749_656_217;
const MIB: u64 = 1024;

fn say(text: &str) {
    // Past the capture of the test harness: a skip must be seen.
    let _ = std::io::stderr().write_all(format!("{text}\n").as_bytes());
}

fn official() -> Option<PathBuf> {
    let Some(data) = std::env::var_os("PKGR_TEST_DATA") else {
        say("SKIPPED: PKGR_TEST_DATA is not set, so CPython's release is not rebuilt");
        return None;
    };
    let file = Path::new(&data).join("Python-3.13.5.tar.xz");
    assert!(file.is_file(), "PKGR_TEST_DATA is set, and {} is not there", file.display());
    Some(file)
}

/// How a tree is laid on disk; none of it may reach the archives.
struct Layout {
    file_mode: u32,
    reversed: bool,
    owner: Option<u32>,
}

/// Unpacks the official archive, every time scrambled to a later one.
fn unpack(archive: &Path, below: &Path, layout: &Layout) {
    let decoder = liblzma::read::XzDecoder::new(File::open(archive).expect("is there"));
    let mut reader = tar::Archive::new(decoder);
    let mut members = Vec::new();
    for entry in reader.entries().expect("is a tar") {
        let mut entry = entry.expect("is whole");
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).expect("is whole");
        let path = entry.path().expect("has a name").into_owned();
        let target = entry.link_name().expect("is readable").map(std::borrow::Cow::into_owned);
        let executable = entry.header().mode().expect("has a mode") & 0o100 != 0;
        members.push((path, entry.header().entry_type(), bytes, target, executable));
    }
    if layout.reversed {
        members.reverse();
    }
    for (path, kind, bytes, target, executable) in &members {
        let path = below.join(path);
        fs::create_dir_all(path.parent().expect("has a parent")).expect("can be made");
        match (kind.is_dir(), target) {
            (true, _) => fs::create_dir_all(&path).expect("can be made"),
            (false, Some(target)) => symlink(target, &path).expect("can be linked"),
            (false, None) => {
                fs::write(&path, bytes).expect("can be written");
                let mode = if *executable { layout.file_mode | 0o100 } else { layout.file_mode };
                fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("can be set");
            }
        }
    }
    for (index, (path, kind, ..)) in members.iter().enumerate() {
        let path = below.join(path);
        if let Some(owner) = layout.owner {
            std::os::unix::fs::lchown(&path, Some(owner), Some(owner)).expect("root can");
        }
        if kind.is_dir() {
            fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).expect("can be set");
        }
        let later =
            FileTime::from_unix_time(COMMIT_TIME + 1 + (index as i64 * 7919) % 1_000_000, 123_456_789);
        filetime::set_symlink_file_times(&path, later, later).expect("can be set");
    }
}

/// A manifest folder: the example with a tree beside it, and optionally another time policy.
fn project(root: &Path, archive: &Path, layout: &Layout, edit: impl Fn(String) -> String) {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/cpython/release.toml");
    let manifest = edit(fs::read_to_string(example).expect("is there"));
    fs::write(root.join("release.toml"), manifest).expect("can be written");
    unpack(archive, root, layout);
}

/// Runs `pkgr build` with an empty `PATH` and gives its peak resident memory in KiB.
fn build(root: &Path, arguments: &[&str], user: Option<u32>) -> u64 {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pkgr"));
    command.arg("build").args(arguments).current_dir(root).env_clear().env("PATH", "/nonexistent");
    command.stdout(Stdio::null());
    if let Some(user) = user {
        command.uid(user).gid(user);
    }
    let mut child = command.spawn().expect("can be started");
    let peak = watch(&mut child);
    assert!(child.wait().expect("ends").success(), "the build must succeed");
    peak
}

/// The kernel's own high-water mark, read until the process ends.
fn watch(child: &mut Child) -> u64 {
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    while child.try_wait().expect("can be asked").is_none() {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let now = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0);
        peak = peak.max(now);
        std::thread::sleep(Duration::from_millis(20));
    }
    peak
}

fn assert_official(root: &Path, name: &str, (size, sha256): (u64, &str)) {
    let bytes = fs::read(root.join("dist").join(name)).expect("was written");
    let hex = Sha256::digest(&bytes).iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    assert_eq!((bytes.len() as u64, hex.as_str()), (size, sha256), "{name} is not the official file");
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("can be made");
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o777)).expect("can be set");
    folder
}

#[test]
#[ignore = "long: compresses 110 MB twice; run with --ignored and PKGR_TEST_DATA"]
fn both_official_files_from_a_closed_tree_with_two_threads() {
    let Some(archive) = official() else { return };
    let root = folder();
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
    let root = folder();
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
    let root = folder();
    let gzip_only = |text: String| text.rsplit_once("[[archive]]").expect("two archives").0.to_owned();
    project(root.path(), &archive, &Layout { file_mode: 0o644, reversed: false, owner: None }, gzip_only);
    let peak = build(root.path(), &["-j", "2"], None);
    assert_official(root.path(), "Python-3.13.5.tgz", TGZ);
    say(&format!("peak memory of the gzip archive alone: {} MiB", peak / MIB));
    assert!(peak < 64 * MIB, "peak memory {peak} KiB is not below 64 MiB");
}

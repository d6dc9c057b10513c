//! The official archive: unpacked in some layout, and compared with what was built.

use std::fs::{self, File};
use std::io::Read;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use filetime::FileTime;
use sha2::{Digest, Sha256};

use crate::support::say;

pub const TGZ: (u64, &str) = (29_450_781, "e6190f52699b534ee203d9f417bdbca05a92f23e35c19c691a50ed2942835385");
pub const TXZ: (u64, &str) = (22_856_016, "93e583f243454e6e9e4588ca2c2662206ad961659863277afcdb96801647d640");
pub const COMMIT_TIME: i64 = 1_749_656_217;
pub const MIB: u64 = 1024;

pub fn official() -> Option<PathBuf> {
    let Some(data) = std::env::var_os("PKGR_TEST_DATA") else {
        say("SKIPPED: PKGR_TEST_DATA is not set, so CPython's release is not rebuilt");
        return None;
    };
    let file = Path::new(&data).join("Python-3.13.5.tar.xz");
    assert!(file.is_file(), "PKGR_TEST_DATA is set, and {} is not there", file.display());
    Some(file)
}

/// How a tree is laid on disk; none of it may reach the archives.
pub struct Layout {
    pub file_mode: u32,
    pub reversed: bool,
    pub owner: Option<u32>,
}

/// Unpacks the official archive, every time scrambled to a later one.
pub fn unpack(archive: &Path, below: &Path, layout: &Layout) {
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

/// The example's manifest.
pub fn example() -> String {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/cpython/release.toml");
    fs::read_to_string(example).expect("is there")
}

/// `pkgr build` with an empty `PATH` and nothing else of the environment.
pub fn command(root: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pkgr"));
    command.arg("build").args(arguments).current_dir(root).env_clear().env("PATH", "/nonexistent");
    command.stdout(Stdio::null());
    command
}

/// Runs it and gives its peak resident memory in KiB.
pub fn run(mut command: Command) -> u64 {
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

pub fn assert_official(root: &Path, name: &str, (size, sha256): (u64, &str)) {
    let bytes = fs::read(root.join("dist").join(name)).expect("was written");
    let hex = Sha256::digest(&bytes).iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    assert_eq!((bytes.len() as u64, hex.as_str()), (size, sha256), "{name} is not the official file");
}

pub fn temp_dir() -> tempfile::TempDir {
    let directory = tempfile::tempdir().expect("can be made");
    fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o777)).expect("can be set");
    directory
}

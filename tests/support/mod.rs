//! What several test programs need: trees, the program under test, the real tools.
#![allow(dead_code, reason = "each test program uses its own part of this")]

pub mod random;
pub mod tar;
pub mod zip;

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::num::NonZeroUsize;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Output};

use filetime::FileTime;
use pkgr::diagnostic::SourceText;
use pkgr::manifest;
use pkgr::plan::{self, Plan, PlanContext};
use pkgr::progress::Silent;
use pkgr::source::Source;
use pkgr::source::directory::Directory;

/// Past the capture of the test harness: a skip must be seen.
pub fn say(text: &str) {
    let _ = std::io::stderr().write_all(format!("{text}\n").as_bytes());
}

/// A temporary directory.
pub fn temp_dir() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary directory can be made")
}

/// The program under test, started in `directory`.
pub fn pkgr(dir: &Path, arguments: &[&str]) -> Output {
    command(dir, arguments).output().expect("pkgr can be started")
}

/// The program under test, not started yet; nothing of the environment reaches it.
pub fn command(dir: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pkgr"));
    command.args(arguments).current_dir(dir).env_clear();
    command
}

/// What a successful run printed.
pub fn stdout(output: &Output) -> Vec<u8> {
    assert!(output.status.success(), "{}", text(&output.stderr));
    output.stdout.clone()
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The first line of `TOOL --version`; `None` where it is not installed.
pub fn version(tool: &str) -> Option<String> {
    let output = Command::new(tool).arg("--version").output().ok()?;
    text(&output.stdout).lines().next().map(str::to_owned)
}

/// The version of an installed GNU tar whose dialects we have, such as `1.34`.
pub fn gnu_tar() -> Option<String> {
    let version = version("tar").and_then(|line| line.strip_prefix("tar (GNU tar) ").map(str::to_owned));
    let version = version.filter(|version| matches!(version.as_str(), "1.34" | "1.35"));
    if version.is_none() {
        say("SKIPPED: no GNU tar 1.34 or 1.35 is installed");
    }
    version
}

/// Whether the zstd is there whose bytes are those of `zstd-1`; says so when not.
pub fn has_zstd() -> bool {
    let found = version("zstd");
    let is_ours = found.as_ref().is_some_and(|line| line.contains(" v1.5.7,"));
    if !is_ours {
        say(&format!("SKIPPED: zstd 1.5.7 is not installed, but {}", found.as_deref().unwrap_or("none")));
    }
    is_ours
}

/// Bytes that look random, compress badly, and are the same every time.
pub fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u8
    };
    (0..length).map(|_| next()).collect()
}

/// Lays a file below `root`, with its parents.
pub fn file(root: &Path, name: impl AsRef<[u8]>, bytes: &[u8], mode: u32) {
    let path = root.join(OsStr::from_bytes(name.as_ref()));
    fs::create_dir_all(path.parent().expect("has a parent")).expect("can be made");
    fs::write(&path, bytes).expect("can be written");
    fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("can be set");
}

pub fn link(root: &Path, name: &str, target: &str) {
    symlink(target, root.join(name)).expect("can be linked");
}

/// Sets the time of everything below `root`, and of `root` itself: `time(n)` for the n-th.
pub fn set_times(root: &Path, time: impl Fn(i64) -> FileTime) {
    let found = walkdir::WalkDir::new(root).contents_first(true).sort_by_file_name();
    for (index, entry) in found.into_iter().enumerate() {
        let time = time(index as i64);
        filetime::set_symlink_file_times(entry.expect("can be walked").path(), time, time)
            .expect("can be set");
    }
}

/// A tree with something of everything that an archive of sources holds.
pub fn sample(root: &Path) {
    file(root, "README", b"read me\n", 0o644);
    file(root, "LICENSE", b"free\n", 0o600);
    file(root, "configure", b"#!/bin/sh\n", 0o775);
    file(root, "src/main.c", &vec![b'x'; 1025], 0o664);
    file(root, "src/deep/er/still.h", b"", 0o640);
    file(root, "src-a/x", b"1", 0o644);
    file(root, "src.b", b"2", 0o444);
    file(root, "with blank/and 'quotes' $HOME", b"3", 0o644);
    file(root, "-dash", b"4", 0o755);
    file(root, "back\\slash", b"5", 0o644);
    file(root, "caf\u{e9}/\u{442}\u{435}\u{43a}\u{441}\u{442}", b"6", 0o644);
    file(root, format!("long/{}", "n".repeat(120)), b"7", 0o644);
    file(root, "src/skip.o", b"object", 0o644);
    fs::create_dir_all(root.join("empty/inner")).expect("can be made");
    fs::set_permissions(root.join("src"), fs::Permissions::from_mode(0o2775)).expect("can be set");
    link(root, "link", "README");
    link(root, "dangling", "no/such");
    fs::hard_link(root.join("README"), root.join("hard")).expect("can be linked");
}

/// The directory `tree` below `root` as a source, and its plan.
pub fn planned(root: &Path, manifest: &str) -> (Source, Plan) {
    let source = Source::from(Directory::open(&root.join("tree")).expect("is there"));
    let text = SourceText::new("release.toml", manifest);
    let pkgr::diagnostic::Checked { value: spec, diagnostics: problems } = manifest::parse(&text);
    let spec = spec.unwrap_or_else(|| panic!("{problems:?}"));
    let pkgr::diagnostic::Checked { value: draft, diagnostics: problems } =
        plan::draft(&spec, &source, &PlanContext::default());
    let draft = draft.unwrap_or_else(|| panic!("{problems:?}"));
    let plan =
        plan::hash_contents(draft, &source, NonZeroUsize::MIN, &Silent).expect("the files can be read");
    (source, plan)
}

/// Makes a fifo.
pub fn fifo(path: &Path) {
    use rustix::fs::{CWD, FileType, Mode};
    rustix::fs::mknodat(CWD, path, FileType::Fifo, Mode::from(0o600), 0).expect("can be made");
}

/// Whether the tests may mount and make devices; says so when not.
pub fn is_root() -> bool {
    let is_root = rustix::process::geteuid().is_root();
    if !is_root {
        say("SKIPPED: this needs root");
    }
    is_root
}

/// Whether `git` is there to make repositories with; says so when not.
pub fn has_git() -> bool {
    let is_there = version("git").is_some();
    if !is_there {
        say("SKIPPED: git is not installed, and this test makes repositories with it");
    }
    is_there
}

/// What `git` printed, run in `directory` with nothing of the user's settings, at a fixed time.
pub fn git(dir: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new("git");
    command.args(["-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always"]).args(arguments);
    command.current_dir(dir).env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    for (name, value) in [
        ("HOME", "/nonexistent"),
        ("GIT_CONFIG_NOSYSTEM", "1"),
        ("GIT_AUTHOR_NAME", "A U Thor"),
        ("GIT_AUTHOR_EMAIL", "author@example.org"),
        ("GIT_AUTHOR_DATE", "1749656217 +0000"),
        ("GIT_COMMITTER_NAME", "C O Mitter"),
        ("GIT_COMMITTER_EMAIL", "committer@example.org"),
        ("GIT_COMMITTER_DATE", "1749656217 +0000"),
    ] {
        command.env(name, value);
    }
    let output = command.output().expect("git can be started");
    assert!(output.status.success(), "git {arguments:?}: {}", text(&output.stderr));
    text(&output.stdout).trim_end().to_owned()
}

/// A failed run reported all of these parts, wherever its lines are broken.
pub fn assert_rejected(output: &Output, parts: &[&str]) {
    let reported = text(&output.stderr).replace("\n  │ ", " ");
    assert_eq!(output.status.code(), Some(2), "{reported}");
    for part in parts {
        assert!(reported.contains(part), "`{part}` is not in\n{reported}");
    }
}

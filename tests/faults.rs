//! Faults of the outside world: whatever happens, a file under its final name is whole, and the
//! old one stays until then.
#![allow(clippy::disallowed_methods, reason = "tests make trees, and start the program under test")]

mod support;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use support::{command, file, folder, noise, pkgr, say, stdout, text};

const MANIFEST: &str = "schema = 1\npackage = { name = 'hello', version = '1.0' }\nsource = { directory = 'tree' }\n\
    files = { include = ['**'] }\nnormalize = { mtime = { set = 1749656217 } }\n\
    [[archive]]\nfile = 'a.tar.gz'\n[[archive]]\nfile = 'b.tar.xz'\ncompression = { format = 'xz', level = 1 }\n";

/// A project whose build takes a moment.
fn project(bytes: usize) -> tempfile::TempDir {
    let root = folder();
    let body = noise(bytes / 4);
    (0..4).for_each(|n| file(&root.path().join("tree"), format!("f{n}"), &body, 0o644));
    fs::write(root.path().join("release.toml"), MANIFEST).expect("can be written");
    root
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let mut names: Vec<_> = entries
        .map(|entry| entry.expect("can be listed").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

const WHOLE: [&str; 3] = ["SHA256SUMS", "a.tar.gz", "b.tar.xz"];

fn start(root: &Path) -> Child {
    command(root, &["build", "-q", "--force"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("starts")
}

fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args([format!("-{name}"), child.id().to_string()]).output();
    sent.expect("kill can be started");
}

fn kept_or_whole(dist: &Path, context: &str) {
    for name in ["a.tar.gz", "b.tar.xz"] {
        let Ok(bytes) = fs::read(dist.join(name)) else { continue };
        let is_old = bytes == b"old";
        let is_whole = match name {
            "a.tar.gz" => bytes.starts_with(&[0x1f, 0x8b]) && decodes(flate2::read::GzDecoder::new(&*bytes)),
            _ => decodes(liblzma::read::XzDecoder::new(&*bytes)),
        };
        assert!(is_old || is_whole, "{context}: {name} is neither the old file nor a whole one");
    }
}

fn decodes(mut reader: impl std::io::Read) -> bool {
    std::io::copy(&mut reader, &mut std::io::sink()).is_ok()
}

// T191
#[test]
fn a_signal_at_any_moment_leaves_the_old_files_or_whole_new_ones() {
    let root = project(3_000_000);
    let dist = root.path().join("dist");
    fs::create_dir(&dist).expect("can be made");
    let mut stopped = 0;
    for round in 0..24_u64 {
        let name = ["TERM", "INT", "KILL"][round as usize % 3];
        for file in ["a.tar.gz", "b.tar.xz"] {
            fs::write(dist.join(file), "old").expect("can be written");
        }
        let mut child = start(root.path());
        std::thread::sleep(Duration::from_millis(3 + round * 17));
        signal(&child, name);
        let status = child.wait().expect("ends");
        stopped += u32::from(!status.success());
        kept_or_whole(&dist, name);
        if name == "KILL" {
            // Nothing can tidy up after that; what is left says what it is.
            names(&dist).iter().filter(|name| name.ends_with(".partial")).for_each(|name| {
                fs::remove_file(dist.join(name)).expect("can be removed");
            });
        } else {
            let left: Vec<_> =
                names(&dist).into_iter().filter(|name| !WHOLE.contains(&name.as_str())).collect();
            assert!(left.is_empty(), "{name} left {left:?}");
            let expected = if name == "TERM" { 15 } else { 2 };
            assert!(status.success() || status.signal() == Some(expected), "{name}: {status}");
        }
    }
    assert!(stopped >= 6, "the signals came too late to prove anything: {stopped} of 24 runs were stopped");
    stdout(&pkgr(root.path(), &["build", "-q", "--force"]));
    assert_eq!(names(&dist), WHOLE);
    kept_or_whole(&dist, "the next run");
}

// T190
#[test]
fn a_full_disk_is_an_error_and_leaves_the_old_file() {
    let root = project(3_000_000);
    let dist = root.path().join("dist");
    fs::create_dir(&dist).expect("can be made");
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=64k", "tmpfs"]).arg(&dist).output();
    if !mounted.is_ok_and(|output| output.status.success()) {
        say("SKIPPED: a small file system cannot be mounted here");
        return;
    }
    fs::write(dist.join("a.tar.gz"), "old").expect("can be written");
    let output = pkgr(root.path(), &["build", "-q", "--force"]);
    let left = names(&dist);
    let old = fs::read(dist.join("a.tar.gz"));
    Command::new("umount").arg(&dist).status().expect("umount can be started");
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("No space left on device"), "{}", text(&output.stderr));
    assert_eq!((left, old.expect("is kept")), (vec!["a.tar.gz".to_owned()], b"old".to_vec()));
}

// T190
#[test]
fn a_limit_on_file_sizes_is_an_error_and_leaves_nothing() {
    let root = project(30_000_000);
    let script = format!("trap '' XFSZ; ulimit -f 40; exec '{}' build -q", env!("CARGO_BIN_EXE_pkgr"));
    let output =
        Command::new("sh").args(["-c", &script]).current_dir(root.path()).output().expect("sh starts");
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("failed to write"), "{}", text(&output.stderr));
    assert_eq!(names(&root.path().join("dist")), [""; 0]);
}

// T190
#[test]
fn a_folder_that_cannot_be_written_to_is_named() {
    let root = project(1000);
    fs::write(root.path().join("dist"), "a file in the way").expect("can be written");
    let output = pkgr(root.path(), &["build", "-q"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("`dist`"), "{}", text(&output.stderr));
    if rustix::process::geteuid().is_root() {
        say("SKIPPED: root can write to every folder");
        return;
    }
    fs::create_dir(root.path().join("closed")).expect("can be made");
    fs::set_permissions(root.path().join("closed"), fs::Permissions::from_mode(0o500)).expect("can be set");
    let output = pkgr(root.path(), &["build", "-q", "-d", "closed"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("closed/a.tar.gz"), "{}", text(&output.stderr));
}

// T192
#[test]
fn two_builds_to_one_folder_both_succeed_with_the_same_bytes() {
    let root = project(2_000_000);
    let mut builds = [start(root.path()), start(root.path()), start(root.path())];
    for child in &mut builds {
        assert!(child.wait().expect("ends").success());
    }
    assert_eq!(names(&root.path().join("dist")), WHOLE);
    let output = pkgr(root.path(), &["build", "-q", "--check"]);
    assert!(output.status.success(), "{}", text(&output.stdout));
}

// T193
#[test]
fn an_output_that_is_closed_or_full_is_no_crash() {
    let root = project(1000);
    let run = |redirection: &str| {
        let script = format!("'{}' plan {redirection}", env!("CARGO_BIN_EXE_pkgr"));
        Command::new("sh").args(["-c", &script]).current_dir(root.path()).output().expect("sh starts")
    };
    let full = run("> /dev/full");
    assert_eq!(full.status.code(), Some(2));
    assert!(text(&full.stderr).contains("standard output"), "{}", text(&full.stderr));
    let closed = run(">&-");
    assert!(closed.status.code().is_some_and(|code| code == 0 || code == 2), "{closed:?}");
    for output in [full, closed, run("2>&-"), run("| true")] {
        assert!(!text(&output.stderr).contains("panicked"), "{}", text(&output.stderr));
    }
}

#[test]
fn the_files_have_the_mode_that_the_umask_leaves() {
    for (umask, expected) in [("022", 0o644), ("077", 0o600), ("002", 0o664)] {
        let root = project(1000);
        let script = format!("umask {umask}; exec '{}' build -q", env!("CARGO_BIN_EXE_pkgr"));
        let status =
            Command::new("sh").args(["-c", &script]).current_dir(root.path()).stdout(Stdio::null()).status();
        assert!(status.expect("sh starts").success());
        for name in WHOLE {
            let metadata = fs::metadata(root.path().join("dist").join(name)).expect("was written");
            assert_eq!(metadata.permissions().mode() & 0o7777, expected, "{name} with umask {umask}");
        }
    }
}

// T194, T200, T201
#[test]
fn a_denied_lint_builds_nothing_and_makes_no_folder() {
    let root = project(1000);
    file(&root.path().join("tree"), ".env", b"TOKEN=1", 0o600);
    let output = pkgr(root.path(), &["build"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("pkgr::lint::secret"), "{}", text(&output.stderr));
    assert!(!text(&output.stderr).contains("TOKEN"), "a secret is not printed");
    assert!(!root.path().join("dist").exists());
}

fn fifo(path: &Path) {
    use rustix::fs::{CWD, FileType, Mode};
    rustix::fs::mknodat(CWD, path, FileType::Fifo, Mode::from(0o600), 0).expect("can be made");
}

// T054, T168
#[test]
fn a_fifo_in_place_of_an_output_or_a_plan_is_refused_and_not_waited_for() {
    let root = project(1000);
    let dist = root.path().join("dist");
    for name in ["a.tar.gz", "SHA256SUMS"] {
        fs::create_dir(&dist).expect("can be made");
        fifo(&dist.join(name));
        for arguments in [&["build"][..], &["build", "--check"], &["build", "--force"]] {
            let output = pkgr(root.path(), arguments);
            assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
            let told = text(&output.stderr).replace("\n  │ ", " ");
            assert!(told.contains(name) && told.contains("no ordinary file"), "{told}");
        }
        fs::remove_dir_all(&dist).expect("can be removed");
    }
    fifo(&root.path().join("plan.json"));
    let output = pkgr(root.path(), &["build", "--plan", "plan.json"]);
    assert!(text(&output.stderr).contains("no ordinary file"), "{}", text(&output.stderr));
}

#[test]
fn a_checksum_file_that_lacks_a_line_is_a_finding() {
    let root = project(1000);
    stdout(&pkgr(root.path(), &["build"]));
    let sums = root.path().join("dist/SHA256SUMS");
    let whole = fs::read_to_string(&sums).expect("was written");
    // Lines about other files are no business of this build.
    fs::write(&sums, whole.clone() + &"0".repeat(64) + "  other.zip\n").expect("can be written");
    stdout(&pkgr(root.path(), &["build", "--check"]));
    let line = whole.lines().next().expect("has lines").to_owned();
    for changed in [whole.replace(&line, ""), whole.replace(&line[..4], "zzzz"), String::new()] {
        fs::write(&sums, changed).expect("can be written");
        let output = pkgr(root.path(), &["build", "--check"]);
        assert_eq!(output.status.code(), Some(1));
        let told = text(&output.stderr);
        assert!(told.contains("pkgr::build::checksums") && told.contains(&line), "{told}");
    }
    fs::remove_file(&sums).expect("can be removed");
    assert_eq!(pkgr(root.path(), &["build", "--check"]).status.code(), Some(1));
}

#[test]
fn more_threads_than_can_be_are_a_matter_of_usage() {
    let root = project(1000);
    for jobs in ["0", "1025", "18446744073709551616", "many"] {
        let output = pkgr(root.path(), &["plan", "-j", jobs]);
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output.stderr).contains("from 1 to 1024"), "{}", text(&output.stderr));
    }
    stdout(&pkgr(root.path(), &["build", "-j", "1024"]));
}

/// A report is whole under its name or not there, as every file that is written.
#[test]
fn a_plan_or_a_report_replaces_a_file_whole_and_writes_into_what_is_none() {
    let root = project(1000);
    let path = root.path().join("out.json");
    fs::write(&path, "old").expect("can be written");
    let failed = pkgr(root.path(), &["diff", "tree", "nowhere", "--format", "json", "-o", "out.json"]);
    assert_eq!((failed.status.code(), fs::read(&path).expect("is there")), (Some(2), b"old".to_vec()));
    for arguments in [&["plan"][..], &["diff", "tree", "tree", "--format", "json"]] {
        pkgr(root.path(), &[arguments, &["-q", "-o", "out.json"]].concat());
        assert!(fs::read(&path).expect("is there").ends_with(b"}\n"));
        // A device stays what it is.
        let output = pkgr(root.path(), &[arguments, &["-q", "-o", "/dev/null"]].concat());
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let null = fs::symlink_metadata("/dev/null").expect("is there");
        assert!(std::os::unix::fs::FileTypeExt::is_char_device(&null.file_type()));
    }
    assert_eq!(names(root.path()), ["out.json", "release.toml", "tree"]);
}

#[test]
fn a_name_that_is_not_utf_8_is_kept() {
    use std::os::unix::ffi::OsStrExt as _;
    let root = project(1000);
    let name = std::ffi::OsStr::from_bytes(b"plan-\xff.json");
    let output = command(root.path(), &["plan", "-q", "-o"]).arg(name).output().expect("pkgr can be started");
    stdout(&output);
    assert!(root.path().join(name).is_file());
}

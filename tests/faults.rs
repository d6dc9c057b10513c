//! Faults of the outside world: whatever happens, a file under its final name is whole, and the
//! old one stays until then.
#![allow(clippy::disallowed_methods, reason = "tests make trees, and start the program under test")]

mod support;

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use pkgr::artifact::is_temporary;
use support::{command, fifo, file, folder, noise, pkgr, say, stdout, text};

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

/// Nothing can tidy up after `kill -9`; what is left says what it is.
fn remove_abandoned(dist: &Path) -> usize {
    let left: Vec<_> = names(dist).into_iter().filter(|name| !WHOLE.contains(&name.as_str())).collect();
    for name in &left {
        assert!(is_temporary(name.as_bytes()), "`{name}` does not say what it is");
        fs::remove_file(dist.join(name)).expect("can be removed");
    }
    left.len()
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
            remove_abandoned(&dist);
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

/// A seed that is another one every time, unless `PKGR_SEED` says which.
fn seed() -> u64 {
    let given = std::env::var("PKGR_SEED").ok().and_then(|text| text.parse().ok());
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970");
    given.unwrap_or(now.as_nanos() as u64 | 1)
}

// T191
#[test]
#[ignore = "long: 200 runs are stopped"]
fn two_hundred_runs_stopped_at_random_moments_leave_whole_files_and_the_next_one_tidies_up() {
    let root = project(2_000_000);
    let dist = root.path().join("dist");
    let start_of_all = std::time::Instant::now();
    stdout(&pkgr(root.path(), &["build", "-q"]));
    let whole_run = start_of_all.elapsed();
    let good = fs::read(dist.join("SHA256SUMS")).expect("was written");
    let seed = seed();
    say(&format!("PKGR_SEED={seed}, and a whole run takes {whole_run:?}"));
    let (mut state, mut stopped, mut told) = (seed, 0, 0);
    for round in 0..200 {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let name = ["KILL", "TERM"][round % 2];
        for file in ["a.tar.gz", "b.tar.xz"] {
            fs::write(dist.join(file), "old").expect("can be written");
        }
        let mut child = start(root.path());
        std::thread::sleep(whole_run.mul_f64((state >> 11) as f64 / (1_u64 << 53) as f64 * 1.1));
        signal(&child, name);
        stopped += u32::from(!child.wait().expect("ends").success());
        let context = format!("PKGR_SEED={seed}, round {round}, {name}");
        kept_or_whole(&dist, &context);
        let left: Vec<_> = names(&dist).into_iter().filter(|name| !WHOLE.contains(&name.as_str())).collect();
        assert!(left.iter().all(|name| is_temporary(name.as_bytes())), "{context}: {left:?}");
        assert!(name == "KILL" || left.is_empty(), "{context}: {left:?}");
        if left.is_empty() && round % 10 != 0 {
            continue;
        }
        let output = pkgr(root.path(), &["build", "--force"]);
        stdout(&output);
        let is_told = text(&output.stderr).contains("pkgr::build::abandoned");
        assert_eq!(is_told, !left.is_empty(), "{context}: {}", text(&output.stderr));
        told += u32::from(is_told);
        assert_eq!(names(&dist), WHOLE, "{context}");
        assert_eq!(fs::read(dist.join("SHA256SUMS")).expect("was written"), good, "{context}");
    }
    say(&format!("{stopped} of 200 runs were stopped, and {told} left something"));
    assert!(stopped >= 100 && told >= 10, "the signals came too late to prove anything: {stopped}, {told}");
}

// T191
#[test]
fn what_a_killed_run_left_is_removed_and_told_by_the_next_one() {
    let root = project(1000);
    let dist = root.path().join("dist");
    for name in [".a.tar.gz.aB3dE5.pkgr-partial", ".of-an-older-version.tar.gZ.123456.pkgr-partial"] {
        file(&dist, name, b"half", 0o644);
    }
    // Nobody's business but the user's.
    file(&dist, ".other.123456.partial", b"mine", 0o644);
    let output = pkgr(root.path(), &["build"]);
    stdout(&output);
    let told = text(&output.stderr);
    for part in ["pkgr::build::abandoned", ".a.tar.gz.aB3dE5.pkgr-partial", ".of-an-older-version"] {
        assert!(told.contains(part), "`{part}` is not in\n{told}");
    }
    let mut expected = vec![".other.123456.partial"];
    expected.extend(WHOLE);
    assert_eq!(names(&dist), expected);
    assert!(pkgr(root.path(), &["build"]).stderr.is_empty());
    // A plan that was being written lies where it was to be.
    file(root.path(), ".plan.json.aB3dE5.pkgr-partial", b"half", 0o644);
    stdout(&pkgr(root.path(), &["plan", "-q", "-o", "plan.json"]));
    assert_eq!(names(root.path()), ["dist", "plan.json", "release.toml", "tree"]);
}

// T190: a name that has just room in a folder leaves none for the temporary one.
#[test]
fn a_name_of_the_greatest_length_is_written() {
    let root = project(1000);
    let name = format!("{}.tar.gz", "n".repeat(248));
    let manifest = MANIFEST.replace("'a.tar.gz'", &format!("'{name}'"));
    fs::write(root.path().join("release.toml"), manifest).expect("can be written");
    stdout(&pkgr(root.path(), &["build", "-q"]));
    assert!(root.path().join("dist").join(name).is_file());
}

/// Something mounted for a test; `None` where that cannot be.
struct Mount(std::path::PathBuf);

impl Mount {
    fn new(arguments: &[&str], point: &Path) -> Option<Self> {
        let mounted = Command::new("mount").args(arguments).arg(point).output();
        if mounted.is_ok_and(|output| output.status.success()) {
            return Some(Self(point.to_owned()));
        }
        say(&format!("SKIPPED: `mount {}` cannot be done here", arguments.join(" ")));
        None
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

// T190
#[test]
fn a_disk_without_room_for_one_more_file_is_an_error_and_leaves_the_old_one() {
    let root = project(1000);
    let dist = root.path().join("dist");
    fs::create_dir(&dist).expect("can be made");
    let Some(_mount) = Mount::new(&["-t", "tmpfs", "-o", "size=1m,nr_inodes=3", "tmpfs"], &dist) else {
        return;
    };
    fs::write(dist.join("a.tar.gz"), "old").expect("can be written");
    let output = pkgr(root.path(), &["build", "-q", "--force"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("No space left on device"), "{}", text(&output.stderr));
    assert_eq!(names(&dist), ["a.tar.gz"]);
    assert_eq!(fs::read(dist.join("a.tar.gz")).expect("is kept"), b"old");
}

// T190
#[test]
fn a_plan_and_a_report_that_have_no_room_leave_the_old_file() {
    let root = project(1000);
    (0..400).for_each(|n| file(&root.path().join("tree"), format!("more/{n}"), b"", 0o644));
    let out = root.path().join("out");
    fs::create_dir(&out).expect("can be made");
    let Some(_mount) = Mount::new(&["-t", "tmpfs", "-o", "size=16k", "tmpfs"], &out) else { return };
    fs::write(out.join("plan.json"), "old").expect("can be written");
    let output = pkgr(root.path(), &["plan", "-q", "-o", "out/plan.json"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("No space left on device"), "{}", text(&output.stderr));
    assert_eq!(
        (names(&out), fs::read(out.join("plan.json")).expect("is kept")),
        (vec!["plan.json".to_owned()], b"old".to_vec())
    );
}

// T190
#[test]
fn a_read_only_disk_is_an_error_that_names_the_archive() {
    let root = project(1000);
    let dist = root.path().join("dist");
    fs::create_dir(&dist).expect("can be made");
    let Some(_mount) = Mount::new(&["-t", "tmpfs", "-o", "ro", "tmpfs"], &dist) else { return };
    let output = pkgr(root.path(), &["build", "-q"]);
    assert_eq!(output.status.code(), Some(2));
    let told = text(&output.stderr);
    assert!(told.contains("dist/a.tar.gz") && told.contains("Read-only file system"), "{told}");
}

// T190: all was written, and the disk fails when it is told to keep it.
#[test]
fn a_disk_that_fails_when_it_is_synced_is_an_error_and_leaves_the_old_file() {
    let root = project(4_000_000);
    let (back, dist) = (root.path().join("back"), root.path().join("dist"));
    fs::create_dir(&back).and_then(|()| fs::create_dir(&dist)).expect("can be made");
    // A disk of 16 MiB that has room for one.
    let Some(_back) = Mount::new(&["-t", "tmpfs", "-o", "size=1m", "tmpfs"], &back) else { return };
    let image = back.join("image");
    fs::File::create(&image).and_then(|file| file.set_len(16 << 20)).expect("can be made");
    let options = ["-q", "-O", "^has_journal", "-N", "16", "-m", "0"];
    let made = Command::new("mkfs.ext4").args(options).arg(&image).output();
    if !made.is_ok_and(|output| output.status.success()) {
        say("SKIPPED: no mkfs.ext4");
        return;
    }
    let Some(_mount) = Mount::new(&["-o", "loop", image.to_str().expect("plain")], &dist) else { return };
    let old = fs::File::create(dist.join("a.tar.gz")).expect("can be made");
    { &old }.write_all(b"old").and_then(|()| old.sync_all()).expect("three bytes have room");
    let before = names(&dist);
    let output = pkgr(root.path(), &["build", "-q", "--force"]);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("failed to sync"), "{}", text(&output.stderr));
    assert_eq!((names(&dist), fs::read(dist.join("a.tar.gz")).expect("is kept")), (before, b"old".to_vec()));
}

// T190
#[test]
fn a_name_that_cannot_be_replaced_is_an_error_and_leaves_no_litter() {
    let root = project(1000);
    let dist = root.path().join("dist");
    file(&dist, "a.tar.gz", b"", 0o644);
    file(root.path(), "other", b"old", 0o644);
    let other = root.path().join("other");
    let place = dist.join("a.tar.gz");
    let Some(_mount) = Mount::new(&["--bind", other.to_str().expect("plain")], &place) else { return };
    let output = pkgr(root.path(), &["build", "-q", "--force"]);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("failed to rename into place"), "{}", text(&output.stderr));
    assert_eq!(
        (names(&dist), fs::read(&place).expect("is kept")),
        (vec!["a.tar.gz".to_owned()], b"old".to_vec())
    );
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

/// The lines of the checksum file are those of the archives beside it.
fn assert_consistent(dist: &Path) {
    let sums = fs::read_to_string(dist.join("SHA256SUMS")).expect("was written");
    for name in ["a.tar.gz", "b.tar.xz"] {
        let digest = pkgr::digest::Digest::of(&fs::read(dist.join(name)).expect("was written"));
        assert!(sums.contains(&format!("{digest}  {name}\n")), "{name} is of another build than\n{sums}");
    }
}

// T192
#[test]
fn of_two_builds_with_different_bytes_one_wins_with_all_its_files() {
    for force in [false, true] {
        for _ in 0..6 {
            let root = project(40_000);
            file(root.path(), "other/f0", &noise(20_000), 0o644);
            let other = MANIFEST.replace("'tree'", "'other'");
            fs::write(root.path().join("other.toml"), other).expect("can be written");
            let start = |manifest: &str| {
                let mut command = command(root.path(), &["build", "-q", "-m", manifest]);
                command.args(force.then_some("--force")).stderr(Stdio::null()).stdout(Stdio::null());
                command.spawn().expect("starts")
            };
            let mut builds = [start("release.toml"), start("other.toml")];
            let codes =
                builds.each_mut().map(|child| child.wait().expect("ends").code().expect("was not killed"));
            assert_eq!(codes.iter().sum::<i32>(), if force { 0 } else { 2 }, "{codes:?}");
            assert_eq!(names(&root.path().join("dist")), WHOLE);
            assert_consistent(&root.path().join("dist"));
        }
    }
}

// T193
#[test]
fn every_command_bears_an_output_that_is_closed_or_full() {
    let root = project(1000);
    stdout(&pkgr(root.path(), &["build", "-q"]));
    for command in [
        "plan",
        "plan --format json",
        "plan --format mtree",
        "plan --explain f0",
        "build --format json",
        "build --check",
        "verify dist/a.tar.gz",
        "diff dist/a.tar.gz tree",
        "lint dist/a.tar.gz",
        "check",
        "schema",
        "completions bash",
        "man",
        "explain",
        "--help",
        "--version",
    ] {
        for redirection in ["> /dev/full", ">&-", "2>&-", ">&- 2>&-", "<&-", "| true"] {
            let script = format!("'{}' {command} {redirection}", env!("CARGO_BIN_EXE_pkgr"));
            let output = Command::new("sh")
                .args(["-c", &script])
                .current_dir(root.path())
                .output()
                .expect("sh starts");
            let told = text(&output.stderr);
            assert!(!told.contains("panicked"), "{script}: {told}");
            assert!(output.status.code().is_some_and(|code| code <= 2), "{script}: {output:?}");
            if redirection == "> /dev/full" && !matches!(command, "check" | "--help" | "--version") {
                assert_eq!(output.status.code(), Some(2), "{script}: {told}");
            }
        }
    }
}

// T168, T193
#[test]
fn a_hyphen_is_a_name_like_any_other() {
    let root = project(1000);
    for arguments in [&["lint", "-"][..], &["diff", "-", "tree"], &["verify", "-"], &["build", "--plan", "-"]]
    {
        let output = pkgr(root.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", text(&output.stderr));
        assert!(text(&output.stderr).contains("`-`"), "{arguments:?}: {}", text(&output.stderr));
    }
    stdout(&pkgr(root.path(), &["plan", "-q", "-o", "-"]));
    assert!(root.path().join("-").is_file());
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

// T059
#[test]
fn an_output_folder_with_sources_in_it_is_refused_and_one_with_archives_is_left_out() {
    let root = project(1000);
    let manifest = MANIFEST
        .replace("'tree'", "'.'")
        .replace("include = ['**']", "include = ['**'], exclude = ['*.toml']");
    fs::write(root.path().join("release.toml"), &manifest).expect("can be written");
    for arguments in
        [&["build", "-d", "tree"][..], &["plan", "-d", "tree"], &["build", "--check", "-d", "tree"]]
    {
        let output = pkgr(root.path(), arguments);
        let told = ["pkgr::files::output-holds-sources", "`tree` holds files", "`tree/f0`", "`-d`"];
        support::assert_refused(&output, &told);
        assert_eq!(names(&root.path().join("tree")), ["f0", "f1", "f2", "f3"]);
    }
    // Where the manifest leaves them out, nothing is lost that it selects.
    let meant = manifest
        .replace("'*.toml'", "'*.toml', 'tree/f*'")
        .replace("include = ['**']", "include = ['**', 'x']");
    file(root.path(), "x", b"x", 0o644);
    fs::write(root.path().join("release.toml"), meant).expect("can be written");
    stdout(&pkgr(root.path(), &["build", "-q", "-d", "tree"]));
    // The next build packs neither this one's archives nor those of an earlier version.
    fs::write(root.path().join("release.toml"), &manifest).expect("can be written");
    let first = pkgr(root.path(), &["build", "-d", "dist"]);
    stdout(&first);
    assert!(!text(&first.stderr).contains("output-inside"), "it was not there yet");
    let built = fs::read(root.path().join("dist/a.tar.gz")).expect("was built");
    let again = pkgr(root.path(), &["build"]);
    assert!(text(&stdout(&again)).contains("unchanged"), "{}", text(&again.stdout));
    assert!(text(&again.stderr).contains("not packed\n"), "{}", text(&again.stderr));
    for name in ["hello-0.9.tar.gz", "hello-0.9.tar.gz.asc"] {
        file(&root.path().join("dist"), name, b"old", 0o644);
    }
    let again = pkgr(root.path(), &["build"]);
    stdout(&again);
    for part in ["pkgr::files::output-inside", "`dist/hello-0.9.tar.gz`", "`dist/hello-0.9.tar.gz.asc`"] {
        assert!(text(&again.stderr).contains(part), "`{part}` is not in\n{}", text(&again.stderr));
    }
    assert_eq!(fs::read(root.path().join("dist/a.tar.gz")).expect("was built"), built);
    // An excluded folder needs no word.
    fs::write(root.path().join("release.toml"), manifest.replace("'*.toml'", "'*.toml', 'dist/'"))
        .expect("can be written");
    file(&root.path().join("dist"), "notes", b"", 0o644);
    assert_eq!(text(&pkgr(root.path(), &["build"]).stderr), "");
}

// T194
#[test]
fn a_file_of_that_name_stays_where_it_is_the_same_and_is_replaced_on_demand_alone() {
    let root = project(1000);
    let dist = root.path().join("dist");
    stdout(&pkgr(root.path(), &["build", "-q"]));
    let good: Vec<Vec<u8>> =
        WHOLE.iter().map(|name| fs::read(dist.join(name)).expect("was written")).collect();
    let old = filetime::FileTime::from_unix_time(1_000_000_000, 0);
    WHOLE.iter().for_each(|name| filetime::set_file_mtime(dist.join(name), old).expect("can be set"));
    stdout(&pkgr(root.path(), &["build", "-q"]));
    for name in WHOLE {
        let time = fs::metadata(dist.join(name)).expect("is there").modified().expect("has a time");
        assert_eq!(filetime::FileTime::from_system_time(time), old, "{name} was touched");
    }
    for name in WHOLE {
        fs::write(dist.join(name), "other").expect("can be written");
        let output = pkgr(root.path(), &["build", "-q"]);
        support::assert_refused(&output, &["pkgr::build::output-exists", name]);
        assert_eq!(fs::read(dist.join(name)).expect("is kept"), b"other");
        stdout(&pkgr(root.path(), &["build", "-q", "--force"]));
        let found: Vec<Vec<u8>> =
            WHOLE.iter().map(|name| fs::read(dist.join(name)).expect("is there")).collect();
        assert!(found == good, "{name}");
    }
}

// T210
#[test]
fn the_checksum_file_is_read_by_the_programs_that_check_it() {
    let root = project(1000);
    stdout(&pkgr(root.path(), &["build", "-q"]));
    let dist = root.path().join("dist");
    let mut seen = 0;
    for script in
        ["sha256sum -c --strict SHA256SUMS", "shasum -a 256 -c SHA256SUMS", "busybox sha256sum -c SHA256SUMS"]
    {
        let run = || Command::new("sh").args(["-c", script]).current_dir(&dist).output().expect("sh starts");
        if run().status.code() == Some(127) {
            say(&format!("SKIPPED: `{script}` cannot be started"));
            continue;
        }
        seen += 1;
        assert!(run().status.success(), "{script}: {:?}", run());
        let whole = fs::read(dist.join("b.tar.xz")).expect("was built");
        fs::write(dist.join("b.tar.xz"), "other").expect("can be written");
        assert!(!run().status.success(), "{script} checks nothing");
        fs::write(dist.join("b.tar.xz"), whole).expect("can be written");
    }
    assert!(seen > 0 || !cfg!(target_os = "linux"));
}

// T168
#[test]
fn what_is_no_archive_or_is_still_being_written_is_an_answer_and_no_crash() {
    let root = project(3_000_000);
    stdout(&pkgr(root.path(), &["build", "-q"]));
    fs::create_dir(root.path().join("folder")).expect("can be made");
    fifo(&root.path().join("fifo"));
    for arguments in [
        &["lint", "folder"][..],
        &["lint", "fifo"],
        &["lint", "nowhere"],
        &["verify", "fifo"],
        &["verify", "folder"],
        &["diff", "fifo", "tree"],
        &["lint", "/dev/null"],
    ] {
        let output = pkgr(root.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", text(&output.stderr));
        assert!(text(&output.stderr).contains(arguments[1]), "{arguments:?}: {}", text(&output.stderr));
    }
    let whole = fs::read(root.path().join("dist/b.tar.xz")).expect("was built");
    let path = root.path().join("growing.tar.xz");
    let mut growing = fs::File::create(&path).expect("can be made");
    let mut codes = Vec::new();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for piece in whole.chunks(whole.len() / 40) {
                growing.write_all(piece).expect("can be written");
                std::thread::sleep(Duration::from_millis(10));
            }
        });
        (0..6).for_each(|_| codes.push(pkgr(root.path(), &["lint", "growing.tar.xz"]).status.code()));
    });
    assert!(codes.iter().all(|code| matches!(code, Some(0 | 1))), "{codes:?}");
    assert_eq!(codes[0], Some(1), "it was not whole yet");
    assert_eq!(pkgr(root.path(), &["lint", "growing.tar.xz"]).status.code(), Some(0));
}

// T003
#[test]
fn a_manifest_that_is_far_too_large_is_refused_without_being_read() {
    let root = folder();
    let manifest = fs::File::create(root.path().join("release.toml")).expect("can be made");
    manifest.set_len(100 << 20).expect("can be extended");
    let script = format!("ulimit -v 200000; exec '{}' check", env!("CARGO_BIN_EXE_pkgr"));
    let output =
        Command::new("sh").args(["-c", &script]).current_dir(root.path()).output().expect("sh starts");
    support::assert_refused(&output, &["pkgr::manifest::too-large"]);
    let output = pkgr(root.path(), &["check", "-m", "/dev/zero"]);
    support::assert_refused(&output, &["pkgr::manifest::too-large"]);
}

// T200
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

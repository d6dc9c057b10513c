//! Runs that are stopped, and runs beside each other.

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use pkgr::artifact::is_temporary;

use crate::support::{command, file, noise, pkgr, say, stdout, text};
use crate::{MANIFEST, WHOLE, names, project};

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

/// A run that the user stops says so once, and reports no error.
#[test]
fn a_stopped_run_says_so_and_reports_no_error() {
    let root = project(30_000_000);
    let mut printed = 0;
    for round in 0..12_u64 {
        let mut command = command(root.path(), &["build", "--force"]);
        command.env("GITHUB_ACTIONS", "true").stderr(Stdio::piped()).stdout(Stdio::null());
        let child = command.spawn().expect("pkgr can be started");
        std::thread::sleep(Duration::from_millis(100 + round * 60));
        signal(&child, "INT");
        let output = child.wait_with_output().expect("ends");
        let said = text(&output.stderr);
        if output.status.signal() == Some(2) && !said.is_empty() {
            assert_eq!(said, "stopping…\n");
            printed += 1;
        }
    }
    assert!(printed >= 2, "the signals came too late to prove anything: {printed} of 12 runs were stopped");
}

/// A run that the user stops leaves no directory that it made, and does not wait for what an encoder has begun.
#[test]
fn a_stopped_run_leaves_no_empty_directory() {
    let root = project(30_000_000);
    let manifest = MANIFEST.replace("a.tar.gz", "a.tar.zst");
    let zstd =
        manifest.replacen("[[archive]]", "[[archive]]\ncompression = { format = \"zstd\", level = 19 }", 1);
    file(root.path(), "release.toml", zstd.as_bytes(), 0o644);
    let mut stopped = 0;
    for round in 0..6_u64 {
        let child = command(root.path(), &["build", "-q", "-d", "new/dist"]).stderr(Stdio::null()).spawn();
        let mut child = child.expect("pkgr can be started");
        std::thread::sleep(Duration::from_millis(200 + round * 200));
        signal(&child, "INT");
        let status = child.wait().expect("ends");
        if status.signal() == Some(2) {
            stopped += 1;
            assert!(
                !root.path().join("new").exists(),
                "round {round}: {:?}",
                names(&root.path().join("new"))
            );
        }
    }
    assert!(stopped >= 2, "the signals came too late to prove anything: {stopped} of 6 runs were stopped");
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
    // The shortest of a few: where the first run is slow by chance, all signals would come too late.
    let timed = || {
        let start = std::time::Instant::now();
        stdout(&pkgr(root.path(), &["build", "-q", "--force"]));
        start.elapsed()
    };
    let whole_run = [timed(), timed(), timed()].into_iter().min().expect("three runs");
    let good = fs::read(dist.join("SHA256SUMS")).expect("was written");
    let seed = seed();
    say(&format!("PKGR_SEED={seed}, and a whole run takes {whole_run:?}"));
    let (mut state, mut stopped, mut reported) = (seed, 0, 0);
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
        let is_reported = text(&output.stderr).contains("pkgr::build::abandoned");
        assert_eq!(is_reported, !left.is_empty(), "{context}: {}", text(&output.stderr));
        reported += u32::from(is_reported);
        assert_eq!(names(&dist), WHOLE, "{context}");
        assert_eq!(fs::read(dist.join("SHA256SUMS")).expect("was written"), good, "{context}");
    }
    say(&format!("{stopped} of 200 runs were stopped, and {reported} left something"));
    assert!(
        stopped >= 100 && reported >= 10,
        "the signals came too late to prove anything: {stopped}, {reported}"
    );
}

// T191
#[test]
fn files_of_a_killed_run_are_removed_and_reported_by_the_next_one() {
    let root = project(1000);
    let dist = root.path().join("dist");
    for name in [".a.tar.gz.aB3dE5.pkgr-partial", ".of-an-older-version.tar.gZ.123456.pkgr-partial"] {
        file(&dist, name, b"half", 0o644);
    }
    // Nobody's business but the user's.
    file(&dist, ".other.123456.partial", b"mine", 0o644);
    let output = pkgr(root.path(), &["build"]);
    stdout(&output);
    let reported = text(&output.stderr);
    for part in ["pkgr::build::abandoned", ".a.tar.gz.aB3dE5.pkgr-partial", ".of-an-older-version"] {
        assert!(reported.contains(part), "`{part}` is not in\n{reported}");
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

// T192
#[test]
fn two_builds_to_one_directory_both_succeed_with_the_same_bytes() {
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

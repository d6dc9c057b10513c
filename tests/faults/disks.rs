//! Disks that are full, read-only or failing.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use crate::support::{file, pkgr, say, stdout, text};
use crate::{MANIFEST, names, project};

// T190: a name that has just room in a directory leaves none for the temporary one.
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
    let reported = text(&output.stderr);
    assert!(reported.contains("dist/a.tar.gz") && reported.contains("Read-only file system"), "{reported}");
}

// T190: all was written, and the disk fails in fsync.
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
fn a_directory_that_cannot_be_written_to_is_named() {
    let root = project(1000);
    fs::write(root.path().join("dist"), "a file in the way").expect("can be written");
    let output = pkgr(root.path(), &["build", "-q"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("`dist`"), "{}", text(&output.stderr));
    if rustix::process::geteuid().is_root() {
        say("SKIPPED: root can write to every directory");
        return;
    }
    fs::create_dir(root.path().join("closed")).expect("can be made");
    fs::set_permissions(root.path().join("closed"), fs::Permissions::from_mode(0o500)).expect("can be set");
    let output = pkgr(root.path(), &["build", "-q", "-d", "closed"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("closed/a.tar.gz"), "{}", text(&output.stderr));
}

//! The same bytes for every user and place; files without read permission are reported and not skipped.
#![allow(clippy::disallowed_methods, reason = "tests make trees, and start the program under test")]

use crate::support;

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use support::{assert_rejected, file, sample, say, stdout, temp_dir, text};

const MANIFEST: &str = "schema = 1\npackage = { name = 'hello', version = '1.0' }\nsource = { directory = 'tree' }\n\
    files = { include = ['**'] }\nnormalize = { mtime = { set = 1749656217 } }\n\
    [[archive]]\nfile = 'a.tar.gz'\n[[archive]]\nfile = 'b.tar.xz'\ntar = 'gnu-1.34-gnu'\n\
    compression = { format = 'xz', level = 1 }\n";

/// Nobody, by the number that most systems give it.
const NOBODY: u32 = 65_534;

/// A copy of the program that everyone may start.
fn program(root: &Path) -> PathBuf {
    fs::set_permissions(root, fs::Permissions::from_mode(0o755)).expect("can be set");
    let copy = root.join("pkgr");
    // By another program: a file that this one has open for writing could be inherited by a process that another test
    // starts, and cannot be executed meanwhile.
    let copied = std::process::Command::new("cp").arg(env!("CARGO_BIN_EXE_pkgr")).arg(&copy).status();
    assert!(copied.expect("cp can be started").success());
    fs::set_permissions(&copy, fs::Permissions::from_mode(0o755)).expect("can be set");
    copy
}

fn project(root: &Path) {
    sample(&root.join("tree"));
    fs::write(root.join("release.toml"), MANIFEST).expect("can be written");
}

/// Gives everything below a directory to another user.
fn give(root: &Path, id: u32) {
    for entry in walkdir::WalkDir::new(root) {
        let entry = entry.expect("can be walked");
        std::os::unix::fs::lchown(entry.path(), Some(id), Some(id)).expect("root may");
    }
}

/// The program as a user who is not root; `None` where that cannot be.
fn as_nobody(root: &Path, arguments: &[&str]) -> Option<Output> {
    let mut command = Command::new(program(root));
    command.args(arguments).current_dir(root).env_clear();
    if rustix::process::geteuid().is_root() {
        chown(root, Some(NOBODY), Some(NOBODY)).expect("root may");
        command.uid(NOBODY).gid(NOBODY);
    }
    match command.output() {
        Ok(output) => Some(output),
        Err(cause) => {
            say(&format!("SKIPPED: the program cannot be started as another user: {cause}"));
            None
        }
    }
}

// T053
#[test]
fn files_without_read_permission_are_reported_and_not_skipped() {
    for (closed, reported) in
        [("tree/src/main.c", "failed to open `tree/src/main.c`"), ("tree/src", "`tree/src`")]
    {
        let root = temp_dir();
        project(root.path());
        give(root.path(), NOBODY);
        fs::set_permissions(root.path().join(closed), fs::Permissions::from_mode(0o000)).expect("can be set");
        let Some(output) = as_nobody(root.path(), &["build"]) else { return };
        assert_rejected(&output, &["pkgr::io", reported, "Permission denied"]);
        assert!(!root.path().join("dist").exists());
    }
}

// T190
#[test]
fn a_directory_without_write_permission_is_named() {
    let root = temp_dir();
    project(root.path());
    give(root.path(), NOBODY);
    fs::create_dir(root.path().join("dist")).expect("can be made");
    fs::set_permissions(root.path().join("dist"), fs::Permissions::from_mode(0o500)).expect("can be set");
    if rustix::process::geteuid().is_root() {
        chown(root.path().join("dist"), Some(NOBODY), Some(NOBODY)).expect("root may");
    }
    let Some(output) = as_nobody(root.path(), &["build"]) else { return };
    assert_rejected(&output, &["pkgr::io", "dist/a.tar.gz", "Permission denied"]);
}

fn sums(root: &Path) -> String {
    fs::read_to_string(root.join("dist/SHA256SUMS")).expect("was written")
}

/// The program behind others that change its surroundings; `None` where one of them is missing or may not.
fn behind(root: &Path, wrapper: &str) -> Option<String> {
    let dist = root.join("dist");
    let _ = fs::remove_dir_all(&dist);
    let script = format!("{} build -q", wrapper.replace("PKGR", &program(root).display().to_string()));
    let output = Command::new("sh").args(["-c", &script]).current_dir(root).output().expect("sh starts");
    if !dist.join("SHA256SUMS").is_file() {
        say(&format!("SKIPPED: `{wrapper}` cannot be done here: {}", text(&output.stderr).trim()));
        return None;
    }
    Some(sums(root))
}

// T111, T141, T180
#[test]
fn neither_the_user_nor_the_machine_nor_the_place_changes_a_byte() {
    let root = temp_dir();
    project(root.path());
    stdout(&support::pkgr(root.path(), &["build", "-q"]));
    let expected = sums(root.path());
    let wrappers = [
        "umask 0000; exec PKGR",
        "umask 0077; exec PKGR",
        "exec taskset -c 0 PKGR",
        "exec setarch -R PKGR",
        "exec setarch linux32 PKGR",
        "exec setarch --uname-2.6 PKGR",
        "exec unshare --uts sh -c 'hostname elsewhere; exec PKGR \"$@\"' sh",
        "exec unshare --net PKGR",
        "exec env -i PKGR",
        "exec env -i TZ=UTC-14 LC_ALL=zh_CN.GB18030 PATH=/nowhere TMPDIR=/proc PKGR",
        "exec env TZ=Pacific/Apia LANG=tr_TR.UTF-8 LC_ALL=tr_TR.UTF-8 PKGR",
        "ulimit -n 20; exec PKGR",
        "ulimit -s 512; exec PKGR",
        "exec nice -n 19 PKGR",
        "exec faketime '1970-01-02' PKGR",
        "exec faketime '2100-01-01' PKGR",
    ];
    let seen: Vec<String> = wrappers.iter().filter_map(|wrapper| behind(root.path(), wrapper)).collect();
    assert!(seen.iter().all(|sums| *sums == expected), "{seen:#?}");
    assert!(seen.len() > 6, "too few of the surroundings could be changed");
    // As another user, who owns the files.
    // The last surroundings may have been impossible here, and then there is nothing to remove.
    let _ = fs::remove_dir_all(root.path().join("dist"));
    give(root.path(), NOBODY);
    if let Some(output) = as_nobody(root.path(), &["build", "-q"]) {
        stdout(&output);
        assert_eq!(sums(root.path()), expected);
    }
    // At the end of a long path, and started from elsewhere.
    let long = root.path().join(vec!["d".repeat(200); 8].join("/"));
    fs::create_dir_all(&long).expect("can be made");
    project(&long);
    let from = ["-q", "-C", long.to_str().expect("plain"), "build"];
    stdout(&support::pkgr(Path::new("/"), &from));
    assert_eq!(sums(&long), expected);
}

// T180: a directory that another program reads in another order, or where names were made and removed.
#[test]
fn the_order_of_a_directory_on_disk_changes_no_byte() {
    let names: Vec<String> = (0..200).map(|n| format!("f{}", n * 7919 % 200)).collect();
    let build = |order: &mut dyn Iterator<Item = &String>| {
        let root = temp_dir();
        fs::write(root.path().join("release.toml"), MANIFEST).expect("can be written");
        for name in order {
            file(&root.path().join("tree"), format!("gone-{name}"), b"", 0o644);
            file(&root.path().join("tree"), name, name.as_bytes(), 0o644);
            fs::remove_file(root.path().join(format!("tree/gone-{name}"))).expect("can be removed");
        }
        stdout(&support::pkgr(root.path(), &["build", "-q"]));
        sums(root.path())
    };
    assert_eq!(build(&mut names.iter()), build(&mut names.iter().rev()));
}
